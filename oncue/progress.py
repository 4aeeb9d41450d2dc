"""The stages of a job, in order: their names, their labels for people, and the share of a job that each takes."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """One stage of an alignment. Its value is its name in the API, in metrics and in a result's `stage_s`.

    `label` is what a progress bar or a page says while it lasts, lower-case. `share` is how much of the whole time it takes,
    in hundredths: measured on broadcasts of minutes to hours with two cores.
    """

    label: str
    share: int

    def __new__(cls, name: str, label: str, share: int) -> Stage:
        stage = str.__new__(cls, name)
        stage._value_ = name
        stage.label = label
        stage.share = share
        return stage

    DECODE = "decode", "decoding", 4
    DETECT = "detect", "finding speech", 8
    LOAD = "load", "loading Whisper", 2
    RECOGNISE = "recognise", "listening", 62
    MATCH = "match", "matching words", 14
    REFINE = "refine", "timing words", 10


class Progress(Protocol):
    """A callback with the name of a stage, its share that is done, 0..1, and the recording's duration once it is known."""

    def __call__(self, stage: str, done: float, audio_ms: int | None = None) -> None:
        """May raise, to end the work."""


def stage_label(stage: str) -> str:
    """The label of a stage for people, lower-case; its own name for a stage of an engine that is not Oncue's."""
    return _BY_NAME[stage].label if stage in _BY_NAME else stage


def overall(stage: str, done: float) -> float:
    """The share of the whole job that is done, 0..1, when `done` of `stage` is; 0 for a stage that is not known."""
    if stage not in _BY_NAME:
        return 0.0
    stages = list(Stage)
    at = stages.index(_BY_NAME[stage])
    before = sum(earlier.share for earlier in stages[:at])
    return (before + stages[at].share * min(1.0, max(0.0, done))) / sum(each.share for each in stages)


_BY_NAME = {stage.value: stage for stage in Stage}
