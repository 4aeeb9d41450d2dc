"""Transcripts read in processes of their own: what one text does to its process is not felt by the next."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench.hostile_texts import HOSTILE
from oncue.errors import TranscriptEmpty, TranscriptTooComplex, TranscriptTooLong
from oncue.text.language_id import language_of
from oncue.transcript import SizeLimits, read_transcript
from oncue.transcript.sandbox import Reader, Readers, ReadersBusy, ReadLimits, read_alone
from oncue.transcript.sandbox.reading_process import ReadingProcess
from oncue.transcript.sandbox.server import RETIRES_AT_BYTES
from oncue.transcript.sandbox.token_json import parse_from_json

SHORT = b"ADA BYRON: Good morning.\n\nMR BABBAGE: This Tuesday is election day."
PATIENT = ReadLimits(cpu_s=1, total_s=120)
ENDLESS = HOSTILE["a and newline"].make(2_000_000)
"""Takes far more processor time than a second."""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(PATIENT)
    yield reader
    reader.close()


def test_a_text_is_read_there_as_it_is_read_here(reader: Reader) -> None:
    read = reader.read(SHORT, name="day.txt")
    here = read_transcript(SHORT, name="day.txt")
    assert read.text.decode() == here.text
    assert parse_from_json(read.parsed) == (here, language_of(here.tokens))
    assert read.language == language_of(here.tokens)


def test_errors_of_a_text_are_the_same_as_here_and_its_process_goes_on(reader: Reader) -> None:
    reader.read(SHORT)
    before = reader.pid
    with pytest.raises(TranscriptEmpty, match="Nothing in the transcript is speech"):
        reader.read(b"(laughter)")
    with pytest.raises(TranscriptTooLong) as refused:
        reader.read(SHORT, limits=SizeLimits(10))
    assert refused.value.data == {"size_bytes": len(SHORT), "limit_bytes": 10}
    assert reader.read(SHORT, language="de").language.language == "de"
    assert reader.pid == before


def test_what_is_wrong_with_a_text_is_told_with_its_files_name(reader: Reader) -> None:
    readers = Readers(count=1, limits=PATIENT)
    try:
        for read in (readers.read, read_alone):
            with pytest.raises(TranscriptEmpty, match=r"^monday\?news.txt: Nothing in the transcript is speech"):
                read(b"(laughter)", name="monday\nnews.txt")
            with pytest.raises(TranscriptEmpty, match=r"^Nothing in the transcript is speech"):
                read(b"(laughter)")
        with pytest.raises(TranscriptTooLong, match=r"^a.txt: ") as refused:
            readers.read(SHORT, name="a.txt", limits=SizeLimits(10))
        assert refused.value.data == {"size_bytes": len(SHORT), "limit_bytes": 10}
    finally:
        readers.close()


def test_a_text_that_takes_too_much_time_is_refused_and_the_next_one_is_read(reader: Reader) -> None:
    reader.read(SHORT)
    before = reader.pid
    with pytest.raises(TranscriptTooComplex, match="too much time to read: give only the programme's own text"):
        reader.read(ENDLESS)
    assert reader.read(SHORT).language.language == "en"
    assert reader.pid != before


def test_a_text_that_takes_too_much_memory_is_refused() -> None:
    limits = ReadLimits(cpu_s=60, total_s=240, memory_bytes=288 * 1024 * 1024)
    with pytest.raises(TranscriptTooComplex, match="too much memory"):
        read_alone(HOSTILE["word"].make(2_000_000), limits=limits)


def test_a_process_that_a_large_service_started_is_kept_as_any_other() -> None:
    ballast = b"x" * (RETIRES_AT_BYTES + 2**20)
    reader = Reader(PATIENT)
    try:
        reader.read(SHORT)
        assert reader.pid is not None
    finally:
        reader.close()
    assert len(ballast) > RETIRES_AT_BYTES


def test_a_process_that_ended_while_it_was_idle_is_replaced(reader: Reader) -> None:
    reader.read(SHORT)
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGKILL)
    os.waitid(os.P_PID, reader.pid, os.WEXITED | os.WNOWAIT)
    assert reader.read(SHORT).language.language == "en"


def _killed_while_it_reads(times: int) -> Reader:
    """A reader whose process somebody ends before it can answer, so many times."""
    left = [None] * times

    class KilledProcess(ReadingProcess):
        def send(self, data: bytes, deadline: float) -> None:
            if not left:
                super().send(data, deadline)
                return
            left.pop()
            os.kill(self.pid, signal.SIGSTOP)
            super().send(data, deadline)
            os.kill(self.pid, signal.SIGKILL)

    return Reader(PATIENT, process=KilledProcess)


def test_a_text_whose_process_somebody_killed_is_read_in_another() -> None:
    with closing(_killed_while_it_reads(1)) as reader:
        assert reader.read(SHORT).language.language == "en"


def test_a_text_whose_second_process_is_killed_too_is_taken_for_the_reason() -> None:
    with closing(_killed_while_it_reads(2)) as reader:
        with pytest.raises(TranscriptTooComplex):
            reader.read(SHORT)
        assert reader.pid is None


def test_a_machine_that_is_too_busy_is_not_the_texts_fault_and_no_answer_goes_to_another_text() -> None:
    hurried = Reader(ReadLimits(total_s=0))
    with pytest.raises(ReadersBusy):
        hurried.read(ENDLESS)
    assert hurried.pid is None
    hurried.close()


def test_who_finds_all_processes_taken_and_as_many_waiting_as_may_is_sent_away() -> None:
    readers = Readers(1, PATIENT, waiting=0)
    taken = readers._taken(float("inf"))
    with pytest.raises(ReadersBusy) as refused:
        readers.read(SHORT)
    assert refused.value.code == "rate_limited"
    readers._free.put(taken)
    assert readers.read(SHORT).language.language == "en"
    readers.close()


def test_the_services_keys_and_passwords_are_not_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none-of-its-business")
    monkeypatch.setenv("ONCUE_DATABASE_URL", "none-of-its-business")
    reader = Reader(PATIENT)
    reader.warm()
    environment = Path(f"/proc/{reader.pid}/environ")
    if environment.exists():
        assert b"none-of-its-business" not in environment.read_bytes()
    reader.close()
