"""`/v1/batches`: named sets of jobs, how far they are, and all their captions as one file."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from typing import IO

from flask import Response, jsonify, request, send_file
from flask_openapi3 import APIBlueprint, Tag

from jobs.ids import new_id
from jobs.model import Job, State
from service.captions import known_format
from service.parts import parts, tenant
from service.represent import batch_json
from service.routes.answers import PROBLEM_ANSWERS, file, problems
from service.routes.captions import download_name
from service.routes.jobs import IdempotencyHeader
from service.schemas import Batch, BatchList, BatchPath, BatchSummary, NewBatch, PageQuery, ZipQuery
from service.submission import idempotency_key

api = APIBlueprint(
    "batches", __name__, url_prefix="/v1/batches", abp_tags=[Tag(name="batches")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

SPOOLED_BYTES = 8 * 1024 * 1024


@api.post("", responses={201: BatchSummary})
def create_batch(header: IdempotencyHeader, body: NewBatch) -> Response:
    """Make a batch; jobs name it in their field `batch`."""
    store = parts().store
    batch = store.create_batch(new_id("batch"), tenant(), body.name, body.metadata, idempotency_key(request))
    answer = jsonify(batch_json(batch, store.tally([batch.id])[batch.id]))
    answer.status_code = 201
    answer.headers["Location"] = f"/v1/batches/{batch.id}"
    return answer


@api.get("", responses={200: BatchList})
def list_batches(query: PageQuery) -> Response:
    """List batches, newest first."""
    store = parts().store
    found = store.list_batches(tenant(), starting_after=query.starting_after, limit=query.limit + 1)
    tallies = store.tally([batch.id for batch in found])
    shown = [batch_json(batch, tallies[batch.id]) for batch in found[: query.limit]]
    return jsonify({"batches": shown, "has_more": len(found) > query.limit})


@api.get("/<batch_id>", responses={200: Batch})
def get_batch(path: BatchPath) -> Response:
    """How far a batch is, with a line for each job."""
    return _whole(path.batch_id)


@api.post("/<batch_id>/cancel", responses={200: Batch})
def cancel_batch(path: BatchPath) -> Response:
    """Cancel what has not finished; the batch takes no more jobs."""
    parts().store.cancel_batch(path.batch_id, tenant())
    return _whole(path.batch_id)


@api.get("/<batch_id>/captions.zip", responses={200: file("One file a job.", "application/zip"), **problems(409)})
def get_captions_zip(path: BatchPath, query: ZipQuery) -> Response:
    """The captions of all completed jobs as one zip."""
    known_format(query.format)
    jobs = [job for job in parts().store.batch_jobs(path.batch_id, tenant()) if job.state is State.COMPLETED]
    archive: IO[bytes] = tempfile.SpooledTemporaryFile(SPOOLED_BYTES)  # noqa: SIM115 - closed with the answer
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for job, name in zip(jobs, names_in_zip(jobs, query.format), strict=True):
            zipped.writestr(name, parts().captions.render(job, query.format, query))
    archive.seek(0)
    name = f"{path.batch_id}-{query.format}.zip"
    return send_file(archive, mimetype="application/zip", as_attachment=True, download_name=name)


def names_in_zip(jobs: Sequence[Job], suffix: str) -> list[str]:
    """A name for each job's captions: the recording's, numbered where two are the same, safe on every system."""
    names: list[str] = []
    taken: set[str] = set()
    for job in jobs:
        stem = download_name(job, suffix).removesuffix(f".{suffix}")
        stem = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", stem).strip(". ") or job.id
        name, number = f"{stem}.{suffix}", 2
        while name.casefold() in taken:
            name, number = f"{stem}-{number}.{suffix}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _whole(batch_id: str) -> Response:
    store = parts().store
    batch = store.get_batch(batch_id, tenant())
    return jsonify(batch_json(batch, store.tally([batch_id])[batch_id], store.batch_jobs(batch_id, tenant())))
