"""Somebody at a fake desk in a browser: what they do, and what they see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from bench.browser_session import Page
from bench.desk.chromium import FIELDS, READY
from tests.fake_desk import FakeDesk

TEXT = "Good morning to you all. It is half eight here and this is the news of the day from our house in the city."
FIELD = "document.activeElement"
CARD = "document.querySelector('.notice-card')"
KEPT = """new Promise(done => { const opening = indexedDB.open('oncue-desk'); opening.onsuccess = () => {
const asked = opening.result.transaction('edits').objectStore('edits').count();
asked.onsuccess = () => { opening.result.close(); done(asked.result) } } })"""
"""How many edits the browser keeps that are not acknowledged, or not decided on."""


def show(page: Page, url: str) -> None:
    page.open(url)
    page.until(lambda: page.ask(READY))


def faster(page: Page, times: float) -> AbstractContextManager[None]:
    """Has what pages that are opened in the block wait for come so many times sooner; below 1, later."""
    wait = f"(done, ms, ...more) => real(done, ms / {times}, ...more)"
    return page.beginning_with(f"(real => {{ window.setTimeout = {wait} }})(window.setTimeout)")


def go_into(page: Page, caption: int) -> None:
    """Clicks into the text of a caption."""
    page.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # rows are where they stay

    def is_there() -> bool:
        page.click(f"{FIELDS}[{caption}]")
        return bool(page.ask(f"{FIELD} === {FIELDS}[{caption}]"))

    page.until(is_there)  # a row may have moved between the look at it and the press


def type_over(page: Page, caption: int, start: int, end: int, text: str) -> None:
    """Types over a part of a caption."""
    go_into(page, caption)
    page.ask(f"{FIELD}.setSelectionRange({start}, {end})")
    page.call("Input.insertText", text=text)


@contextmanager
def unreachable(page: Page, file: str) -> Iterator[None]:
    """A script of the desk cannot be fetched, for the time of the block."""
    page.call("Network.enable")
    page.call("Network.setBlockedURLs", urls=[f"*/{file}*"])
    try:
        yield
    finally:
        page.call("Network.setBlockedURLs", urls=[])


def is_in(page: Page, number: int) -> bool:
    """Whether the keyboard is in the caption of this number."""
    return bool(page.ask(f"{FIELD}.ariaLabel?.startsWith('Caption {number},') ?? false"))


def saved(page: Page, rev: int) -> bool:
    return bool(page.ask(f"document.getElementById('saved').textContent.startsWith('Saved {rev}')"))


def ops(desk: FakeDesk) -> list[Any]:
    return [edit["ops"] for edit in desk.posted]


def shown(page: Page) -> list[str]:
    return list(page.ask(f"{FIELDS}.map(field => field.value)"))
