"""Where a written sentence ends."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.text.sentence_ends import (
    ends_in_pause,
    ends_sentence,
    has_sentence_end,
    is_closed,
    is_punctuated,
    may_end_turn,
    sentence_spans,
)


@pytest.mark.parametrize(
    "word",
    [
        "gone.", "gone!", "gone?", "gone…", "gone.”", "Ja.“", "oui.»", "(gone.)", "だ。", "か？」", "好！”", "نعم؟", "है।",
        "ہے۔", "ပါ။", "ខ្មែរ។", "ሰላም።", "ሰላም፧", "ሰላም፡፡", "ողջ։", "ողջ:", "Ναι;", "what?!", "what⁉", "ᠮᠣᠩᠭᠣᠯ᠃",
    ],
)  # fmt: skip
def test_every_scripts_full_stop_ends_a_sentence(word: str) -> None:
    assert ends_sentence(word)
    assert is_closed(word)
    assert may_end_turn(word)
    assert ends_in_pause(word)


@pytest.mark.parametrize(
    "word", ["gone", "gone,", "で、", "说：", "نعم،", "ἄνδρα·", "gone”", "”", "", "word;", "word:", "3.5"]
)
def test_other_marks_end_none(word: str) -> None:
    assert not ends_sentence(word)


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("Mr.", "Smith"), ("(Mr.", "Smith"), ("Gov.", "Palin"), ("J.", "Smith"), ("U.S.", "Department"), ("No.", "5"),
        ("Sept.", "11"), ("z.", "B."), ("z.B.", "Hamburg"), ("Dr.", "Meier"), ("3.", "Oktober"), ("Mme.", "Royal"),
        ("Sra.", "López"), ("Dott.", "Rossi"), ("M.", "Macron"), ("bzw.", "Bremen"), ("mevr.", "Jansen"), ("Prof.", "Dr."),
        ("“Yes!”", "he"), ("well...", "maybe"), ("well…", "maybe"), ("cf.", "the"), ("だ。」", "と"), ("т.е.", "Москва"),
    ],
)  # fmt: skip
def test_a_sentence_goes_on_behind_abbreviations_and_quotations(word: str, following: str) -> None:
    assert not ends_sentence(word, following)


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("no.", "Then"), ("U.S.", "He"), ("art.", "The"), ("in", ""), ("2008.", "The"), ("Sept.", "The"), ("3.", "The"),
        ("“Yes!”", "He"), ("well...", "Maybe"), ("gone?", "where"), ("gone.", "“Where"), ("だ。", "と"), ("day.", "¿Qué"),
    ],
)  # fmt: skip
def test_a_new_sentence_begins_behind_what_only_looks_like_one(word: str, following: str) -> None:
    assert ends_sentence(word, following) is (word != "in")


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


def test_a_text_is_cut_into_its_sentences() -> None:
    assert sentences("Mr. Smith left. “Where?” he asked. © 2020 NPR. All rights reserved.") == [
        "Mr. Smith left.", "“Where?” he asked.", "© 2020 NPR.", "All rights reserved.",
    ]  # fmt: skip
    assert sentences("他走了。“去哪？”她问。") == ["他走了。", "“去哪？”", "她问。"]
    assert sentences("वह गया।वह आया।") == ["वह गया।", "वह आया।"]
    assert sentences("") == []


@given(st.text(alphabet='ab AB.!?…。।"”“)(;:\u00a0', max_size=40))
def test_sentences_hold_all_that_is_no_white_space_once_and_in_order(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_heading_or_a_name_ends_in_no_punctuation() -> None:
    assert not any(map(is_punctuated, ("The News", "Dr Smith (Grayndler)", "世界新闻")))
    assert all(map(is_punctuated, ("He left.", "first,", "He said:", "and —", "gone”", "«oui»", "走了。", "گیا۔", "नहीं;")))


def test_another_may_speak_behind_a_dash_a_note_or_a_closed_line() -> None:
    assert all(map(may_end_turn, ("I thought —", "♪ la la ♪", "(laughs)", "*gone*", "says:", "走了。", "گیا۔")))
    assert not any(map(may_end_turn, ("I thought", "first,", "second;")))


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The name of each module-level constant with the text of each string in it."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield (
                        node.targets[0].id,
                        part.value.encode(errors="ignore").decode("unicode_escape", "ignore") + part.value,
                    )


def test_no_other_module_says_which_marks_end_a_sentence(repository: Path) -> None:
    marks = re.compile(r"\.!\?|[。！？؟।]")
    named = {
        f"{path.relative_to(repository)}: {name}"
        for path in (repository / "oncue").rglob("*.py")
        for name, text in _constants(ast.parse(path.read_text(encoding="utf-8")))
        if re.search("SENTENCE_END|ENDS_SENTENCE|FULL_STOP", name) and marks.search(text)
    }
    assert named == set(), "oncue/text/sentence_ends.py says that for all"


@pytest.mark.parametrize("text", ["." * 300_000 + "x", "x. " * 100_000, "。" * 300_000, ".”" * 150_000 + "x", "“" * 300_000])
def test_a_text_of_nothing_but_marks_is_cut_once_through(text: str) -> None:
    spans = list(sentence_spans(text, 0, len(text)))
    assert spans[0][0] == 0
    assert spans[-1][1] in (len(text), len(text) - 1)


def test_a_name_is_told_from_speech_by_a_sentence_that_ends_in_it() -> None:
    assert all(map(has_sentence_end, ("He left.", "He left. Then", "走了。好", "gone.”")))
    assert not any(map(has_sentence_end, ("Dr. Anna Smith", "5 min", "", "John F. Kennedy")))
