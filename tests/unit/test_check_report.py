"""A report says the same in every form, and its page holds any text as text."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from oncue.captions.check import RULE_SETS, CheckReport, Severity, check
from oncue.captions.check.finding import Finding
from tests.unit.broken_captions import cue


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert {name for name, _ in attrs} <= {"lang", "charset", "name", "content", "scope", "class"}
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def _report() -> CheckReport:
    cues = [cue(0, 9000, "<script>alert(1)</script> & \x07 \ud800 of the"), cue(9000, 10_000, "")]
    findings = check(cues, RULE_SETS["netflix"])
    odd = Finding("unheard", None, 500, 0.25, None, "", Severity.SOFT, "<house>", 'Says "<b>" \x00 & \udcff.')
    return CheckReport('a"<i>.srt', 2, "en", ("Netflix",), (*findings, odd), mended=(1,))


def test_the_page_is_one_file_and_shows_every_finding_as_text() -> None:
    report = _report()
    html = report.as_html()
    page = _Page()
    page.feed(html)
    html.encode()
    assert not {"script", "link", "img", "b", "i", "house"} & set(page.tags)
    assert "url(" not in html
    assert "http" not in html
    assert page.tags.count("tr") == 1 + len(report.findings)
    assert "".join(page.cells).count("hard") >= report.hard
    assert 'Says "<b>" U+0000 & ?.' in page.cells


def test_json_has_every_field_of_a_finding_and_the_counts() -> None:
    report = _report()
    document = json.loads(json.dumps(report.as_json()))
    assert (document["schema"], document["hard"], document["hard"] + document["soft"]) == (1, report.hard, 5)
    assert document["mended"] == [1]
    assert set(document["findings"][0]) == {
        "code", "cue", "start_ms", "figure", "limit", "unit", "severity", "rule", "text",
    }  # fmt: skip
    assert {each["severity"] for each in document["findings"]} == {"hard", "soft"}
    json.dumps(document, ensure_ascii=False).encode()


def test_a_report_without_findings_says_so() -> None:
    report = CheckReport("a.srt", 3, "en", ("BBC", "CEA-608"), ())
    assert report.headline == "no findings in 3 captions by BBC, CEA-608"
    assert "Nothing was found." in report.as_html()
