"""What an edit touches: two edits whose footprints are apart may be made in either order."""

from __future__ import annotations

from dataclasses import dataclass, field

from oncue.desk.refused import DeskRefused

START = "start"
"""The place before all words, in the footprint of what is inserted there."""


@dataclass(slots=True)
class Footprint:
    """Ids of words, and `seam:<word>` (what comes between a shown word and the next one), `sound:<id>`, `name:<name>`.

    `reads` are what the edit depends on and leaves as it is. `aspects` say what of each was changed: within one edit nothing
    may be changed twice.
    """

    writes: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    aspects: set[tuple[str, str]] = field(default_factory=set)

    def change(self, aspect: str, *ids: str) -> None:
        """Notes that an op changes this of all these. Raises `DeskRefused` where another op of the edit did."""
        keys = {(aspect, one) for one in ids}
        if twice := self.aspects & keys:
            name = min(twice)[1]
            raise DeskRefused("ops_overlap", f"Two ops of this edit change the same of {name}.", word=name)
        self.aspects |= keys
        self.writes.update(ids)

    def meets(self, other: Footprint) -> set[str]:
        """What one of both changes and the other changes or depends on."""
        return (self.writes & (other.writes | other.reads)) | (self.reads & other.writes)
