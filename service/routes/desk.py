"""`/v1/jobs/{id}/desk`: captions edited by persons, revision by revision, and the one that is approved."""

from __future__ import annotations

import hashlib

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, Tag

from oncue.captions.formats import FORMATS
from oncue.jobs.desk_model import Desk, DeskText, RevisionKind
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.admission import EDITED_CAPTIONS_BYTES, whole_body
from service.conditional import is_known, revision_named
from service.context import parts, tenant
from service.desk_aligners import has_aligner
from service.desk_approval import approve
from service.desk_captions import EDITED_ELSEWHERE, EditedFile, save_captions
from service.desk_edits import Edited, Sent
from service.desk_etag import desk_etag
from service.desk_json import desk_json, history_json, opened_json, saved_json
from service.desk_schema import (
    DeskQuery,
    EditedCaptionsQuery,
    EditQuery,
    History,
    HistoryQuery,
    NewApproval,
    NewEdit,
    NewRevert,
    NewUndo,
    OpenedDesk,
    SavedEdit,
    ShownDesk,
    looks_of,
)
from service.editor import editor, sender
from service.routes.responses import PROBLEM_ANSWERS, problems
from service.schemas import JobPath

api = APIBlueprint(
    "desk", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="desk")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

_SAVED = {200: SavedEdit, **problems(409, 412, 428)}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": 'The revision that the edit was made on, as `rev` says it: `"17"`.',
}
_BINARY = {"type": "string", "format": "binary"}
_FILE = {
    "required": True,
    "content": {FORMATS[suffix].media_type: {"schema": _BINARY} for suffix in EDITED_ELSEWHERE},
}
_EXTENSIONS = {"parameters": [IF_MATCH]}


@api.post("/<job_id>/desk", responses={200: OpenedDesk, 202: OpenedDesk, **problems(409)})
def open_desk(path: JobPath) -> Response:
    """Open a job's desk. Words can be edited at once; 202 while its sound is still being made."""
    job = _job(path)
    desk = parts().desks.texts.open(job)
    parts().wake_aligner()
    answer = jsonify(opened_json(desk))
    answer.status_code = 200 if desk.audio_key else 202
    return answer


@api.get("/<job_id>/desk", responses={200: ShownDesk, 304: {"description": "As in If-None-Match."}, **problems(409, 412)})
def get_desk(path: JobPath, query: DeskQuery) -> Response:
    """A desk's words and captions as they are now, or what has changed since."""
    job, here = _job(path), parts()
    here.store.use_desk(job.id)
    choices = looks_of(query.profile)
    timing, live = here.store.timing(job.id), here.store.live_aligners()

    def etag_of(desk: Desk, text: DeskText) -> str:
        return desk_etag(job, desk, text, timing, has_aligner(desk, live), choices)

    head = here.desks.texts.head(job)
    if query.since is None and head is not None and is_known(request, etag := etag_of(*head)):
        return _tagged(Response(status=304), etag)
    now = here.desks.texts.present(job)
    known = None if query.since is None else here.desks.views.known(now, choices, query.since, query.retimed)
    view, track = here.desks.views.of(job, now, choices)
    doubts = here.desks.doubts.of(now, track, choices)
    answer = jsonify(desk_json(job, now, view, track, timing, has_aligner(now.desk, live), known, choices, doubts))
    etag = etag_of(now.desk, now.text)
    if query.since is not None:  # what is told depends on what is remembered here, too
        etag = f"{etag}{hashlib.sha256(answer.get_data()).hexdigest()[:16]}"
    return _tagged(Response(status=304) if is_known(request, etag) else answer, etag)


@api.post("/<job_id>/desk/edits", responses=_SAVED, openapi_extensions=_EXTENSIONS)
def post_edits(path: JobPath, query: EditQuery, body: NewEdit) -> Response:
    """Save an edit: of the newest revision, or of an older one where nobody has touched the same words since."""
    sent = Sent(body.ops, revision_named(request), body.edit_id, sender(query.tab))
    return _saved(_job(path), sent, query, RevisionKind.EDIT)


@api.post("/<job_id>/desk/undo", responses=_SAVED, openapi_extensions=_EXTENSIONS)
def post_undo(path: JobPath, query: EditQuery, body: NewUndo) -> Response:
    """Undo one revision, as a new one."""
    sent = Sent([{"op": "undo", "rev": body.rev}], revision_named(request), body.edit_id, sender(query.tab))
    return _saved(_job(path), sent, query, RevisionKind.UNDO)


@api.post("/<job_id>/desk/revert", responses=_SAVED, openapi_extensions=_EXTENSIONS)
def post_revert(path: JobPath, query: EditQuery, body: NewRevert) -> Response:
    """Go back to an earlier revision, as a new one. Nothing is lost: that can be undone, too."""
    sent = Sent([{"op": "revert", "to": body.to}], revision_named(request), body.edit_id, sender(query.tab))
    return _saved(_job(path), sent, query, RevisionKind.REVERT)


@api.get("/<job_id>/desk/revisions", responses={200: History})
def get_revisions(path: JobPath, query: HistoryQuery) -> Response:
    """What was changed, by whom and when; and what was approved."""
    job, store = _job(path), parts().store
    now = parts().desks.texts.present(job)
    found = store.history(job.id, job.tenant, before=query.before, limit=query.limit + 1)
    approvals = store.approvals(job.id, job.tenant)
    return jsonify(history_json(now, found[: query.limit], len(found) > query.limit, approvals))


@api.post("/<job_id>/desk/approve", responses={200: OpenedDesk, **problems(409)})
def post_approval(path: JobPath, body: NewApproval) -> Response:
    """Approve a revision: captions are made of it from now on. Refused while hard findings are open, unless `despite`."""
    job = _job(path)
    approve(parts(), job, body.rev, body.despite, editor())
    return jsonify(opened_json(parts().store.desk(job.id, job.tenant)))


@api.put(
    "/<job_id>/captions",
    responses=_SAVED,
    openapi_extensions={"requestBody": _FILE, **_EXTENSIONS},
)
def put_captions(path: JobPath, query: EditedCaptionsQuery) -> Response:
    """Send back a caption file that was edited elsewhere: what was changed in it becomes an edit of the desk.

    The looks are those that it was downloaded with.
    """
    job, seen = _job(path), revision_named(request)
    data = whole_body(request, EDITED_CAPTIONS_BYTES) or b""
    file = EditedFile(data, query.format, seen, sender(""))
    edited = save_captions(parts().desks.edits, parts().checks, job, file, query, editor())
    parts().wake_aligner()
    answer = jsonify(saved_json(parts(), job, edited, (seen, None), CaptionChoices()))
    answer.set_etag(str(answer.get_json()["rev"]))
    return answer


def _tagged(answer: Response, etag: str) -> Response:
    answer.set_etag(etag)
    return answer


def _job(path: JobPath) -> Job:
    return parts().store.get(path.job_id, tenant())


def _saved(job: Job, sent: Sent, query: EditQuery, kind: RevisionKind) -> Response:
    edited: Edited = parts().desks.edits.save(job, sent, editor(), kind)
    parts().wake_aligner()
    answer = jsonify(saved_json(parts(), job, edited, (sent.seen, query.retimed), looks_of(query.profile)))
    answer.set_etag(f"{edited.revision.n}")
    return answer
