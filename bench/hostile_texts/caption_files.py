"""SRT and WebVTT files that keep a parser busy, by what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

from bench.hostile_texts.made_text import MadeText, again, numbered

CAPTION_FILES: Mapping[str, MadeText] = {
    "srt: indexes": again("1\n", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: digits": again("1", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: digits first": again("1", after="\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: half timings": again("00:00:00,000 --> ", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: half timing lines": again(
        "00:00:00,000 --> \n", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"
    ),
    "srt: timing lines": again("00:00:00,000 --> 00:00:01,000\n", before="1\n", name="page.srt"),
    "srt: empty cues": numbered("{n}\n{clock},000 --> {clock},900\n\n", name="page.srt", after="x"),
    "srt: one word cues": numbered("{n}\n{clock},000 --> {clock},900\n{word}\n\n", name="page.srt"),
    "srt: blank lines": again("\n", before="1\n00:00:00,000 --> 00:00:01,000\na\n", name="page.srt"),
    "srt: clocks": again("00:00:", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: tags": again("<i>", before="1\n00:00:00,000 --> 00:00:01,000\na", name="page.srt"),
    "srt: overrides": again("{\\an8}", before="1\n00:00:00,000 --> 00:00:01,000\na", name="page.srt"),
    "srt: open overrides": again("{\\", before="1\n00:00:00,000 --> 00:00:01,000\na", name="page.srt"),
    "srt: long digits in timings": again("1", before="1\n", after=":00:00,000 --> 00:00:01,000\na\n", name="page.srt"),
    "srt: rolling": numbered("{n}\n{clock},000 --> {clock},900\na {word}\nb {word}\n\n", name="page.srt"),
    "srt: one cue of lines": again("a\n", before="1\n00:00:00,000 --> 00:00:01,000\n", name="page.srt"),
    "vtt: notes": again("NOTE a\n\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: note lines": again("a\n", before="WEBVTT\n\nNOTE\n", after="\n00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: styles": again("STYLE\na\n\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: cues": numbered("{clock}.000 --> {clock}.900\n{word}\n\n", before="WEBVTT\n\n", name="page.vtt"),
    "vtt: voices": again("<v Ada>a ", before="WEBVTT\n\n00:00.000 --> 00:01.000\n", name="page.vtt"),
    "vtt: open voices": again("<v ", before="WEBVTT\n\n00:00.000 --> 00:01.000\n", name="page.vtt"),
    "vtt: named voices": numbered("{clock}.000 --> {clock}.900\n<v {word}>a\n\n", before="WEBVTT\n\n", name="page.vtt"),
    "vtt: stamps": again("<00:00:00.000>a", before="WEBVTT\n\n00:00.000 --> 00:01.000\n", name="page.vtt"),
    "vtt: identifiers": again("a\n\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: arrows": again("-->\n", before="WEBVTT\n\n", name="page.vtt"),
    "vtt: blank lines": again("\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
}
