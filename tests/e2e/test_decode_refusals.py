"""What cannot be decoded is refused in one line that says what is wrong and what to do."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import imageio_ffmpeg
import pytest

from oncue.audio.decode import decode
from oncue.errors import AudioUnreadable

WHEEL = str(imageio_ffmpeg.get_ffmpeg_exe())


def _make(*arguments: str | Path) -> None:
    subprocess.run([WHEEL, "-v", "error", "-nostdin", "-y", *arguments], check=True)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "interview.mp3"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _refused(source: Path, out: Path) -> str:
    with pytest.raises(AudioUnreadable) as caught:
        decode(source, out)
    detail = caught.value.detail
    assert caught.value.code == "audio_unreadable"
    assert "\n" not in detail
    assert len(detail) < 200
    assert " @ 0x" not in detail
    assert list(out.iterdir()) == [], "nothing may be left behind"
    return detail


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _empty(path: Path) -> None:
    path.touch()


def _text(path: Path) -> None:
    path.write_text("It was the best of times, it was the worst of times.\n" * 400, encoding="utf-8")


def _foreign_text(path: Path) -> None:
    path.write_text("\ufeffDas Wetter für Zürich: größtenteils trüb, später Böen.\n" * 400, encoding="utf-8")


def _web_page(path: Path) -> None:
    path.write_text("<!DOCTYPE html>\n<HTML><body>Please sign in</body></HTML>", encoding="utf-8")


def _document(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(5000))


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("interview.wav", bytes(5000))


def _picture(path: Path) -> None:
    _make("-f", "lavfi", "-i", "testsrc=size=64x64", "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg", path)


def _noise(path: Path) -> None:
    path.write_bytes(random.Random(3).randbytes(300_000))


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(300_000))


def _no_sound_track(path: Path) -> None:
    _make("-f", "lavfi", "-i", "testsrc=size=64x64:duration=1", "-c:v", "mpeg4", "-f", "mp4", path)


def _no_sound_in_track(path: Path) -> None:
    _make("-f", "lavfi", "-i", "anullsrc=d=1", "-t", "0", "-f", "wav", path)


def _header_only(path: Path) -> None:
    path.write_bytes(b"RIFF\xff\xff\xff\xffWAVE")


def _broken_off_mp4(path: Path) -> None:
    _make("-f", "lavfi", "-i", "sine=d=30", "-c:a", "aac", "-f", "mp4", path)
    path.write_bytes(path.read_bytes()[:40_000])


MISTAKES: dict[Callable[[Path], None], str] = {
    _folder: "is a folder: name the recording inside it",
    _pipe: "is a pipe or a device: save the recording to a file first",
    _empty: "is empty (0 bytes): copy or upload it again",
    _text: "is a text file",
    _foreign_text: "is a text file",
    _web_page: "is a web page, as when a download link needs a login",
    _document: "is a PDF document",
    _archive: "is a ZIP archive or an office document. Unpack it",
    _picture: "is a picture",
    _noise: "damaged",
    _zeros: "damaged",
    _no_sound_track: "has no sound track. Export it with sound",
    _no_sound_in_track: "without any sound in it (0 seconds)",
    _header_only: "damaged from its beginning",
    _broken_off_mp4: "is incomplete: its index is missing",
}


@pytest.mark.parametrize("which", ["path", "wheel"])
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_file_that_is_no_recording_is_refused_by_name_and_reason(
    source: Path, out: Path, mistake: Callable[[Path], None], which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if which == "wheel":
        monkeypatch.setenv("PATH", "")
    mistake(source)
    detail = _refused(source, out)
    assert detail.startswith("interview.mp3 ")
    assert MISTAKES[mistake] in detail


def test_an_upload_is_called_what_its_owner_calls_it_and_not_what_the_service_does(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "audio"
    _text(source)
    with pytest.raises(AudioUnreadable, match=r"^Monday.mp3 is a text file"):
        decode(source, out, name="Monday.mp3")
    source.write_bytes(b"")
    with pytest.raises(AudioUnreadable, match=r"^Monday.mp3 is empty"):
        decode(source, out, name="Monday.mp3")


def test_a_missing_file_is_refused(source: Path, out: Path) -> None:
    assert "does not exist: check the path" in _refused(source, out)
    assert "cannot be opened" in _refused(source.with_name("x" * 300), out)
    assert "cannot be opened" in _refused(Path("nul\0.wav"), out)


def test_a_name_of_several_lines_still_makes_one_line(tmp_path: Path, out: Path) -> None:
    assert _refused(tmp_path / "two\nlines\x1b[31m.wav", out).startswith("two?lines?[31m.wav does not exist")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(source: Path, out: Path) -> None:
    source.write_bytes(b"sound")
    source.chmod(0o000)
    assert "may not be read: change its permissions" in _refused(source, out)


HLS = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n{secret}\n#EXT-X-ENDLIST\n"
CONCAT = "ffconcat version 1.0\nfile {secret}\n"
DASH = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S">
<Period><AdaptationSet contentType="audio"><Representation id="0" mimeType="audio/mp4" codecs="mp4a.40.2" bandwidth="9000">
<BaseURL>{secret}</BaseURL></Representation></AdaptationSet></Period></MPD>
"""
SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"


@contextmanager
def _watched(pipe: Path) -> Iterator[list[bool]]:
    """Notes whether anybody opens the named pipe for reading; who does gets an end of file instead of waiting for ever."""
    os.mkfifo(pipe)
    opened: list[bool] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.002):
            try:  # succeeds only while a reader waits
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                continue
            opened.append(True)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield opened
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("which", ["path", "wheel"])
@pytest.mark.parametrize("name", ["audio.wav", "audio.mp3", "audio.m3u8", "audio"])
@pytest.mark.parametrize("playlist", [HLS, CONCAT, DASH, SDP], ids=["hls", "concat", "dash", "sdp"])
def test_a_playlist_is_refused_without_opening_what_it_points_to(
    tmp_path: Path, out: Path, playlist: str, name: str, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if which == "wheel":
        monkeypatch.setenv("PATH", "")
    secret = tmp_path / "secret.ts"
    source = tmp_path / name
    source.write_text(playlist.format(secret=secret), encoding="utf-8")
    with _watched(secret) as opened:
        detail = _refused(source, out)
    assert opened == []
    assert "is a playlist that points to other files, not a recording" in detail


@pytest.mark.parametrize("playlist", [HLS, CONCAT], ids=["hls", "concat"])
def test_the_same_ffmpeg_without_our_lists_would_open_it(tmp_path: Path, playlist: str) -> None:
    """So that the test above can fail: it is the options that protect, not the ffmpeg."""
    secret = tmp_path / "secret.ts"
    source = tmp_path / "audio.m3u8"
    source.write_text(playlist.format(secret=secret.name), encoding="utf-8")
    with _watched(secret) as opened:
        subprocess.run([WHEEL, "-nostdin", "-v", "quiet", "-i", source, "-f", "null", "-"], timeout=60, check=False)
    assert opened
