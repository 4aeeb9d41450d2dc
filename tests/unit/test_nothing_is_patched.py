"""Tests and benches give the product what they want in its place and patch none of it, environment and clock excepted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PRODUCT = {"oncue", "service", "worker"}

ENVIRONMENT_AND_CLOCK = {"os", "sys", "tempfile", "time"}
"""Modules of the standard library that may be patched: what a machine is like, and what time it is."""

GIVEN_WORDS = "tests/contracts/test_recognizer_given_words.py"

OF_LIBRARIES = {
    ("tests/contracts/test_blob_faults.py", "s3fs.core.S3FileSystem.retries"): "how patient another library is",
    ("tests/unit/test_migrations.py", "alembic.op.create_index"): "a database that breaks off in the middle",
    (GIVEN_WORDS, "network._whisper"): "counts what the engine's library does, and lets it",
    (GIVEN_WORDS, "network._model.encoder.conv1"): "counts what the engine's library does, and lets it",
}
"""What else may be patched, by the file that does: libraries' own, with the reason."""

PATCHES = {"setattr", "delattr", "setitem", "delitem"}


def _imports(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {each.asname or each.name.partition(".")[0]: each.name if each.asname else each.name.partition(".")[0]
                      for each in node.names}  # fmt: skip
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return names


def _target(node: ast.expr, names: dict[str, str]) -> str:
    """What is patched, by its full name where that is imported, else as it is written."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    first, dot, rest = ast.unparse(node).partition(".")
    return names.get(first, first) + dot + rest


def _patched(tree: ast.AST) -> Iterator[str]:
    names = _imports(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            function = node.func
            if (isinstance(function, ast.Attribute) and function.attr in PATCHES) or (
                isinstance(function, ast.Name) and function.id in PATCHES
            ):
                yield _target(node.args[0], names)
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if not isinstance(target, ast.Attribute) or ast.unparse(target).partition(".")[0] not in names:
                    continue  # nothing that is imported
                if (named := _target(target, names)).partition(".")[0] in PRODUCT:
                    yield named
        elif isinstance(node, ast.Import | ast.ImportFrom):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            yield from (module for module in modules if module in ("mock", "unittest.mock", "pytest_mock"))


def _faults(source: str, file: str) -> list[str]:
    return [
        f"{file}: {target}"
        for target in _patched(ast.parse(source))
        if target.partition(".")[0] not in ENVIRONMENT_AND_CLOCK and (file, target) not in OF_LIBRARIES
    ]


def test_no_test_and_no_bench_patches_the_product(repository: Path) -> None:
    files = [path for folder in ("tests", "bench") for path in sorted((repository / folder).rglob("*.py"))]
    assert len(files) > 100
    found = [
        fault
        for path in files
        for fault in _faults(path.read_text(encoding="utf-8"), path.relative_to(repository).as_posix())
    ]
    assert found == []


def test_every_way_to_patch_the_product_is_seen() -> None:
    ways = [
        "monkeypatch.setattr('oncue.pipeline.align.decode', None)",
        "from oncue.pipeline import align\nmonkeypatch.setattr(align, 'decode', None)",
        "import oncue.pipeline.align as it\nwith monkeypatch.context() as patch:\n    patch.setattr(it, 'decode', None)",
        "def test(api, monkeypatch):\n    monkeypatch.setattr(api.store, 'list', None)",
        "from service import app\nsetattr(app, 'create_app', None)",
        "from service import app\napp.create_app = None",
        "from worker.engine import server\nmonkeypatch.delattr(server, 'serve')",
        "from oncue.captions.formats import FORMATS\nmonkeypatch.setitem(FORMATS, 'srt', None)",
        "from unittest.mock import patch",
        "import unittest.mock",
    ]
    assert [way for way in ways if not _faults(way, "tests/a.py")] == []


def test_environment_and_clock_may_be_patched() -> None:
    for way in (
        "import time\nmonkeypatch.setattr(time, 'monotonic', None)",
        "monkeypatch.setattr('time.time', None)",
        "import os\nmonkeypatch.setattr(os, 'open', None)",
        "import sys\nmonkeypatch.setitem(sys.modules, 'whisper', None)",
        "monkeypatch.setenv('PATH', '')",
    ):
        assert _faults(way, "tests/a.py") == []
