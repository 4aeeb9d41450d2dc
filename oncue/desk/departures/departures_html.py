"""Departures as one web page, complete in itself, to be read, sent and printed: a list, and the text with what differs.

Nothing on it runs or is fetched: its Content Security Policy allows its own style by its hash, and nothing else.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from string import Template

from oncue.captions.formats.bidi import runs_left
from oncue.captions.formats.script_facts import held, language_tag
from oncue.desk.departures.departure import APART_TEXTS, Departures, MarkedText, TextState
from oncue.desk.departures.marked_text import extents
from oncue.desk.departures.wording import ToldDeparture, left_out_text, summary, told


def departures_html(found: Departures, title: str, facts: Sequence[str]) -> bytes:
    """The page, in UTF-8. `title` is the programme's, `facts` a line about it."""
    style = _file("departures_page.css")
    kinds = left_out_text(found)
    page = Template(_file("departures_page.html")).substitute(
        policy=escape(f"default-src 'none'; style-src {_source(style)}; img-src data:; base-uri 'none'; form-action 'none'"),
        style=style,
        title=_escaped(title),
        facts=_escaped(" · ".join(facts)),
        summary=_escaped(summary(found)),
        departures=_listed(found),
        legend=f' What is <span class="apart">dotted</span> no caption shows, as Oncue took it for: {kinds}.'
        if kinds
        else "",
        text="\n".join(_paragraphs(found)),
        left_out=_left_out(found),
    )
    return page.encode("utf-8", "replace")


@functools.cache
def _file(name: str) -> str:
    return resources.files("oncue.desk.departures").joinpath(name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _escaped(text: str) -> str:
    return escape(held(text))


def _looks(found: Departures, *, leftward: bool) -> str:
    """The attributes of an element with text of the programme: its language and its direction."""
    tag = language_tag(found.language)
    direction = f' dir="{"rtl" if leftward else "ltr"}"'
    return direction if tag == "und" else f' lang="{tag}"{direction}'


def _listed(found: Departures) -> str:
    items = "\n".join(_item(found, told(found, each)) for each in found.departures)
    return f"<ol>\n{items}\n</ol>" if items else ""


def _item(found: Departures, each: ToldDeparture) -> str:
    parts = [
        _tagged(TextState.PUBLISHED, _escaped(each.published)) if each.published else "",
        _tagged(TextState.BOTH if each.in_both else TextState.CAPTIONED, _escaped(each.captioned)) if each.captioned else "",
    ]
    words = (
        f'<span class="around">{_escaped(each.before)}</span>{" ".join(filter(None, parts))}'
        f'<span class="around">{_escaped(each.behind)}</span>'
    )
    return (
        f'<li id="d{each.n}"><p><a href="#t{each.n}">{each.n}</a> <span class="what">{escape(each.what)}</span> '
        f'<span class="where">at {each.where}</span></p>\n'
        f'<p class="words"{_looks(found, leftward=each.runs_left)}>{words}</p>\n'
        + (f"<p>{_escaped(each.detail)}</p>\n" if each.detail else "")
        + f'<p class="about">{_escaped(each.about)}</p>\n'
        + "".join(f'<p class="about">Note: <bdi>{_escaped(note)}</bdi></p>\n' for note in each.notes)
        + "</li>"
    )


def _paragraphs(found: Departures) -> Iterator[str]:
    """The text, paragraph by paragraph. A number behind what differs leads to it in the list."""
    places = extents(found.marked)
    written: list[str] = []
    text = ""
    for at, piece in enumerate((*found.marked, MarkedText("\n", TextState.BOTH))):
        if piece.text == "\n":
            if piece.state is not TextState.BOTH:
                written.append(_tagged(piece.state, "¶"))
            if written:
                yield f'<p class="text"{_looks(found, leftward=runs_left(text))}>{"".join(written)}</p>'
            written, text = [], ""
            continue
        begun = "".join(f'<span id="t{index + 1}"></span>' for index in piece.about if places[index][0] == at)
        shown = _escaped(piece.text)
        if piece.apart is not None:
            shown = f'<span class="apart" title="{APART_TEXTS[piece.apart]}">{shown}</span>'
        ended = "".join(
            f'<a class="n" href="#d{index + 1}">{index + 1}</a>' for index in piece.about if places[index][1] == at
        )  # fmt: skip
        written.append(f"{begun}{_tagged(piece.state, shown)}{ended}")
        text += piece.text


def _tagged(state: TextState, shown: str) -> str:
    tag = {TextState.PUBLISHED: "del", TextState.CAPTIONED: "ins"}.get(state)
    return f"<{tag}>{shown}</{tag}>" if tag else shown


def _left_out(found: Departures) -> str:
    if not found.left_out:
        return ""
    items = "\n".join(
        f'<li><span class="where">{APART_TEXTS[each.kind]}</span> '
        f'<span class="words"{_looks(found, leftward=runs_left(each.text))}>{_escaped(each.text)}</span></li>'
        for each in found.left_out
    )
    return f"<h2>What Oncue left out by itself</h2>\n<p>These are no edits: no caption shows them.</p>\n<ul>\n{items}\n</ul>"
