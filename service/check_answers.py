"""Reports of checks as answers: JSON, a page, or the mended file with its counts in the header."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from flask import Request, Response, jsonify

from oncue.caption_files.check_request import CheckAnswer
from oncue.captions.check import CheckReport
from oncue.captions.check.report import REPORT_STYLE
from oncue.captions.formats import FORMATS
from service.check_form import CheckForm
from service.download_names import content_disposition, safe_stem

_STYLE_HASH = base64.b64encode(hashlib.sha256(REPORT_STYLE.encode()).digest()).decode()
PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""The Content-Security-Policy of a report: it has a style of its own, and nothing else."""

COUNTS, LOST = "Oncue-Check", "Oncue-Lost"
"""The headers of a mended file: what is left to mend and how many captions were, and the codes of what is not in it."""


def wants_page(request: Request, form: str | None) -> bool:
    """Whether the report is to be a page: by `form` ("json" or "html"), else by the request's `Accept`."""
    if form is not None:
        return form == "html"
    return request.accept_mimetypes.best_match(("application/json", "text/html"), "application/json") == "text/html"


def job_report(report: CheckReport, job_id: str, *, as_page: bool) -> Response:
    """The answer to a check of a job's captions."""
    return page(report.as_html().encode()) if as_page else negotiated(jsonify({"job": job_id, **report.as_json()}))


def file_report(form: CheckForm, answer: CheckAnswer, *, as_page: bool) -> Response:
    """The answer to a check of a file: the report; with `fix` the mended file, or with `format` both."""
    if form.chosen.fix and form.chosen.format is None:
        return _mended(form, answer)
    if as_page:
        return page(answer.report)
    if not form.chosen.fix:
        return negotiated(Response(answer.report, mimetype="application/json"))
    return jsonify({**json.loads(answer.report), "file": _in_json(form, answer)})


def page(html: bytes) -> Response:
    """A report as a page."""
    return negotiated(Response(html, mimetype="text/html", headers={"Content-Security-Policy": PAGE_POLICY}))


def negotiated(answer: Response) -> Response:
    """An answer that is another one for another `Accept`."""
    answer.vary.add("Accept")
    return answer


def _mended(form: CheckForm, answer: CheckAnswer) -> Response:
    response = Response(answer.file, mimetype=FORMATS[answer.suffix].media_type)
    named = content_disposition(form.name, answer.suffix, otherwise="captions")
    response.headers["Content-Disposition"] = named
    response.headers[COUNTS] = f"hard={answer.hard}, soft={answer.soft}, mended={answer.mended}"
    if answer.lost:
        response.headers[LOST] = ", ".join(dict.fromkeys(each.partition(":")[0] for each in answer.lost))
    return response


def _in_json(form: CheckForm, answer: CheckAnswer) -> dict[str, Any]:
    return {
        "name": f"{safe_stem(form.name) or 'captions'}.{answer.suffix}",
        "media_type": FORMATS[answer.suffix].media_type,
        "lost": list(answer.lost),
        "base64": base64.b64encode(answer.file).decode(),
    }
