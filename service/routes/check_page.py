"""The page on which a caption file is checked by the rules of a house, or mended. It works without scripting."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request

from oncue.captions.check import RULE_SETS
from oncue.captions.formats import READ_ENDINGS
from oncue.errors import OncueError
from oncue.options.captions import FRAME_RATE_NAMES
from oncue.text.language_tags import language_name
from oncue.text.languages import LANGUAGES
from service.check_answers import file_report
from service.check_form import read_check_form
from service.checks import check_file
from service.context import parts
from service.problems import PROBLEMS

blueprint = Blueprint("check_page", __name__, template_folder="../templates")


@blueprint.get("/check")
def check_form() -> str:
    """The form. While it is filled in, a process for the file starts."""
    parts().checks.warm()
    return _form({})


@blueprint.post("/check")
def check() -> Response | tuple[str, int]:
    """Takes the form: the answer is the report as a page, or the mended file. A mistake is shown above the form."""
    typed: dict[str, str] = {}
    try:
        form = read_check_form(request, parts().submissions.limits, typed)
        return file_report(form, check_file(parts().checks, form, as_page=True), as_page=True)
    except OncueError as error:
        status, title = PROBLEMS.get(error.code, PROBLEMS["internal_error"])
        return _form(typed, title=title, detail=error.detail), status


def _form(kept: Mapping[str, str], title: str = "", detail: str = "") -> str:
    suffixes = [f".{ending}" for ending in READ_ENDINGS]
    languages = sorted(language_name(code) for code in LANGUAGES)
    shown = {"rules": RULE_SETS.values(), "frame_rates": FRAME_RATE_NAMES, "suffixes": suffixes, "languages": languages}
    return render_template("check.html", kept=kept, title=title, detail=detail, **shown)
