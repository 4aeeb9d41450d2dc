"""`/v1/batches`: named sets of jobs, how far they are, and all their captions as one file."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, Tag

from oncue.captions.formats import Written
from oncue.jobs.ids import new_id
from oncue.jobs.model import BatchPage, Job
from oncue.jobs.store import SqlStore
from service.batch_zip import captions_zip
from service.captions import ensure_possible, known_format
from service.context import ServiceParts, parts, tenant
from service.editions import edition_of
from service.refusals import naming_cursor
from service.routes.jobs import IdempotencyHeader
from service.routes.responses import PROBLEM_ANSWERS, file
from service.schemas import Batch, BatchList, BatchPath, BatchQuery, BatchSummary, NewBatch, PageQuery, ZipQuery
from service.serializers import batch_json, batch_page_json
from service.submit import idempotency_key

api = APIBlueprint(
    "batches", __name__, url_prefix="/v1/batches", abp_tags=[Tag(name="batches")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

ZIP_PAGE = 200
"""Rows of the database at a time for a zip."""


@api.post("", responses={201: BatchSummary})
def create_batch(header: IdempotencyHeader, body: NewBatch) -> Response:
    """Make a batch; jobs name it in their field `batch`."""
    store = parts().store
    batch = store.create_batch(new_id("batch"), tenant(), body.name, body.metadata, idempotency_key(request))
    answer = jsonify(batch_json(batch, store.batch_counts([batch.id])[batch.id]))
    answer.status_code = 201
    answer.headers["Location"] = f"/v1/batches/{batch.id}"
    return answer


@api.get("", responses={200: BatchList})
def list_batches(query: PageQuery) -> Response:
    """List batches, newest first."""
    store = parts().store
    with naming_cursor():
        found = store.list_batches(tenant(), starting_after=query.starting_after, limit=query.limit + 1)
    tallies = store.batch_counts([batch.id for batch in found])
    shown = [batch_json(batch, tallies[batch.id]) for batch in found[: query.limit]]
    return jsonify({"batches": shown, "has_more": len(found) > query.limit})


@api.get("/<batch_id>", responses={200: Batch})
def get_batch(path: BatchPath, query: BatchQuery) -> Response:
    """How far a batch is: its counts, and a page of its jobs, or of those that changed."""
    return _page(path.batch_id, query)


@api.post("/<batch_id>/cancel", responses={200: Batch})
def cancel_batch(path: BatchPath) -> Response:
    """Cancel what has not finished; the batch takes no more jobs."""
    parts().store.cancel_batch(path.batch_id, tenant())
    return _page(path.batch_id, BatchQuery())


@api.get("/<batch_id>/captions.zip", responses={200: file("One file a job, and report.json.", "application/zip")})
def get_captions_zip(path: BatchPath, query: ZipQuery) -> Response:
    """The captions of all completed jobs as one zip; report.json in it says what became of each job."""
    suffix = known_format(query.format).suffix
    ensure_possible(query)
    here, whose = parts(), tenant()
    batch = here.store.get_batch(path.batch_id, whose)
    # The first page is read now: a database that is away is still a 503, and not a zip that breaks off.
    first = here.store.batch_page(batch.id, whose, limit=ZIP_PAGE)
    pages = _pages(here.store, batch.id, whose, first)
    answer = Response(
        captions_zip(
            batch,
            suffix,
            pages,
            lambda job: here.captions.render(job, suffix, query, edition_of(here.store, job, query.rev)),
        ),
        mimetype="application/zip",
    )
    answer.headers.set("Content-Disposition", "attachment", filename=f"{batch.id}-{suffix}.zip")
    return answer


def _rendered(here: ServiceParts, suffix: str, query: ZipQuery, job: Job) -> Written:
    return here.captions.render(job, suffix, query, edition_of(here.store, job, query.rev))


def _pages(store: SqlStore, batch_id: str, whose: str, page: BatchPage) -> Iterator[BatchPage]:
    yield page
    while page.has_more:
        page = store.batch_page(batch_id, whose, starting_after=page.jobs[-1], limit=ZIP_PAGE)
        yield page


def _page(batch_id: str, query: BatchQuery) -> Response:
    store = parts().store
    batch = store.get_batch(batch_id, tenant())
    with naming_cursor():
        page = store.batch_page(
            batch_id,
            tenant(),
            starting_after=query.starting_after,
            changed_since=query.changed_since,
            limit=query.limit,
        )
    batch_counts = store.batch_counts([batch_id])[batch_id]
    return jsonify(batch_page_json(batch, batch_counts, page, first=query.starting_after is None))
