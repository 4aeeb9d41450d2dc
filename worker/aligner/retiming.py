"""The work on a stretch: its words are found in the desk's sound, and their times go into the desk's log."""

from __future__ import annotations

from oncue.jobs.desk_work import DeskClaim, TimedStretch
from oncue.pipeline.desk_sound import DeskSoundUnusable
from oncue.pipeline.realign import realign
from oncue.system.cpus import usable_cores
from worker.aligner.context import AlignerContext

MOST_THREADS = 2
"""A stretch is four pieces of work at most, each done in a tenth of a second."""


def time_stretch(place: AlignerContext, claim: DeskClaim) -> TimedStretch:
    """The times of the words of a claimed stretch.

    Raises the refusals of `realign` (`LanguageNotTimed`, `WordsDoNotFit`), `DeskSoundUnusable`, and what the store and the
    file store raise.
    """
    assert claim.stretch is not None
    key = place.store.desk(claim.job_id, claim.tenant).sound_key
    if key is None:
        raise DeskSoundUnusable("The desk's sound was let go of since. It is made anew.")
    found = realign(claim.stretch, place.sounds.get(key), threads=min(MOST_THREADS, usable_cores()))
    words = {word: (one.start_ms, one.end_ms, one.confidence, one.gop, one.error_ms) for word, one in found.items()}
    return TimedStretch(words, claim.stretch.basis)
