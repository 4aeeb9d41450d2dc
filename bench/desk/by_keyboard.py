"""The whole task at a desk by keyboard alone, in a real browser: from the job's page to the file of approved captions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import requests

from bench.browser_session import CTRL, SHIFT, Page, browser_page
from bench.desk.chromium import READY, SAVED, press, type_text
from bench.desk.reached import Reached
from bench.desk.stored import DataFolder, programme_of
from bench.desk.time_code import write_time_code
from bench.running_api import running_api
from oncue.model import WordStatus

TEXT = (
    "Good morning to you all. It is half eight here and this is the news of the day from our house in the city. "
    "This Tuesday is election day in the whole country. The polls open at seven and they close at eight. "
    "After election night there will be music. And now the weather: rain in the north, some sun in the south. Good bye."
)
UNSAID = "country."
WORD_MS, SAID_MS = 400, 350
MOST_PRESSED = 120

_FOCUS = "document.activeElement"
_PLAYS = "!document.getElementById('audio').paused"


def spoken_desk(data: DataFolder) -> str:
    """A job of forty words, one of which nobody says."""
    alignment, text = programme_of(TEXT.split(), WORD_MS, SAID_MS)
    words = [
        replace(word, start_ms=None, end_ms=None, status=WordStatus.NOT_IN_AUDIO) if word.text == UNSAID else word
        for word in alignment.words
    ]
    return data.finished(replace(alignment, words=tuple(words)), text)


class KeyboardWalk:
    """Somebody without a mouse. `done` has each step that was seen to have done what it should."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page, self._folder = page, folder
        self.done: list[str] = []

    def whole(self, address: str, job: str) -> str:
        """Does all of it, from the job's page on; returns the file of captions that it ends with."""
        page = self._page
        page.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(self._folder))
        page.open(f"{address}/jobs/{job}")
        self._step("open", lambda: self._follow(f'a[href="/jobs/{job}/desk"]'), READY)
        page.until(lambda: page.ask("!document.getElementById('play').disabled"))
        self._step("play", lambda: press(page, " "), _PLAYS)
        self._step("pause", lambda: press(page, " "), f"!({_PLAYS})")
        self._step("take a doubt", lambda: press(page, "n"), "document.querySelector('.doubt-in-hand') !== null")
        self._saves("answer it", lambda: press(page, "1"))
        press(page, "ArrowDown")
        self._step("go to a caption", lambda: press(page, "Enter"), f"{_FOCUS}.matches('.text')")
        press(page, "End")
        self._saves("type", lambda: type_text(page, " indeed"))
        captions = int(page.ask("document.getElementById('count').textContent"))
        self._saves("split", self._split)
        self._is("split", f"document.getElementById('count').textContent === '{captions + 1}'")
        self._saves("merge", lambda: press(page, "Backspace"))
        self._is("merge", f"document.getElementById('count').textContent === '{captions}'")
        press(page, "Escape")
        self._saves("name a speaker", self._name_speaker)
        self._saves("undo", lambda: self._outside_of_text("z", CTRL))
        self._saves("redo", lambda: self._outside_of_text("Z", CTRL | SHIFT))
        self._saves("find and replace", self._replace_all)
        approved = "document.getElementById('approve').textContent.startsWith('Approved')"
        self._step("approve", lambda: self._follow("#approve"), approved)
        there = "location.pathname.endsWith('/captions') && document.readyState === 'complete'"
        self._step("go to the files", lambda: self._follow("#files"), there)
        self._follow('a[href*="captions.srt"]')
        files = page.until(lambda: [one for one in self._folder.glob("*.srt") if one.stat().st_size])
        self.done.append("export")
        return files[0].read_text(encoding="utf-8")

    def _step(self, name: str, do: Callable[[], None], seen: str) -> None:
        do()
        self._is(name, seen)
        self.done.append(name)

    def _is(self, name: str, seen: str) -> None:
        try:
            self._page.until(lambda: self._page.ask(seen))
        except AssertionError as error:
            raise AssertionError(f"by keyboard: {name}, after {self.done}: {error}") from None

    def _saves(self, name: str, do: Callable[[], None]) -> None:
        """A step that ends with a new revision, and nothing on its way."""
        number = f"Number(/^Saved (\\d+)/.exec({SAVED})?.[1] ?? -1)"
        self._page.until(lambda: self._page.ask(f"{number} >= 0"))
        before = self._page.ask(number)
        self._step(name, do, f"{number} > {before}")

    def _follow(self, selector: str) -> None:
        self._tab_to(selector)
        press(self._page, "Enter")

    def _tab_to(self, selector: str) -> None:
        """Goes to an element by Tab, as far as that takes."""
        self._until_focus(f"{_FOCUS}.matches({selector!r})", "Tab")

    def _until_focus(self, seen: str, key: str) -> None:
        """Presses a key until something holds, as often as somebody might."""
        for _ in range(MOST_PRESSED):
            if self._page.ask(seen):
                return
            if key == "Tab" and self._page.ask(f"{_FOCUS}.matches('.cue .text')"):
                press(self._page, "Escape")
            press(self._page, key)
            self._page.ask("new Promise(done => setTimeout(done, 10))")
        raise AssertionError(f"by keyboard: {key} never leads to {seen}, after {self.done}")

    def _split(self) -> None:
        press(self._page, "Home")
        self._until_focus(f"{_FOCUS}.value[{_FOCUS}.selectionStart] === ' '", "ArrowRight")
        press(self._page, "Enter", CTRL)

    def _name_speaker(self) -> None:
        self._tab_to("[role=tab][aria-selected=true]")
        self._until_focus(f"{_FOCUS}.id === 'tab-speakers'", "ArrowRight")
        self._tab_to("#panel input[list]")
        type_text(self._page, "Anna")
        press(self._page, "Enter")

    def _outside_of_text(self, key: str, modifiers: int) -> None:
        if self._page.ask(f"{_FOCUS}.matches('input, textarea')"):
            self._tab_to("button")
        press(self._page, key, modifiers)

    def _replace_all(self) -> None:
        press(self._page, "f", CTRL)
        self._is("find", f"{_FOCUS}.matches('#panel input[data-first]')")
        type_text(self._page, "election")
        press(self._page, "Tab")
        type_text(self._page, "polling")
        self._until_focus(f"{_FOCUS}.textContent === 'Replace all'", "Tab")
        press(self._page, "Enter")


def wrong_in(captions: str) -> list[str]:
    """What is not in the captions as the task makes them."""
    plain = " ".join(captions.split())
    found = [wanted for wanted in ("indeed", "polling day", "polling night") if wanted not in plain]
    return found + [gone for gone in ("election", UNSAID) if gone in plain]


def keyboard(folder: Path) -> list[Reached]:
    """The whole task, once."""
    data = DataFolder.at(folder / "data")
    job = spoken_desk(data)
    samples = write_time_code(folder / "code.pcm", len(TEXT.split()) * WORD_MS // 1000)
    with running_api(folder / "data") as url, browser_page(folder) as page:
        requests.post(f"{url}/v1/jobs/{job}/desk", timeout=60).raise_for_status()
        data.give_sound(job, samples)
        page.resize(1280, 800)
        walk = KeyboardWalk(page, folder)
        began, wrong = time.monotonic(), [""]
        try:
            wrong = wrong_in(walk.whole(url, job))
            seen = (
                f"{', '.join(walk.done)}: in {time.monotonic() - began:.0f} s; {len(wrong)} corrections missing in the file"
            )
        except AssertionError as error:
            seen = str(error)[:1500]
    return [Reached("the whole task by keyboard, from the job's page to the approved file", "each step", seen, not wrong)]
