"""Times that persons fix: within the recording, and in the order of the words."""

from __future__ import annotations

from collections.abc import Callable

from oncue.desk.draft import Draft
from oncue.desk.refused import DeskRefused
from oncue.desk.words import ScriptWord


def ensure_within(value_ms: int | None, duration_ms: int, name: str) -> None:
    """Raises `DeskRefused` (`time_out_of_range`) for a time that is not in the recording."""
    if value_ms is not None and not 0 <= value_ms <= duration_ms:
        raise DeskRefused(
            "time_out_of_range", f"{name} is {value_ms}; the recording has {duration_ms} ms.", field=name, value=value_ms
        )


def ensure_order(start_ms: int | None, end_ms: int | None, what: str) -> None:
    """Raises `DeskRefused` (`times_backwards`) for what would not last at all."""
    if start_ms is not None and end_ms is not None and end_ms <= start_ms:
        raise DeskRefused("times_backwards", f"{what} would end at {end_ms} ms and begin at {start_ms} ms.")


def ensure_pin_order(draft: Draft, word: ScriptWord) -> None:
    """Raises `DeskRefused` (`times_cross`) where a fixed time of `word` lies before one of an earlier word, or after one of
    a later word."""
    fixed = [ms for ms in (word.pin_start_ms, word.pin_end_ms) if ms is not None]
    if not fixed:
        return
    before = _nearest(draft.shown_before, word)
    if before is not None and max(_pins(before)) > min(fixed):
        raise _crossed(word, min(fixed), before, max(_pins(before)))
    after = _nearest(draft.shown_after, word)
    if after is not None and min(_pins(after)) < max(fixed):
        raise _crossed(word, max(fixed), after, min(_pins(after)))


def _nearest(step: Callable[[str], ScriptWord | None], word: ScriptWord) -> ScriptWord | None:
    found = step(word.id)
    while found is not None and not found.pinned:
        found = step(found.id)
    return found


def _pins(word: ScriptWord) -> list[int]:
    return [ms for ms in (word.pin_start_ms, word.pin_end_ms) if ms is not None]


def _crossed(word: ScriptWord, value_ms: int, other: ScriptWord, other_ms: int) -> DeskRefused:
    return DeskRefused(
        "times_cross",
        f"{value_ms} ms of {word.id} ({word.text[:40]}) is on the wrong side of {other_ms} ms, which is fixed on {other.id} "
        f"({other.text[:40]}).",
        word=word.id,
        other=other.id,
    )
