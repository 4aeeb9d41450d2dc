"""Where the engine has a job's transcript from: the API's parse, or its own reading, within limits."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from oncue.text.language_id import Detected
from oncue.transcript import read_transcript
from oncue.transcript.sandbox import ReadLimits
from oncue.transcript.sandbox.token_json import parse_to_json
from worker.engine import server
from worker.engine.messages import EngineProblem, EngineRequest
from worker.engine.models import WarmModels

TEXT = b"ADA BYRON: Good morning.\n\nMR BABBAGE: This Tuesday is election day."
READ = read_transcript(TEXT)


def _request(folder: Path, parsed: bytes | None, text: bytes | None = TEXT, language: str | None = None) -> EngineRequest:
    for name, data in (("parsed", parsed), ("text", text)):
        if data is not None:
            (folder / name).write_bytes(data)
    return EngineRequest(
        job="job",
        audio=str(folder / "none.mp3"),
        audio_sha256="",
        transcript=str(folder / "text"),
        transcript_name="",
        options={"language": language},
        folder=str(folder),
        output=str(folder / "out"),
        parsed=None if parsed is None else str(folder / "parsed"),
    )


def test_the_engine_takes_the_parse_that_the_api_stored_and_does_not_look_at_the_file(tmp_path: Path) -> None:
    told = Detected("de", 0.9)
    assert server._transcript(_request(tmp_path, parse_to_json(READ, told), text=None)) == (READ, told)


@pytest.mark.parametrize("parsed", [None, b"{", b'{"schema": 999}'])
def test_without_a_parse_or_with_one_of_another_version_the_engine_reads_the_file(
    tmp_path: Path, parsed: bytes | None
) -> None:
    transcript, detected = server._transcript(_request(tmp_path, parsed))
    assert transcript == READ
    assert detected is not None
    assert detected.language == "en"


def test_a_stored_text_that_takes_too_much_to_read_is_the_jobs_fault_and_costs_no_engine(tmp_path: Path) -> None:
    asked = _request(tmp_path, None, b"a\n" * 1_000_000)
    reply = server.answer(asked.to_line(), io.StringIO(), WarmModels(), read_limits=ReadLimits(cpu_s=1, total_s=240))
    assert isinstance(reply, EngineProblem)
    assert (reply.code, reply.is_job) == ("transcript_too_complex", True)
