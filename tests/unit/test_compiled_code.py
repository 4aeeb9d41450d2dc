"""What numba compiles, as it is kept from process to process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import numba
from oncue.system.compiled_code import compile_now, kept
import compiled_here
kept(compiled_here.doubled)
compile_now(lambda: compiled_here.doubled(2.0))
print(compiled_here.doubled(2.0), sum(compiled_here.doubled.stats.cache_hits.values()))
"""


def _run(folder: Path, cache: Path) -> str:
    (folder / "compiled_here.py").write_text("import numba\n\n@numba.njit\ndef doubled(value):\n    return 2 * value\n")
    environment = os.environ | {"ONCUE_CACHE_DIR": str(cache), "PYTHONPATH": os.pathsep.join((str(folder), *sys.path))}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_next_process_reads_what_the_first_compiled(tmp_path: Path) -> None:
    assert _run(tmp_path, tmp_path / "cache") == "4.0 0"
    assert _run(tmp_path, tmp_path / "cache") == "4.0 1"


def test_without_a_folder_it_is_compiled_for_this_process(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    assert _run(tmp_path, tmp_path / "a file").startswith("4.0")
