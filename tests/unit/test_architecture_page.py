"""docs/architecture.md is held to the code: its picture, its paths and its names."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from scripts.draw_layers import PICTURE, picture


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_picture_is_of_the_code_as_it_is() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "run `python -m scripts.draw_layers`"


def test_every_path_exists(repository: Path, page: str) -> None:
    paths = re.findall(r"`([a-z_]+/[\w./]*)`", page)
    assert len(paths) > 50
    assert [path for path in paths if not (repository / path).exists()] == []


def test_every_name_exists(page: str) -> None:
    names = re.findall(r"`((?:oncue|service|worker)(?:\.\w+)+)(?::(\w+))?`", page)
    assert len(names) > 20
    for module, name in names:
        found = importlib.import_module(module)
        assert not name or hasattr(found, name), f"{module}:{name}"


def test_it_has_the_sections_that_people_look_for(page: str) -> None:
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [
        "A job's way", "An edit's way to its times", "The seven steps, and their files", "Where do I put ...", "Glossary",
    ]  # fmt: skip
    assert page.partition("## Glossary")[2].count("\n| ") - 1 == 25
