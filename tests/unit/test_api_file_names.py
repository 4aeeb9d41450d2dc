"""Names of files as clients send them: in any charset and form, and what is kept of them."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.sansio.multipart import File

from service.file_names import NAME_CHARACTERS, file_name, header_text, stem_of
from service.part_heads import given_file_name
from tests.api import TEXT, Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def send(api: Api, *disposition: bytes, text: bytes = b'name="transcript"; filename="a.txt"') -> Any:
    """A job whose recording has these parameters behind `form-data; name="audio"; `."""
    heads = ((b'name="audio"; ' + b"; ".join(disposition), b"sound"), (text, TEXT.encode()))
    parts = [b"--b\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + data + b"\r\n" for head, data in heads]
    return api.client.post("/v1/jobs", data=b"".join(parts) + b"--b--\r\n", content_type="multipart/form-data; boundary=b")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ([b'filename="plain.mp3"'], "plain.mp3"),
        ([b"filename=token.mp3"], "token.mp3"),
        (['filename="Übersicht – 新闻.mp3"'.encode()], "Übersicht – 新闻.mp3"),
        (['filename="déjà vu.mp3"'.encode("latin-1")], "déjà vu.mp3"),
        (['filename="l’été – “oui”.mp3"'.encode("cp1252")], "l’été – “oui”.mp3"),
        ([b'filename="\x81\xe9.mp3"'], "é.mp3"),
        ([b"filename*=UTF-8''%D0%BD%D0%BE%D0%B2.mp3"], "нов.mp3"),
        ([b"filename*=iso-8859-1'fr'%e9t%e9.mp3"], "été.mp3"),
        ([b"filename*=windows-1251''%ED%EE%E2.mp3"], "нов.mp3"),
        ([b'filename*="UTF-8\'\'%C3%A9.mp3"'], "é.mp3"),
        ([b"filename*=UTF-8''%C3%A9.mp3", b'filename="e.mp3"'], "é.mp3"),
        ([b'filename="e.mp3"', b"filename*=UTF-8''%C3%A9.mp3"], "é.mp3"),
        ([b'filename="e.mp3"', b"filename*=no-such-charset''%C3%A9.mp3"], "e.mp3|%C3%A9.mp3"),
        ([b"filename*0=long-; filename*1=name.mp3"], "long-name.mp3"),
        ([b'filename="say \\"hi\\".mp3"'], 'say "hi".mp3'),
        ([b'filename="say %22hi%22.mp3"'], 'say "hi".mp3'),
        ([b'filename="=?UTF-8?B?0L3QvtCyLm1wMw==?="'], "нов.mp3"),
        ([b'filename="=?ISO-8859-1?Q?=E9t=E9.mp3?="'], "été.mp3"),
        ([b'filename="=?UTF-8?B?!?= a.mp3"'], "=?UTF-8?B?!?= a.mp3| a.mp3|a.mp3"),
        ([b'filename="%E6%96%B0%E9%97%BB%20%31.mp3"'], "新闻 1.mp3"),
        ([b'filename="50%20off.mp3"'], "50%20off.mp3"),
        ([b'filename="%C3%28%A9%A9.mp3"'], "%C3%28%A9%A9.mp3"),
        ([b'filename="&#26032;&#38395; &#38;&amp;.mp3"'], "新闻 &#38;&amp;.mp3"),
        ([b'filename="%E6%96%B0%2F..%2F%E9%97%BB.mp3"'], "闻.mp3"),
        ([b'filename="&#9999999;.mp3"'], "&#9999999;.mp3"),
        ([b'filename="C:\\Users\\ada\\news.mp3"'], "news.mp3"),
        ([b'filename="../../etc/passwd"'], "passwd"),
        ([b'filename="/srv/a/news.mp3"'], "news.mp3"),
        ([b'filename="a\0b.mp3"'], "ab.mp3"),
        ([b'filename="a\tb.mp3"'], "a b.mp3"),
        (['filename="\u202egpj.exe\u200f.mp3"'.encode()], "gpj.exe.mp3"),
        (['filename="a\u00a0b\u3000c.mp3"'.encode()], "a b c.mp3"),
        (['filename="e\u0301te\u0301.mp3"'.encode()], "été.mp3"),
        (['filename="\U0001f469\u200d\U0001f467.mp3"'.encode()], "\U0001f469\u200d\U0001f467.mp3"),
        (['filename="می\u200cخواهم.mp3"'.encode()], "می\u200cخواهم.mp3"),
        ([b'filename=".."'], "audio"),
        ([b'filename="..."'], "audio"),
        ([b'filename=" "'], "audio"),
        (['filename="\u200e\u200f"'.encode()], "audio"),
    ],
)  # fmt: skip
def test_a_files_name_is_shown_as_it_was_meant(api: Api, sent: list[bytes], shown: str) -> None:
    job = send(api, *sent)
    assert job.status_code == 202, job.text
    assert job.json["filename"] in shown.split("|")
    assert api.client.get("/v1/jobs").json["jobs"][0]["filename"] == job.json["filename"]
    assert api.client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["x" * 296 + ".mp3", "ä" * 400 + ".MP3", "語" * 300])
def test_a_name_that_is_too_long_keeps_its_ending(api: Api, name: str) -> None:
    kept = send(api, f'filename="{name}"'.encode()).json["filename"]
    assert len(kept) == NAME_CHARACTERS
    assert kept[:200] == name[:200]
    assert kept[-4:].lower() == name[-4:].lower()


def test_the_texts_name_may_be_in_latin_1_too(api: Api) -> None:
    head = 'name="transcript"; filename="été.txt"'.encode("latin-1")
    job = send(api, b'filename="a.mp3"', text=head).json
    assert api.store.get(job["id"], "default").transcript.name == "été.txt"


def test_a_part_without_a_disposition_is_a_broken_body_and_no_crash(api: Api) -> None:
    body = b"--b\r\nContent-Type: audio/mpeg\r\n\r\nsound\r\n--b--\r\n"
    answer = api.client.post("/v1/jobs", data=body, content_type="multipart/form-data; boundary=b")
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


def test_a_name_from_right_to_left_turns_nothing_around_it_on_the_pages(api: Api) -> None:
    job = send(api, 'filename="חדשות 1.mp3"'.encode()).json
    assert "<bdi>חדשות 1.mp3</bdi>" in api.client.get("/").text
    assert '<h1 dir="auto">חדשות 1.mp3</h1>' in api.client.get(f"/jobs/{job['id']}").text


@given(st.binary(max_size=60))
def test_any_bytes_are_a_line_of_text(line: bytes) -> None:
    assert bool(header_text(line).encode("utf-8")) is bool(line)


@given(st.text(max_size=400))
def test_any_name_is_one_visible_line_and_is_itself_when_it_comes_again(name: str) -> None:
    kept = file_name(name)
    assert len(kept) <= NAME_CHARACTERS
    assert not {unicodedata.category(each) for each in kept} & {"Cc", "Cs", "Zl", "Zp"}
    assert "/" not in kept
    assert kept == "" or kept.strip(". ") != ""
    assert kept.isascii() is False or file_name(kept) == kept


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.mp3", "a"), ("a.b.3gp", "a.b"), ("Talk 12.03. Part 2", "Talk 12.03. Part 2"), ("v1.2", "v1.2"), ("a", "a")],
)
def test_only_an_ending_is_taken_off(name: str, stem: str) -> None:
    assert stem_of(name) == stem


@given(st.lists(st.sampled_from(["filename=", "filename*=", '"', "\\", "\\\\", ";", "UTF-8''", "%C3%A9", "a", " ", "é"])))
def test_any_head_of_a_part_gives_some_name_or_none(pieces: list[str]) -> None:
    disposition = "form-data; name=x; " + "".join(pieces)
    head = File(name="x", filename="else", headers=Headers([("Content-Disposition", disposition)]))
    assert isinstance(given_file_name(head), str)
