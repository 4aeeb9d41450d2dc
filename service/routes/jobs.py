"""`/v1/jobs`: submit, look, wait, cancel, try again, correct, delete."""

from __future__ import annotations

import time

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from oncue.jobs.garbage import delete_files
from oncue.jobs.model import Job as JobRow
from oncue.options.input_names import RECORDING, TEXT
from oncue.transcript.file_types import type_names
from service.context import parts, tenant
from service.corrected_text import corrected_text
from service.download_names import content_disposition
from service.editions import Edition, edition_of
from service.form_parts import CORRECTION, SUBMISSION
from service.keys import key_check
from service.part_names import FormKind
from service.problems import Refused
from service.refusals import naming_cursor
from service.routes.responses import PROBLEM_ANSWERS, file, problems
from service.schemas import Asked, Job, JobList, JobPath, JobsQuery, RevQuery, WaitQuery
from service.serializers import job_json
from service.submit import KEY_LENGTH

api = APIBlueprint(
    "jobs", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="jobs")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip


def _names(form: FormKind, part: str) -> str:
    return " or ".join(f"`{name}`" for name in form.names_of(part))


_STRING = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}
_SUBMISSION = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["audio", "transcript"],
                "additionalProperties": False,
                "properties": {
                    "audio": {
                        **_BINARY,
                        "description": "The recording, sound or video: anything ffmpeg decodes. May be called "
                        f"{_names(SUBMISSION, RECORDING)}.",
                    },
                    "transcript": {
                        **_BINARY,
                        "description": f"The published text, as a file or a field: {type_names()}. May be called "
                        f"{_names(SUBMISSION, TEXT)}.",
                    },
                    "language": {**_STRING, "description": "Such as fr, pt-BR or German; else told from the text."},
                    "track": {**_STRING, "description": "The sound track, by number or language; else what fits."},
                    "channel": {
                        **_STRING,
                        "description": "What to take of it: mix, left, right, center, difference, a number.",
                    },
                    "listen": {
                        **_STRING,
                        "description": "Whisper hears all, or only as_needed: what the sound does not confirm.",
                    },
                    "options": {**_STRING, "description": "A JSON object; its keys are those of the command line."},
                    "batch": {**_STRING, "description": "The id of a batch to belong to; such jobs wait behind others."},
                    "metadata": {
                        **_STRING,
                        "description": "A JSON object, 64 KiB at most; given back as it came.",
                    },
                    "audio_sha256": {**_STRING, "description": "The recording's SHA-256, checked when it has arrived."},
                },
            }
        }
    },
}
_CORRECTION = {
    "required": True,
    "content": {
        "text/plain": {"schema": _STRING},
        "text/html": {"schema": _STRING},
        "application/octet-stream": {"schema": {**_BINARY, "description": f"A file: {type_names()}."}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["transcript"],
                "additionalProperties": False,
                "properties": {"transcript": {**_BINARY, "description": f"May be called {_names(CORRECTION, TEXT)}."}},
            }
        },
    },
}


class IdempotencyHeader(Asked):
    """Makes a request safe to repeat."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        description="The same key with the same content gives the same job.",
        max_length=KEY_LENGTH,
    )


@api.post("", responses={202: Job, **problems(408, 409, 429, 507)}, openapi_extensions={"requestBody": _SUBMISSION})
def submit(header: IdempotencyHeader) -> Response:
    """Upload a recording and its transcript; the answer is a queued job."""
    submitted = parts().submissions.submit(request, tenant())
    answer = _accepted(submitted.job)
    if submitted.replayed:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


@api.get("", responses={200: JobList})
def list_jobs(query: JobsQuery) -> Response:
    """List jobs, newest first."""
    with naming_cursor():
        found = parts().store.list(
            tenant(),
            state=query.status,
            batch=query.batch,
            starting_after=query.starting_after,
            limit=query.limit + 1,
        )
    return jsonify({"jobs": [job_json(job) for job in found[: query.limit]], "has_more": len(found) > query.limit})


@api.get("/<job_id>", responses={200: Job})
def get_job(path: JobPath, query: WaitQuery) -> Response:
    """Look at a job, at once or when it changes."""
    job = parts().store.get(path.job_id, tenant())
    if query.wait and not job.is_final and query.version in (None, job.version):
        with parts().watcher.place() as may_wait:
            if may_wait and parts().watcher.wait(job.id, job.version, query.wait, key_check()):
                job = parts().store.get(path.job_id, tenant())
            elif not may_wait:
                time.sleep(0.05)  # a client that asks again at once should not ask thousands of times a second
    return jsonify(job_json(job))


@api.post("/<job_id>/cancel", responses={200: Job, **problems(409)})
def cancel(path: JobPath) -> Response:
    """Cancel a job: at once where it waits, within two seconds where it is worked on."""
    return jsonify(job_json(parts().store.cancel(path.job_id, tenant())))


@api.post("/<job_id>/retry", responses={202: Job, **problems(409)})
def retry(path: JobPath) -> Response:
    """Queue a failed or cancelled job again."""
    job = parts().store.retry(path.job_id, tenant())
    parts().enqueue(job.id)
    return _accepted(job)


@api.get("/<job_id>/transcript", responses={200: file("The text.", "text/plain"), **problems(409)})
def get_transcript(path: JobPath, query: RevQuery) -> Response:
    """The text that the alignment's character ranges point into."""
    job = parts().store.get(path.job_id, tenant())
    answer = Response(parts().captions.text(job, _edition(job, query.rev)), mimetype="text/plain")
    named = content_disposition(job.audio.name, "transcript.txt", otherwise=job.id, inline=True)
    answer.headers["Content-Disposition"] = named
    return answer


@api.get("/<job_id>/correction", responses={200: file("The text.", "text/plain")})
def get_correction(path: JobPath) -> Response:
    """The corrected text that was sent and is not captioned: it is worked on, failed, or was cancelled."""
    job = parts().store.get(path.job_id, tenant())
    text = corrected_text(parts().blobs, job)
    if text is None:
        raise Refused("not_found", f"No corrected text of job {job.id} waits for captions, or was kept without them.")
    answer = Response(text, mimetype="text/plain")
    named = content_disposition(job.audio.name, "correction.txt", otherwise=job.id, inline=True)
    answer.headers["Content-Disposition"] = named
    return answer


@api.put(
    "/<job_id>/transcript",
    responses={202: Job, **problems(408, 409, 507)},
    openapi_extensions={"requestBody": _CORRECTION},
)
def put_transcript(path: JobPath) -> Response:
    """Align a corrected text, from what was heard the first time. Captions that are there stay until the new ones are."""
    job = parts().store.get(path.job_id, tenant())
    return _accepted(parts().submissions.replace_transcript(request, job))


@api.delete("/<job_id>", responses={204: None, **problems(409)})
def delete(path: JobPath) -> Response:
    """Delete a finished job and its files."""
    job = parts().store.delete(path.job_id, tenant())
    delete_files(parts().blobs, job.id)
    return Response(status=204)


def _edition(job: JobRow, rev: str | None) -> Edition | None:
    """The edition whose text is asked for; None for the machine's of a job that may not have captions yet."""
    if rev is None and (job.id not in (desks := parts().store.desks_of([job.id])) or desks[job.id].approved_rev is None):
        return None
    return edition_of(parts().store, job, rev)


def _accepted(job: JobRow) -> Response:
    answer = jsonify(job_json(job))
    answer.status_code = 202
    answer.headers["Location"] = f"/v1/jobs/{job.id}"
    return answer
