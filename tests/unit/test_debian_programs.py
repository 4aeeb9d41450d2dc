"""The programs that tests take from Debian: found where Debian puts them, and never missing unsaid."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bench.debian import PROGRAMS, DebianProgram, debian_program
from tests.debian import wanted_program


@pytest.fixture
def program(tmp_path: Path) -> Path:
    place = tmp_path / "usr" / "lib" / "db" / "15" / "bin" / "serverd"
    place.parent.mkdir(parents=True)
    place.write_text("#!/bin/sh\n")
    place.chmod(0o755)
    return place


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, DebianProgram]:
    pattern = f"{str(tmp_path).lstrip('/')}/usr/lib/db/*/bin"
    return {"serverd": DebianProgram("a-database", ["serverd"], [pattern])}


@pytest.fixture(autouse=True)
def ordinary_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


def test_a_program_is_found_where_its_package_puts_it_though_path_is_bare(
    program: Path, programs: dict[str, DebianProgram]
) -> None:
    assert debian_program("serverd", programs) == program


def test_without_the_program_a_test_is_skipped_at_a_desk_with_the_package_to_install(
    programs: dict[str, DebianProgram], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"this user may not install .*apt-get install a-database"):
        wanted_program("serverd", programs)


def test_without_the_program_a_test_fails_in_ci(programs: dict[str, DebianProgram], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="a-database"):
        wanted_program("serverd", programs)


def test_the_development_page_names_every_package_and_no_other(repository: Path) -> None:
    page = (repository / "docs" / "development.md").read_text(encoding="utf-8")
    named = re.search(r"`bench/debian\.py` lists them: ([^.]*)\.", page)
    assert named, "the page no longer says what tests take from Debian"
    assert re.findall(r"`([a-z-]+)`", named[1]) == [program.package for program in PROGRAMS.values()]
