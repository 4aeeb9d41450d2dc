"""Draws docs/layers.svg, the layers of pyproject.toml with the imports between them: `python -m scripts.draw_layers`."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "layers.svg"
WIDTH, BOX_WIDTH, BOX_HEIGHT, STEP, GAP = 1040, 150, 44, 104, 20


def layers() -> list[list[str]]:
    """The packages of each layer, from top to bottom, as the import contract has them."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in pyproject["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return [[name.strip() for name in line.replace(":", "|").split("|")] for line in contract["layers"]]


def imports(packages: list[str]) -> Counter[tuple[str, str]]:
    """The count of modules of one package that import one of another, by both packages."""
    graph = grimp.build_graph("oncue", "service", "worker", cache_dir=None)
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        importer = _package(module, packages)
        targets = {_package(each, packages) for each in graph.find_modules_directly_imported_by(module)}
        found.update((importer, target) for target in targets if importer and target and importer != target)
    return found


def picture() -> str:
    """The whole SVG."""
    rows = layers()
    centres: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        left = (WIDTH - len(row) * BOX_WIDTH - (len(row) - 1) * GAP) // 2
        for place, name in enumerate(row):
            centres[name] = left + place * (BOX_WIDTH + GAP) + BOX_WIDTH // 2, STEP * number + 40
    lines = [
        f'  <line x1="{centres[a][0]}" y1="{centres[a][1] + BOX_HEIGHT // 2}" x2="{centres[b][0]}"'
        f' y2="{centres[b][1] - BOX_HEIGHT // 2}" stroke-width="{min(6.0, 0.6 + count / 12):.1f}"/>'
        for (a, b), count in sorted(_drawn(imports(list(centres)), rows))
    ]
    boxes = [
        f'  <rect x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>\n'
        f'  <text x="{x}" y="{y + 5}">{escape(name)}</text>'
        for name, (x, y) in centres.items()
    ]
    height = STEP * (len(rows) - 1) + 80
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"',
            '  font-family="sans-serif" font-size="14">',
            "  <title>The layers of Oncue: each imports from those below it</title>",
            f'  <rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            '  <g stroke="#8a97a6">',
            *lines,
            '  </g>\n  <g fill="#eef3f8" stroke="#39506b">',
            *(box.partition("\n")[0] for box in boxes),
            '  </g>\n  <g text-anchor="middle" fill="#16222e">',
            *(box.partition("\n")[2] for box in boxes),
            "  </g>\n</svg>\n",
        )
    )


def _drawn(found: Counter[tuple[str, str]], rows: list[list[str]]) -> list[tuple[tuple[str, str], int]]:
    """The imports of a package from the next layer; where it has none of those, all its imports."""
    row_of = {name: number for number, row in enumerate(rows) for name in row}
    near = {a for a, b in found if row_of[b] == row_of[a] + 1}
    return [(pair, count) for pair, count in found.items() if row_of[pair[1]] == row_of[pair[0]] + 1 or pair[0] not in near]


def _package(module: str, packages: list[str]) -> str:
    return next((name for name in packages if module == name or module.startswith(f"{name}.")), "")


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}\n")
