"""The script as a web page in a real browser, from the disk: heard, followed, driven by keys, and held against axe-core."""

from __future__ import annotations

import math
import struct
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from bench.axe import wrong_by_axe
from bench.browser_session import Page
from bench.caption_pictures import read_out, said
from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.model import Alignment

SECONDS = 40
RATE_HZ = 8000

INTERVIEW = """
Anna| Good morning to you all. It is half eight here.(400) What do we know?(300)
Bob| Little.(200) <script>document.title = "broken"</script> is what they said, & "no more" than that.(6000)

And so it goes on for a while.(500)
nobody| Thank you.(1000)
Anna| Thank you all for listening to us.
"""
HEBREW = "דנה: שלום לכם, ערב טוב! NASA הודיעה היום: הגענו.\nנועם: Yes, OK.\nדנה: תודה."
TRAPS = "\u2067שלום\u2069 a\u200db &lt; &#0; ]]> <!-- e\u0301 日本語 \U0001f600 <plaintext> '\"` \u2028x"

LIT = "document.querySelector('.lit')"
WORDS = "document.querySelectorAll('[data-t]')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages and the sound that they are of."""
    folder = tmp_path_factory.mktemp("pages")
    with wave.open(str(folder / "tone 1.wav"), "wb") as sound:
        sound.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        heights = (round(6000 * math.sin(at / 5)) for at in range(RATE_HZ * SECONDS))
        sound.writeframes(b"".join(struct.pack("<h", height) for height in heights))
    for name, case, media in (
        ("interview", said(INTERVIEW), "tone%201.wav"),
        ("hebrew", read_out(HEBREW, "he"), ""),
        ("missing", said("Where is it?"), "no%20such.wav"),
        ("traps", said(TRAPS), ""),
        ("empty", said(""), ""),
    ):
        (folder / f"{name}.html").write_bytes(page_of(case, media))
    return folder


def page_of(case: tuple[Alignment, str], media: str = "") -> bytes:
    alignment = replace(case[0], duration_ms=1000 * SECONDS)
    track = CaptionTrack(alignment, case[1], CaptionOptions(media=media), "The <morning> & its news")
    return FORMATS["html"].write(track).data


def show(page: Page, folder: Path, name: str, *, ready: bool = False) -> None:
    page.requests.clear()
    page.log.clear()
    page.open("about:blank")
    page.open(f"{(folder / name.partition('#')[0]).as_uri()}{name[len(name.partition('#')[0]) :]}")
    if ready:
        page.until(lambda: page.ask("!document.getElementById('play').disabled"))


def now_ms(page: Page) -> int:
    return int(page.ask("Math.round(1000 * document.getElementById('sound').currentTime)"))


def is_playing(page: Page) -> bool:
    return bool(page.ask("!document.getElementById('sound').paused"))


def test_a_word_is_heard_where_it_is_clicked_and_words_light_up_as_the_sound_goes_on(page: Page, folder: Path) -> None:
    show(page, folder, "interview.html", ready=True)
    # Every word that is ever lit, from now on, with the place in the sound, and how it is shown: soon it is lit no more.
    page.ask(
        "window.seen = []; new MutationObserver(() => { const lit = document.querySelector('.lit');"
        "if (lit && seen.at(-1)?.[0] !== lit.textContent)"
        "seen.push([lit.textContent, sound.currentTime * 1000, lit.dataset.t, getComputedStyle(lit).textDecorationLine,"
        "document.querySelectorAll('.lit, .current').length]) })"
        ".observe(document.querySelector('main'), {subtree: true, attributes: true, attributeFilter: ['class']})"
    )
    page.ask("sound.playbackRate = 0.25")  # so that a busy machine draws no word too late
    page.click(f"{WORDS}[3]")
    page.until(lambda: page.ask("seen.length >= 5"))
    seen = page.ask("seen")
    assert [word for word, *_ in seen[:5]] == ["you", "all.", "It", "is", "half"]
    for _, at_ms, times, line, marked in seen[:5]:
        assert int(times.split()[0]) <= round(at_ms) < int(times.split()[1]) + 500
        assert line == "underline", "not by colour alone"
        assert marked == 2
    assert is_playing(page)
    page.press(" ", "Space")
    page.until(lambda: not is_playing(page))
    fetched = [address for address in page.requests if not address.startswith(("data:", "about:"))]
    assert {address.rpartition("/")[2] for address in fetched} == {"interview.html", "tone%201.wav"}
    assert page.log == [], "the page keeps to its own policy"


def test_keys_play_step_and_list_themselves_and_go_from_word_to_word(page: Page, folder: Path) -> None:
    show(page, folder, "interview.html#t=10.5", ready=True)
    page.until(lambda: now_ms(page) == 10_500)
    page.press("ArrowRight")
    page.until(lambda: now_ms(page) == 15_500)
    page.press("ArrowLeft")
    page.press("ArrowLeft")
    page.until(lambda: now_ms(page) == 5_500)
    page.press("?", "Slash")
    assert page.ask("document.getElementById('keys').open")
    page.press("Escape")
    assert not page.ask("document.getElementById('keys').open")
    # One word of all and its time are in the order of Tab, behind the player; from there arrows lead on.
    page.ask("document.getElementById('help').focus()")
    page.press("Tab")
    page.press("Tab")
    assert page.ask("document.activeElement.matches('[data-t][role=button]')")
    assert page.ask("document.querySelectorAll('main [tabindex=\"0\"]').length") == 2
    page.ask("document.querySelector('[data-t][tabindex]').focus()")
    before = page.ask("document.activeElement.textContent")
    page.press("ArrowRight")
    page.press("ArrowRight")
    page.press("ArrowLeft")
    after = page.ask("document.activeElement.textContent")
    following = page.ask(f"[...{WORDS}].map(word => word.textContent)")
    assert following.index(after) == following.index(before) + 1
    page.press("ArrowDown")
    assert page.ask("document.activeElement === document.activeElement.closest('.passage').querySelector('[data-t]')")
    start_ms = int(page.ask("document.activeElement.dataset.t").split()[0])
    page.press("Enter")
    page.until(lambda: is_playing(page) and now_ms(page) >= start_ms)
    assert page.ask("document.activeElement.matches('[data-t]')")
    page.ask("document.activeElement.blur()")
    page.press(" ", "Space")
    page.until(lambda: not is_playing(page))
    page.ask("document.getElementById('use-keys').checked = false")
    page.press("?", "Slash")
    assert not page.ask("document.getElementById('keys').open"), "keys can be switched off"


def test_a_page_without_its_recording_says_so_and_plays_one_that_is_chosen(page: Page, folder: Path) -> None:
    show(page, folder, "missing.html")
    status = "document.getElementById('status').textContent"
    page.until(lambda: "no%20such.wav" in page.ask(status))
    show(page, folder, "hebrew.html")
    assert "choose the recording" in page.ask(status)
    page.click(f"{WORDS}[1]")
    assert page.ask(f"{LIT}.textContent") == "לכם,", "there is nothing to hear, but it is shown"
    page.choose("#file", folder / "tone 1.wav")
    page.until(lambda: page.ask("!document.getElementById('play').disabled"))
    assert page.ask(status) == ""
    start_ms = int(page.ask(f"{WORDS}[1].dataset.t").split()[0])
    page.until(lambda: now_ms(page) == start_ms)
    page.ask(f"{WORDS}[2].scrollIntoView()")
    # From right to left, the word at the left is the next one.
    page.ask("document.querySelector('[data-t][tabindex]').focus()")
    page.press("ArrowLeft")
    assert page.ask("document.activeElement.textContent") == page.ask(f"{WORDS}[2].textContent")
    right, left = (page.ask(f"{WORDS}[{place}].getBoundingClientRect().x") for place in (0, 1))
    assert right > left
    assert page.log == []


def test_what_is_said_is_text_whatever_it_looks_like(page: Page, folder: Path) -> None:
    for name, case in (("interview", said(INTERVIEW)), ("traps", said(TRAPS)), ("empty", said(""))):
        show(page, folder, f"{name}.html")
        shown = page.ask("[...document.querySelectorAll('.said')].map(said => said.textContent)")
        assert shown == [passage.text for passage in CaptionTrack(*case).passages]
        assert page.ask("[document.title, document.querySelector('h1').textContent]") == ["The <morning> & its news"] * 2
        assert page.ask("document.scripts.length") == 1
        assert page.log == []


@pytest.mark.parametrize("name", ["interview.html", "hebrew.html", "empty.html"])
def test_axe_finds_nothing_wide_or_narrow_light_or_dark(page: Page, folder: Path, name: str) -> None:
    for width, dark in ((375, False), (1280, True)):
        page.resize(width, 800, dark=dark)
        show(page, folder, name, ready=name == "interview.html")
        if name == "interview.html":
            page.ask("document.getElementById('sound').currentTime = 1.1")
            page.until(lambda: page.ask(f"{LIT} !== null"))
        assert page.ask("document.documentElement.scrollWidth") <= width
        page.ask("scrollTo({top: 0, behavior: 'instant'})")
        assert page.ask("document.elementFromPoint(innerWidth / 2, innerHeight - 12).closest('#player') !== null")
        assert wrong_by_axe(page) == []
    page.resize(1280, 800)
