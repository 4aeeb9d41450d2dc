"""Whole caption files of a speech, a made-up interview and news, written by the program and then read through.

After a change of the costs, write them anew with `WRITE_GOLDEN=1 pytest tests/golden/test_captions.py`, and read them.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from bench.caption_pictures import options_of, read_out, said, written
from oncue.captions.formats import FORMATS, caption_format
from oncue.captions.limits import CaptionOptions
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES

_FOLDER = Path(__file__).parent / "captions"

# From a radio address of the President of the United States, 1 November 2008: a government work, in the public domain.
_SPEECH = """
Good morning.(500) This Tuesday is election day.(500) After months of spirited debate and vigorous campaigning,(150) \
the time has come for Americans to make important decisions about our nation's future and encourage all Americans to \
go to the polls and vote.(600) Election season brings out the spirit of competition between our political \
parties.(400) And that competition is an essential part of a healthy democracy.(700) But as the campaigns come to a \
close,(120) Republicans,(80) Democrats,(80) and independents can find common ground on at least one point.(400) Our \
system of representative democracy is one of America's greatest strengths.(900)
The United States was founded on the belief that all men are created equal.(500) Every election day,(150) millions \
of Americans of all races,(60) religions,(60) and backgrounds step into voting booths throughout the nation,(200) \
whether they are rich or poor,(100) old or young.(700) From Bunker Hill to Baghdad,(200) the men and women of \
American armed forces have been devoted guardians of our democracy.(500) All of us owe them and their families a \
special debt of gratitude on election day.(2500) Thank you for listening.
"""
_INTERVIEW = """
Block| This is the news on Thursday.(600) I'm Melissa Block.(900)
nobody| And I'm Audie Cornish.(400) Our own Michele Kelemen joins us from Paris.(300) Michele,(100) was there a \
meeting?(350)
Kelemen| There was not.(200) The first attempt was when the countries met that signed a pact with Ukraine back in \
1994 -(150) that's when it gave up 1,900 warheads -(100) at the U.S. ambassador's residence.(1700)
Cornish| So?(60)
Kelemen| So they left.(500)
Cornish| They left?(40)
Kelemen| Yes.(300) ~Unprintable~ And when we asked Dr. J. Smith of the R&D department why,(120) he said <nothing> at \
all.(500)
"""

# Made up for these tests, as they would be published.
_NEWS = {
    "ja": """司会：皆さん、こんばんは。今日のニュースをお伝えします。東京都の知事は、昨日の記者会見で\
新型コロナウイルスの対策について説明しました。「もう少しだけ、我慢していただきたい」と述べ、サーバーがダウンしちゃったことも認めました。（拍手）
記者：はい。ありがとうございました。
司会：では、天気です。
記者：明日は雨です。""",
    "zh": """各位观众晚上好，欢迎收看今天的新闻节目。总理昨天在北京会见了来访的客人，\
双方就经济合作和气候变化等问题交换了意见。他说：“我们必须共同努力，才能解决这些困难的问题。”天气方面，明天全国大部分地区将会有雨。""",
    "th": """สวัสดีครับ ขณะนี้เวลาเจ็ดนาฬิกา นายกรัฐมนตรีแถลงข่าวที่ทำเนียบรัฐบาลเมื่อวานนี้ว่าเศรษฐกิจไทยจะดีขึ้นในปี 2567 \
และรัฐบาลจะไม่ขึ้นภาษีมูลค่าเพิ่ม""",
    "ar": """منى: مرحبا بكم في نشرة الأخبار. NASA قالت إن المركبة وصلت إلى القمر في 12 مارس 2024!
أحمد: نعم؟ 100% (تقريبا).
منى: Windows 11.
أحمد: شكرا.""",
    "he": """דנה: שלום לכם, ערב טוב! NASA הודיעה היום: "הגענו". 12,000 עובדים פוטרו (כ-6%).
נועם: 20 אחוז? כן, Google.
דנה: Yes, OK.
נועם: תודה.""",
    "fr": """Mesdames et messieurs, bonsoir\u202f! L'heure est venue de voter : « Il faut que chacun s'exprime », dit-il \
aujourd'hui devant la mairie de Paris. Pourquoi\u202f? Parce que les citoyens n'ont pas oublié la promesse \
de l'an dernier ; donnez-le-moi.""",
}


@pytest.mark.parametrize(
    ("language", "suffix"), [*product(_NEWS, ["srt", "vtt", "ttml"]), ("he", "ass"), ("he", "sbv"), ("ja", "podcast.json")]
)
def test_a_file_in_another_language_is_as_it_was_passed(language: str, suffix: str) -> None:
    alignment, transcript = read_out(_NEWS[language], language, ms_per_char=150 if language in ("ja", "zh") else 60)
    _passed(f"news.{language}.{suffix}", written(suffix, alignment, transcript))


@pytest.mark.parametrize(
    ("name", "script", "options"),
    [
        ("speech.netflix.srt", _SPEECH, options_of()),
        ("speech.bbc.srt", _SPEECH, options_of("bbc")),
        ("speech.dcmp.srt", _SPEECH, options_of("dcmp")),
        ("interview.srt", _INTERVIEW, options_of()),
        ("interview.vtt", _INTERVIEW, options_of()),
        ("interview.words.vtt", _INTERVIEW, options_of(words=True, offset_ms=36_000_000)),
        ("interview.ttml", _INTERVIEW, options_of()),
        ("interview.ebuttd.xml", _INTERVIEW, options_of("bbc", offset_ms=36_000_000)),
        ("interview.netflix.xml", _INTERVIEW, replace(options_of(), frame_rate=FRAME_RATES["23.976"])),
        ("interview.txt", _INTERVIEW, options_of()),
        ("interview.json", _INTERVIEW, options_of()),
        ("interview.html", _INTERVIEW, options_of(offset_ms=36_000_000)),
        ("interview.positions.vtt", _INTERVIEW, options_of(positions=True)),
        ("interview.ass", _INTERVIEW, options_of()),
        ("interview.words.ass", _INTERVIEW, options_of(words=True, offset_ms=36_000_000)),
        ("interview.sbv", _INTERVIEW, options_of()),
        ("interview.podcast.json", _INTERVIEW, options_of()),
        ("interview.csv", _INTERVIEW, options_of()),
        ("interview.tsv", _INTERVIEW, options_of()),
        ("interview.textgrid", _INTERVIEW, options_of()),
    ],
)
def test_the_whole_file_is_as_it_was_passed(name: str, script: str, options: CaptionOptions) -> None:
    alignment, transcript = said(script, ms_per_char=62)
    _passed(name, written(caption_format(name).suffix, alignment, transcript, options))


def test_the_word_document_of_an_interview_is_as_it_was_passed() -> None:
    alignment, transcript = said(_INTERVIEW, ms_per_char=62)
    data = FORMATS["docx"].write(CaptionTrack(alignment, transcript, options_of(offset_ms=36_000_000), "Interview")).data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parts.read("word/document.xml").decode("utf-8").partition("<w:body>")[2]
    _passed("interview.docx.body.xml", body.replace("<w:tr>", "\n<w:tr>"))


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("interview.stl", {"profile": "bbc", "start_timecode": "10:00:00:00"}),
        ("interview.scc", {"profile": "dcmp", "start_timecode": "01:00:00:00", "frame_rate": "29.97df"}),
        ("interview.29.97ndf.scc", {"start_timecode": "01:00:00:00", "frame_rate": "29.97ndf"}),
        ("interview.29.97df.stl", {"profile": "bbc", "start_timecode": "01:00:00:00", "frame_rate": "29.97df"}),
    ],
)
def test_a_file_for_playout_is_as_it_was_passed(name: str, choices: Mapping[str, object]) -> None:
    track = CaptionTrack(*said(_INTERVIEW, ms_per_char=62), caption_options(choices), "Interview")
    _passed_bytes(name, caption_format(name).write(track).data)


def _passed(name: str, text: str) -> None:
    _passed_bytes(name, text.encode("utf-8"))


def _passed_bytes(name: str, data: bytes) -> None:
    path = _FOLDER / name
    if os.environ.get("WRITE_GOLDEN"):
        path.write_bytes(data)
    assert data == path.read_bytes()
