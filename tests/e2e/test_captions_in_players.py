"""Captions as players read them: ffmpeg for SRT, WebVTT, ASS and SBV, a real browser for WebVTT."""

from __future__ import annotations

import http.server
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imageio_ffmpeg
import pytest
import srt

from bench.browser_session import Page
from bench.caption_pictures import options_of, said, written
from oncue.caption_readers.invisible_marks import BIDI_MARKS
from oncue.captions.formats.ass import HUNDREDTHS
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import segment
from oncue.captions.segmentation.cue_frames import on_frames
from oncue.model import Alignment

_JOINER = "\u2060"
_ESCAPED_BRACES = ("{{}", "\\{")
"""A brace that is text, in ffmpeg's own notation for text with styles: since version 7.1, and before."""
_STYLE = re.compile(r"</?font[^>]*>")
"""What ffmpeg makes of an ASS style."""
_SCRIPT = r"""
Anna| Good morning, and welcome to the programme. This is R&D, where 3 < 5 and <i>nothing</i> is --> what it seems.(1800)
Bob| Yes.
Anna| No?(2500)
Anna| &amp; so we begin: C:\News, {\an8} "quotes", naïve café, 日本語 and שלום.(400) That is all for today.
nobody| Thank you.
"""


_HEBREW = """
Dana| שלום לכם, ערב טוב! NASA הודיעה היום: "הגענו".(1800)
Noam| כן.
Dana| Yes, OK.(2500)
Noam| 20 אחוז, אמרה Google.
"""


@pytest.fixture(scope="module", params=[(_SCRIPT, "en"), (_HEBREW, "he")], ids=["en", "he"])
def case(request: pytest.FixtureRequest) -> tuple[Alignment, str]:
    script, language = request.param
    return said(script, language=language)


@pytest.mark.parametrize("suffix", ["srt", "vtt", "ass", "sbv"])
@pytest.mark.parametrize("offset_ms", [0, 36_000_000])
def test_ffmpeg_reads_the_times_and_texts_that_were_written(
    case: tuple[Alignment, str], suffix: str, offset_ms: int, tmp_path: Path
) -> None:
    options = options_of(offset_ms=offset_ms)
    path = tmp_path / f"captions.{suffix}"
    path.write_text(written(suffix, *case, options), encoding="utf-8")
    read = list(srt.parse(through_ffmpeg(path)))
    cues = segment(*case, options)
    assert [(milliseconds(cue.start.total_seconds()), milliseconds(cue.end.total_seconds())) for cue in read] == [
        (cue.start_ms, cue.end_ms) for cue in (on_frames(cues, HUNDREDTHS) if suffix == "ass" else cues)
    ]
    assert [words_of(cue.content) for cue in read] == [words_of("\n".join(line.text for line in cue.lines)) for cue in cues]


def test_ffmpeg_converts_srt_to_webvtt_with_the_same_times(case: tuple[Alignment, str], tmp_path: Path) -> None:
    path = tmp_path / "captions.srt"
    path.write_text(written("srt", *case, CaptionOptions()), encoding="utf-8")
    converted = through_ffmpeg(path, "webvtt")
    assert re.findall(r"[\d:.]+ --> [\d:.]+", converted) == [
        f"{clock(cue.start_ms)} --> {clock(cue.end_ms)}" for cue in segment(*case)
    ]


@pytest.mark.parametrize("words", [False, True])
def test_a_browser_reports_the_cues_that_were_written(
    case: tuple[Alignment, str], words: bool, page: Page, tmp_path: Path
) -> None:
    options = options_of(words=words, positions=words)
    seen = through_browser(page, written("vtt", *case, options), tmp_path)
    cues = segment(*case, options)
    assert [(milliseconds(start), milliseconds(end)) for start, end, *_ in seen] == [
        (cue.start_ms, cue.end_ms) for cue in cues
    ]
    flush = {setting for _, _, _, setting in seen if setting != "auto center"}
    assert flush == ({"57 right"} if words and case[0].language == "he" else set())
    assert [text.replace(_JOINER, "").translate(BIDI_MARKS) for _, _, text, _ in seen] == [
        "\n".join(("- " if cue.dashed else "") + line.text for line in cue.lines if line.words) for cue in cues
    ]


def test_a_browser_reads_the_captions_of_a_programme_past_the_first_hour(
    case: tuple[Alignment, str], page: Page, tmp_path: Path
) -> None:
    options = options_of(offset_ms=36_000_000)
    seen = through_browser(page, written("vtt", *case, options), tmp_path)
    assert [milliseconds(start) for start, *_ in seen] == [cue.start_ms for cue in segment(*case, options)]


def words_of(content: str) -> list[str]:
    """The words alone: without labels and dashes, ffmpeg's escapes of braces undone, braces as SRT shows them."""
    text = _STYLE.sub("", content).translate(BIDI_MARKS).replace(_JOINER, "")
    for escaped in _ESCAPED_BRACES:
        text = text.replace(escaped, "{")
    return re.sub(r"(?m)^(?:- )?(?:[A-Z]+: )?", "", text.translate(str.maketrans("{}", "()"))).split()


def through_ffmpeg(path: Path, kind: str = "srt") -> str:
    """Read by the wheel's ffmpeg, which is the same on every machine, and written again."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-i", str(path), "-f", kind, "-"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode("utf-8")


_PAGE = """<!doctype html><meta charset="utf-8"><title>loading</title>
<video><track kind="captions" srclang="en" src="captions.vtt" default></video>
<pre id="cues"></pre>
<script>
const track = document.querySelector("track");
const shown = cue => [
  cue.startTime, cue.endTime, cue.getCueAsHTML().textContent, `${cue.position} ${cue.align}`,
];
track.addEventListener("load", () => {
  const cues = Array.from(track.track.cues, shown);
  document.querySelector("#cues").textContent = JSON.stringify(cues);
});
track.addEventListener("error", () => console.error("no track"));
track.track.mode = "hidden";
</script>
"""


def through_browser(page: Page, vtt: str, folder: Path) -> list[tuple[float, float, str, str]]:
    """Start, end, text, and position with alignment of each cue, as the browser's own parser sees them."""
    (folder / "index.html").write_text(_PAGE, encoding="utf-8")
    (folder / "captions.vtt").write_text(vtt, encoding="utf-8")
    with served(folder) as address:
        page.open(f"{address}/index.html")
        told = page.until(lambda: page.ask('document.querySelector("#cues").textContent'))
    return [(start, end, text, place) for start, end, text, place in json.loads(told)]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def guess_type(self, path: object) -> str:
        return "text/vtt" if str(path).endswith(".vtt") else "text/html"

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on this host only: a browser refuses tracks from file: addresses."""

    def handler(*args: object) -> _Quiet:
        return _Quiet(*args, directory=str(folder))  # type: ignore[arg-type]

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def clock(ms: int) -> str:
    """As ffmpeg writes it: without hours where there are none."""
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{f'{hours:02}:' if hours else ''}{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
