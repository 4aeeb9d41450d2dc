"""The demonstration's page: what `make demo` captions is the address, and nothing that the page adds to it."""

from __future__ import annotations

from pathlib import Path

from oncue.model import UnspokenKind
from oncue.transcript import read_transcript


def test_only_the_address_is_taken_for_speech(repository: Path) -> None:
    folder = repository / "demo" / "radio-address-2008"
    page = read_transcript((folder / "page.html").read_bytes(), name="page.html")
    spoken = [token for token in page.tokens if token.speakable and token.kind is None]
    assert [token.text for token in spoken] == (folder / "transcript.txt").read_text(encoding="utf-8").split()
    assert {token.speaker for token in spoken} == {"THE PRESIDENT"}
    left_out = {token.kind for token in page.tokens} - {None}
    assert left_out >= {UnspokenKind.SPEAKER_LABEL, UnspokenKind.STAGE_DIRECTION, UnspokenKind.CREDIT, UnspokenKind.HEADING}
