"""The pages that list: jobs with a search, batches, and the worklist of programmes by minutes of review."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from oncue.captions.formats import FORMATS
from oncue.jobs.ids import new_id
from oncue.jobs.model import State
from service.context import parts, tenant
from service.page_queries import ListedJobsQuery, NextPageQuery, asking
from service.refusals import naming_cursor, wrong
from service.routes.pages import blueprint
from service.schemas import WorklistQuery
from service.serializers import batch_json, job_json
from service.worklist import WORKLIST_JOBS, worklist

A_PAGE = 50
BATCHES_A_PAGE = 20
QUALITIES = (98.0, 99.0, 99.5, 99.9)
"""Qualities that the worklist offers, in hundredths of the words."""

BATCH_NAME = 500


@blueprint.get("/jobs")
@asking(ListedJobsQuery)
def jobs_page(query: ListedJobsQuery) -> str:
    """Jobs, newest first, by name, state and batch."""
    with naming_cursor():
        found = parts().store.search(
            tenant(),
            words=query.q or "",
            state=query.status,
            batch=query.batch,
            starting_after=query.starting_after,
            limit=A_PAGE,
        )
    batch = parts().store.get_batch(query.batch, tenant()) if query.batch else None
    return render_template(
        "jobs.html",
        jobs=[job_json(job) for job in found.jobs],
        query=query,
        batch=batch,
        states=list(State),
        further=_address(query, found.further) if found.further else None,
        complete=found.complete,
        first=_address(query, None) if query.starting_after else None,
    )


@blueprint.get("/batches")
@asking(NextPageQuery)
def batches_page(query: NextPageQuery) -> str:
    """Batches, newest first, with how far each is, and a form for a new one."""
    return _batches(query)


@blueprint.post("/batches")
def make_batch() -> AnyResponse:
    """Makes a batch, for the page's form, and leads to it."""
    name = request.form.get("name", "").strip()
    if len(name) > BATCH_NAME:
        raise wrong("name", f"has more than {BATCH_NAME} characters. Give it a shorter one.")
    batch = parts().store.create_batch(new_id("batch"), tenant(), name, {}, None)
    return redirect(f"/batches/{batch.id}", 303)


@blueprint.get("/batches/<batch_id>")
@asking(NextPageQuery)
def batch_page(batch_id: str, query: NextPageQuery) -> str:
    """A batch: how far it is, its jobs, and all captions as one file."""
    store = parts().store
    batch = store.get_batch(batch_id, tenant())
    with naming_cursor():
        page = store.batch_page(batch_id, tenant(), starting_after=query.starting_after, limit=A_PAGE)
    return render_template(
        "batch.html",
        batch=batch_json(batch, store.batch_counts([batch_id])[batch_id]),
        jobs=[job_json(job) for job in page.jobs],
        formats=list(FORMATS.values()),
        further=f"?{urlencode({'starting_after': page.jobs[-1].id})}" if page.has_more else None,
        first=f"/batches/{batch_id}" if query.starting_after else None,
    )


@blueprint.post("/batches/<batch_id>/cancel")
def cancel_batch_page(batch_id: str) -> AnyResponse:
    """Cancels what has not finished, for the page's button."""
    parts().store.cancel_batch(batch_id, tenant())
    return redirect(f"/batches/{batch_id}", 303)


@blueprint.get("/worklist")
@asking(WorklistQuery)
def worklist_page(query: WorklistQuery) -> str:
    """Programmes by the minutes of review that they need to a stated quality, of all or of a batch."""
    found = worklist(parts().store, tenant(), query)
    return render_template(
        "worklist.html",
        lines=[{"job": job_json(job), "effort": effort} for job, effort in found.known],
        unknown=[job_json(job) for job in found.unknown],
        total=found.minutes,
        query=query,
        batch=parts().store.get_batch(query.batch, tenant()) if query.batch else None,
        qualities=sorted({*QUALITIES, query.quality}),
        looked_at=WORKLIST_JOBS,
        more=found.has_more,
    )


def _batches(query: NextPageQuery) -> str:
    store = parts().store
    with naming_cursor():
        found = store.list_batches(tenant(), starting_after=query.starting_after, limit=BATCHES_A_PAGE + 1)
    shown = found[:BATCHES_A_PAGE]
    counts = store.batch_counts([batch.id for batch in shown])
    return render_template(
        "batches.html",
        batches=[batch_json(batch, counts[batch.id]) for batch in shown],
        further=f"?{urlencode({'starting_after': shown[-1].id})}" if len(found) > BATCHES_A_PAGE else None,
        first="/batches" if query.starting_after else None,
        most_letters=BATCH_NAME,
    )


def _address(query: ListedJobsQuery, after: str | None) -> str:
    """The address of the same list from another place, or from its beginning."""
    asked = query.model_dump(exclude_none=True, mode="json") | {"starting_after": after}
    given = {name: value for name, value in asked.items() if value}
    return f"/jobs?{urlencode(given)}"
