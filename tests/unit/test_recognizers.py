"""The recognisers of one alignment: each is loaded once, also where threads ask at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import cast

import pytest

from oncue.asr.protocol import Recognizer
from oncue.errors import ModelUnavailable
from oncue.options.hardware import Hardware
from oncue.pipeline.components import Components
from oncue.pipeline.recognizers import Recognizers


def recognizers(loaded: list[str], *, fails: int = 0) -> Recognizers:
    def load(engine: str, model: str, *, language: str, threads: int, hardware: Hardware) -> Recognizer:
        loaded.append(f"{engine} {model} {language} {threads}")
        if len(loaded) <= fails:
            raise ModelUnavailable("the weights are away")
        return cast(Recognizer, object())

    return Recognizers(Components(load=load), 3)


def test_a_model_is_loaded_once_for_all_threads_that_ask() -> None:
    loaded: list[str] = []
    asked, together = recognizers(loaded), Barrier(4)

    def ask() -> Recognizer:
        together.wait()
        return asked.get("engine", "tiny", "fr")

    with ThreadPoolExecutor(4) as pool:
        found = [each.result() for each in [pool.submit(ask) for _ in range(4)]]

    assert loaded == ["engine tiny fr 3"]
    assert len({id(one) for one in found}) == 1


def test_each_model_is_another_one() -> None:
    loaded: list[str] = []
    asked = recognizers(loaded)
    assert asked.get("engine", "tiny", "fr") is not asked.get("engine", "base", "fr")
    assert len(loaded) == 2


def test_what_goes_wrong_is_told_to_each_who_asks_until_it_goes_well() -> None:
    asked = recognizers([], fails=2)
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="away"):
            asked.get("engine", "tiny", "fr")
    assert asked.get("engine", "tiny", "fr") is asked.get("engine", "tiny", "fr")
