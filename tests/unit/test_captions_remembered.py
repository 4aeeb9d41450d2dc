"""Captions that many ask for at once are rendered once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from oncue.captions.formats import FORMATS, Written
from oncue.jobs.options import CaptionChoices
from service.captions import CAPTIONS_KEPT, Captions
from tests.api import api_of
from tests.interposed import calls_of


def test_captions_that_many_ask_for_at_once_are_rendered_once(tmp_path: Path) -> None:
    api = api_of(tmp_path)
    api.complete(api.submit().json["id"])
    job = api.store.list("default")[0]
    captions, together = Captions(api.blobs), Barrier(16)

    def ask() -> bytes:
        together.wait()
        return captions.render(job, "srt", CaptionChoices()).data

    with calls_of(Captions._render) as rendered, ThreadPoolExecutor(16) as pool:
        answers = {each.result() for each in [pool.submit(ask) for _ in range(16)]}
    assert len(answers) == 1
    assert 1 <= len(rendered) <= 2, "two are rendered at a time, and both may have begun"


def test_only_so_many_captions_are_remembered(tmp_path: Path) -> None:
    api = api_of(tmp_path)
    api.complete(api.submit().json["id"])
    job = api.store.list("default")[0]
    captions = Captions(api.blobs)
    for chars in range(CAPTIONS_KEPT + 5):
        captions.render(job, "srt", CaptionChoices.model_validate({"max_chars": 20 + chars}))
    assert len(captions._rendered) == CAPTIONS_KEPT


def test_a_list_of_all_formats_is_made_once_even_where_the_files_are_forgotten(tmp_path: Path) -> None:
    api = api_of(tmp_path)
    api.complete(api.submit().json["id"])
    job = api.store.list("default")[0]
    captions = Captions(api.blobs)
    first = [captions.facts(job, suffix, CaptionChoices()) for suffix in FORMATS]
    assert [each.size_bytes for each in first] == [
        len(captions.render(job, suffix, CaptionChoices()).data) for suffix in FORMATS
    ]
    captions._rendered.clear()
    with calls_of(Captions._render) as rendered:
        assert [captions.facts(job, suffix, CaptionChoices()) for suffix in FORMATS] == first
    assert rendered == []


def test_captions_are_forgotten_by_their_bytes_as_well(tmp_path: Path) -> None:
    captions = Captions(api_of(tmp_path).blobs, kept_bytes=100)
    large = Written(bytes(50))
    for number in range(4):
        captions._remember((number,), large)
    assert list(captions._rendered) == [(2,), (3,)]
    captions._remember((4,), Written(bytes(200)))
    assert list(captions._rendered) == [(4,)]
    captions._remember((4,), Written(b"x"))
    captions._remember((5,), large)
    assert list(captions._rendered) == [(4,), (5,)]
