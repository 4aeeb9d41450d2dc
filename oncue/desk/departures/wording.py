"""Departures in words, as all of their files and pages say them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from oncue.captions.formats.bidi import runs_left
from oncue.captions.formats.script_facts import short_clock
from oncue.desk.departures.departure import APART_TEXTS, KIND_TEXTS, Departure, DepartureKind, Departures
from oncue.text.word_breaks import has_unspaced

NONE_FOUND = "No departures: the captions say what the published text says."

_AROUND_CHARS = 40
_MOST_SHOWN_CHARS = 160
_WHOLE_KINDS = (DepartureKind.SPEAKER_CHANGED, DepartureKind.SPOKEN)
"""Kinds whose words are the same in both texts: a glance at them is enough."""


@dataclass(frozen=True, slots=True)
class ToldDeparture:
    """A departure as people read it on a page: plain text, to be escaped.

    `before` and `behind` are words of the published text around it. `published` is what only that has, `captioned` what
    only captions have, or, `in_both`, what both have. `detail`, "" for none, is what the words do not say; `about` is why,
    who, when and by which revision.
    """

    n: int
    what: str
    where: str
    before: str
    published: str
    captioned: str
    in_both: bool
    behind: str
    runs_left: bool
    detail: str
    about: str
    notes: tuple[str, ...]


def told(found: Departures, departure: Departure) -> ToldDeparture:
    """One of the departures, in words."""
    published, captioned = _shown_words(departure)
    before, behind = _around(found.text, departure)
    day, revision = _day_text(departure.at_ms), f"revision {departure.rev}"
    return ToldDeparture(
        n=departure.n,
        what=departure.what,
        where=short_clock(departure.start_ms),
        before=before,
        published=published,
        captioned=captioned,
        in_both=not published and bool(departure.published),
        behind=behind,
        runs_left=runs_left(before + published + captioned + behind),
        detail=detail(departure),
        about=" · ".join(filter(None, (departure.reason, isolated(departure.who), day, revision))),
        notes=tuple(notes_of(departure)),
    )


def summary(found: Departures) -> str:
    """How many there are, of which kinds: "3 departures: 2 changed, 1 left out"."""
    if not found.departures:
        return NONE_FOUND
    counted = ", ".join(f"{count} {KIND_TEXTS[kind]}" for kind, count in found.counts.items())
    return f"{_many(len(found.departures), 'departure')}: {counted}"


def revision_text(found: Departures, *, approved: bool) -> str:
    """Which captions these are."""
    if not found.rev:
        return "captions as Oncue made them"
    return f"captions of revision {found.rev}, {'approved' if approved else 'not approved'}"


def left_out_text(found: Departures) -> str:
    """What Oncue left out by itself, by kind; "" where it left out nothing."""
    kinds = dict.fromkeys(each.kind for each in found.left_out)
    return ", ".join(APART_TEXTS[kind] for kind in kinds)


def moment_text(at_ms: int | None) -> str:
    """A moment for programs, RFC 3339 to the second; "" for one that is not known."""
    return "" if at_ms is None else f"{_moment(at_ms):%Y-%m-%dT%H:%M:%S}Z"


def detail(departure: Departure) -> str:
    """What the words alone do not say: who speaks instead of whom, and as what Oncue had left them out; "" for none."""
    match departure.kind:
        case DepartureKind.SPEAKER_CHANGED:
            everywhere = f", in {departure.places} turns" if departure.places > 1 else ""
            old, new = (isolated(name) if name else "nobody named" for name in _speakers(departure))
            return f"{old} → {new}{everywhere}"
        case DepartureKind.SPOKEN if departure.unspoken is not None:
            return f"Oncue had left it out ({APART_TEXTS[departure.unspoken]})"
        case _:
            return ""


def notes_of(departure: Departure) -> list[str]:
    """Its notes, each with who wrote it."""
    return [f"{note.by} (revision {note.rev}): {note.text}" for note in departure.notes]


def isolated(text: str) -> str:
    """The text of somebody within a sentence, whose order it does not turn around (U+2068 to U+2069)."""
    return f"\u2068{text}\u2069"


def lines_of(parts: Iterable[str]) -> str:
    """Sentences one below the other; empty ones are left out."""
    return "\n".join(filter(None, parts))


def _shown_words(departure: Departure) -> tuple[str, str]:
    """The published and the captioned words, to be shown to people. Of words that are in both, the first and the last."""
    if departure.kind not in _WHOLE_KINDS:
        return departure.published, departure.captioned
    text = departure.captioned
    if len(text) > _MOST_SHOWN_CHARS:
        text = f"{_begun(text, _MOST_SHOWN_CHARS // 2)} … {_ended(text, _MOST_SHOWN_CHARS // 4)}"
    return "", text


def _around(text: str, departure: Departure) -> tuple[str, str]:
    """What of the published text stands before a departure and behind it: some words of the same paragraph."""
    start, end = departure.char_start, departure.char_end
    lead = text[max(0, start - _AROUND_CHARS) : start].rpartition("\n")[2]
    rest = text[end : end + _AROUND_CHARS].partition("\n")[0]
    cut_lead, cut_rest = len(lead) == _AROUND_CHARS < start, len(rest) == _AROUND_CHARS < len(text) - end
    lead, rest = _ended(lead, _AROUND_CHARS, cut=cut_lead), _begun(rest, _AROUND_CHARS, cut=cut_rest)
    spaced = not departure.published and bool(lead) and not has_unspaced(lead[-1])  # it stands right behind a word there
    return lead + " " * spaced, rest


def _begun(text: str, most: int, *, cut: bool = True) -> str:
    """The beginning of a text, cut between two words."""
    part = text[:most]
    return part.rpartition(" ")[0] or part if cut else part


def _ended(text: str, most: int, *, cut: bool = True) -> str:
    part = text[-most:]
    return part.partition(" ")[2] or part if cut else part


def _speakers(departure: Departure) -> tuple[str | None, str | None]:
    return departure.published_speaker, departure.captioned_speaker


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _day_text(at_ms: int | None) -> str:
    """A moment for people, to the minute: `2026-11-27 09:05 UTC`; "" for one that is not known."""
    return "" if at_ms is None else f"{_moment(at_ms):%Y-%m-%d %H:%M} UTC"


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
