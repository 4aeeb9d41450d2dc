"""Where weights are found, and that a file with another hash is never loaded. Nothing here needs a network or an engine."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from oncue.asr.weights import locate
from oncue.asr.weights.catalogue import KNOWN_WEIGHTS, KnownWeights, PackagedFile
from oncue.asr.weights.checksum import read_blocks, sha256_of, write_atomically
from oncue.asr.weights.locate import ctranslate2_folder, model_label
from oncue.errors import ModelUnavailable


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONCUE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@dataclass(frozen=True)
class SplitModel:
    """A model called `base` whose `model.bin` lies in two installed packages, the second half at `half`."""

    half: Path
    catalogue: Mapping[str, KnownWeights]

    def folder(self) -> Path:
        return ctranslate2_folder("base", catalogue=self.catalogue)


@pytest.fixture
def split_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> SplitModel:
    for package, name, content in (("part_one", "half.1", b"left"), ("part_two", "half.2", b"right")):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise RuntimeError('locating a package must not import it')")
        (tmp_path / package / name).write_bytes(content)
    for name in ("config.json", "tokenizer.json"):
        (tmp_path / "part_one" / name).write_bytes(b"{}")
    known = KnownWeights(
        sha256={
            "model.bin": hashlib.sha256(b"leftright").hexdigest(),
            "config.json": hashlib.sha256(b"{}").hexdigest(),
            "tokenizer.json": hashlib.sha256(b"{}").hexdigest(),
        },
        package_files=(
            PackagedFile("model.bin", (("part_one", "half.1"), ("part_two", "half.2"))),
            PackagedFile("config.json", (("part_one", "config.json"),)),
            PackagedFile("tokenizer.json", (("part_one", "tokenizer.json"),)),
        ),
        pip="part-one part-two",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return SplitModel(tmp_path / "part_two" / "half.2", {"base": known})


def test_a_model_in_parts_is_joined_in_the_cache_without_importing_the_packages(
    split_model: SplitModel, cache: Path
) -> None:
    folder = split_model.folder()
    assert folder == cache / "ctranslate2" / "base"
    assert (folder / "model.bin").read_bytes() == b"leftright"
    assert "part_one" not in sys.modules
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.bin", "tokenizer.json"]


def test_the_joined_model_is_used_again_without_the_packages(split_model: SplitModel) -> None:
    folder = split_model.folder()
    split_model.half.unlink()
    assert split_model.folder() == folder


def test_a_damaged_cache_is_made_anew(split_model: SplitModel) -> None:
    folder = split_model.folder()
    (folder / "model.bin").write_bytes(b"leftwrong")
    assert (split_model.folder() / "model.bin").read_bytes() == b"leftright"


def test_a_package_with_other_weights_is_refused(split_model: SplitModel, cache: Path) -> None:
    split_model.half.write_bytes(b"other")
    with pytest.raises(ModelUnavailable, match="force-reinstall part-one part-two"):
        split_model.folder()
    assert not (cache / "ctranslate2" / "base" / "model.bin").exists()


def test_missing_packages_say_what_to_install(split_model: SplitModel) -> None:
    split_model.half.unlink()
    with pytest.raises(ModelUnavailable, match="pip install part-one part-two") as raised:
        split_model.folder()
    assert "\n" not in raised.value.detail


def test_two_at_once_leave_one_whole_model(split_model: SplitModel) -> None:
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(split_model.folder())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert sorted(path.name for path in found[0].iterdir()) == ["config.json", "model.bin", "tokenizer.json"]


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    for name in locate.FOLDER_FILES:
        (tmp_path / name).touch()
    assert ctranslate2_folder(str(tmp_path)) == tmp_path
    assert model_label(str(tmp_path)) == tmp_path.name


def test_a_folder_without_a_tokenizer_is_refused_rather_than_completed_from_the_network(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    (tmp_path / "config.json").touch()
    with pytest.raises(ModelUnavailable, match=r"lacks tokenizer\.json"):
        ctranslate2_folder(str(tmp_path))


@pytest.mark.parametrize(("model", "answer"), [("enormous", "choose one of"), ("small.en", "openai-whisper engine")])
def test_a_name_without_pinned_weights_is_refused(model: str, answer: str) -> None:
    with pytest.raises(ModelUnavailable, match=answer):
        ctranslate2_folder(model)


def test_the_embedded_default_is_used_where_it_is_installed(cache: Path) -> None:
    folder = ctranslate2_folder("tiny.en")
    assert sha256_of(folder / "model.bin") == KNOWN_WEIGHTS["tiny.en"].sha256["model.bin"]
    assert not cache.exists()


def test_every_known_model_pins_its_weights() -> None:
    for known in KNOWN_WEIGHTS.values():
        assert "model.bin" in known.sha256
        assert known.hub or known.pip
        assert all(len(bytes.fromhex(value)) == 32 for value in known.sha256.values())
        assert {file.name for file in known.package_files} <= known.sha256.keys()


def test_content_of_another_hash_never_reaches_its_place(tmp_path: Path) -> None:
    target = tmp_path / "model.bin"
    with pytest.raises(ValueError, match="SHA-256"):
        write_atomically(target, [b"wrong"], expected_sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_source_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "model.bin"
    write_atomically(target, [b"old"])
    with pytest.raises(OSError, match="missing"):
        write_atomically(target, read_blocks(tmp_path / "missing"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
