"""What the captions of a job say otherwise than its published text: found when asked for, and written as files."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from oncue.captions.formats import FORMATS
from oncue.desk.departures import Departures, departures_csv, departures_docx, departures_html, departures_of
from oncue.desk.departures.wording import revision_text
from oncue.jobs.model import Job
from oncue.jobs.store import SqlStore
from service.captions import RENDERED_AT_ONCE, title_of
from service.desk_scripts import DeskScripts
from service.desk_texts import DeskTexts
from service.editions import HEAD, Edition, edition_of
from service.problems import Refused

DEPARTURES_VERSION = 1
"""Part of every ETag. Raise it when the same edits would give other files."""

DEPARTURES_KEPT = 4
"""Revisions whose departures are remembered: who looks at the page downloads the files next."""

DEPARTURE_FILES: Mapping[str, str] = MappingProxyType({name: FORMATS[name].media_type for name in ("html", "csv", "docx")})
"""The media types of the files by suffix."""


@dataclass(frozen=True, slots=True)
class DepartureEdition:
    """The captions that departures are of, and whether they are the approved ones."""

    edition: Edition
    approved: bool


class DeskDepartures:
    """Finds departures and writes them. Safe from any thread."""

    def __init__(self, store: SqlStore, scripts: DeskScripts, texts: DeskTexts) -> None:
        self._store = store
        self._scripts = scripts
        self._texts = texts
        self._turns = threading.BoundedSemaphore(RENDERED_AT_ONCE)
        self._found = lru_cache(DEPARTURES_KEPT)(self._made)

    def meant(self, job: Job, rev: str | None) -> DepartureEdition:
        """The captions that `rev` names, as `edition_of` has it, but the newest where it is None; a desk whose text was
        replaced is brought to it first. Raises the errors of `edition_of` and `DeskTexts.present`."""
        desk = self._store.desks_of([job.id]).get(job.id)
        if desk is not None and rev in (None, HEAD):
            self._texts.present(job)
        edition = edition_of(self._store, job, rev or HEAD)
        return DepartureEdition(edition, desk is not None and edition.rev == desk.approved_rev)

    def of(self, meant: DepartureEdition) -> Departures:
        """What these captions say otherwise. Raises the errors of `DeskScripts.past`."""
        with self._turns:
            return self._found(meant.edition)

    def write(self, job: Job, meant: DepartureEdition, suffix: str) -> bytes:
        """The file of a suffix. Raises `Refused` for an unknown one, and the errors of `of`."""
        found = self.of(meant)
        if suffix == "csv":
            return departures_csv(found)
        with self._turns:
            return _WRITERS[suffix](found, title_of(job), [revision_text(found, approved=meant.approved)])

    def etag(self, job: Job, meant: DepartureEdition, suffix: str) -> str:
        """The strong ETag of a file, without making it."""
        depends = (DEPARTURES_VERSION, meant.edition, meant.approved, suffix, ascii(title_of(job)))
        return hashlib.sha256(repr(depends).encode()).hexdigest()[:32]

    def _made(self, edition: Edition) -> Departures:
        return departures_of(*self._scripts.past(edition))


def known_suffix(suffix: str) -> str:
    """The suffix. Raises `Refused` where departures have no such file."""
    if suffix not in DEPARTURE_FILES:
        known = ", ".join((*DEPARTURE_FILES, "json"))
        raise Refused("not_found", f"Departures have no file {suffix!r}; known are {known}.")
    return suffix


_WRITERS: Mapping[str, Callable[[Departures, str, Sequence[str]], bytes]] = MappingProxyType(
    {"html": departures_html, "docx": departures_docx}
)
