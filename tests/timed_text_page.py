"""A page on which imscJS renders Timed Text: what it shows of each document and when, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

from tests.browser import page_in_browser

_IMSCJS = Path(__file__).parent / "data" / "imscjs"

# The screen is so wide that no line breaks but where the document says so: imscJS puts a `br` at every break.
_SCRIPT = r"""
const told = documents.map((text) => {
  const problems = [];
  const report = {info: () => {}, warn: (what) => { problems.push(what); }, error: (what) => { problems.push(what); },
                  fatal: (what) => { problems.push(what); }};
  const timedText = imsc.fromXML(text, report);
  const screen = document.getElementById("screen");
  const texts = (node) => node.nodeName === "BR" ? "\n" : node.nodeType === Node.TEXT_NODE ? node.data
    : [...node.childNodes].map(texts).join("");
  const shown = timedText.getMediaTimeEvents().map((seconds) => {
    screen.replaceChildren();
    imsc.renderHTML(imsc.generateISD(timedText, seconds, report), screen, null, 360, 60000, false, report);
    return [seconds, texts(screen)];
  });
  return {problems, shown};
});
document.getElementById("told").textContent = JSON.stringify(told);
"""


def as_imscjs_shows(documents: Sequence[bytes], folder: Path) -> list[Any]:
    """For each document what imscJS complains of, and its instants in seconds with the text that is then on screen."""
    scripts = "".join(f"<script>{(_IMSCJS / name).read_text()}</script>" for name in ("sax.js", "imsc.min.js"))
    given = json.dumps([each.decode() for each in documents]).replace("<", "\\u003c")
    page = folder / "imscjs.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><div id="screen" style="position:relative;width:60000px;height:360px"></div>'
        f'<pre id="told"></pre>{scripts}<script>const documents = {given};{_SCRIPT}</script>',
        encoding="utf-8",
    )
    found = re.search(r'<pre id="told">(.*?)</pre>', page_in_browser(page.as_uri(), folder), re.DOTALL)
    assert found
    assert found[1], "imscJS stopped with an error"
    told: list[Any] = json.loads(unescape(found[1]))
    return told
