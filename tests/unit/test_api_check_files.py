"""A caption file that is sent is checked by the rules of a house, or mended; what is no caption file is refused."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest

from oncue.caption_files.caption_checks import CaptionChecks, CaptionsTooComplex
from oncue.caption_files.caption_file import captions_of
from oncue.caption_files.check_request import CheckRequest
from oncue.captions.check import RULE_SETS
from oncue.captions.formats import FORMATS
from oncue.transcript.sandbox import ReadLimits
from service.check_schema import CheckOfFile
from tests.api import Api, api_of
from tests.unit.api_forms import send
from tests.unit.broken_captions import CLEAN, cue, srt, vtt

BROKEN = srt([cue(1000, 1200, "This line of a caption is by far too long for anybody's screen to show it.")])
HOUSE = b'name = "Channel Nine"\nbased_on = "bbc"\n[limits]\nmax_chars = 20\n'


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def check(api: Api, data: bytes = BROKEN, name: str = "news.srt", query: str = "", **fields: Any) -> Any:
    form = {"captions": (io.BytesIO(data), name), **fields}
    return api.client.post(f"/v1/check{query}", data=form, content_type="multipart/form-data")


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {each["code"] for each in answer.json["findings"]}


def test_a_caption_file_of_any_format_is_checked_and_nothing_is_kept_of_it(api: Api) -> None:
    report = check(api).json
    hard = [each for each in report["findings"] if each["severity"] == "hard"]
    assert CheckOfFile.model_validate(report).hard == report["hard"] == len(hard) > 0
    assert (report["name"], report["captions"], report["rules"]) == ("news.srt", 1, ["Netflix"])
    assert {each["code"] for each in report["findings"]} >= {"too_short", "line_too_long"}
    assert check(api, srt(CLEAN)).json["findings"] == []
    for name, data in (("tape", vtt(CLEAN)), ("tape.txt", srt(CLEAN))):
        assert check(api, data, name).json["captions"] == len(CLEAN)
    assert check(api, srt(CLEAN).decode().encode("utf-16")).json["captions"] == len(CLEAN)
    assert (api.store.total(), list(api.blobs.list())) == (0, [])


def test_rules_and_clock_are_chosen_by_the_query_or_by_fields_or_options(api: Api) -> None:
    assert check(api, query="?rules=cea-608").json["rules"] == ["CEA-608"]
    assert check(api, rules="dcmp").json["rules"] == ["DCMP"]
    assert check(api, profile="bbc", rules="").json["rules"] == ["BBC"]
    assert check(api, options='{"rules": "bbc", "duration": 1.1}').json["rules"] == ["BBC"]
    assert "beyond_recording" in codes(check(api, query="?duration=1.1"))
    assert "beyond_recording" not in codes(check(api, query="?duration=1.1&start_timecode=00:00:01:00"))
    assert "off_frame" in codes(check(api, srt([cue(1010, 4000, "Good morning.")]), frame_rate="25"))
    assert check(api, language="German").json["language"] == "de"
    for answer in (check(api, query="?rules=itv"), check(api, rules="itv"), check(api, options='{"rule": "bbc"}')):
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    twice = check(api, query="?rules=bbc", rules="dcmp")
    assert twice.json["errors"][0]["part"] == "rules"


def test_a_house_s_own_rules_come_with_the_file(api: Api) -> None:
    alone = check(api, srt(CLEAN), house_rules=(io.BytesIO(HOUSE), "nine.toml"))
    assert (alone.json["rules"], codes(alone)) == (["Channel Nine"], {"line_too_long"})
    both = check(api, query="?rules=netflix", house_rules=HOUSE.decode())
    assert both.json["rules"] == ["Netflix", "Channel Nine"]
    wrong = check(api, house_rules=(io.BytesIO(b"max_chars = 20"), "nine.toml"))
    assert (wrong.status_code, wrong.json["code"], wrong.json["option"]) == (422, "usage", "max_chars")


def test_a_report_is_json_or_a_page_by_accept_or_by_format(api: Api) -> None:
    form = {"captions": (io.BytesIO(BROKEN), "<b>news</b>.srt")}
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    shown = api.client.post("/v1/check", data=form, content_type="multipart/form-data", headers=headers)
    assert (shown.mimetype, "<td>line_too_long</td>" in shown.text, "<b>" in shown.text) == ("text/html", True, False)
    assert "style-src 'sha256-" in shown.headers["Content-Security-Policy"]
    assert "Accept" in shown.vary
    assert check(api, query="?format=html").mimetype == "text/html"
    assert check(api).mimetype == "application/json"
    job = api.submit().json
    api.complete(job["id"])
    address = f"/v1/jobs/{job['id']}/check"
    assert api.client.get(address, headers=headers).mimetype == "text/html"
    assert api.client.get(f"{address}?format=json", headers=headers).json["job"] == job["id"]


def test_a_file_is_mended_in_its_own_format_and_tells_what_is_left(api: Api) -> None:
    mended = check(api, BROKEN, "Nachrichten – heute.srt", query="?fix=true")
    assert mended.mimetype == FORMATS["srt"].media_type
    assert mended.headers["Content-Disposition"].startswith('attachment; filename="Nachrichten - heute.srt"')
    assert mended.headers["Oncue-Check"].endswith(", mended=1")
    (after,) = captions_of(mended.data, "a.srt").cues
    assert (after.end_ms > 1200, len(after.lines)) == (True, 2)
    styled = check(api, b"WEBVTT\n\n00:01.000 --> 00:04.000\n<i>Good morning.</i>\n", "a.vtt", fix="true")
    assert (styled.headers["Oncue-Lost"], styled.mimetype) == ("styling", "text/vtt")
    both = check(api, query="?fix=true&format=json").json
    assert CheckOfFile.model_validate(both).mended == [1]
    assert base64.b64decode(both["file"]["base64"]) == mended.data


def test_timed_text_of_youtube_is_checked_and_mended_as_subrip(api: Api) -> None:
    data = b'<timedtext format="3"><body><p t="1000" d="200">Good morning.</p></body></timedtext>'
    assert "too_short" in codes(check(api, data, "news.xml"))
    assert "too_short" in codes(check(api, data, "news", query="?from=srv3"))
    mended = check(api, data, "news.srv3", query="?fix=true")
    assert (mended.mimetype, mended.headers["Oncue-Lost"]) == (FORMATS["srt"].media_type, "format")
    assert 'filename="news.srt"' in mended.headers["Content-Disposition"]
    (after,) = captions_of(mended.data, "a.srt").cues
    assert (after.lines, after.end_ms > 1200) == (("Good morning.",), True)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"no captions at all", "news.srt", "captions_unreadable"),
        (b"\x00\x01\x02\xff" * 64, "news.bin", "captions_unreadable"),
        (b"<tt><body>", "news.ttml", "captions_unreadable"),
        (b"{}", "news.json", "captions_unreadable"),
        (b"\n" * (16 * 1024 * 1024 + 1), "news.srt", "captions_too_long"),
        (b"", "", "invalid_request"),
    ],
)
def test_what_is_no_caption_file_is_refused_with_a_stable_code(api: Api, data: bytes, name: str, code: str) -> None:
    answer = check(api, data, name)
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.text


def test_a_form_has_a_caption_file_and_nothing_unknown(api: Api) -> None:
    assert send(api, ('name="rules"', b"bbc"), path="/v1/check").json["code"] == "invalid_request"
    captions = ('name="file"; filename="a.srt"', srt(CLEAN))
    assert send(api, captions, path="/v1/check").status_code == 200
    assert send(api, captions, captions, path="/v1/check").status_code == 422
    assert send(api, captions, ('name="audio"; filename="a.mp3"', b"x"), path="/v1/check").status_code == 422
    assert api.client.post("/v1/check", data=srt(CLEAN), content_type="text/plain").status_code == 415
    assert api.client.get("/v1/check").status_code == 405


def test_the_page_shows_the_report_gives_the_mended_file_and_tells_mistakes(api: Api) -> None:
    form = api.client.get("/check").text
    assert 'action="/check"' in form
    assert ".srv1" in form
    assert ".srv2" in form

    def sent(data: bytes, **fields: Any) -> Any:
        form = {"captions": (io.BytesIO(data), "news.srt"), "rules": "bbc", "frame_rate": "", "language": "", **fields}
        return api.client.post("/check", data=form, content_type="multipart/form-data")

    assert "<td>line_too_long</td>" in sent(BROKEN).text
    assert sent(BROKEN, fix="true").headers["Content-Disposition"].startswith("attachment")
    for language in ("pt-BR", "German"):
        assert sent(BROKEN, language=language).status_code == 200
    refused = sent(b"nothing", language="German", start_timecode="10:00:00:00", frame_rate="25")
    assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
    for kept in ('value="German"', 'value="10:00:00:00"', "<option selected>25</option>", '<option value="bbc" selected>'):
        assert kept in refused.text, "what was typed is still there"


def test_a_file_that_takes_too_much_time_or_memory_is_refused() -> None:
    checks = CaptionChecks(ReadLimits(cpu_s=1, total_s=120, start_s=300))
    huge = srt([cue(1000 * n, 1000 * n + 900, "Good evening, here is the news.") for n in range(40_000)])
    with pytest.raises(CaptionsTooComplex):
        checks.check(CheckRequest(len(huge), "huge.srt", mending=True), huge)


def test_every_rule_set_may_be_chosen(api: Api) -> None:
    described = api.client.get("/openapi.json").json["paths"]["/v1/check"]["post"]
    rules = next(each for each in described["parameters"] if each["name"] == "rules")
    assert set(RULE_SETS) <= set(str(rules["schema"]).replace("'", " ").split())
    assert {"application/json", "text/html", "text/vtt"} <= described["responses"]["200"]["content"].keys()
