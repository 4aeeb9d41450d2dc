"""A recording made for a language: what is said where is known exactly, and the same is made each time."""

from __future__ import annotations

import numpy as np
import pytest

from bench.languages_cases import (
    LOUDNESS,
    SNR_DB,
    TEXTS,
    Sentence,
    build,
    pink_noise,
    plan,
    read_sentences,
    starts_only,
    units,
)
from bench.languages_sources import ARPABET
from bench.languages_voices import VOICES, Voice, VoiceMissing, spoken, trimmed
from bench.sounds import RATE_HZ, Samples
from oncue.acoustic.phone_map import arpabet

SENTENCES = [Sentence(f"Sentence {number} is said.", f"Sentence {number}") for number in range(20)]


def tone(text: str, index: int) -> Samples:
    """As long as the text, and so much louder than the noise that its ends can be found again."""
    t = np.arange(len(text) * RATE_HZ // 20) / RATE_HZ
    return np.asarray(np.sign(np.sin(2 * np.pi * 200 * t + 0.01)), dtype=np.float64)


def test_each_spoken_sentence_begins_and_ends_where_its_sound_does() -> None:
    made = build(SENTENCES, tone, "en")
    loud = np.abs(made.samples) > 6 * np.sqrt(LOUDNESS / 10 ** (SNR_DB / 10))
    for token in made.truth["tokens"]:
        if token.get("only") == "start":
            at = round(token["start"] * RATE_HZ)
            assert loud[at : at + 40].all()
            assert not loud[at - RATE_HZ // 20 : at - 1].any()
        if token.get("only") == "end":
            at = round(token["end"] * RATE_HZ)
            assert loud[at - 40 : at].all()
            assert not loud[at + 1 : at + RATE_HZ // 20].any()


def test_the_tokens_are_the_words_of_the_published_text() -> None:
    made = build(SENTENCES, tone, "en")
    assert [token["text"] for token in made.truth["tokens"]] == made.text.split()
    assert all(made.text[token["char_start"] : token["char_end"]] == token["text"] for token in made.truth["tokens"])


def test_two_sentences_are_said_and_not_published_and_one_is_published_and_not_said() -> None:
    special = plan(len(SENTENCES), "en")
    said: list[int] = []

    def listened(text: str, index: int) -> Samples:
        said.append(index)
        return tone(text, index)

    made = build(SENTENCES, listened, "en")
    assert len(special.unpublished) == 2
    assert all(SENTENCES[index].text not in made.text for index in special.unpublished)
    assert said == [index for index in range(len(SENTENCES)) if index != special.unspoken]
    unspoken = [token for token in made.truth["tokens"] if "within" not in token]
    assert " ".join(token["text"] for token in unspoken) == SENTENCES[special.unspoken].text
    assert all(token["start"] is token["end"] is None and "skip" not in token for token in unspoken)


@pytest.mark.parametrize("count", range(20, 45))
def test_what_is_special_never_lies_side_by_side_first_or_last(count: int) -> None:
    for seed in VOICES:
        special = plan(count, seed)
        places = sorted([*special.unpublished, special.unspoken])
        assert places[1] == places[0] + 1 < places[2] - 1
        assert places[0] > 0
        assert places[2] < count - 1
        assert len(special.music_before) == 2
        assert 0 not in special.music_before


def test_the_same_language_makes_the_same_recording_each_time() -> None:
    one, two = build(SENTENCES, tone, "en"), build(SENTENCES, tone, "en")
    assert np.array_equal(one.samples, two.samples)
    assert (one.text, one.truth) == (two.text, two.truth)
    assert build(SENTENCES, tone, "de").truth != one.truth


def test_of_the_starts_alone_a_sentence_has_one() -> None:
    truth = starts_only(build(SENTENCES, tone, "en").truth)
    assert len(truth["tokens"]) == len(SENTENCES) - 3
    assert all(token["only"] == "start" for token in truth["tokens"])


def test_a_sentence_of_one_word_has_both_its_times() -> None:
    made = build([Sentence("Yes.", "Yes")] * 20, tone, "en")
    spoken_tokens = [token for token in made.truth["tokens"] if "within" in token]
    assert all("only" not in token and [token["start"], token["end"]] == token["within"] for token in spoken_tokens)


def test_without_spaces_every_letter_is_a_token_and_sentences_join() -> None:
    made = build([Sentence("人人生而自由，平等。", "x")] * 20, tone, "zh")
    assert made.text.startswith("人人生而自由，平等。人人生而自由")
    assert [token["text"] for token in made.truth["tokens"]][:8] == list("人人生而自由平等")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [("« Oui », dit-il.", "fr", ["Oui", "dit-il."]), ("है ।", "hi", ["है"]), ("15元。", "zh", ["1", "5", "元"])],
)
def test_mere_punctuation_is_no_word(text: str, language: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in units(text, language)] == expected


def test_silence_and_clicks_before_and_after_a_voice_are_cut_off() -> None:
    rng = np.random.default_rng(1)
    voice, hiss, breath = (level * rng.standard_normal(RATE_HZ // 5) for level in (0.3, 0.01, 0.001))
    click = np.full(30, 0.1)
    silence = np.zeros(RATE_HZ // 5)
    made = trimmed(np.concatenate([silence, click, breath, voice, hiss, breath, click, silence]))
    assert len(made) == pytest.approx(len(voice) + len(hiss), abs=RATE_HZ // 100)
    assert len(trimmed(np.zeros(1000))) == 0


def test_a_voice_whose_program_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(VoiceMissing, match="flautist is not installed"):
        spoken(Voice("flautist", "any"), "Hello", 1.0)


def test_pink_noise_has_as_much_power_in_each_octave() -> None:
    power = np.abs(np.fft.rfft(pink_noise(1 << 16, seed=1))) ** 2
    octaves = [power[1 << k : 2 << k].sum() for k in range(8, 15)]
    assert max(octaves) < 1.5 * min(octaves)


@pytest.mark.parametrize("language", VOICES)
def test_every_language_with_a_voice_has_a_text_of_at_least_twenty_sentences(language: str) -> None:
    sentences = read_sentences(language)
    assert len(sentences) >= 20
    assert len({sentence.text for sentence in sentences}) == len(sentences)


def test_every_text_has_a_voice() -> None:
    assert {path.stem for path in TEXTS.glob("*.txt")} == set(VOICES)


def test_the_phones_that_sounds_are_compared_with_are_those_of_the_table() -> None:
    assert {phone for ipa in ARPABET.values() for way in arpabet(ipa) for phone in way} <= set(ARPABET)
