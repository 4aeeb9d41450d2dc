"""The page of what a job's captions say otherwise than its published text."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import render_template

from oncue.captions.formats.bidi import runs_left
from oncue.captions.formats.script_facts import language_tag
from oncue.desk.departures import APART_TEXTS, Departure
from oncue.desk.departures.wording import revision_text, summary, told
from service.context import parts, tenant
from service.departures_schema import DeparturesPageQuery
from service.page_queries import asking
from service.routes.pages import blueprint

DEPARTURES_A_PAGE = 100


@blueprint.get("/jobs/<job_id>/departures")
@asking(DeparturesPageQuery)
def departures_page(job_id: str, query: DeparturesPageQuery) -> str:
    """What the captions of a revision say otherwise, in parts where it is much, and its files."""
    job, here = parts().store.get(job_id, tenant()), parts().desks.departures
    meant = here.meant(job, query.rev)
    found = here.of(meant)
    last = max(1, -(-len(found.departures) // DEPARTURES_A_PAGE))
    page = min(query.page, last)
    first = (page - 1) * DEPARTURES_A_PAGE
    desk = parts().store.desks_of([job.id]).get(job.id)

    def address(number: int) -> str | None:
        asked = {"rev": query.rev, "page": number if number > 1 else None}
        named = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"/jobs/{job.id}/departures{'?' if named else ''}{named}" if 1 <= number <= last else None

    return render_template(
        "departures.html",
        job=job.id,
        filename=job.audio.name,
        rev=meant.edition.rev,
        head=desk.head if desk else 0,
        approved_rev=desk.approved_rev if desk else None,
        facts=revision_text(found, approved=meant.approved),
        summary=summary(found),
        rows=[
            (told(found, each), _place_at_desk(job.id, each)) for each in found.departures[first : first + DEPARTURES_A_PAGE]
        ],
        before=address(page - 1),
        behind=address(page + 1),
        page=page,
        last=last,
        left_out=[(APART_TEXTS[each.kind], each.text) for each in found.left_out[:DEPARTURES_A_PAGE]],
        left_out_count=len(found.left_out),
        left_out_direction="rtl" if runs_left(found.text) else "ltr",
        language=tag if (tag := language_tag(found.language)) != "und" else None,
    )


def _place_at_desk(job_id: str, each: Departure) -> str:
    """The address of its words at the desk; where they are gone, of where they were in the recording."""
    asked = {"word": each.words[0]} if each.words else {}
    return f"/jobs/{job_id}/desk?{urlencode({**asked, 'at_ms': each.start_ms})}"
