"""The page of a caption desk. Everything on it comes by the API (`service/static/desk`)."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.context import parts, tenant
from service.editor import editor
from service.page_queries import DeskPageQuery, asking

blueprint = Blueprint("desk_page", __name__, template_folder="../templates")


@blueprint.get("/jobs/<job_id>/desk")
@asking(DeskPageQuery)
def desk_page(job_id: str, query: DeskPageQuery) -> str:
    """The desk of a job: the page opens it, and goes to the place that its address names."""
    job = parts().store.get(job_id, tenant())
    return render_template("desk.html", job=job.id, filename=job.audio.name, who=editor())
