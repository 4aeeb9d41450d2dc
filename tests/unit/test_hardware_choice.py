"""The device and the compute type that a host is told to use, and what is said where they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from oncue.asr.factory import ensure_hardware
from oncue.cli.align import align_command
from oncue.errors import DeviceUnavailable, UsageError
from oncue.jobs.settings import Settings
from oncue.model import Transcript
from oncue.options.hardware import Hardware
from oncue.pipeline.align import AlignOptions, align
from worker.host_options import host_options

ENGINES = ["faster-whisper", pytest.param("openai-whisper", marks=pytest.mark.needs_torch)]


def without_a_gpu() -> bool:
    import ctranslate2

    return not ctranslate2.get_cuda_device_count()


@pytest.mark.skipif(not without_a_gpu(), reason="this machine has a GPU")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_gpu_that_is_not_there_is_an_error_that_says_what_to_do(engine: str) -> None:
    with pytest.raises(DeviceUnavailable, match=r"driver.*cpu or auto \(ONCUE_DEVICE, --device\)") as caught:
        ensure_hardware(engine, Hardware(device="cuda"))
    assert caught.value.data["device"] == "cuda"


@pytest.mark.skipif(not without_a_gpu(), reason="this machine has a GPU")
def test_it_is_an_error_before_the_recording_is_opened(tmp_path: Path) -> None:
    options = AlignOptions(engine="faster-whisper", hardware=Hardware(device="cuda"))
    with pytest.raises(DeviceUnavailable):
        align(tmp_path / "never-opened.wav", Transcript("", (), ()), options, folder=tmp_path)


def test_a_compute_type_that_the_processor_lacks_is_an_error_that_names_those_it_has() -> None:
    with pytest.raises(DeviceUnavailable, match=r"cannot compute in float16: choose one of .*float32.*, or auto") as caught:
        ensure_hardware("faster-whisper", Hardware("cpu", "float16"))
    assert caught.value.data["compute_type"] == "float16"


def test_openai_whisper_computes_in_float32_only_on_a_processor() -> None:
    for compute_type in ("int8", "float16"):
        with pytest.raises(DeviceUnavailable, match=f"{compute_type} on the device cpu: choose float32, or auto"):
            ensure_hardware("openai-whisper", Hardware("cpu", compute_type))
    ensure_hardware("openai-whisper", Hardware("cpu", "float32"))


@pytest.mark.parametrize(
    "hardware",
    [Hardware(device="tpu"), Hardware(compute_type="int3"), Hardware(batch_windows=0), Hardware(batch_windows=1000)],
)
def test_what_nobody_knows_is_a_usage_error(hardware: Hardware) -> None:
    with pytest.raises(UsageError):
        ensure_hardware("faster-whisper", hardware)


def test_the_command_line_refuses_a_device_that_it_does_not_know(tmp_path: Path) -> None:
    shown = CliRunner().invoke(align_command, ["a.wav", "a.txt", "--device", "tpu"])
    assert shown.exit_code == 2
    assert "'auto', 'cpu', 'cuda'" in shown.output


def test_a_worker_gives_its_settings_to_its_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("DEVICE", "cpu"), ("COMPUTE_TYPE", "float32"), ("BATCH_WINDOWS", "32"), ("WORKER_THREADS", "3")):
        monkeypatch.setenv(f"ONCUE_{name}", value)
    assert host_options(Settings()) == {
        "device": "cpu",
        "compute_type": "float32",
        "batch_windows": 32,
        "threads": 3,
    }
