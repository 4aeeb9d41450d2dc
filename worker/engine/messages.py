"""The messages between the engine and the process that owns it: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

ENGINE_OWNER = "ONCUE_ENGINE_OWNER"
"""The variable in the engine's environment that names its owner's process: it ends when that one ends."""


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """One job. Paths are on this machine; `folder` is empty and the job's own, `output` is where the alignment goes.

    `audio_name` and `transcript_name` are what their owner calls the files, for errors; the first may be None. `parsed` is
    the transcript as the API read it (`sandbox.token_json`), or None where only its file is there. `recognition` is what
    this job heard before, for another text, or None; `candidates` are recognitions of this recording, of which one may be
    what is wanted; `save_recognition` is where to put what is heard now. `options` holds `language`, `track`, `channel`,
    `engine`, `model`, `listen`, `device`, `compute_type`, `batch_windows` (None or absent: chosen here), `min_coverage`
    (None: 0) and `threads` (0: all cores).
    """

    job: str
    audio: str
    audio_sha256: str
    transcript: str
    transcript_name: str
    options: Mapping[str, Any]
    folder: str
    output: str
    parsed: str | None = None
    recognition: str | None = None
    candidates: tuple[str, ...] = ()
    save_recognition: str | None = None
    max_duration_s: int | None = None
    audio_name: str | None = None

    def to_line(self) -> str:
        """The request as a line of JSON, for `from_line`."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_line(cls, line: str) -> EngineRequest:
        """The request in a line. Raises `ValueError`, `TypeError` or `RecursionError` for anything else."""
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise TypeError("a request is a JSON object")
        return cls(**{**fields, "candidates": tuple(fields.get("candidates", ()))})


@dataclass(frozen=True, slots=True)
class EngineProgress:
    """A share of a stage that is done, 0..1. `audio_ms` is the recording's duration once it is known."""

    stage: str
    done: float
    audio_ms: int | None = None


@dataclass(frozen=True, slots=True)
class EngineResult:
    """The result of a job. The alignment itself is in the request's `output`."""

    duration_ms: int
    language: str
    quality: Mapping[str, Any]
    stage_s: Mapping[str, float] = field(default_factory=dict)
    recognition_key: str | None = None
    recognition_reused: bool = False


@dataclass(frozen=True, slots=True)
class EngineProblem:
    """The reason why a job failed: its own fault (`is_job`), or the engine's."""

    code: str
    detail: str
    data: Mapping[str, Any] = field(default_factory=dict)
    is_job: bool = True
    recognition_key: str | None = None
    """The key of what was recognised before the job failed."""


Reply = EngineProgress | EngineResult | EngineProblem

_NAMES: Mapping[type, str] = {EngineProgress: "progress", EngineResult: "result", EngineProblem: "problem"}
_KINDS: Mapping[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for kind, name in _NAMES.items()}
"""The validator of each kind of reply: `ONCUE_ENGINE_COMMAND` may be anybody's program."""


def reply_to_line(reply: Reply) -> str:
    """The reply as a line of JSON, for `reply_from_line`."""
    return json.dumps({_NAMES[type(reply)]: asdict(reply)}, default=str) + "\n"


def reply_from_line(line: str) -> Reply:
    """The reply in a line.

    Raises `ValueError`, `KeyError`, `TypeError`, `AttributeError` or `RecursionError` for anything else.
    """
    ((name, fields),) = json.loads(line).items()
    reply: Reply = _KINDS[name].validate_python(fields)
    return reply
