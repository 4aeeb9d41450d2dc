"""What became of a desk's rows since its page saw them, without what is made of the whole programme, such as gaps."""

from __future__ import annotations

from typing import Any

from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.context import ServiceParts
from service.desk_json import spliced_rows
from service.desk_scripts import DeskNow


def changes_json(
    here: ServiceParts, job: Job, now: DeskNow, seen: tuple[int, int], choices: CaptionChoices
) -> dict[str, Any]:
    """The changes since a revision with so many retimings (`seen`), as `service.desk_schema.DeskSplices` describes them.

    What a word's new times change is found around it, where that is known to part captions: not all are cut anew then.
    """
    timing = here.store.timing(job.id)
    open_work = [rev for rev in timing.waiting | timing.failed if rev >= now.text.first_rev]
    views = here.desks.views.since(job, now, *seen, choices)
    return {
        "state": now.desk.state.value,
        "rev": now.desk.head,
        "retimed": now.desk.retimed,
        "approved": now.desk.approved_rev,
        "timed": not open_work,
        **spliced_rows(views, now.script),
    }
