"""Who speaks: labels, dashes, and the room that they take."""

from __future__ import annotations

from dataclasses import replace

from bench.caption_pictures import drawn, options_of, picture, said, screens
from oncue.captions.segmentation import segment
from oncue.model import Alignment


def test_a_new_speaker_starts_a_new_cue_with_a_name() -> None:
    script = """
        Anna| Did you see the report that came out?
        Bob| I did, and I must say that it was very good.
    """
    assert screens(script) == picture("""
        ANNA: Did you see the report
        that came out?

        BOB: I did, and I must say
        that it was very good.
    """)


def test_two_turns_too_short_to_be_read_alone_share_a_cue() -> None:
    script = """
        Anna| We have a winner today.(1500)
        Bob| And the winner is here.(1500)
        Anna| Ready?
        Bob| Yes.(1500)
        Anna| Then let us begin.
    """
    assert screens(script) == picture("""
        ANNA: We have a winner today.

        BOB: And the winner is here.

        - Ready?
        - Yes.

        ANNA: Then let us begin.
    """)


def test_two_turns_do_not_share_a_cue_across_a_long_pause() -> None:
    assert screens("Anna| Ready?(1500)\nBob| Yes.") == picture("""
        ANNA: Ready?

        BOB: Yes.
    """)


def test_an_unnamed_speaker_after_a_named_one_has_a_dash() -> None:
    assert screens("Anna| This is the news tonight.(1500)\nnobody| Yesterday it rained.") == picture("""
        ANNA: This is the news tonight.

        - Yesterday it rained.
    """)


def test_a_label_counts_against_its_line() -> None:
    cues = segment(*said("Christopher| The committee published it on Monday."), options_of(max_chars=32))
    assert drawn(cues) == picture("""
        CHRISTOPHER: The committee
        published it on Monday.
    """)


def test_a_long_name_is_given_by_its_last_word() -> None:
    alignment, transcript = said("Somebody| Good evening.")
    text = drawn(segment(*renamed(alignment, transcript, "The Right Honourable Member Michele Kelemen")))
    assert text == "KELEMEN: Good evening."


def test_a_name_too_long_in_every_form_is_cut() -> None:
    alignment, transcript = said("Somebody| Good evening.")
    assert drawn(segment(*renamed(alignment, transcript, "X" * 60))) == f"{'X' * 19}…: Good evening."


def test_a_label_has_a_line_to_itself_before_a_word_that_fills_its_own() -> None:
    assert screens("Christopher| Incomprehensibilities.", options_of(max_chars=24)) == picture("""
        CHRISTOPHER:
        Incomprehensibilities.
    """)


def test_labels_can_be_left_out_while_cues_still_part_at_each_speaker() -> None:
    assert screens("Anna| Good evening to you all.(1500)\nBob| And from me.", options_of(speakers=False)) == picture("""
        Good evening to you all.

        And from me.
    """)


def renamed(alignment: Alignment, transcript: str, speaker: str) -> tuple[Alignment, str]:
    return replace(alignment, words=tuple(replace(word, speaker=speaker) for word in alignment.words)), transcript
