"""Recordings in other languages than English, from the text to the times."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oncue.acoustic.pronouncer import Pronouncer
from oncue.audio.decode import decode
from oncue.audio.segments import segment_of
from oncue.model import Alignment
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.transcript import read_transcript
from tests.conftest import Recording

# In the preamble: a pause after "rebellion against tyranny and oppression,", and the sentence "Considérant qu'une conception
# commune ..." between the middles of two pauses.
HOST_PAUSE_MS = 46_908
QUOTED_MS = (85_348, 92_598)
QUOTED = (
    "Considérant qu'une conception commune de ces droits et libertés est de la plus haute importance pour remplir "
    "pleinement cet engagement,"
)
LAST_BEFORE, FIRST_AFTER = "oppression,", "that"


def _aligned(audio: Path, text: str, folder: Path, language: str | None = None) -> Alignment:
    return align(audio, read_transcript(text.encode()), AlignOptions(language=language), folder=folder)


def _start_and_end_ms(alignment: Alignment, text: str) -> tuple[int, int]:
    (word,) = (word for word in alignment.words if word.text == text)
    assert word.start_ms is not None
    assert word.end_ms is not None
    return word.start_ms, word.end_ms


def test_a_foreign_quotation_is_found_in_its_own_sounds_and_disturbs_no_neighbour(
    udhr: dict[str, Recording], tmp_path: Path
) -> None:
    for language in ("en", "fr"):
        (tmp_path / language).mkdir()
    english, french = (decode(udhr[language].audio, tmp_path / language) for language in ("en", "fr"))
    first, rest = segment_of(english.read(0, HOST_PAUSE_MS)), segment_of(english.read(HOST_PAUSE_MS, 75_000))
    plain, mixed = tmp_path / "plain.wav", tmp_path / "mixed.wav"
    (first + rest).export(plain, format="wav")
    (first + segment_of(french.read(*QUOTED_MS)) + rest).export(mixed, format="wav")
    text = udhr["en"].transcript.read_text(encoding="utf-8")
    at = text.index(LAST_BEFORE) + len(LAST_BEFORE)
    end = text.index("Whereas the peoples")
    alone = _aligned(plain, text[:end], tmp_path, "en")

    alignment = _aligned(mixed, f"{text[:at]} “{QUOTED}” {text[at:end]}", tmp_path, "en")

    inside = [word for word in alignment.words if at < word.char_start < at + len(QUOTED) + 3]
    assert [word.text for word in inside] == f"“{QUOTED}”".split()
    assert all(word.start_ms is not None and word.end_ms is not None for word in inside)
    later_ms = QUOTED_MS[1] - QUOTED_MS[0]
    assert inside[0].start_ms == pytest.approx(HOST_PAUSE_MS + 580, abs=100)
    assert inside[-1].end_ms == pytest.approx(HOST_PAUSE_MS + later_ms - 390, abs=100)
    before = next(word for word in alone.words if word.text == LAST_BEFORE)
    after = alone.words[alone.words.index(before) + 1]
    assert after.text == FIRST_AFTER
    assert before.end_ms is not None
    assert after.start_ms is not None
    words = list(alignment.words)
    place = next(k for k, word in enumerate(words) if word.text == LAST_BEFORE)
    assert words[place].end_ms == pytest.approx(before.end_ms, abs=50)
    assert words[place + len(inside) + 1].start_ms == pytest.approx(after.start_ms + later_ms, abs=50)


def test_spanish_sentences_begin_and_end_where_they_do(shared_corpora: Path, tmp_path: Path) -> None:
    case = shared_corpora / "prompts-es"
    truth = json.loads((case / "truth.json").read_text(encoding="utf-8"))["tokens"]
    text = (case / "transcript.txt").read_text(encoding="utf-8")
    until_s = 61.0
    borders = [token for token in truth if (token["start"] or token["end"] or 0) < until_s and not token.get("skip")]
    last = max(token["char_end"] for token in truth if token.get("within") and token["within"][1] < until_s)
    audio = tmp_path / "start.wav"
    segment_of(decode(case / "audio.flac", tmp_path).read(0, int(1000 * until_s))).export(audio, format="wav")

    alignment = _aligned(audio, text[:last], tmp_path)

    # These prompts are of a telephone's band, where the phone network is heard, too.
    assert (alignment.language, alignment.engine.aligner) == ("es", "oncue-gmm 1 + net 1")
    found = {word.char_start: word for word in alignment.words}
    errors = [
        abs(time_ms - 1000 * token[border])
        for token in borders
        if token["char_end"] <= last
        for border, time_ms in (
            ("start", found[token["char_start"]].start_ms),
            ("end", found[token["char_start"]].end_ms),
        )
        if token[border] is not None and token.get("only", border) == border and time_ms is not None
    ]
    assert len(errors) >= 10
    assert sum(error <= 100 for error in errors) >= 0.9 * len(errors)


def test_a_language_without_phonemes_is_timed_by_attention_and_the_alignment_says_so(
    udhr: dict[str, Recording], tmp_path: Path
) -> None:
    silent = Components(pronouncer=Pronouncer(knows=lambda language: False))
    text = udhr["fr"].transcript.read_text(encoding="utf-8")
    audio = tmp_path / "start.wav"
    segment_of(decode(udhr["fr"].audio, tmp_path).read(0, 41_500)).export(audio, format="wav")
    end = text.index("Considérant que la méconnaissance")

    options = AlignOptions()
    alignment = align(audio, read_transcript(text[:end].encode()), options, folder=tmp_path, components=silent)

    assert (alignment.language, alignment.engine.aligner) == ("fr", "cross-attention")
    assert alignment.quality.transcript_coverage > 0.95
