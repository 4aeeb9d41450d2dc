"""Greedy decoding that checks stretches of a draft in one pass, and gives the tokens of decoding one by one.

Where the draft is what the decoder would say, a pass yields many tokens; where it is not, one, as always. Known as prompt
lookup decoding (A. Saxena, 2023): speculative decoding with a text at hand as the draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oncue.asr.openai_decoder import OpenAIDecoder, WindowText
from oncue.asr.text_draft import DraftReader, TextDraft
from oncue.asr.whisper_network import DecodedTokens

CLOSE_CALL = 0.002
"""Difference of two tokens' scores below which it is not certain which one is greater: a score differs with how many tokens
are computed together. Measured: by up to 0.0001 (tiny.en, base)."""

PASS_ROWS = 32
"""Tokens that a pass is given at most, of all its windows together. On one core 32 take 2.5 times as long as one."""

_MAYBE_NO_SPEECH = 0.5


@dataclass(frozen=True, slots=True)
class GreedyRules:
    """What a text begins with and which tokens it may have, as the library's `DecodingTask` has it.

    `barred` are never chosen, `barred_first` not as the first token; the text ends with `end` or after `most` tokens. The
    probability of `no_speech` is that after the token at `start_of_transcript`.
    """

    start: Sequence[int]
    start_of_transcript: int
    barred: Sequence[int]
    barred_first: Sequence[int]
    end: int
    no_speech: int
    most: int


class _Text:
    """The text of one window as far as it is decoded."""

    def __init__(self, state: WindowText, draft: TextDraft | None) -> None:
        self.state = state
        self.tokens: list[int] = []
        self.log_probability = 0.0
        self.no_speech = 0.0
        self.ended = False
        self.uncertain = False
        self._reader = DraftReader(draft) if draft else None

    def next_tokens(self, rows: int) -> list[int]:
        """The last token, whose successor is not known, and what the draft has after it."""
        return [self.tokens[-1], *(self._reader.ahead(rows - 1) if self._reader else ())]

    def take(self, scores: Any, given: Sequence[int], rules: GreedyRules) -> None:
        """Chooses the tokens after each of `given`, as long as the next of those is the one that was chosen.

        `scores` are those after each of `given`, which the state has already.
        """
        scores[:, rules.barred] = -float("inf")
        best, places = (each.tolist() for each in scores.topk(2))
        first, count = self.state.length - len(given), 0
        for (score, second), (token, _) in zip(best, places, strict=True):
            count += 1
            self.uncertain |= score - second < CLOSE_CALL
            self.log_probability += score
            self.tokens.append(token)
            self.ended = token == rules.end or len(self.tokens) == rules.most
            if self._reader:
                self._reader.hear(token)
            if self.ended or given[count : count + 1] != [token]:
                break
        self.log_probability -= float(scores[:count].logsumexp(-1).sum())
        self.state.length = first + count

    def decoded(self, rules: GreedyRules) -> DecodedTokens:
        """The text without its end, and the mean over all that was chosen, the end included."""
        tokens = self.tokens[:-1] if self.tokens[-1] == rules.end else self.tokens
        mean = self.log_probability / (len(tokens) + 1)
        return DecodedTokens(tokens, mean, self.no_speech, len(tokens) < rules.most - 1)


def decode_greedily(
    decoder: OpenAIDecoder, encodings: Sequence[Any], rules: GreedyRules, draft: TextDraft | None
) -> list[DecodedTokens]:
    """The most likely token after each, for each window: the text depends neither on the draft nor on the other windows.

    Scores differ in their last bits with how many rows are multiplied at once, and so might tell otherwise which of two
    tokens is the likelier where they are as good as equal. A window where two come closer than `CLOSE_CALL` is decoded once
    more, by itself and token by token; so is one that may hold no speech, which its mean probability decides.
    """
    texts = [_begun(decoder, encoding, rules, draft) for encoding in encodings]
    while going := [text for text in texts if not (text.ended or text.uncertain)]:
        rows = max(1, PASS_ROWS // len(going))
        given = [text.next_tokens(min(rows, rules.most - len(text.tokens))) for text in going]
        for text, row, scores in zip(going, given, decoder.scores([text.state for text in going], given), strict=True):
            text.take(scores, row, rules)
    return [
        _token_by_token(decoder, encodings[index], rules) if text.uncertain else text.decoded(rules)
        for index, text in enumerate(texts)
    ]


def _begun(decoder: OpenAIDecoder, encoding: Any, rules: GreedyRules, draft: TextDraft | None) -> _Text:
    """A window's text after its first token, which is found without the other windows."""
    text = _Text(decoder.begin(encoding, len(rules.start) + rules.most), draft)
    scores = decoder.scores_at(text.state, rules.start, [rules.start_of_transcript, len(rules.start) - 1])
    text.no_speech = float(scores[0].softmax(-1)[rules.no_speech])
    text.uncertain = text.no_speech > _MAYBE_NO_SPEECH
    scores[1, rules.barred_first] = -float("inf")
    text.take(scores[1:], rules.start[-1:], rules)
    return text


def _token_by_token(decoder: OpenAIDecoder, encoding: Any, rules: GreedyRules) -> DecodedTokens:
    text = _begun(decoder, encoding, rules, None)
    while not text.ended:
        given = text.next_tokens(1)
        (scores,) = decoder.scores([text.state], [given])
        text.take(scores, given, rules)
    return text.decoded(rules)
