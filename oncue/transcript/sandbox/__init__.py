"""Reading transcripts in processes of their own, with a limit on time and memory: a text cannot harm who asks for it."""

from __future__ import annotations

from oncue.transcript.sandbox.messages import ReadTranscript
from oncue.transcript.sandbox.read_file import read_alone
from oncue.transcript.sandbox.read_limits import ALONE, ReadLimits
from oncue.transcript.sandbox.reader import Reader, ReadersBusy
from oncue.transcript.sandbox.reader_pool import Readers
from oncue.transcript.sandbox.reading_process import ReaderBroken

__all__ = ["ALONE", "ReadLimits", "ReadTranscript", "Reader", "ReaderBroken", "Readers", "ReadersBusy", "read_alone"]
