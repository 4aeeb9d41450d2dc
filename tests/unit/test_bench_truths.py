"""What is known about a recording follows what was done to it. Drawn as `word@start-end` in seconds."""

from __future__ import annotations

import pytest

from bench import truths
from bench.borders import border_errors, shares_of_passage
from bench.truths import Truth

SPOKEN = "Go@1-2 on.@2-3 Stay@4-5 here.@5-6 Come@8-9 back.@9-10"


def truth(picture: str, duration_s: float = 11) -> Truth:
    tokens = []
    at = 0
    for word in picture.split():
        text, _, times = word.partition("@")
        start, end = (float(time) for time in times.split("-")) if times not in ("", "?") else (None, None)
        token = {"text": text, "char_start": at, "char_end": at + len(text), "start": start, "end": end}
        tokens.append(token | ({"skip": True} if times == "?" else {}))
        at += len(text) + 1
    return {"duration_s": duration_s, "tokens": tokens}


def picture(truth: Truth) -> str:
    def times(token: dict[str, float | None]) -> str:
        if token["start"] is None or token["end"] is None:
            return "@?" if token.get("skip") else ""
        return f"@{token['start']:g}-{token['end']:g}"

    return " ".join(f"{token['text']}{times(token)}" for token in truth["tokens"])


def text(truth: Truth) -> str:
    return " ".join(token["text"] for token in truth["tokens"])


def words(picture: str) -> list[dict[str, object]]:
    def ms(seconds: float | None) -> float | None:
        return None if seconds is None else 1000 * seconds

    return [token | {"start_ms": ms(token["start"]), "end_ms": ms(token["end"])} for token in truth(picture)["tokens"]]


def test_only_what_comes_after_an_insert_is_later() -> None:
    found = truths.later(truth(SPOKEN), at_s=3.5, by_s=30)
    assert picture(found) == "Go@1-2 on.@2-3 Stay@34-35 here.@35-36 Come@38-39 back.@39-40"
    assert found["duration_s"] == 41


@pytest.mark.parametrize("at_s", [0, 11])
def test_an_insert_at_either_end_moves_all_or_nothing(at_s: float) -> None:
    found = truths.later(truth(SPOKEN), at_s=at_s, by_s=5)
    assert found["tokens"][0]["start"] == (6 if at_s == 0 else 1)
    assert found["duration_s"] == 16


def test_a_slower_recording_stretches_every_time() -> None:
    found = truths.slower(truth("Go@1-2 on.@2-3 um@?"), 1 / 0.5)
    assert picture(found) == "Go@2-4 on.@4-6 um@?"
    assert found["duration_s"] == 22


def test_what_is_cut_away_is_unspoken_and_the_rest_begins_at_zero() -> None:
    found = truths.cut(truth(SPOKEN), 3.5, 7)
    assert picture(found) == "Go on. Stay@0.5-1.5 here.@1.5-2.5 Come back."
    assert found["duration_s"] == 3.5


def test_a_word_without_known_times_is_unspoken_only_where_it_must_be_outside() -> None:
    found = truths.cut(truth("a@? Go@1-2 b@? on.@2-3 Stay@4-5 c@? here.@5-6 d@?"), 3.5, 7)
    assert picture(found) == "a Go b on. Stay@0.5-1.5 c@? here.@1.5-2.5 d@?"


def test_pauses_lie_between_words_that_follow_each_other_and_say_whether_a_sentence_ended() -> None:
    found = truths.pauses(truth("Go@1-2 on,@2.5-3 um@? then.”@4-5 Come@8-9"))
    assert [(pause.middle_s, pause.token, pause.after_sentence) for pause in found] == [(2.25, 1, False), (6.5, 4, True)]


def test_swapped_passages_keep_the_times_of_their_words() -> None:
    source = truth(SPOKEN)
    moved, found = truths.swapped(text(source), source, (0, 2), (4, 6))
    assert moved == "Come back. Stay here. Go on."
    assert picture(found) == "Come@8-9 back.@9-10 Stay@4-5 here.@5-6 Go@1-2 on.@2-3"
    assert [moved[token["char_start"] : token["char_end"]] for token in found["tokens"]] == moved.split()


def test_only_tokens_after_a_moment_or_outside_ranges_of_the_text_can_be_kept() -> None:
    source = truth(SPOKEN)
    assert picture(truths.after(source, 4)) == "Stay@4-5 here.@5-6 Come@8-9 back.@9-10"
    assert picture(truths.without(source, [(0, 6), (18, 22)])) == "Stay@4-5 here.@5-6 back.@9-10"


def test_a_moved_passage_is_counted_right_blank_or_wrong() -> None:
    aligned = words("Go@1.1-2.1 on. Stay@4-5.6 here.@5-6 Come@8-9 back.@9-10")
    assert shares_of_passage(aligned, truth(SPOKEN), (0, 17), within_ms=500) == (2, 1, 1)


def test_border_errors_count_what_has_no_times_as_missing() -> None:
    errors, missing = border_errors(words("Go@1.1-2 on. Stay@4-5"), truth("Go@1-2 on.@2-3 Stay@?"))
    assert [round(error) for error in errors] == [100, 0]
    assert missing == 2
