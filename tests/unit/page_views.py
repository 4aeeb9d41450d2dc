"""Pages as a browser asks for them, and forms as it sends them, for tests that have no browser."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from typing import Any

from tests.api import TEXT, Api

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def sent_form(api: Api, address: str = "/", headers: Mapping[str, str] = BROWSER, **fields: Any) -> Any:
    """The answer to the form for new captions, with a recording and a text unless `fields` say otherwise."""
    form = {"audio": (io.BytesIO(b"x"), "news.mp3"), "transcript": (io.BytesIO(TEXT.encode()), "news.txt"), **fields}
    form = {name: value for name, value in form.items() if value is not None}
    return api.client.post(address, data=form, content_type="multipart/form-data", headers=headers)


def no_file() -> tuple[io.BytesIO, str]:
    """What a browser sends for a file that was not chosen."""
    return io.BytesIO(), ""


def values_of(page: str) -> dict[str, str]:
    """The values that fields of a page have, by name: those of texts, of choices, and of areas."""
    inputs = re.findall(r"<input[^>]*>", page)
    found = {
        name[1]: html.unescape(value[1])
        for each in inputs
        if (name := re.search(r' name="([^"]*)"', each)) and (value := re.search(r' value="([^"]*)"', each))
    }
    for name, inside in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL):
        found[name] = html.unescape(inside)
    return found


def invalid_fields(page: str) -> set[str]:
    """The names of the fields that a page marks as wrong."""
    marked = re.findall(r"<(?:input|select|textarea)[^>]*aria-invalid[^>]*>", page)
    return {name[1] for each in marked if (name := re.search(r' name="([^"]*)"', each))}
