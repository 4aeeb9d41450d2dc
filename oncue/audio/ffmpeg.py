"""One bounded run of ffmpeg on media that nobody vouches for."""

from __future__ import annotations

import os
import re
import selectors
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from oncue.audio.confined_process import Limits, started
from oncue.errors import OncueError

OLDEST = 6
"""The oldest release that is run by choice: 5.1, Debian 12's, does not tell of holes and jumps of a recording's clock."""

_POLL_S = 0.1
_KEPT_LINES = 200
_KEPT_FIGURES = 200_000
_LONGEST_LINE = 2000

# Only at a line's start, after ffmpeg's own names in brackets: a title in the file's tags may hold any text.
_NAMES = r"(?:\[[^\[\]]+ @ 0x[0-9a-f]+\] )*"
_ERROR = re.compile(_NAMES + r"\[(?:error|fatal|panic)\] (.*)")
_GUESSED = re.compile(_NAMES + r"\[warning\] Estimating duration from bitrate")
_DURATION = re.compile(r"\[info\]   Duration: (\d+):(\d\d):(\d\d)\.(\d\d)")
_INPUT = re.compile(r"\[info\] Input #0, ([\w,]+), from ")
_PRINTED = re.compile(r"\[Eval @ 0x[0-9a-f]+\] \[info\] (-?\d+\.\d+)$")
_START = re.compile(r"\[info\]   Duration: [^,]+, start: (-?)(\d+)\.(\d{6}),")
# In containers whose timestamps may jump, ffmpeg leaves the tracks out of account that it does not use. Told by `verbose`.
_LATER = re.compile(_NAMES + r"\[verbose\] Correcting start time (?:of Input #0 )?by (\d+)")
_STREAM = re.compile(r"\[info\]   Stream #0:\d+.*?: (Audio|Video): (.*)")


@dataclass(slots=True)
class Log:
    """What ffmpeg said about the input, gathered line by line; only so much is kept, however much it says."""

    duration_ms: int | None = None
    """The container's own duration; None where ffmpeg can tell none."""
    guessed: bool = False
    """Whether that duration is only the file's size over its bit rate."""
    sound: list[str] = field(default_factory=list)
    """One description per sound track, such as `aac (LC), 48000 Hz, stereo, fltp`."""
    has_pictures: bool = False
    start_us: int | None = None
    """From which microsecond of the file's clock ffmpeg counts, as far as it has said."""
    late_ms: int = 0
    """By how much the decoded sound was moved later than ffmpeg's count."""
    container: str = ""
    """ffmpeg's name of the file's format; the first where it has several for it."""
    printed: list[float] = field(default_factory=list)
    """What a filter's expression printed."""
    errors: list[str] = field(default_factory=list)
    error_count: int = 0
    _input_told: bool = False

    @property
    def declared_ms(self) -> int | None:
        """The duration, where the container itself tells it."""
        return None if self.guessed else self.duration_ms

    @property
    def counts_from_us(self) -> int | None:
        """From which microsecond of the file's clock the decoded sound counts; None while it may still be corrected."""
        return self.start_us if self._input_told else None

    def add(self, line: str) -> None:
        if match := _ERROR.match(line):
            # Video decoders are kept out on purpose, and ffmpeg reports each of them.
            if "not on whitelist '" in line and "Codec (" in line:
                return
            self.error_count += 1
            if len(self.errors) < _KEPT_LINES:
                self.errors.append(match[1])
        elif (match := _LATER.match(line)) and self.start_us is not None:
            self.start_us += int(match[1])
        elif match := _PRINTED.match(line):
            if len(self.printed) < _KEPT_FIGURES:
                self.printed.append(float(match[1]))
        elif (match := _INPUT.match(line)) and not self.container:
            self.container = match[1].partition(",")[0]
        elif _GUESSED.match(line):
            self.guessed = True
        elif line.startswith("[info] Output #0"):
            self._input_told = True
        elif line.startswith("[info]   Duration: ") and self.start_us is None:
            self._read_duration(line)
        elif (match := _STREAM.match(line)) and not self._input_told:
            if match[1] == "Audio":
                self.sound.append(match[2])
            elif "(attached pic)" not in line:
                self.has_pictures = True

    def _read_duration(self, line: str) -> None:
        start = _START.match(line)
        self.start_us = int(f"{start[1]}{start[2]}{start[3]}") if start else 0
        if match := _DURATION.match(line):
            hours, minutes, seconds, hundredths = (int(group) for group in match.groups())
            self.duration_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10

    def join(self, later: Log) -> None:
        """Adds what was said about the next part of the same recording; jumps of its clock are not told apart there."""
        self.start_us = self.start_us or later.start_us
        if later.duration_ms is not None:
            self.duration_ms = (self.duration_ms or 0) + later.duration_ms
        self.guessed = self.guessed or later.guessed or later.duration_ms is None
        self.sound = self.sound or later.sound
        self.has_pictures = self.has_pictures or later.has_pictures
        self.errors = [*self.errors, *later.errors][:_KEPT_LINES]
        self.error_count += later.error_count


def find_ffmpeg() -> str:
    """The ffmpeg to run: the one on PATH, unless it is older than `OLDEST`; else, if there is one, that of the
    `imageio-ffmpeg` wheel. Raises `OncueError` where there is none at all."""
    found = shutil.which("ffmpeg")
    if found and _is_recent(found):
        return str(Path(found).absolute())
    try:
        import imageio_ffmpeg

        return str(Path(imageio_ffmpeg.get_ffmpeg_exe()).absolute())
    except (ImportError, RuntimeError) as error:
        if found:
            return str(Path(found).absolute())
        raise OncueError("No ffmpeg was found: install ffmpeg, or `pip install imageio-ffmpeg`.") from error


@cache
def _is_recent(ffmpeg: str) -> bool:
    """False for a release before `OLDEST`. Builds between releases have no such number, and are taken for recent."""
    try:
        told = subprocess.run([ffmpeg, "-version"], capture_output=True, timeout=10, stdin=subprocess.DEVNULL).stdout
    except (OSError, subprocess.SubprocessError):
        return True  # running it says what is the matter
    release = re.match(rb"ffmpeg version n?(\d+)\.", told)
    return release is None or int(release[1]) >= OLDEST


def run(
    arguments: Sequence[str],
    *,
    folder: Path,
    cpu_s: int,
    memory_bytes: int,
    output_bytes: int,
    watch: Callable[[Log], None],
) -> tuple[int, Log]:
    """Runs ffmpeg with `arguments` in `folder`, within limits, and returns its exit status (negative: a signal) and log.

    `watch` is called some ten times a second while it runs, and what it raises stops it: nothing else bounds the wall-clock
    time. Whatever is raised, ffmpeg and its process group are dead before it leaves, and on Linux they also die with this
    process. Raises `OncueError` where there is no ffmpeg.
    """
    log = Log()
    limits = Limits(cpu_s, memory_bytes, output_bytes)
    with started([find_ffmpeg(), *arguments], folder, limits, stderr=subprocess.PIPE) as process:
        for lines in _lines(process):
            for line in lines:
                log.add(line)
            watch(log)
        while process.poll() is None:
            time.sleep(_POLL_S)
            watch(log)
        return process.returncode, log


def _lines(process: subprocess.Popen[bytes]) -> Iterator[list[str]]:
    """The lines of stderr as they come, in batches; an empty batch when none came for a moment. Ends with the stream."""
    assert process.stderr is not None
    descriptor = process.stderr.fileno()
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            if not selector.select(_POLL_S):
                yield []
                continue
            chunk = os.read(descriptor, 65536)
            if not chunk:
                break
            *whole, rest = re.split(rb"[\r\n]+", rest + chunk)
            rest = rest[:_LONGEST_LINE]
            yield [line[:_LONGEST_LINE].decode("utf-8", "replace") for line in whole]
    yield [rest.decode("utf-8", "replace")]
