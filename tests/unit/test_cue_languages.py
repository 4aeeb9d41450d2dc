"""Captions in two languages: told from quotations, each line given its language, one of them taken and the other told."""

from __future__ import annotations

import pytest

from oncue.model import Transcript, UnspokenKind
from oncue.text.parallel_languages import in_one_language, likely_language, parallel_languages
from oncue.transcript import read_transcript
from oncue.transcript.sandbox.token_json import parse_from_json, parse_to_json

ENGLISH = [
    "Good morning.\nThis Tuesday is election day.",
    "After months of spirited debate",
    "and vigorous campaigning,",
    "the time has come for Americans\nto make important decisions",
    "about our nation's future and encourage\nall Americans to go to the polls and vote.",
]
FRENCH = [
    "Bonjour.\nCe mardi est jour d'élection.",
    "Après des mois de débats animés",
    "et une campagne vigoureuse,",
    "le moment est venu pour les Américains\nde prendre des décisions importantes",
    "sur l'avenir de notre nation et j'encourage\ntous les Américains à aller voter.",
]
CHINESE = [
    "早上好。本周二是选举日。",
    "经过数月的激烈辩论",
    "和积极的竞选活动，",
    "是美国人做出重要决定的时候了",
    "关于我们国家的未来，请大家去投票。",
]


def _cue(n: int, text: str, late_ms: int = 0) -> str:
    return f"00:00:{3 * n:02},{late_ms:03} --> 00:00:{3 * n + 2:02},{900 - late_ms}\n{text}\n"


def _read(cues: list[str]) -> Transcript:
    return read_transcript("\n".join(cues).encode(), name="captions.srt")


def _words(transcript: Transcript) -> str:
    return " ".join(token.text for token in transcript.tokens if token.speakable)


def _joined(texts: list[str]) -> str:
    return " ".join(" ".join(texts).split())


FILES = {
    "below each other in a cue": [
        _cue(n, f"{one}\n{two}") for n, (one, two) in enumerate(zip(ENGLISH, FRENCH, strict=True))
    ],
    "the other one above": [_cue(n, f"{two}\n{one}") for n, (one, two) in enumerate(zip(ENGLISH, FRENCH, strict=True))],
    "two cues of a time": [_cue(n, text) for n, pair in enumerate(zip(ENGLISH, FRENCH, strict=True)) for text in pair],
    "one track after the other": [
        *(_cue(n, text) for n, text in enumerate(ENGLISH)),
        *(_cue(n, text, 100) for n, text in enumerate(FRENCH)),
    ],
}


@pytest.mark.parametrize("file", FILES)
def test_of_two_languages_either_can_be_taken_and_the_other_is_told(file: str) -> None:
    transcript = _read(FILES[file])
    assert sorted(parallel_languages(transcript)) == ["en", "fr"]
    for language, taken, other in (("en", ENGLISH, "French"), ("fr", FRENCH, "English")):
        one = in_one_language(transcript, language)
        assert _words(one) == _joined(taken)
        left = [token for token in one.tokens if not token.speakable]
        assert {token.kind for token in left} == {UnspokenKind.OTHER_LANGUAGE}
        assert one.notices[-1].startswith(f"other_language_left_out: {len(left)} words in {other}")
        assert one.languages == ()


def test_languages_in_two_scripts_are_told_apart() -> None:
    transcript = _read([_cue(n, f"{two}\n{one}") for n, (one, two) in enumerate(zip(ENGLISH, CHINESE, strict=True))])
    assert _words(in_one_language(transcript, "en")) == _joined(ENGLISH)


def test_a_cue_in_one_language_stays_where_nothing_says_it_again() -> None:
    cues = [*FILES["below each other in a cue"], _cue(6, "IKEA.")]
    assert _words(in_one_language(_read(cues), "fr")).endswith("IKEA.")


@pytest.mark.parametrize(
    "texts",
    [
        ENGLISH,
        FRENCH,
        [f"{text}\nand so we go on with it" for text in ENGLISH],
        [*ENGLISH, "Ce mardi est jour d'élection,\nhe said in French.", *ENGLISH],
        [
            *(f"{one}\nand he told all of us about it" for one in ENGLISH),
            *(f"{two}\net il nous a tout dit" for two in FRENCH),
        ],
        ["Marie-Claire Dupont and Jean-Luc Godard\nwent to Aix-en-Provence." for _ in range(8)],
        ["- Bonjour, monsieur.\n- Good morning, sir.", "- How are you?\n- Fine, thank you.", *ENGLISH, *ENGLISH],
    ],
)
def test_a_text_with_names_quotations_or_passages_of_another_language_is_in_one(texts: list[str]) -> None:
    assert _read([_cue(n, text) for n, text in enumerate(texts)]).languages == ()


def test_what_the_file_says_about_its_languages_counts() -> None:
    body = "".join(
        f'<p begin="{3 * n}s" end="{3 * n + 2}s" xml:lang="{tag}">{text}</p>'
        for tag, texts in (("en-GB", ["Yes.", "No.", "Well."]), ("fr", ["Oui.", "Non.", "Ah."]))
        for n, text in enumerate(texts)
    )
    transcript = read_transcript(f'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>{body}</div></body></tt>'.encode())
    assert _words(in_one_language(transcript, "fr")) == "Oui. Non. Ah."


def test_the_languages_are_kept_with_the_stored_parse() -> None:
    transcript = _read(FILES["below each other in a cue"])
    assert parse_from_json(parse_to_json(transcript, None))[0] == transcript


def test_before_anything_is_heard_english_is_likely_so_that_no_english_model_is_refused() -> None:
    transcript = _read(FILES["the other one above"])
    assert likely_language(transcript).language == "en"
    assert likely_language(transcript, "fr").language == "fr"


@pytest.mark.parametrize("stroke", [" / ", " | ", " // "])
def test_two_languages_in_one_line_with_a_stroke_between_are_told_apart(stroke: str) -> None:
    pairs = [
        "\n".join(f"{one}{stroke}{other}" for one, other in zip(above.split("\n"), below.split("\n"), strict=True))
        for above, below in zip(ENGLISH, FRENCH, strict=True)
    ]
    transcript = _read([_cue(n, text) for n, text in enumerate(pairs)])
    assert {part.language for part in transcript.languages} == {"en", "fr"}
    assert _words(in_one_language(transcript, "fr")) == _joined(FRENCH)
    assert _words(in_one_language(transcript, "en")) == _joined(ENGLISH)


def test_strokes_in_one_language_are_text() -> None:
    transcript = _read([_cue(n, text.replace(" ", " / ", 1)) for n, text in enumerate(ENGLISH)])
    assert (transcript.languages, transcript.text.count("/")) == ((), 5)
