"""The parts of a form that comes in over HTTP: their bounds, their names, their bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.form_parts import FIELDS
from tests.api import Api, api_of
from tests.unit.api_forms import AUDIO, TRANSCRIPT, assert_nothing_was_made, assert_refused, send


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_field_above_its_bound_is_refused_as_a_field_and_as_a_file(api: Api, name: str, as_file: bool) -> None:
    head = f'name="{name}"' + ('; filename="f"' if as_file else "")
    answer = send(api, (head, b" " * (FIELDS[name] + 1)), AUDIO, TRANSCRIPT)
    assert_refused(answer, name, "too_large")
    assert answer.json["limit_bytes"] == FIELDS[name]
    assert_nothing_was_made(api)


@pytest.mark.parametrize("as_file", [True, False])
def test_a_text_above_its_bound_is_refused_as_a_field_and_as_a_file(tmp_path: Path, as_file: bool) -> None:
    api = api_of(tmp_path, max_transcript_bytes=1000)
    head = 'name="transcript"' + ('; filename="f"' if as_file else "")
    assert send(api, AUDIO, (head, b"word " * 201)).json["code"] == "transcript_too_long"
    assert send(api, AUDIO, (head, b"word " * 100)).status_code == 202


def test_a_field_may_be_sent_as_a_file(api: Api) -> None:
    options = ('name="options"; filename="o.json"', b'\xef\xbb\xbf{"max_chars": 20}')
    language = ('name="language"; filename="l.txt"', b"en\n")
    job = send(api, AUDIO, TRANSCRIPT, options, language).json
    assert job["options"] == {"max_chars": 20, "language": "en"}


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (('name="optoins"; filename="o.json"', b"{}"), "options"),
        (('name="transcript_url"', b"x"), "transcript"),
        (('name="zzz"', b"x"), "audio_sha256"),
        (("", b"x"), "name"),
        (('name=""', b"x"), "name"),
    ],
)
def test_a_part_that_is_not_known_is_refused_with_the_nearest_that_is(api: Api, part: Any, named: str) -> None:
    answer = send(api, AUDIO, TRANSCRIPT, part)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert named in answer.json["detail"]
    assert_nothing_was_made(api)


@pytest.mark.parametrize("name", ["audio", "transcript", "options", "language", "metadata"])
def test_a_part_that_is_there_twice_is_refused(api: Api, name: str) -> None:
    once = {"audio": AUDIO, "transcript": TRANSCRIPT}.get(name, (f'name="{name}"', b"{}"))
    parts = [AUDIO, TRANSCRIPT, once] if name in ("audio", "transcript") else [AUDIO, TRANSCRIPT, once, once]
    assert_refused(send(api, *parts), name)
    assert_nothing_was_made(api)


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (('name="audio"', b"sound"), "audio"),
        (('name="language"', b"fran\xe7ais"), "language"),
        (('name="metadata"\r\nContent-Type: text/plain; charset=utf-16', b"{}"), "metadata"),
        (('name="metadata"\r\nContent-Transfer-Encoding: base64', b"e30="), "metadata"),
        (('name="language"', b"e\0n"), "language"),
        (('name="audio_sha256"', b"abc"), "audio_sha256"),
        (('name="audio_sha256"', b""), "audio_sha256"),
        (('name="batch"', b""), "batch"),
        (('name="batch"', b" \n"), "batch"),
    ],
)
def test_a_part_whose_bytes_are_doubtful_is_refused(api: Api, part: Any, named: str) -> None:
    parts = [TRANSCRIPT, part] if named == "audio" else [AUDIO, TRANSCRIPT, part]
    assert_refused(send(api, *parts), named)
    assert_nothing_was_made(api)


def test_a_field_may_say_that_it_is_in_latin_1(api: Api) -> None:
    part = ('name="metadata"\r\nContent-Type: text/plain; charset=ISO-8859-1', '{"d": "é"}'.encode("latin-1"))
    assert send(api, AUDIO, TRANSCRIPT, part).json["metadata"] == {"d": "é"}


def test_a_text_in_another_encoding_is_not_mangled_on_its_way(api: Api) -> None:
    text = "C'était déjà l'été, et la société espérait une journée dorée à l'extrême. " * 3
    job = send(api, AUDIO, ('name="transcript"', text.encode("latin-1"))).json
    assert api.client.get(job["links"]["transcript"]).text.strip() == text.strip()


def test_control_characters_of_a_files_name_are_dropped(api: Api) -> None:
    job = send(api, ('name="audio"; filename="a\x01\x7f\\\x1bb.mp3"', b"sound"), TRANSCRIPT).json
    assert job["filename"].isprintable()
