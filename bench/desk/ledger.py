"""What editors were told is saved, and whether it is: held against the desk's own history and its newest captions."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

from oncue.captions.formats import alignment_from_json
from oncue.desk import Revision, parse_ops, replay, working_copy


@dataclass(frozen=True, slots=True)
class Kept:
    """How many edits were acknowledged; which were lost, made twice, changed; whether the newest text is what they make."""

    acknowledged: int
    lost: Sequence[str]
    twice: Sequence[str]
    changed: Sequence[str]
    same_text: bool

    @property
    def all(self) -> bool:
        """True where nothing is wrong."""
        return not (self.lost or self.twice or self.changed) and self.same_text


@dataclass(slots=True)
class EditLedger:
    """The edits that were acknowledged, by their ids; and texts that a page said are saved, whose ids are the page's own."""

    edits: dict[str, tuple[int, Sequence[Any]]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledged(self, edit_id: str, rev: int, ops: Sequence[Any]) -> None:
        """Notes an edit that was answered with its revision."""
        with self._lock:
            self.edits[edit_id] = rev, ops

    def shown_as_saved(self, text: str) -> None:
        """Notes a text of which a page said that it is saved."""
        with self._lock:
            self.typed.add(text)

    def count(self) -> int:
        """How many of both."""
        with self._lock:
            return len(self.edits) + len(self.typed)

    def judged(self, url: str, job: str) -> Kept:
        """What became of them, asked of the running service."""
        revisions = history(url, job)
        by_id = {each["edit_id"]: each for each in revisions}
        times = Counter(each["edit_id"] for each in revisions)
        written = "\n".join(str(op.get("text", "")) for each in revisions for op in each["ops"])
        lost = [edit_id for edit_id in self.edits if edit_id not in by_id]
        lost += [text for text in self.typed if text not in written]
        changed = [
            edit_id
            for edit_id, (rev, ops) in self.edits.items()
            if edit_id in by_id and (by_id[edit_id]["rev"], by_id[edit_id]["ops"]) != (rev, list(ops))
        ]
        return Kept(self.count(), lost, [one for one in times if times[one] > 1], changed, _is_replayed(url, job, revisions))


def history(url: str, job: str) -> list[dict[str, Any]]:
    """All revisions of a desk, oldest first."""
    found: list[dict[str, Any]] = []
    query: dict[str, int] = {"limit": 100}
    while True:
        answer = requests.get(f"{url}/v1/jobs/{job}/desk/revisions", params=query, timeout=60)
        answer.raise_for_status()
        page = answer.json()
        found += page["revisions"]
        if not page["has_more"]:
            return sorted(found, key=lambda each: int(each["rev"]))
        query["before"] = min(each["rev"] for each in page["revisions"])


def _is_replayed(url: str, job: str, revisions: Sequence[dict[str, Any]]) -> bool:
    """True where the newest text is what the published one becomes by these revisions, one after the other."""
    address = f"{url}/v1/jobs/{job}"
    published = requests.get(f"{address}/transcript", timeout=60).content.decode()
    machine = alignment_from_json(requests.get(f"{address}/alignment", params={"rev": 0}, timeout=60).text)
    newest = alignment_from_json(requests.get(f"{address}/alignment", params={"rev": "head"}, timeout=60).text)
    log = [Revision(each["rev"], parse_ops(each["ops"]), each["who"]["name"]) for each in revisions if each["ops"]]
    _, made = working_copy(replay(machine, published, log))
    return [word.text for word in made.words] == [word.text for word in newest.words]
