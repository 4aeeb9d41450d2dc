"""SQLite's locks are those of a process: nothing but SQLite may open its files, or they are gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from tests.stores import make_tables

OTHER = """
import sys
from pathlib import Path
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
store = open_store(Settings(data_dir=Path(sys.argv[1])), connections=1)
print(store.beat_age_s("first"))
store.close()
"""
"""Another process that looks for the first one's beat, and closes its connection."""


def _asked_by_another(folder: Path) -> str:
    return subprocess.run([sys.executable, "-c", OTHER, folder], capture_output=True, text=True, check=True).stdout.strip()


def test_a_process_that_opens_the_database_again_is_still_seen_by_others(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    make_tables(settings)
    first = open_store(settings, connections=1)
    first.ping()
    second = open_store(settings, connections=1)
    assert _asked_by_another(tmp_path) == "None"
    first.beat("first")
    assert _asked_by_another(tmp_path) != "None"
    second.close()
    first.close()
