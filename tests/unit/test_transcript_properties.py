"""Claims that hold for any text and any bytes."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncue.errors import OncueError, TranscriptEmpty
from oncue.model import Transcript
from oncue.transcript import read_transcript

_PIECES = st.sampled_from(
    [
        "JOHN DOE:",
        "Jane Roe:",
        "DOE:",
        "Q:",
        "A.",
        ">>",
        "- ",
        "—",
        "...",
        "[",
        "]",
        "(",
        ")",
        "(LAUGHTER)",
        "[BREAK]",
        "♪",
        "0:00 0:00",
        "[00:01:02]",
        "\n",
        "\n\n",
        "\n\n\n",
        "\r\n",
        "\u2028",
        "\u00a0",
        "\u200b",
        "\ufeff",
        " ",
        "\t",
        "word",
        "He said:",
        "Mr. SMITH.",
        "I'm Ann Lee.",
        "© 2024 X",
        "Transcript provided by X.",
        "By Jane Roe",
        "漢字です。",
        "สวัสดี",
        "مرحبا:",
        "<p>",
        "</p>",
        "<b>",
        "&amp;",
        "<!--",
        "WEBVTT\n\n",
        "1\n00:00:01,000 --> 00:00:02,000\n",
        "<v Ann>",
        "**",
        "#",
        ":",
        "：",
        "'",
        '"',
        "1990–1995",
        "😀",
        "é",
        "e\u0301",
        "\x1c",
        "\x0b",
    ]
)
_PAGES = st.lists(_PIECES, max_size=60).map("".join)
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _covers_everything(transcript: Transcript) -> None:
    position = 0
    for token in transcript.tokens:
        assert token.char_start >= position
        assert not transcript.text[position : token.char_start].strip()
        assert token.text == transcript.text[token.char_start : token.char_end]
        assert token.text
        assert not any(character.isspace() for character in token.text)
        assert token.speakable or token.kind is not None
        assert token.speakable or token.speaker is None
        position = token.char_end
    assert not transcript.text[position:].strip()


def _read(data: bytes, name: str | None = None) -> Transcript | None:
    try:
        return read_transcript(data, name=name)
    except OncueError:
        return None


@_UNHURRIED
@given(st.text())
def test_every_character_of_any_text_lies_in_exactly_one_token(text: str) -> None:
    transcript = _read(text.encode("utf-8", errors="replace"))
    if transcript is not None:
        _covers_everything(transcript)


@_UNHURRIED
@given(_PAGES, st.sampled_from([None, "x.txt", "x.html", "x.srt", "x.vtt"]))
def test_every_character_of_any_page_lies_in_exactly_one_token(page: str, name: str | None) -> None:
    transcript = _read(page.encode(), name)
    if transcript is not None:
        _covers_everything(transcript)


@_UNHURRIED
@given(st.binary(max_size=400))
def test_any_bytes_give_a_transcript_or_an_answer_for_the_user(data: bytes) -> None:
    transcript = _read(data)
    if transcript is not None:
        _covers_everything(transcript)


@_UNHURRIED
@given(_PAGES)
def test_plain_text_is_kept_as_decoded(page: str) -> None:
    page = "plain " + page.replace("<", " ").replace("-->", " ")
    try:
        transcript = read_transcript(page.encode())
    except TranscriptEmpty:
        return  # a lone word above a name and its colon is a heading
    assert transcript.text == page


# Soft hyphens are not kept: they say where a word may be cut, and no player does.
_WRITTEN = st.text(st.characters(exclude_characters="<\ufeff\ufffd\xad", exclude_categories=["Cc", "Cs"]))


@_UNHURRIED
@given(_WRITTEN, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_every_unicode_encoding_gives_the_same_text(text: str, encoding: str) -> None:
    text = "It was said: " + text
    assert read_transcript(text.encode(encoding), name="x.txt").text == text


_UNSPACED = st.text(
    st.sampled_from("今日は、「ちょっと」サーバーｶﾞ。𠀀国 的 A1（） สวัสดีครับๆ \u0e33เ ສະບາຍ សូ្ម မင်္ဂလာ བོད་ \u3099\ufe0f\n")
)


@_UNHURRIED
@given(_UNSPACED)
def test_every_character_of_scripts_without_spaces_lies_in_exactly_one_token(page: str) -> None:
    transcript = _read(("はい。" + page).encode())
    assert transcript is not None
    _covers_everything(transcript)


_LABELS = st.sampled_from(
    [
        "ANNA SMITH:",
        "Ben Okafor:",
        "Speaker 1:",
        "speaker#2:",
        "Témoin 1 :",
        ">> CLARA:",
        "[S1]",
        "Q:",
        "all:",
        "F1:",
        "@ben:",
    ]
    + ["Anna Smith (BBC):", "Host:", "Sprecher 2:", "Ведущий:", "🎙️ Dora Lind:", "ZED:", "Zed:", "Oddly Named Person:"]
)
_WORDS = ["we", "went", "over", "to", "the", "hill", "and", "saw", "seven", "houses", "where", "nobody", "lives", "now"]
_PROSE = st.lists(st.sampled_from(_WORDS), min_size=2, max_size=9)
_TURNS = st.lists(st.tuples(_LABELS, _PROSE), min_size=1, max_size=12)


@_UNHURRIED
@given(_TURNS, st.sampled_from(["\n\n", "\n", "\r\n"]))
def test_no_word_under_a_label_is_lost_or_given_to_another(turns: list[tuple[str, list[str]]], gap: str) -> None:
    page = gap.join(f"{label} {' '.join(words).capitalize()}." for label, words in turns)
    tokens = read_transcript(page.encode()).tokens
    at = 0
    for label, words in turns:
        start = page.index(label, at) + len(label)
        at = start + len(" ".join(words)) + 2
        said = [token for token in tokens if start <= token.char_start < at]
        assert [token.text.strip(".").casefold() for token in said] == words
        assert all(token.speakable and token.kind is None for token in said)
        assert all(token.speaker is None or token.speaker.casefold() in label.casefold() for token in said)


@_UNHURRIED
@given(st.lists(_PROSE, min_size=1, max_size=12), st.sampled_from([" ", "\n"]))
def test_a_text_without_any_sign_is_all_speech_of_nobody(sentences: list[list[str]], gap: str) -> None:
    page = gap.join(f"{' '.join(words).capitalize()}." for words in sentences)
    tokens = read_transcript(page.encode()).tokens
    assert [token.text for token in tokens] == page.split()
    assert all(token.speakable and token.speaker is None and token.kind is None for token in tokens)
