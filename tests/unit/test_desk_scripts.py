"""The desk's scripts are small, and its keys are declared once."""

from __future__ import annotations

import os
import re
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "service" / "static" / "desk"
KEYS = Path(__file__).parents[2] / "service" / "templates" / "desk_keys.html"
MOST_BYTES = 120_000
_IMPORT = re.compile(r'^import .*? from "(\.\.?/[\w.]+)";', re.MULTILINE | re.DOTALL)


def fetched_at_once(name: str = "desk.js") -> set[str]:
    """The modules that the page fetches when it is opened."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += map(os.path.normpath, _IMPORT.findall((SCRIPTS / module).read_text(encoding="utf-8")))
    return found | {"scheme.js"}


def test_what_the_page_fetches_to_open_is_at_most_120_kilobytes() -> None:
    modules = fetched_at_once()
    assert "doubts.js" in modules
    assert sum((SCRIPTS / each).stat().st_size for each in modules) <= MOST_BYTES


def test_every_key_has_a_command_and_no_two_commands_share_one() -> None:
    rows = re.findall(r'\("(\w+)", "[^"]*", "([^"]*)", "([^"]*)"\)', KEYS.read_text(encoding="utf-8"))
    assert len(rows) > 25
    commands = (SCRIPTS / "commands.js").read_text(encoding="utf-8")
    for does, in_text, elsewhere in rows:
        assert re.search(rf"^\t\t{does}: ", commands, re.MULTILINE), does
        assert in_text or elsewhere, does
    for place in (1, 2):
        used = {(row[place], row[0]) for row in rows if row[place]}
        assert len({key for key, _ in used}) == len(used)
