"""What the measurement of doubts puts in, and what it holds to be wrong."""

from __future__ import annotations

from pathlib import Path

from bench.cases import Case
from bench.doubt_promises import Promises
from bench.doubt_runs import RIGHT, DoubtRun, RefusedRun, kept_run
from bench.doubt_truths import OFF_MS, RunTruth, TrueWord, run_truth
from bench.misprinted_texts import Misprint, mixed_misprints
from bench.put_off_borders import LEAST_LEFT_MS, put_off
from oncue.captions.segmentation import segment
from tests.unit.test_desk_doubts import TEXT, alignment

WORDS = [(start, start + len(word)) for start, word in zip([0, 4, 10, 15, 19, 23], TEXT.split(), strict=False)]


def run(text: str = TEXT, seed: str = RIGHT, *places: tuple[Misprint, int, tuple[tuple[int, int], ...]]) -> DoubtRun:
    return DoubtRun(Case("c", Path("a"), Path("t"), None), "-", seed, text, tuple(WORDS), places, alignment())


def test_borders_are_put_off_by_a_fifth_of_a_second_and_words_stay_in_order() -> None:
    before = alignment()
    for seed in range(20):
        after, put = put_off(before, seed, words_a_border=5)
        moved = [(new.start_ms or 0) - (old.start_ms or 0) for new, old in zip(after.words, before.words, strict=True)] + [
            (new.end_ms or 0) - (old.end_ms or 0) for new, old in zip(after.words, before.words, strict=True)
        ]
        assert len(put) == 4
        assert {abs(by) for by in moved} <= {0, OFF_MS}
        assert all((word.end_ms or 0) - (word.start_ms or 0) >= LEAST_LEFT_MS for word in after.words)


def test_a_caption_is_wrong_by_a_word_that_is_not_said_a_missing_one_or_a_border_that_is_off() -> None:
    cue = segment(alignment(), TEXT)[0]
    last = cue.lines[-1].words[-1]

    def is_wrong(words: dict[int, TrueWord], *left_out: tuple[int, int]) -> bool:
        return RunTruth(words, frozenset(left_out), frozenset()).is_wrong(cue)

    assert not is_wrong({0: TrueWord(start_ms=1000 + OFF_MS), 4: TrueWord(start_ms=0)})
    assert is_wrong({0: TrueWord(start_ms=1000 + OFF_MS + 1)})
    assert is_wrong({last.char_start: TrueWord(end_ms=(last.end_ms or 0) + OFF_MS + 1)})
    assert is_wrong({4: TrueWord(said=False)})
    assert is_wrong({}, (4, 10))
    assert not is_wrong({}, (last.char_start, last.char_end + 1))


def test_a_recording_whose_text_is_refused_has_no_certificate_and_the_reason_is_told() -> None:
    promises = Promises()
    promises.add_refused(RefusedRun(run().case, "-", "transcript_mismatch"))
    assert promises.row == (1, 0, 0, 0, 0, 0, "transcript_mismatch")


def test_look_alikes_are_counted_apart_from_words_that_are_not_said() -> None:
    truth = run_truth(run(TEXT, "0", (Misprint.LOOK_ALIKE, 1, ((4, 9),)), (Misprint.ADDED, 1, ((23, 26),))))
    assert truth.look_alikes == {4}
    assert [start for start, word in truth.words.items() if not word.said] == [23]


def test_a_mixed_text_has_its_kinds_in_turn_and_goes_on_where_the_seed_before_it_ended() -> None:
    words = [(k * 6, k * 6 + 5) for k in range(90)]
    text = " ".join(f"word{k % 10}" for k in range(90))
    kinds = ((Misprint.EXCHANGED, 1), (Misprint.ADDED, 1), (Misprint.LEFT_OUT, 2))
    made = [mixed_misprints(text, words, "en", kinds, 4, seed) for seed in (0, 1)]
    assert [kind for one in made for kind, _ in one.places] == [kinds[n % 3] for n in range(8)]
    for one in made:
        for (kind, _), place in one.places:
            shown = [one.text[start:end] for start, end in place.words]
            assert all(shown), kind
            assert (kind is Misprint.LEFT_OUT) is all(word.startswith("word") for word in shown)


def test_an_alignment_that_is_kept_without_what_is_known_now_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    assert kept_run(path) is None
    path.write_text('{"error": "It is another text."}')
    assert kept_run(path) is None
    path.write_text('{"error": "It is another text.", "code": "transcript_mismatch"}')
    assert kept_run(path) == {"error": "It is another text.", "code": "transcript_mismatch"}
