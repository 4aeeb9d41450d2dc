"""What downloads are saved as, by programs that read `filename` and by those that read `filename*`."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.download_names import content_disposition, safe_stem
from tests.api import Api, api_of

HEADER = re.compile(r"""(attachment|inline); filename="([^"\\]*)"(?:; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+))?""")


def saved(name: str, ending: str = "srt") -> tuple[str, str]:
    """As what each of the two kinds of programs saves it."""
    found = HEADER.fullmatch(content_disposition(name, ending, otherwise="job_x"))
    assert found is not None
    return found[2], unquote(found[3] or found[2])


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("news.mp3", "news.srt", "news.srt"),
        ("Die Nachrichten.mp3", "Die Nachrichten.srt", "Die Nachrichten.srt"),
        ("Übersicht.mp3", "Ubersicht.srt", "Übersicht.srt"),
        ("新闻联播.mp3", "XinWenLianBo.srt", "新闻联播.srt"),
        ("Новости.mp3", "Novosti.srt", "Новости.srt"),
        ("ニュース.mp3", "niyusu.srt", "ニュース.srt"),
        ("نشرة.wav", "nshrh.srt", "نشرة.srt"),
        ("\u200fחדשות\u200e.mp3", "hdsvt.srt", "חדשות.srt"),
        ("\U0001f600.mp3", "grinning.srt", "\U0001f600.srt"),
        ("e\u0301te\u0301.mp3", "ete.srt", "été.srt"),
        ("Talk 12.03. Part 2", "Talk 12.03. Part 2.srt", "Talk 12.03. Part 2.srt"),
        (".hidden.mp3", "hidden.srt", "hidden.srt"),
        ("CON.mp3", "_CON.srt", "_CON.srt"),
        ("aux.第一.mp3", "_aux.DiYi.srt", "_aux.第一.srt"),
        ("-rf.mp3", "_-rf.srt", "_-rf.srt"),
        ('a"b:c.mp3', "a_b_c.srt", "a_b_c.srt"),
        ("a\\b/c.mp3", "c.srt", "c.srt"),
        ("50%20off.mp3", "50_20off.srt", "50%20off.srt"),
        ("a;b,c.mp3", "a;b,c.srt", "a;b,c.srt"),
        ("“q”.mp3", "_q_.srt", "“q”.srt"),
        ("\ue000.mp3", "job_x.srt", "job_x.srt"),
        ("???.mp3", "job_x.srt", "job_x.srt"),
        ("", "job_x.srt", "job_x.srt"),
        ("...", "job_x.srt", "job_x.srt"),
    ],
)
def test_a_download_has_a_name_for_every_program(name: str, plain: str, whole: str) -> None:
    assert saved(name) == (plain, whole)


@given(st.text(max_size=300))
def test_any_name_is_safe_on_every_system_and_in_a_header(name: str) -> None:
    for file in saved(name):
        assert 5 <= len(file.encode()) <= 190
        assert not file.startswith((".", "-", " "))
        assert file.endswith(".srt")
        assert not file.removesuffix(".srt").endswith((".", " "))
        assert not set(file) & set('\\/:*?"<>|')
        assert not {unicodedata.category(each) for each in file} & {"Cc", "Cs", "Zl", "Zp"}
    assert saved(name)[0].isascii()


def test_every_file_of_a_job_is_named_after_its_recording(tmp_path: Path) -> None:
    api: Api = api_of(tmp_path)
    job = api.submit(name="新闻.mp3").json
    api.complete(job["id"])
    for link, plain in (
        (job["links"]["captions"]["vtt"], "XinWen.vtt"),
        (job["links"]["alignment"], "XinWen.alignment.json"),
        (job["links"]["transcript"], "XinWen.transcript.txt"),
    ):
        for answer in (api.client.get(link), api.client.head(link)):
            found = HEADER.fullmatch(answer.headers["Content-Disposition"])
            assert found is not None
            assert (found[2], unquote(found[3])) == (plain, plain.replace("XinWen", "新闻"))


def test_a_files_of_a_zip_and_a_download_have_the_same_name() -> None:
    assert safe_stem("\u202bחדשות\u202c.mp3") == "חדשות"
