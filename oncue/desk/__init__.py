"""The caption desk's model: edits of captions as values, and what they make of an alignment. Nothing is stored or heard.

`Script.of` is the machine's work, `apply_revision` one edit more, `replay` all of them; `working_copy` and
`caption_directions` give what captions are made from.
"""

from oncue.captions.segmentation.directions import BreakKind, CaptionDirections
from oncue.desk.beginnings import with_beginnings
from oncue.desk.caption_edits import edits_from_captions
from oncue.desk.captions_near import CaptionsNear, captions_near
from oncue.desk.carry import Carried, LostEdit, carried
from oncue.desk.draft import PlacedSound
from oncue.desk.fix_ops import fix_ops
from oncue.desk.footprint import Footprint
from oncue.desk.log import Retiming, Revision, WordTiming
from oncue.desk.materialise import caption_directions, working_copy
from oncue.desk.op_forms import ops_json, parse_ops
from oncue.desk.ops import (
    KEEP,
    Break,
    Confirm,
    Insert,
    Keep,
    Note,
    Op,
    PlaceSound,
    RenameSpeaker,
    Replace,
    Revert,
    Say,
    SetSpeaker,
    Show,
    Time,
    Undo,
    Why,
)
from oncue.desk.rebase import Conflict, rebased, touched
from oncue.desk.refused import DESK_CODES, DeskRefused
from oncue.desk.replay import replay
from oncue.desk.script import Script, apply_revision
from oncue.desk.stretches import Stretch, stretches_to_align
from oncue.desk.words import Remark, ScriptWord

__all__ = [
    "DESK_CODES",
    "KEEP",
    "Break",
    "BreakKind",
    "CaptionDirections",
    "CaptionsNear",
    "Carried",
    "Confirm",
    "Conflict",
    "DeskRefused",
    "Footprint",
    "Insert",
    "Keep",
    "LostEdit",
    "Note",
    "Op",
    "PlaceSound",
    "PlacedSound",
    "Remark",
    "RenameSpeaker",
    "Replace",
    "Retiming",
    "Revert",
    "Revision",
    "Say",
    "Script",
    "ScriptWord",
    "SetSpeaker",
    "Show",
    "Stretch",
    "Time",
    "Undo",
    "Why",
    "WordTiming",
    "apply_revision",
    "caption_directions",
    "captions_near",
    "carried",
    "edits_from_captions",
    "fix_ops",
    "ops_json",
    "parse_ops",
    "rebased",
    "replay",
    "stretches_to_align",
    "touched",
    "with_beginnings",
    "working_copy",
]
