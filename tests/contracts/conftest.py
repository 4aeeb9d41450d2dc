"""Both kinds of database, each test with empty tables; the radio address, ready for the acoustic search and for Whisper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.audio.decode import decode
from oncue.audio.pcm import Pcm, to_float
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from tests.conftest import Recording
from tests.contracts.acoustic_address import evidence_of
from tests.contracts.recognizers import ENGINES
from tests.servers import PostgresServer
from tests.stores import empty_store


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = ""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url
    return Settings(data_dir=tmp_path, database_url=url, lease_s=60, max_attempts=3, max_queued=100, retry_after_s=0)


@pytest.fixture
def store(settings: Settings) -> Iterator[SqlStore]:
    with empty_store(settings) as store:
        yield store


@pytest.fixture(scope="session")
def pcm(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Pcm:
    """The radio address, decoded."""
    return decode(radio_address.audio, tmp_path_factory.mktemp("decoded"))


@pytest.fixture(scope="session")
def evidence(pcm: Pcm) -> Evidence:
    """What the acoustic search looks at, of all its speech."""
    return evidence_of(pcm)


@pytest.fixture(scope="session")
def search(evidence: Evidence) -> SegmentSearch:
    """The search over the address, in one thread."""
    return SegmentSearch("en", evidence, threads=1)


@pytest.fixture(scope="session")
def address(pcm: Pcm) -> Samples:
    """The radio address, as recognisers take it."""
    return to_float(pcm.read(0, pcm.duration_ms))


@pytest.fixture(scope="session")
def weights_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for joined and converted weights."""
    return tmp_path_factory.mktemp("weights")


@pytest.fixture(scope="module")
def own_weights_cache(weights_cache: Path) -> Iterator[None]:
    """Keeps what loading makes out of the user's cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCUE_CACHE_DIR", str(weights_cache))
        yield


@pytest.fixture(scope="module", params=ENGINES)
def recognizer(request: pytest.FixtureRequest, own_weights_cache: None) -> WhisperRecognizer:
    """Each engine with the smallest model for English."""
    return load_recognizer(request.param, "tiny.en", language="en")
