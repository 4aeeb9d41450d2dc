"""Labels of who speaks, and what only looks like one. Every page is drawn as it is understood."""

from __future__ import annotations

import pytest

from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn, picture


def test_a_surname_stands_for_the_full_name_labelled_before() -> None:
    assert drawn("""
        ROSA QUILL, HOST: Good evening.

        TOM BRINE, BYLINE: Hello, Rosa.

        QUILL: So what...

        BRINE: You know.

        VANE: And me.
    """) == picture("""
        [label] ROSA QUILL, HOST:
        ROSA QUILL| Good evening.
        [label] TOM BRINE, BYLINE:
        TOM BRINE| Hello, Rosa.
        [label] QUILL:
        ROSA QUILL| So what...
        [label] BRINE:
        TOM BRINE| You know.
        [label] VANE:
        VANE| And me.
    """)


def test_a_surname_that_two_people_share_is_not_guessed() -> None:
    assert drawn("""
        JOHN VANE: One.

        MARY VANE: Two.

        VANE: Three.

        Mary: Four.
    """) == picture("""
        [label] JOHN VANE:
        JOHN VANE| One.
        [label] MARY VANE:
        MARY VANE| Two.
        [label] VANE:
        VANE| Three.
        [label] Mary:
        MARY VANE| Four.
    """)


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("DR. JANE DOE (PhD):", "DR. JANE DOE"),
        ("UNIDENTIFIED MAN #1:", "UNIDENTIFIED MAN #1"),
        ("JOHN SMITH, CNN ANCHOR (voice-over):", "JOHN SMITH"),
        ("MARTIN HALE, JR., HOST:", "MARTIN HALE, JR."),
        ("JOHN McVANE:", "JOHN McVANE"),
        ("SINÉAD O'BRIEN-LÖWE:", "SINÉAD O'BRIEN-LÖWE"),
        ("SPEAKER 1:", "SPEAKER 1"),
        ("SPEAKER_00:", "SPEAKER_00"),
        (">> REPORTER:", "REPORTER"),
        ("[00:01:02] JOHN DOE:", "JOHN DOE"),
        ("00:01:02 - JOHN DOE:", "JOHN DOE"),
        ("JOHN DOE [00:01:02]:", "JOHN DOE"),
        ("Mr SMITH (Grayndler) (14:01):", "Mr SMITH"),
        ("The SPEAKER.", "The SPEAKER"),
        ("Mr. SMITH of Texas.", "Mr. SMITH of Texas"),
        ("**Jane Doe:**", "Jane Doe"),
        ("JEAN-PIERRE ÉLYSÉE :", "JEAN-PIERRE ÉLYSÉE"),
        ("АННА ИВАНОВА:", "АННА ИВАНОВА"),
        ("\u200eJOHN DOE:", "JOHN DOE"),
    ],
)
def test_a_label_names_the_speaker_as_published(label: str, speaker: str) -> None:
    tokens = read_transcript(f"HOST: Hello.\n\n{label} I was there.\n\nHOST: Bye.".encode()).tokens
    spoken = [token for token in tokens if token.text in ("I", "was", "there.")]
    assert {token.speaker for token in spoken} == {speaker}
    assert all(not token.speakable for token in tokens if token.char_start > 12 and token.char_end < spoken[0].char_start)


def test_names_in_ordinary_letters_are_labels_and_sentences_with_colons_are_not() -> None:
    assert drawn("""
        Rosa Quill: Welcome to the show. He said: go on.

        Remember this: never stop.

        Tom Brine (guest): Thanks. In simpler terms: it works.

        Note: this is what he said.

        Quill: Chapter 1: the beginning.
    """) == picture("""
        [label] Rosa Quill:
        Rosa Quill| Welcome to the show. He said: go on. Remember this: never stop.
        [label] Tom Brine (guest):
        Tom Brine| Thanks. In simpler terms: it works. Note: this is what he said.
        [label] Quill:
        Rosa Quill| Chapter 1: the beginning.
    """)


@pytest.mark.parametrize(
    "prose",
    [
        "He said: go home.",
        "Remember this: never stop.",
        "In simpler terms: it works.",
        "Note: the door is open.",
        "Chapter 1: the beginning of it.",
        "The Prime Minister, Jane Doe, said: we will go.",
        "At 10:30 we left the house.",
        "WARNING: the door is hot.",
        "Il a dit : je pars.",
        "他说：你好。",
    ],
)
def test_prose_with_a_colon_stays_speech(prose: str) -> None:
    for page in (prose, f"JOHN DOE: Hello.\n\nANN LEE: Hi.\n\n{prose}\n\nJOHN DOE: Bye."):
        transcript = read_transcript(page.encode())
        start = page.index(prose)
        inside = [token for token in transcript.tokens if start <= token.char_start < start + len(prose)]
        assert all(token.speakable and token.kind is None for token in inside)


def test_a_name_that_stands_alone_in_a_page_is_only_a_candidate() -> None:
    assert drawn("Rosa Quill: We met at noon.") == picture("""
        label? Rosa Quill:
        Rosa Quill| We met at noon.
    """)


def test_questions_and_answers() -> None:
    assert drawn("""
        Q: What did you do?

        A: I left. We said: no.

        Q. Really?
    """) == picture("""
        [label] Q:
        Q| What did you do?
        [label] A:
        A| I left. We said: no.
        [label] Q.
        Q| Really?
    """)


def test_a_label_on_its_own_line_speaks_on_the_next() -> None:
    assert drawn("""
        ROSA QUILL, HOST:

        Good evening.

        Tom Brine  0:12
        Thanks for having me. At 10:30 we left.

        00:01:09 ROSA QUILL
        How are you?
    """) == picture("""
        [label] ROSA QUILL, HOST:
        ROSA QUILL| Good evening.
        [label] Tom Brine 0:12
        Tom Brine| Thanks for having me. At 10:30 we left.
        [chrome] 00:01:09
        [label] ROSA QUILL
        ROSA QUILL| How are you?
    """)


def test_names_above_speeches_are_candidates_when_they_come_back() -> None:
    assert drawn("""
        HAMLET
        To be, or not to be.

        OPHELIA
        My lord?

        HAMLET
        That is the question.

        OPHELIA
        Indeed.
    """) == picture("""
        label? HAMLET
        HAMLET| To be, or not to be.
        label? OPHELIA
        OPHELIA| My lord?
        label? HAMLET
        HAMLET| That is the question.
        label? OPHELIA
        OPHELIA| Indeed.
    """)


def test_labels_inside_a_paragraph_follow_the_end_of_a_sentence() -> None:
    assert drawn(
        "ROSA QUILL: Hello there. TOM BRINE, BYLINE: That's right. He told BRINE: go. QUILL: Thanks (LAUGHTER) BRINE: Sure."
    ) == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| Hello there.
        [label] TOM BRINE, BYLINE:
        TOM BRINE| That's right. He told BRINE: go.
        [label] QUILL:
        ROSA QUILL| Thanks
        [stage] (LAUGHTER)
        [label] BRINE:
        TOM BRINE| Sure.
    """)


def test_names_in_brackets() -> None:
    assert drawn("[Rosa] Hello.\n[Tom] Hi.\n[Rosa] Bye. [MUSIC PLAYING]\n[BREAK]") == picture("""
        [label] [Rosa]
        Rosa| Hello.
        [label] [Tom]
        Tom| Hi.
        [label] [Rosa]
        Rosa| Bye.
        [stage] [MUSIC PLAYING] [BREAK]
    """)


def test_an_essay_whose_paragraphs_open_with_a_word_and_a_colon_has_no_speakers() -> None:
    essay = (
        "There are three things.\n\nFlour: the finer the better.\n\nTime: it takes all day.\n\nJohn Smith: A Life in Bread"
    )
    assert drawn(essay) == f"-| {' '.join(essay.split())}"


def test_a_name_known_only_with_its_title_is_found_by_its_surname() -> None:
    assert drawn("""
        MODERATOR: Question one.

        PRESIDENT VANE: Thank you.

        SENATOR QUILL: Well --

        VANE: No --
    """) == picture("""
        [label] MODERATOR:
        MODERATOR| Question one.
        [label] PRESIDENT VANE:
        PRESIDENT VANE| Thank you.
        [label] SENATOR QUILL:
        SENATOR QUILL| Well --
        [label] VANE:
        PRESIDENT VANE| No --
    """)
