"""Caption files of further types that keep a parser busy, by what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

from bench.hostile_texts.made_text import MadeText, again, numbered

_SRT_CUE = "1\n00:00:00,000 --> 00:00:01,000\n"
_ASS_EVENT = "[Script Info]\n[Events]\nDialogue: 0,0:00:00.00,0:00:01.00,D,,0,0,0,,"
_TTML = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
_SCC = "Scenarist_SCC V1.0\n\n00:00:00:00\t9425 9425 "
_TWO_LANGUAGES = "{n}\n{clock},000 --> {clock},900\nThis is what we said {word}\nVoici ce que nous avons dit\n\n"

OTHER_CAPTION_FILES: Mapping[str, MadeText] = {
    "srt: carriage returns": again("\r", before=_SRT_CUE + "a", name="page.srt"),
    "srt: spaces behind times": again(" ", before=_SRT_CUE[:-1], after="a", name="page.srt"),
    "srt: one line": numbered("{n} {clock},000 --> {clock},900 {word} ", name="page.srt"),
    "srt: short arrows": again("0:00 ->", before=_SRT_CUE, name="page.srt"),
    "srt: two languages": numbered(_TWO_LANGUAGES, name="page.srt"),
    "srt: growing": again("a", before=_SRT_CUE + "a\n\n", name="page.srt"),
    "vtt: ruby": again("<rt>", before="WEBVTT\n\n00:00.000 --> 00:01.000\n", name="page.vtt"),
    "sbv: times": again("0:00:00.000,0:00:01.000\n", name="page.sbv"),
    "ass: styles": again("a", before="[Script Info]\n[V4+ Styles]\nStyle: ", after=f"\n{_ASS_EVENT}a", name="page.ass"),
    "ass: format": again("a,", before="[Events]\nFormat: ", after=f"\n{_ASS_EVENT[15:]}a", name="page.ass"),
    "ass: overrides": again("{", before=_ASS_EVENT, name="page.ass"),
    "ttml: open spans": again("<span>", before=f"{_TTML}<p>", name="page.ttml"),
    "ttml: divisions": again("<div>", before=_TTML, name="page.ttml"),
    "ttml: attributes": numbered(" a{n}='1'", before="<tt", after="><body/></tt>", name="page.ttml"),
    "ttml: digits": again("9", before=f"{_TTML}<p begin='", after=":00:00'>a</p></div></body></tt>", name="page.ttml"),
    "ttml: paragraphs": numbered("<p begin='{n}s'>a</p>", before=_TTML, after="</div></body></tt>", name="page.ttml"),
    "ttml: entities": again(
        '<!ENTITY b "&a;&a;&a;&a;">', before='<!DOCTYPE tt [<!ENTITY a "a">', after=f"]>{_TTML}<p>&b;</p>", name="page.ttml"
    ),
    "scc: characters": again("c8e5 ", before=_SCC, name="page.scc"),
    "scc: lines": again("94ad 94ad c8e5 ", before=_SCC, name="page.scc"),
    "scc: deletions": again("9421 c8e5 ", before=_SCC, name="page.scc"),
    "stl: nothing": again(b"\x8f", before="850STL25.01100" + " " * 1010, name="page.stl"),
    "stl: colours": again(b"\x03\x04", before="850STL25.01100" + " " * 1010, name="page.stl"),
    "sami: comments": again("<!--", before="<SAMI><BODY><SYNC Start=1><P>", name="page.smi"),
    "sami: syncs": again("<SYNC Start=1><P Class=A>a", before="<SAMI><BODY>", name="page.smi"),
    "microdvd: lines": again("{1}{2}a|b\n", name="page.sub"),
    "lrc: times": again("[00:01.00]", after="a", name="page.lrc"),
}
