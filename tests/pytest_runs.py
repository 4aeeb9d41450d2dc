"""pytest as another process, with the project's own `conftest.py`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run_pytest(folder: Path, repository: Path, *plugins: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What pytest says of the tests in `folder`, with `plugins` and no others; `variables` are of its environment."""
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    variables["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # those of other packages take seconds to import, and are not asked
    loaded = [part for plugin in ("tests.conftest", "no:cacheprovider", *plugins) for part in ("-p", plugin)]
    options = ["--import-mode=importlib", "--rootdir", str(folder), "-c", os.devnull, str(folder)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *loaded, *options],
        cwd=repository,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
