"""`DeskRefused`: why an edit cannot be made. Nothing of it is applied then."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oncue.errors import OncueError

DESK_CODES: Mapping[str, str] = MappingProxyType(
    {
        "edit_malformed": "The edit is not what the description says: an unknown op or field, a value of another type.",
        "edit_too_large": "One edit has more ops, or a text or note more characters, than is taken at once.",
        "ops_overlap": "Two ops of one edit change the same thing of the same word.",
        "word_unknown": "There is no word of this id.",
        "word_removed": "The word was removed; undo the removal first.",
        "word_not_shown": "The word is in no caption: it is no speech, by the transcript or by an edit.",
        "range_backwards": "The last word of the range comes before its first.",
        "text_empty": "There is no word in the text where one is needed.",
        "text_not_allowed": "The text has a control character, a direction override or nothing that can be seen.",
        "word_too_long": "One word has more characters than any word has.",
        "time_out_of_range": "The time is before the recording's start or beyond its end.",
        "times_backwards": "Something would end before it begins.",
        "times_cross": "The time lies on the wrong side of one that a person fixed on a word before or after it.",
        "break_impossible": "There is no word before it that it could share a caption with.",
        "speaker_unknown": "Nobody has this name here.",
        "sound_unknown": "There is no sound of this id.",
        "revision_unknown": "There is no revision of this number.",
        "undo_nothing": "The revision is undone already.",
        "undo_conflict": "Words of the revision were changed by a later one; undo that first.",
        "undo_alone": "Undo and revert stand alone in their edit.",
    }
)
"""Every code of `DeskRefused`, and what it says."""


class DeskRefused(OncueError):
    """An edit that cannot be made: `code` is one of `DESK_CODES`, `op_index` the op's place in it, None for all of it."""

    def __init__(self, code: str, detail: str, op_index: int | None = None, **data: object) -> None:
        super().__init__(detail, **data)
        assert code in DESK_CODES, code
        self.code = code
        self.op_index = op_index

    def at(self, op_index: int) -> DeskRefused:
        """The same refusal, of the op at this place."""
        return DeskRefused(self.code, self.detail, op_index, **self.data)
