"""Whose words follow a label: how far a turn goes, and marks of a new speaker without a name."""

from __future__ import annotations

from tests.unit.transcript_pictures import drawn, picture


def test_marks_of_a_new_speaker_leave_the_speaker_unknown() -> None:
    assert drawn("""
        >> REPORTER: HELLO THERE.
        >> WELL, THANK YOU. >> NO. >> REPORTER: YES.
    """) == picture("""
        [label] >> REPORTER:
        REPORTER| HELLO THERE.
        [label] >>
        -| WELL, THANK YOU.
        [label] >>
        -| NO.
        [label] >> REPORTER:
        REPORTER| YES.
    """)


def test_two_dashes_make_a_conversation_and_one_does_not() -> None:
    assert drawn("- Hello.\n- Hi. It was 1994 - that's when.") == picture("""
        [label] -
        -| Hello.
        [label] -
        -| Hi. It was 1994 - that's when.
    """)
    assert drawn("JOHN DOE: He went there\n- that is to say, nowhere -\nand left.") == picture("""
        label? JOHN DOE:
        JOHN DOE| He went there - that is to say, nowhere - and left.
    """).replace("label? ", "[label] ")


def test_paragraphs_of_one_turn_keep_its_speaker() -> None:
    assert drawn("ROSA QUILL: One.\n\nTwo.\n\nThree.\n\nTOM BRINE: Four.") == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| One. Two. Three.
        [label] TOM BRINE:
        TOM BRINE| Four.
    """)


def test_a_wider_gap_than_the_page_is_used_to_loses_the_speaker() -> None:
    assert drawn("ROSA QUILL: One.\n\n\nTwo.\n\nThree.\n\nTOM BRINE: Four.\n\nFive.\n\nSix.") == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| One.
        -| Two. Three.
        [label] TOM BRINE:
        TOM BRINE| Four. Five. Six.
    """)


def test_gaps_that_are_always_wide_say_nothing() -> None:
    assert drawn("ROSA QUILL: One.\n\n\nTwo.\n\n\nTOM BRINE: Four.") == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| One. Two.
        [label] TOM BRINE:
        TOM BRINE| Four.
    """)


def test_who_introduces_herself_is_not_the_labelled_speaker() -> None:
    assert drawn(
        "ROSA QUILL: This is the news.\n\nAnd I'm Ada Finch.\n\nToday it rained.\n\nQUILL: Indeed. I'm Rosa Quill."
    ) == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| This is the news.
        -| And I'm Ada Finch. Today it rained.
        [label] QUILL:
        ROSA QUILL| Indeed. I'm Rosa Quill.
    """)
