"""People at a desk that is being broken: some over HTTP, one in a real browser that is killed, too. No edit is given up."""

from __future__ import annotations

import math
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psutil
import requests

from bench.browser_session import Page, browser_page
from bench.desk.chromium import FIELDS, READY, SAVED, USE_MINE
from bench.desk.ledger import EditLedger

PAUSE_S = 0.15
FIELDS_TYPED_IN = 4
PATIENCE_S = 600.0
"""Seconds after the last fault in which everything is to be acknowledged: a page sends one edit after the other, and has
kept a hundred where the service was hardly there between faults."""
KEPT_AFTER_MS = 500
"""Milliseconds after which what was typed must outlive the browser."""
SYLLABLES = ("ba", "da", "fo", "ga", "he", "ko", "la", "me", "mi", "no", "pa", "ri", "so", "ta", "tu", "we")
MADE_OF = 5
"""Syllables of a word that is typed: a million words."""
NOT_NOW = {409, 429, 500, 502, 503, 507}
"""Answers after which an edit is sent again: 409 while the same edit is being saved, or its text is being replaced."""


class MadeUpWords:
    """Words that can be said, so that they are timed by their sound, none of them twice. Any number of threads may ask."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._lock = threading.Lock()

    def new(self) -> str:
        """A word that was not given before."""
        with self._lock:
            while (word := "".join(SYLLABLES[int(digit, 16)] for digit in uuid.uuid4().hex[:MADE_OF])) in self._given:
                pass
            self._given.add(word)
        return word


WORDS = MadeUpWords()


class HttpEditors:
    """Editors that each have words of their own, so that no two are in each other's way."""

    def __init__(self, url: str, job: str, words: Sequence[str], count: int, ledger: EditLedger) -> None:
        self._address = f"{url}/v1/jobs/{job}/desk"
        self._ledger = ledger
        self._ended = threading.Event()
        self.wrong: list[str] = []
        """Answers that no fault explains."""
        self._gives_up = math.inf
        shares = [words[n * len(words) // count : (n + 1) * len(words) // count - 2] for n in range(count)]
        self._threads = [threading.Thread(target=self._edit_on, args=(share,), daemon=True) for share in shares]

    def start(self) -> None:
        """Starts them."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stops, and waits until the last edit of each is acknowledged, but not for ever."""
        if not self._ended.is_set():
            self._gives_up = time.monotonic() + PATIENCE_S
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _edit_on(self, words: Sequence[str]) -> None:
        rev = number = 0
        while not self._ended.is_set():
            edit_id = uuid.uuid4().hex
            word = words[number * 7 % len(words)]
            ops = [{"op": "replace", "from": word, "to": word, "text": WORDS.new()}]
            rev = self._until_acknowledged(edit_id, rev, ops)
            number += 1
            self._ended.wait(PAUSE_S)

    def _until_acknowledged(self, edit_id: str, rev: int, ops: Sequence[dict[str, Any]]) -> int:
        body = {"edit_id": edit_id, "ops": ops}
        while time.monotonic() < self._gives_up:
            with suppress(requests.RequestException, ValueError):
                answer = requests.post(f"{self._address}/edits", json=body, headers={"If-Match": f'"{rev}"'}, timeout=20)
                if answer.status_code == requests.codes.ok:
                    made = int(answer.json()["rev"])
                    self._ledger.acknowledged(edit_id, made, ops)
                    return made
                if answer.status_code not in NOT_NOW or answer.json().get("code") == "edit_conflict":
                    self.wrong.append(f"{answer.status_code} {answer.text[:300]}")
                    return rev
            time.sleep(0.2)
        self.wrong.append(f"an edit was not acknowledged within {PATIENCE_S:.0f} s of the last fault")
        return rev


class BrowserEditor:
    """One who types at the page, in a browser whose profile stays when it is killed."""

    def __init__(self, address: str, folder: Path, ledger: EditLedger) -> None:
        self._address, self._folder, self._ledger = address, folder, ledger
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._waiting: dict[int, str] = {}
        """What was typed last in each field, at least a moment ago, and is not shown as saved yet: also in one that was
        killed since, which kept it."""
        self._number = 0
        self._gives_up = math.inf
        self.asked = 0
        """How often the page asked which of two texts holds. Nobody else edits its captions: both are the typist's own."""
        self._said = ""
        """What the page said last of what is saved."""

    def start(self) -> None:
        """Starts the browser."""
        self._thread.start()

    def kill(self) -> None:
        """Kills the browser by SIGKILL, in the midst of what it does; it is started again."""
        for process in psutil.Process().children():
            with suppress(psutil.Error):
                if f"--user-data-dir={self._folder / 'profile'}" in process.cmdline():
                    process.kill()

    def stop(self) -> None:
        """Stops, once what was typed is saved, or it has been waited for that for long enough."""
        if not self._ended.is_set():
            self._gives_up = time.monotonic() + PATIENCE_S
        self._ended.set()
        self._thread.join()

    def _goes_on(self) -> bool:
        return not self._ended.is_set() or (bool(self._waiting) and time.monotonic() < self._gives_up)

    @property
    def unsaved(self) -> list[str]:
        """What was kept in the browser, and is not shown as saved, with what the page says instead."""
        return [f"{text} is not shown as saved; the page says: {self._said}" for text in self._waiting.values()]

    def _work(self) -> None:
        while self._goes_on():
            (self._folder / "profile" / "SingletonLock").unlink(missing_ok=True)
            with ExitStack() as stack, suppress(AssertionError, OSError, KeyError, TypeError):
                self._type_on(stack.enter_context(browser_page(self._folder)))

    def _type_on(self, page: Page) -> None:
        page.open(self._address)
        while self._goes_on():
            if not page.ask(READY):  # the service may be away just now: as somebody who loads the page again
                page.ask("new Promise(done => setTimeout(done, 1000))")
                if not page.ask(READY):
                    page.open(self._address)
                continue
            if not self._ended.is_set():
                self._number += 1
                field, text = self._number % FIELDS_TYPED_IN, WORDS.new()
                page.click(f"{FIELDS}[{field}]")
                page.ask("(f => f.setSelectionRange(0, (f.value + ' ').search(/\\s/)))(document.activeElement)")
                page.call("Input.insertText", text=text)
                page.ask("document.activeElement.blur()")
                page.ask(f"new Promise(done => setTimeout(done, {KEPT_AFTER_MS}))")
                self._waiting[field] = text
            page.ask("new Promise(done => setTimeout(done, 300))")
            self._said = page.ask(SAVED)
            if page.ask(f"{USE_MINE} !== undefined"):
                self.asked += 1
                page.click(USE_MINE)
            elif self._said.startswith("Saved"):
                for each in self._waiting.values():
                    self._ledger.shown_as_saved(each)
                self._waiting.clear()
