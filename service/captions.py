"""Captions of a finished job: rendered when asked for, remembered for a while, named by an ETag without rendering."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from oncue.captions.formats import FORMATS, Format, Written, alignment_from_json, alignment_to_json, caption_format
from oncue.captions.limits import CaptionOptions
from oncue.captions.options import caption_options as from_choices
from oncue.captions.segmentation.directions import CaptionDirections
from oncue.captions.track import CaptionTrack
from oncue.jobs.blobs import Blobs
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from oncue.options.captions import CAPTION_OPTIONS
from service.editions import Edition, Working, WorkingCopy, machine_edition
from service.file_names import file_name, stem_of
from service.intact_files import intact
from service.problems import Refused
from service.stored_alignments import StoredAlignments

RENDERING_VERSION = 4
"""Part of every ETag. Raise it when the same alignment would give other captions, so that no browser keeps the old ones."""

EDITIONS_KEPT = 8
TRACKS_KEPT = 4
"""Captions that are cut and not yet written: who asks for one format asks for others."""

CAPTIONS_KEPT = 64
KEPT_BYTES = 64 * 1024 * 1024
"""Captions that are written: most of them, and most bytes of all together. The alignment of 12 hours has 30 MB."""

FACTS_KEPT = 4096
"""Caption files of which it is known, after the file itself was forgotten, how large it is and what it lacks: a list of all
formats of a job is then answered without writing one."""

RENDERED_AT_ONCE = 2
"""Renderings at a time. More would only take the processor from each other and from all other requests."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a list of caption files says of one: its size, and what of the captions is not in it (see `Written.lost`)."""

    size_bytes: int
    lost: tuple[str, ...]


class Captions:
    """Renders captions. Safe from any thread."""

    def __init__(
        self,
        blobs: Blobs,
        kept_bytes: int = KEPT_BYTES,
        working: Working | None = None,
        stored: StoredAlignments | None = None,
    ) -> None:
        """`working` gives what the captions of a desk's revision are made of; None: there are no desks. `stored` reads
        the alignments, and may be shared with others; None: a reader of its own."""
        self._blobs = blobs
        self._stored = stored or StoredAlignments(blobs)
        self._working = working
        self._kept_bytes = kept_bytes
        self._alignment = lru_cache(EDITIONS_KEPT)(self._load)
        self._track = lru_cache(TRACKS_KEPT)(self._cut)
        self._rendered: OrderedDict[tuple[Any, ...], Written] = OrderedDict()
        self._rendered_bytes = 0
        self._facts: OrderedDict[tuple[Any, ...], FileFacts] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(RENDERED_AT_ONCE)

    def render(self, job: Job, suffix: str, choices: CaptionChoices, edition: Edition | None = None) -> Written:
        """The whole caption file of an edition (None: the machine's), and what of the captions is not in it.

        Raises `Refused` for a job without captions, an unknown format, and files that are lost or damaged, `UsageError` for
        choices that contradict each other, and `StoreUnavailable`.
        """
        named = self._named(job, suffix, choices, edition)
        if (known := self._remembered(named)) is not None:
            return known
        with self._turns:
            if (known := self._remembered(named)) is not None:
                return known
            rendered = self._render(*named)
            with self._lock:  # before the turn is given on, as the next would render it once more
                self._remember(named, rendered)
        return rendered

    def track(
        self, job: Job, choices: CaptionChoices, edition: Edition | None = None, *, on_recording: bool = False
    ) -> CaptionTrack:
        """The captions with their words, before they are written in any format. Raises the errors of `render`.

        `on_recording`: with the times of the recording, whatever offset the captions have, and on whatever frames.
        """
        found, _, options, title = self._named(job, "srt", choices, edition)
        if on_recording:
            options = replace(options, offset_ms=0, start_ms=0, frame_rate=None)
        with self._turns:
            return self._track(found, options, title)

    def facts(self, job: Job, suffix: str, choices: CaptionChoices, edition: Edition | None = None) -> FileFacts:
        """What there is to say of the caption file, which is rendered only where nobody asked before. Raises the errors of
        `render`."""
        named = self._named(job, suffix, choices, edition)
        with self._lock:
            known = self._facts.get(named)
        return known or _facts_of(self.render(job, suffix, choices, edition))

    @staticmethod
    def _named(
        job: Job, suffix: str, choices: CaptionChoices, edition: Edition | None
    ) -> tuple[Edition, str, CaptionOptions, str]:
        """All that a caption file depends on."""
        form = known_format(suffix)
        return edition or machine_edition(job), form.suffix, caption_options(job, choices), title_of(job)

    def _remembered(self, named: tuple[Any, ...]) -> Written | None:
        with self._lock:
            if named in self._rendered:
                self._rendered.move_to_end(named)
            return self._rendered.get(named)

    def _remember(self, named: tuple[Any, ...], rendered: Written) -> None:
        before = self._rendered.pop(named, None)
        self._rendered[named] = rendered
        self._rendered_bytes += len(rendered.data) - (len(before.data) if before else 0)
        while len(self._rendered) > CAPTIONS_KEPT or (self._rendered_bytes > self._kept_bytes and len(self._rendered) > 1):
            self._rendered_bytes -= len(self._rendered.popitem(last=False)[1].data)
        self._facts[named] = _facts_of(rendered)
        if len(self._facts) > FACTS_KEPT:
            self._facts.popitem(last=False)

    def etag(self, job: Job, suffix: str, choices: CaptionChoices, edition: Edition | None = None) -> str:
        """The strong ETag of the caption file, which changes whenever the file would. Raises the errors of `render`."""
        found, form, options, title = self._named(job, suffix, choices, edition)
        depends = (RENDERING_VERSION, found.alignment_key, found.text_key, form, repr(options), ascii(title))
        named = " ".join(map(str, depends))
        return hashlib.sha256(named.encode()).hexdigest()[:32]

    def text(self, job: Job, edition: Edition | None = None) -> bytes:
        """The text that the alignment's ranges point into. Raises `Refused` where it is lost, and `StoreUnavailable`."""
        if edition is not None and edition.rev:
            return self._alignment(edition)[1].encode("utf-8")
        with intact():
            return self._blobs.read(job.captioned_text_key if edition is None else edition.text_key)

    def document(self, job: Job, edition: Edition | None = None) -> bytes:
        """The alignment as it is stored. Raises the errors of `render`."""
        found = edition or machine_edition(job)
        if found.rev:
            return alignment_to_json(self._alignment(found)[0]).encode("utf-8")
        with intact():
            stored = self._blobs.read(found.alignment_key)
            alignment_from_json(stored.decode("utf-8"))
            return stored

    def _load(self, edition: Edition) -> WorkingCopy:
        if edition.rev:
            assert self._working is not None
            return self._working(edition)
        return *self._stored.of(edition.alignment_key, edition.text_key), CaptionDirections()

    def _render(self, edition: Edition, suffix: str, options: CaptionOptions, title: str) -> Written:
        return FORMATS[suffix].write(self._track(edition, options, title))

    def _cut(self, edition: Edition, options: CaptionOptions, title: str) -> CaptionTrack:
        alignment, text, directions = self._alignment(edition)
        return CaptionTrack(alignment, text, options, title, directions=directions)


def title_of(job: Job) -> str:
    """What the programme is called in formats that say so: the recording's name without its ending."""
    return stem_of(file_name(job.audio.name))


def _facts_of(written: Written) -> FileFacts:
    return FileFacts(len(written.data), written.lost)


def caption_options(job: Job, choices: CaptionChoices) -> CaptionOptions:
    """The job's own choices, with those of this download on top. Raises `UsageError` for two that contradict each other."""
    own = {name: job.options[name] for name in CaptionChoices.model_fields if name in job.options}
    chosen: dict[str, Any] = {**own, **choices.model_dump(exclude_none=True, include=set(CaptionChoices.model_fields))}
    return from_choices(chosen)


def ensure_possible(choices: CaptionChoices) -> None:
    """Raises `UsageError` where choices of a download contradict each other, whatever a job's own options say."""
    widest = {"min_duration": CAPTION_OPTIONS["min_duration"].least, "max_duration": CAPTION_OPTIONS["max_duration"].most}
    from_choices({**widest, **choices.model_dump(exclude_none=True, include=set(CaptionChoices.model_fields))})


def known_format(suffix: str) -> Format:
    """The format of a suffix without its dot. Raises `Refused` for an unknown one."""
    if suffix not in FORMATS:
        raise Refused("not_found", f"There is no caption format {suffix!r}; known are {', '.join(FORMATS)}.")
    return caption_format(suffix)
