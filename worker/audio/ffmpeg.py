"""One bounded run of ffmpeg on media that nobody vouches for."""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alignment.errors import OncueError

_CONFINE = Path(__file__).with_name("confine.py")

# An untrusted decoder sees no keys, and FFREPORT cannot make it write log files.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")

_POLL_S = 0.1
_KEPT_LINES = 200
_KEPT_FIGURES = 200_000
_LONGEST_LINE = 2000

# Only at a line's start, after ffmpeg's own names in brackets: a title in the file's tags may hold any text.
_NAMES = r"(?:\[[^\[\]]+ @ 0x[0-9a-f]+\] )*"
_ERROR = re.compile(_NAMES + r"\[(?:error|fatal|panic)\] (.*)")
_GUESSED = re.compile(_NAMES + r"\[warning\] Estimating duration from bitrate")
_DURATION = re.compile(r"\[info\]   Duration: (\d+):(\d\d):(\d\d)\.(\d\d)")
_LATE = re.compile(_NAMES + r"\[verbose\] Correcting start time (?:of Input #0 )?by (\d+)")
_INPUT = re.compile(r"\[info\] Input #0, ([\w,]+), from ")
_PRINTED = re.compile(r"\[Eval @ 0x[0-9a-f]+\] \[info\] (-?\d+\.\d+)$")
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
    late_ms: int = 0
    """How much later than the recording the sound starts, where ffmpeg would move it to the start: in transport and program
    streams, whose other tracks it ignores. Needs `-loglevel verbose`."""
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

    def add(self, line: str) -> None:
        if match := _ERROR.match(line):
            # Video decoders are kept out on purpose, and ffmpeg reports each of them.
            if "not on whitelist '" in line and "Codec (" in line:
                return
            self.error_count += 1
            if len(self.errors) < _KEPT_LINES:
                self.errors.append(match[1])
        elif match := _LATE.match(line):
            self.late_ms = int(match[1]) // 1000
        elif match := _PRINTED.match(line):
            if len(self.printed) < _KEPT_FIGURES:
                self.printed.append(float(match[1]))
        elif (match := _INPUT.match(line)) and not self.container:
            self.container = match[1].partition(",")[0]
        elif _GUESSED.match(line):
            self.guessed = True
        elif line.startswith("[info] Output #0"):
            self._input_told = True
        elif (match := _DURATION.match(line)) and self.duration_ms is None:
            hours, minutes, seconds, hundredths = (int(group) for group in match.groups())
            self.duration_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
        elif (match := _STREAM.match(line)) and not self._input_told:
            if match[1] == "Audio":
                self.sound.append(match[2])
            elif "(attached pic)" not in line:
                self.has_pictures = True


def find_ffmpeg() -> str:
    """The ffmpeg to run: the one on PATH, else the one in the `imageio-ffmpeg` wheel. Raises `OncueError` for neither."""
    if found := shutil.which("ffmpeg"):
        return str(Path(found).absolute())
    try:
        import imageio_ffmpeg

        return str(Path(imageio_ffmpeg.get_ffmpeg_exe()).absolute())
    except (ImportError, RuntimeError) as error:
        raise OncueError("No ffmpeg was found: install ffmpeg, or `pip install imageio-ffmpeg`.") from error


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
    limits = [str(os.getpid()), str(cpu_s), str(memory_bytes), str(output_bytes)]
    command = [sys.executable, "-I", "-S", str(_CONFINE), *limits, find_ffmpeg(), *arguments]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {"LC_ALL": "C"}
    log = Log()
    with _started(command, folder, environment) as process:
        for lines in _lines(process):
            for line in lines:
                log.add(line)
            watch(log)
        while process.poll() is None:
            time.sleep(_POLL_S)
            watch(log)
        return process.returncode, log


@contextlib.contextmanager
def _started(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # Its own session makes it the leader of its group. Not yet waited for, so the id cannot be another's.
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stderr is not None:
            process.stderr.close()


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
