"""The page of a caption desk. Everything on it comes by the API (`service/static/desk`)."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.context import parts, tenant

blueprint = Blueprint("desk_page", __name__, template_folder="../templates")


@blueprint.get("/jobs/<job_id>/desk")
def desk_page(job_id: str) -> str:
    """The desk of a job: the page opens it."""
    job = parts().store.get(job_id, tenant())
    return render_template("desk.html", job=job.id, filename=job.audio.name)
