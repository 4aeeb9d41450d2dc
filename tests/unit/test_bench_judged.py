"""Which words and cues count as off, which texts as foreign, and that each marker that a measurement fills is there."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path

import pytest

from bench.__main__ import DOCUMENTS, PARTS
from bench.cases import Case
from bench.confidence import Judged, judged_cue, judged_words, reliability
from bench.error_pools import ToldWord, pools_table
from bench.judging import Verdict, faults
from bench.pairs import Group, Pair, Recorded, Text, relation, sentence_ends, shared
from bench.pictures import pictures
from bench.results import keep_rows, written_rows
from bench.settings import DOCUMENT, Settings
from oncue.model import Cue, CueLine, TimedWord, WordStatus

OWN = "The ship sailed at dawn with all hands on deck. Nobody saw it leave the harbour that morning."


def timed(text: str, char_start: int, start_ms: int, end_ms: int, confidence: float) -> TimedWord:
    return TimedWord(text, char_start, char_start + len(text), None, start_ms, end_ms, confidence, WordStatus.ALIGNED)


def word(text: str, char_start: int, start_ms: int | None, end_ms: int | None, confidence: float) -> dict[str, object]:
    place = {"char_start": char_start, "char_end": char_start + len(text)}
    return {"text": text, **place, "start_ms": start_ms, "end_ms": end_ms, "confidence": confidence}


def token(char_start: int, char_end: int, start: float | None, end: float | None, **more: object) -> dict[str, object]:
    return {"char_start": char_start, "char_end": char_end, "start": start, "end": end, **more}


def judged(confidence: float, off_ms: float, *, spoken: bool = True) -> Judged:
    return Judged("case", "word", confidence, 0.0, off_ms, spoken)


def test_words_are_judged_by_the_borders_that_are_known() -> None:
    #        "well-known  man   (sic)  here    now"
    truth = {
        "tokens": [
            token(0, 10, 1.0, 2.0),
            token(11, 14, 3.0, None, only="start"),
            token(15, 20, None, None),
            token(21, 25, None, None, skip=True),
            token(26, 29, 5.0, 6.0),
        ]
    }
    aligned = [
        word("well-", 0, 1050, 1400, 0.8),
        word("known", 5, 1400, 1900, 0.7),
        word("man", 11, 2900, 3900, 0.9),
        word("(sic)", 15, 4000, 4100, 0.1),
        word("here", 21, 4200, 4400, 0.5),
        word("now", 26, None, None, 0.0),
    ]
    found = judged_words("case", aligned, truth)
    assert {at: (one.start_error_ms, one.end_error_ms, one.spoken) for at, one in found.items()} == {
        0: (50, None, True),
        5: (None, -100, True),
        11: (-100, None, True),
        15: (None, None, False),
    }
    assert found[15].off_ms == math.inf


def test_a_cue_is_judged_by_its_outer_borders_and_by_any_word_that_nobody_says() -> None:
    words = (timed("so", 0, 0, 100, 0.5), timed("it", 3, 100, 200, 0.7), timed("is", 6, 200, 300, 0.9))
    cue = Cue(0, 300, (CueLine(words[:2], None), CueLine(words[2:], None)), None)
    one, other = judged(0.5, 30), judged(0.9, 250)
    found = judged_cue("case", cue, {0: one, 6: other})
    assert found is not None
    assert (round(found.confidence, 3), found.start_error_ms, found.end_error_ms) == (0.45, 0, 250)
    assert judged_cue("case", cue, {3: one}) is None
    unsaid = judged_cue("case", cue, {3: judged(0.7, 0, spoken=False)})
    assert unsaid is not None
    assert unsaid.off_ms == math.inf


def test_each_tenth_of_confidence_has_its_words_and_its_share_of_errors() -> None:
    rows = reliability([judged(0.05, 250), judged(0.09, 20), judged(0.9, 60), judged(1.0, 0), judged(1.0, 0, spoken=False)])
    assert rows[0] == ("0.0-0.1", 2, 40.0, 50.0, 50.0, 50.0)
    assert rows[1] == ("0.1-0.2", 0, 0.0, None, None, None)
    assert rows[9] == ("0.9-1.0", 3, 60.0, *(pytest.approx(100 * share / 3) for share in (1, 1, 2)))
    assert rows[10] == ("all", 5, 100.0, 40.0, 40.0, 60.0)


def test_texts_share_the_words_of_their_common_runs_and_no_others() -> None:
    one = list("abcdexyz")
    assert shared(one, list("pqbcders")) == 0.5
    assert shared(one, list("cdeabyzx")) == 0.0
    assert shared(list("bcde"), one) == 1.0
    assert shared([], one) == 0.0


def text(name: str, content: str) -> Text:
    return Text(name, content, Case(name, Path("audio"), Path("transcript.txt"), None))


def test_a_text_with_a_tenth_of_its_words_from_the_recordings_own_is_neither_right_nor_wrong() -> None:
    recorded = Recorded("ship", Path("audio"), "0", (text("ship", OWN),))
    assert relation(recorded, text("quoted", "He wrote that nobody saw it leave, and went home.")) is Group.OVERLAPPING


def test_texts_are_cut_where_a_sentence_or_a_line_ends() -> None:
    content = 'One.” Two\nthree. "Four!" five'
    assert [content[:end] for end in sentence_ends(content)[1:]] == [
        "One.”",
        "One.” Two",
        "One.” Two\nthree.",
        'One.” Two\nthree. "Four!"',
        content,
    ]
    assert text("ship", OWN).part(0, 1, 2) + text("ship", OWN).part(1, 2, 2) == OWN
    assert text("ship", OWN).part(0, 1, 2).endswith("deck.")


@pytest.mark.parametrize(
    ("group", "accepted", "codes", "fault"),
    [
        (Group.OWN, True, (), None),
        (Group.OWN, False, (), "refused"),
        (Group.SAME_LANGUAGE, True, ("a",), "accepted"),
        (Group.TRANSLATED, False, (), None),
        (Group.HALF, True, ("transcript_not_in_audio",), None),
        (Group.HALF, True, (), "accepted without a warning"),
        (Group.HALF, False, (), "refused"),
        (Group.OVERLAPPING, True, (), None),
        (Group.OVERLAPPING, False, (), None),
    ],
)
def test_a_wrong_text_is_to_be_refused_and_half_a_right_one_to_be_warned_about(
    group: Group, accepted: bool, codes: tuple[str, ...], fault: str | None
) -> None:
    pair = Pair(group, Recorded("ship", Path("audio"), "0", ()), "a text", "")
    verdict = Verdict(pair, accepted, 0.5, 0.5, codes)
    assert verdict.fault == fault
    assert (f"- {fault}: `ship` with a text" in faults([verdict])) is (fault is not None)


def test_every_measurement_has_its_place_in_the_document() -> None:
    pages = {name: DOCUMENTS.get(name, DOCUMENT).read_text(encoding="utf-8") for name in PARTS}
    assert [name for name, page in pages.items() if page.count(f"<!-- {name} -->") != 1] == []


def test_a_pool_is_told_against_what_is_true_in_fifths_of_the_words_with_both_borders_known() -> None:
    words = [ToldWord(0.95, 10 * k, 20.0 * k) for k in range(1, 6)]
    rows = pools_table({"quiet": [*words, ToldWord(0.95, 1000, 500.0, whole=False)], "empty": []}).splitlines()
    assert [cell.strip() for cell in rows[2].split("|")[1:-1]] == [
        "quiet (few words)", "6", "100.0", "16.67", "10 / 20", "20 / 40", "30 / 60", "40 / 80", "50 / 100"
    ]  # fmt: skip
    assert len(rows) == 3


def test_a_written_table_is_read_back_by_its_heads(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(
        "<!-- a -->\nSaid:\n\n| x | y |\n|---|---|\n| 1 | p\\|q |\n\n| z |\n|---|\n| - |\n<!-- /a -->\n| no |\n"
    )
    assert written_rows(document, "a") == [{"x": "1", "y": "p\\|q"}, {"z": "-"}]


def test_a_picture_is_drawn_the_same_each_time_and_from_nothing_not_at_all(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path, "auto", (), (), tmp_path, results=tmp_path)
    assert "is not drawn" in pictures(settings)
    keep_rows(settings, "confidence", [asdict(judged(0.4, 60)), asdict(judged(0.95, 10))])
    pictures(settings)
    drawn = tmp_path / "images" / "confidence.svg"
    first = drawn.read_text(encoding="utf-8")
    pictures(settings)
    assert drawn.read_text(encoding="utf-8") == first
    assert "off by more than 200 ms</text>" in first
    assert [line for line in first.splitlines() if line.endswith(" ")] == []
