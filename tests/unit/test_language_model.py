"""The language identifier's model, as it is kept in the cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from oncue.text.language_model import open_identifier

TEXTS = ("Good morning to you all.", "Buenos días a todos ustedes.", "おはようございます", "Bonjour à tous et à toutes.")


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the unpacked model will be."""
    monkeypatch.setenv("ONCUE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "languages"


def _ranks(identifier: LanguageIdentifier) -> list[object]:
    return [identifier.rank(text) for text in TEXTS]


def test_the_model_in_the_cache_tells_what_the_package_s_own_does(unpacked: Path) -> None:
    expected = _ranks(LanguageIdentifier.from_model_file(MODEL_DIR / MODEL_FILE, norm_probs=True))
    assert _ranks(open_identifier()) == expected
    (kept,) = unpacked.iterdir()
    first = kept.stat().st_mtime_ns
    assert _ranks(open_identifier()) == expected
    assert kept.stat().st_mtime_ns == first  # read, not made again
    whole = kept.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", whole[:30_000_000] + bytes(100) + whole[30_000_100:]):
        kept.write_bytes(damaged)
        assert _ranks(open_identifier()) == expected
        assert kept.read_bytes() == whole


def test_without_a_cache_the_package_s_own_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("ONCUE_CACHE_DIR", str(tmp_path / "a file"))
    assert open_identifier().classify(TEXTS[1])[0] == "es"
