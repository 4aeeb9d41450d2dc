"""Speech without a pause at which captions are parted in any case."""

from __future__ import annotations

from random import Random

from bench.caption_pictures import alignment_of
from oncue.model import Alignment, TimedWord, WordStatus

ENGLISH = """
The polls open at seven, and close at eight in the evening of the same day. Nobody knows who will win; they say that it is
close! Good morning, everybody, and thank you (really) for being with us — here are the news: rain in the north, some sun
in the south. Mr. Obama said: "We will see." What about 2,500 voters in Kelemen, who wait since six?
"""
JAPANESE = (
    "東京では今日は雨が降っています。明日は晴れるでしょう。電車が遅れているので、早めに出かけてください。次のニュースです。"
)
KINDS = ("monologue", "dialogue", "unspaced")
SPEAKERS = ("Anna", "Bob", "Maximiliane Mustermann", None)


def endless_speech(random: Random, kind: str, count: int) -> tuple[Alignment, str]:
    """So many words of one of `KINDS`, from a random one of the text on, as an alignment and its transcript.

    A word takes up to 0.6 s, or no time at all; between two there is up to a second, mostly nothing.
    """
    unspaced = kind == "unspaced"
    texts = [*JAPANESE] if unspaced else ENGLISH.split()
    first = random.randrange(len(texts))
    words: list[TimedWord] = []
    transcript, now_ms, speaker = "", 0, random.choice(SPEAKERS)
    for at in range(first, first + count):
        if random.random() < (0.08 if kind == "dialogue" else 0.005):
            speaker = random.choice(SPEAKERS)
        between = "\n\n" if random.random() < 0.02 else "" if unspaced else " "
        transcript += between if words else ""
        text = texts[at % len(texts)]
        end_ms = now_ms + (random.randrange(30, 200 if unspaced else 600) if random.random() < 0.99 else 0)
        place = len(transcript), len(transcript) + len(text)
        words.append(TimedWord(text, *place, speaker, now_ms, end_ms, 0.95, WordStatus.ALIGNED))
        transcript += text
        now_ms = end_ms + (0 if random.random() < 0.8 else random.choice((100, 300, 900)))
    return alignment_of(words, language="ja" if unspaced else "en"), transcript
