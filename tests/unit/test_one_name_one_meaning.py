"""A public class or constant has a name of its own: who reads `Problem` or `FRAME_MS` need not ask whose."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SCHEMA = "the API's description of the same thing, and its name in openapi.json"
TWICE = dict.fromkeys(
    ("Batch", "Correction", "Job", "Ledger", "MissingWords", "Problem", "Quality", "UncaptionedSpeech"), SCHEMA
)
"""At most ten, each with its reason."""

BACKENDS = frozenset({"oncue/asr/faster_whisper_backend.py", "oncue/asr/openai_whisper_backend.py"})
"""Two of one kind: what a caller finds in either."""


def _names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name) and target.id[:1].isupper())
            case ast.AnnAssign(target=ast.Name(id=name)) if name[:1].isupper():
                yield name


def test_no_public_class_or_constant_is_called_as_another(repository: Path) -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for package in ("oncue", "service", "worker"):
        for path in (repository / package).rglob("*.py"):
            for name in _names(ast.parse(path.read_text(encoding="utf-8"))):
                if not name.startswith("_"):
                    places[name].add(str(path.relative_to(repository)))
    twice = {name: sorted(paths) for name, paths in places.items() if len(paths) > 1 and paths != BACKENDS}
    assert {name: paths for name, paths in twice.items() if name not in TWICE} == {}
    assert twice.keys() >= TWICE.keys(), "an exception that is none any more"
    assert len(TWICE) <= 10
