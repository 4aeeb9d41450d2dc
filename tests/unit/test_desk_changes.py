"""What a desk's page is told of new times is found around them: the programme is not cut anew for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.desk_edits import NEWS, news
from oncue.captions.track import CaptionTrack
from oncue.desk import Replace, Retiming, Script, apply_revision, caption_directions, stretches_to_align, working_copy
from oncue.jobs.options import CaptionChoices
from service.captions import Captions, caption_options
from service.desk_json import spliced_rows
from service.desk_scripts import DeskNow
from service.desk_view import desk_view
from service.desk_views import DeskViews
from tests.unit.desk_api import desk_api

CHOICES = CaptionChoices()


class CutCaptions(Captions):
    """Captions of a script that is given; counts how often all of them were cut."""

    def __init__(self, script: Script) -> None:
        self.script, self.cut = script, 0

    def track(self, job: Any, *_asked: Any, **_more: Any) -> CaptionTrack:
        self.cut += 1
        return whole(self.script, job)


def whole(script: Script, job: Any) -> CaptionTrack:
    text, alignment = working_copy(script)
    return CaptionTrack(alignment, text, caption_options(job, CHOICES), directions=caption_directions(script))


def test_new_times_of_a_word_are_told_without_cutting_the_programme_anew(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    job = api.store.get(here.rpartition("/")[2], "default")
    machine = news(NEWS * 4)
    word = list(machine.words)[60]
    edited = apply_revision(machine, 1, (Replace(word.id, word.id, "Kelemen"),), "Ann")
    (stretch,) = stretches_to_align(machine, edited)
    start_ms = next(each.start_ms for each in machine.alignment.words if f"w{each.char_start}" == word.id)
    assert start_ms is not None
    retimed = edited.with_retimings(
        [Retiming(1, {word.id: (start_ms + 20, start_ms + 250, 0.8, None, None)}, stretch.basis)]
    )

    stored = api.store.desk(job.id, "default")
    text = api.store.desk_texts(job.id)[-1]
    captions = CutCaptions(edited)
    views = DeskViews(captions)
    before = DeskNow(replace(stored, head=1), text, edited)
    after = DeskNow(replace(stored, head=1, retimed=1), text, retimed)
    seen, _ = views.of(job, before, CHOICES)
    told = views.since(job, after, 1, 0, CHOICES)
    assert told == (seen, desk_view(retimed, whole(retimed, job)))
    assert told != (seen, seen)
    assert captions.cut == 1
    assert views.since(job, after, 0, 0, CHOICES) is None, "nobody saw that, or it is forgotten"


def test_names_are_told_in_the_order_in_which_the_rows_count_them(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    job = api.store.get(here.rpartition("/")[2], "default")
    script = news()
    view = replace(desk_view(script, whole(script, job)), speakers=("Bert", "Anna"))
    assert spliced_rows((view, view), script)["speakers"] == ["Bert", "Anna"]
    assert spliced_rows(None, script)["speakers"] == list(script.speakers)
