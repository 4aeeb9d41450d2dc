"""What the command exits with, whether the error was raised here or told by a service."""

from __future__ import annotations

import pytest

from oncue.cli.client import JobFailed
from oncue.cli.main import exit_code
from oncue.errors import CoverageTooLow, EngineUnavailable, OncueError, TranscriptMismatch


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CoverageTooLow("Too little."), 3),
        (JobFailed("coverage_too_low", "Too little.", {}), 3),
        (TranscriptMismatch("Another text."), 3),
        (JobFailed("transcript_mismatch", "Another text.", {}), 3),
        (EngineUnavailable("Not here."), 1),
        (JobFailed("engine_unavailable", "Not there.", {}), 1),
    ],
)
def test_an_error_has_one_exit_code_wherever_it_comes_from(error: OncueError, code: int) -> None:
    assert exit_code(error) == code
