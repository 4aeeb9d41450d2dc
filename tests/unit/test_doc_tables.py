"""What the pages list of types, formats and options is what the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.captions.formats import FORMATS
from oncue.options.captions import CAPTION_OPTIONS
from oncue.transcript.file_types import DOCUMENT_TYPES
from scripts.write_doc_tables import LISTS, ROOT, pages, written


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_page_has_the_lists_that_the_code_would_write(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert written(page) == page, "run `python -m scripts.write_doc_tables`"


def test_every_list_is_on_some_page() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in pages())
    assert [name for name in LISTS if f"<!-- {name} -->" not in text] == []


def test_the_pages_name_every_type_format_and_option() -> None:
    api = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"| {kind.name} |" in api and kind.name in readme for kind in DOCUMENT_TYPES)
    assert all(f"| `captions.{suffix}` | `{each.media_type}` |" in api for suffix, each in FORMATS.items())
    assert all(f"| `{name}` |" in api for name in CAPTION_OPTIONS)
