"""The text of windows as it is believed: decoded, and where it is doubtful decoded again, or made to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.asr.hallucination import echoes_prompt, seems_looped, stopped_early
from oncue.asr.whisper_network import DecodedTokens, EncoderOutput, EncoderOutputs, WhisperNetwork

# Half of the context is the text's. A hundred tokens are some thirty names; longer prompts have not been measured.
_PROMPT_TOKENS = 100


def believed_texts(
    network: WhisperNetwork,
    encodings: EncoderOutputs,
    durations_ms: Sequence[int],
    code: str,
    *,
    prompt: str | None,
    draft: str = "",
) -> list[DecodedTokens]:
    """The text of each window, decoded greedily, and once more, slowly and without the prompt, where it is not to be
    believed.

    Measured: a beam of five everywhere hears no more. In 41 windows (16 minutes, tiny.en) its text is of another length
    in four; it is better in one of them, where the greedy text stopped early (see `_gone_on`), and worse in two.
    """
    names = _prompt_tokens(network, code, prompt)
    heard = network.decode(encodings, code, names, beam_size=1, strict=False, draft=draft)
    doubtful = [i for i, one in enumerate(heard) if _is_doubtful(network, one, code, prompt)]
    if doubtful:
        again = network.decode([encodings[i] for i in doubtful], code, [], beam_size=5, strict=True)
        for i, one in zip(doubtful, again, strict=True):
            heard[i] = one
    return [
        _gone_on(network, one, encoding, code, duration_ms)
        for one, encoding, duration_ms in zip(heard, encodings, durations_ms, strict=True)
    ]


def _gone_on(
    network: WhisperNetwork, heard: DecodedTokens, encoding: EncoderOutput, code: str, duration_ms: int
) -> DecodedTokens:
    """The text after the decoder was made to go on where it stopped after a few words; believed only if it then fills
    the window.

    Whisper may take the end of a sentence for the end of the speech: five words of 26 s, with no sign of doubt.
    """
    if heard.no_speech_probability > 0.5 or not stopped_early(len(heard.tokens), duration_ms):
        return heard
    whole = network.extend(encoding, code, heard.tokens)
    text = network.tokenizer(code).decode(whole.tokens)
    if stopped_early(len(whole.tokens), duration_ms) or seems_looped(text, finished=whole.finished):
        return heard
    return replace(whole, no_speech_probability=heard.no_speech_probability)


def _is_doubtful(network: WhisperNetwork, heard: DecodedTokens, code: str, prompt: str | None) -> bool:
    text = network.tokenizer(code).decode(heard.tokens)
    return seems_looped(text, finished=heard.finished) or (prompt is not None and echoes_prompt(text, prompt))


def _prompt_tokens(network: WhisperNetwork, code: str, prompt: str | None) -> list[int]:
    """The tokens of the first names of the prompt, as many as fit: the caller puts the most useful first."""
    if prompt is None or not prompt.strip():
        return []
    tokens: list[int] = []
    tokenizer = network.tokenizer(code)
    for name in prompt.split():
        more = tokenizer.encode(f" {name}")
        if len(tokens) + len(more) > _PROMPT_TOKENS:
            break
        tokens += more
    return tokens
