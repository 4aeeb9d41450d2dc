"""What axe-core finds wrong with a page that a browser shows."""

from __future__ import annotations

import json
from pathlib import Path

from bench.browser_session import Page

_AXE = Path(__file__).parent / "axe_core" / "axe.min.js"


def wrong_by_axe(page: Page) -> list[str]:
    """Each finding with the first element that it is about."""
    if not page.ask("'axe' in window"):
        page.ask(_AXE.read_text(encoding="utf-8") + "; true")
    wanted = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    found = page.ask(f"axe.run(document, {json.dumps(wanted)}).then(done => done.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
