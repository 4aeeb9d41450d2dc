"""Greedy decoding by a draft, on a network of two layers with weights by chance, against the library's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncue.asr.greedy_decoding import GreedyRules, decode_greedily
from oncue.asr.openai_decoder import OpenAIDecoder
from oncue.asr.openai_network import OpenAINetwork
from oncue.asr.text_draft import TextDraft
from oncue.asr.whisper_network import DecodedTokens

pytestmark = pytest.mark.needs_torch

WIDTH = 16
WORDS, END, NO_SPEECH, START = 600, 596, 597, [598, 599]
RULES = GreedyRules(START, 0, barred=[20, NO_SPEECH], barred_first=[30, END], end=END, no_speech=NO_SPEECH, most=24)


class Counted(OpenAIDecoder):
    """The decoder, which counts the tokens of each of its passes."""

    def __init__(self, decoder: Any) -> None:
        super().__init__(decoder)
        self.passes: list[int] = []

    def scores(self, texts: Sequence[Any], tokens: Sequence[Sequence[int]]) -> list[Any]:
        self.passes.append(sum(map(len, tokens)))
        return super().scores(texts, tokens)


def by_chance(words: int) -> Any:
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.set_num_threads(1)
    torch.manual_seed(3)
    model = Whisper(ModelDimensions(80, 1500, WIDTH, 2, 2, words, 448, WIDTH, 2, 2)).eval()
    torch.nn.init.normal_(model.decoder.positional_embedding, std=3.0)
    for block in model.decoder.blocks:  # else the likeliest token after each is the same one
        for part in (block.attn.out, block.cross_attn.out, block.mlp[2]):
            part.weight.data *= 40
    return model


class Heard:
    """Three sounds of different lengths, what the network says of them without a draft, and the passes that this takes."""

    def __init__(self) -> None:
        import torch

        self.model = by_chance(WORDS)
        lengths = (800, 500, 900)
        self.sounds = [torch.randn(each, WIDTH, generator=torch.Generator().manual_seed(each)) for each in lengths]
        self.plain, self.passes = self.decoded()
        self.texts = [one.tokens for one in self.plain]
        self.said = [token for text in self.texts for token in text]

    def decoded(
        self, draft: Sequence[int] = (), sounds: Any = None, model: Any = None
    ) -> tuple[list[DecodedTokens], list[int]]:
        import torch

        decoder = Counted((model or self.model).decoder)
        known = TextDraft(draft, str) if draft else None
        with torch.inference_mode():
            return decode_greedily(decoder, sounds or self.sounds, RULES, known), decoder.passes


@pytest.fixture(scope="module")
def heard() -> Heard:
    return Heard()


def test_the_text_is_that_of_the_librarys_own_greedy_decoding(heard: Heard) -> None:
    whole: Any = OpenAINetwork(by_chance(51864))
    sound = heard.sounds[0].numpy()
    (ours,) = whole.decode([sound], "en", [], beam_size=1, strict=False)
    (librarys,) = whole._decode([sound], "en")
    assert ours.tokens == librarys.tokens
    assert ours.finished == librarys.finished
    assert ours.mean_log_probability == pytest.approx(librarys.mean_log_probability, abs=1e-4)
    assert ours.no_speech_probability == pytest.approx(librarys.no_speech_probability, abs=1e-6)


def test_the_texts_here_say_something_and_not_the_same(heard: Heard) -> None:
    assert len({tuple(text) for text in heard.texts}) == len(heard.texts)
    assert min(len(set(text)) for text in heard.texts) > 5


def test_a_text_that_was_published_word_for_word_takes_a_few_passes(heard: Heard) -> None:
    found, passes = heard.decoded(heard.said)
    assert [one.tokens for one in found] == heard.texts
    assert len(heard.passes) == RULES.most - 1
    assert len(passes) <= 6


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_the_draft_the_text_is_the_same_and_takes_no_more_passes(heard: Heard, data: st.DataObject) -> None:
    said = heard.said
    stretch = st.lists(st.sampled_from([*said, 1, 2, 3]), min_size=1, max_size=40)
    draft = data.draw(stretch | st.permutations(said) | st.just(said))
    cut = data.draw(st.integers(0, len(said)))
    found, passes = heard.decoded([*said[cut:], *draft])
    assert [(one.tokens, one.finished, one.no_speech_probability) for one in found] == [
        (one.tokens, one.finished, one.no_speech_probability) for one in heard.plain
    ]
    assert len(passes) <= len(heard.passes)


def test_a_window_is_heard_the_same_alone_and_with_others_of_other_lengths(heard: Heard) -> None:
    assert [heard.decoded(sounds=[sound])[0][0].tokens for sound in heard.sounds] == heard.texts


def test_where_two_tokens_are_as_good_as_equal_the_window_is_decoded_again_token_by_token(heard: Heard) -> None:
    import torch

    tied = by_chance(WORDS)
    with torch.no_grad():
        tied.decoder.token_embedding.weight[500] = tied.decoder.token_embedding.weight[heard.texts[0][10]]
    alone, passes = heard.decoded(sounds=heard.sounds[:1], model=tied)
    assert passes[-RULES.most + 1 :] == [1] * (RULES.most - 1), "the second time nothing is checked by a draft"
    again, _ = heard.decoded(heard.said, model=tied)
    assert again[0] == alone[0]
