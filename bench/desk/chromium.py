"""A desk in a real browser, as the measurements open it, and what is asked of its page.

The browser is that of the tests, too (`bench/browser_session.py`), and so is the service without a worker
(`bench/running_api.py`).
"""

from __future__ import annotations

import time

from bench.browser_session import Page

OPEN_PATIENCE_S = 300
READY = "document.querySelector('body[data-ready]') !== null"
SAVED = "document.getElementById('saved').textContent"
FIELDS = "[...document.querySelectorAll('.cue textarea')].sort((a, b) => a.closest('li').place - b.closest('li').place)"
USE_MINE = "[...document.querySelectorAll('.notice-card button')].findLast(each => each.textContent === 'Use mine')"

_NOTE_OPENING = """new MutationObserver((_, watch) => {
  if (!document.body || !('ready' in document.body.dataset)) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.openedMs = performance.now() }, 0));
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] });"""


def note_openings(page: Page) -> None:
    """Has every page note when its desk was ready and painted."""
    page.call("Page.addScriptToEvaluateOnNewDocument", source=_NOTE_OPENING)


def open_desk(page: Page, address: str) -> float:
    """Opens a desk, and returns how many milliseconds it took until it was ready and painted; 0 where nobody noted that."""
    page.open(address)
    ends = time.monotonic() + OPEN_PATIENCE_S
    while not page.ask(READY):
        if time.monotonic() > ends:
            raise RuntimeError(f"the desk is not ready; it says {page.ask(SAVED)!r}, its console {page.log}")
        page.ask("new Promise(done => setTimeout(done, 20))")
    page.ask("new Promise(done => setTimeout(done, 50))")
    return float(page.ask("window.openedMs ?? 0"))


def press(page: Page, key: str, modifiers: int = 0, *, held: int = 0) -> None:
    """Presses a key as `Page.press` does; the code of a letter is found."""
    page.press(key, f"Key{key.upper()}" if len(key) == 1 and key.isalpha() else key, modifiers, held=held)


def type_text(page: Page, text: str) -> None:
    """Types a text key by key."""
    for character in text:
        press(page, character)
