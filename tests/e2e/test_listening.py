"""Whisper as a second witness: what it hears of a recording, and what the alignment tells of it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from oncue.alignment.doubts import LEAST_SURPRISAL, is_doubtful
from oncue.captions.formats import alignment_to_json
from oncue.errors import TranscriptUnreadable
from oncue.model import Alignment
from oncue.options.recognition import LISTEN_AS_NEEDED
from oncue.pipeline.align import AlignOptions, Components, TextAndLanguage, align, align_as_read
from oncue.progress import Stage
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.engine_runs import SAID, cut
from worker.engine.models import WarmModels

EXCHANGED = SAID.replace("spirited debate", "spirited gardens")


@pytest.fixture(scope="module")
def audio(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(radio_address.audio, tmp_path_factory.mktemp("cut"))


@pytest.fixture(scope="module")
def models() -> WarmModels:
    return WarmModels()


def aligned(audio: Path, text: str, folder: Path, options: AlignOptions, models: WarmModels) -> Alignment:
    components = Components(load=models.load)
    return align(audio, read_transcript(text.encode()), options, folder=folder, components=components)


def test_every_window_is_heard(audio: Path, tmp_path: Path, models: WarmModels) -> None:
    heard = aligned(audio, SAID, tmp_path, AlignOptions(), models)
    assert (heard.engine.listen, heard.engine.windows_heard) == ("all", heard.engine.windows)
    times = [(word.heard_start_ms, word.start_ms) for word in heard.words if word.start_ms is not None]
    near = [at for at, start_ms in times if at is not None and start_ms is not None and abs(at - start_ms) < 1000]
    assert len(near) >= 0.9 * len(times)


def test_whisper_is_spared_where_the_sound_is_enough(radio_address: Recording, tmp_path: Path, models: WarmModels) -> None:
    text = radio_address.transcript.read_text(encoding="utf-8")
    spared = aligned(radio_address.audio, text, tmp_path, AlignOptions(listen=LISTEN_AS_NEEDED), models)
    assert (spared.engine.listen, spared.engine.windows_heard) == ("as_needed", 0)
    assert all(word.heard is None and word.heard_start_ms is None for word in spared.words)
    assert all(word.gop is not None for word in spared.words if word.start_ms is not None)


def test_a_word_that_is_not_said_is_doubtful_and_what_is_said_instead_is_told(
    audio: Path, tmp_path: Path, models: WarmModels
) -> None:
    alignment = aligned(audio, EXCHANGED, tmp_path, AlignOptions(), models)
    doubtful = [word for word in alignment.words if is_doubtful(word, "en")]
    assert "gardens" in [word.text.strip(",.") for word in doubtful]
    assert any("debate" in (word.heard or "") for word in doubtful)
    assert len(doubtful) <= 3
    assert max(word.surprisal or 0.0 for word in doubtful) >= LEAST_SURPRISAL


@pytest.mark.parametrize("listen", ["all", "as_needed"])
def test_the_bytes_do_not_depend_on_the_number_of_cores(
    audio: Path, tmp_path: Path, listen: str, models: WarmModels
) -> None:
    options = AlignOptions(listen=listen)  # type: ignore[arg-type]
    made = {alignment_to_json(aligned(audio, EXCHANGED, tmp_path, replace(options, threads=n), models)) for n in (1, 3)}
    assert len(made) == 1


def test_the_recording_is_decoded_while_the_text_is_read(audio: Path, tmp_path: Path) -> None:
    reading: Future[TextAndLanguage] = Future()
    stages: list[str] = []

    def told(stage: str, done: float, audio_ms: int | None = None) -> None:
        stages.append(stage)
        if stage == Stage.DECODE and not reading.done():
            reading.set_result((read_transcript(SAID.encode()), None))

    found = align_as_read(audio, reading, AlignOptions(listen=LISTEN_AS_NEEDED), folder=tmp_path, on_progress=told)
    assert stages[0] == Stage.DECODE
    assert found.quality.transcript_coverage > 0.9


def test_of_a_text_and_a_recording_that_are_of_no_use_the_text_is_told_of(tmp_path: Path) -> None:
    sound = tmp_path / "sound.mp3"
    sound.write_bytes(b"no sound at all")
    reading: Future[TextAndLanguage] = Future()
    reading.set_exception(TranscriptUnreadable("no text either"))
    with pytest.raises(TranscriptUnreadable):
        align_as_read(sound, reading, AlignOptions(listen=LISTEN_AS_NEEDED), folder=tmp_path)
