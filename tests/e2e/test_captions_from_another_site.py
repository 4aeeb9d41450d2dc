"""A player on another site, in a real browser, with the service's captions in its `<track>`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.browser_session import Page
from bench.running_api import running_api
from tests.api import api_of

PLAYER = """<!doctype html><html><body>
<video crossorigin="anonymous"><track kind="captions" src="{captions}" default></video>
<script>
const track = document.querySelector("track");
track.addEventListener("load", () => {{ document.title = "captions: " + track.track.cues[0].text; }});
track.addEventListener("error", () => {{ document.title = "no captions"; }});
track.track.mode = "showing";
</script></body></html>"""


class Silent(SimpleHTTPRequestHandler):
    """Files, without a log."""

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Another origin than the service's, with the files of a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_player_shows_captions_from_the_service_where_its_site_is_named(page: Page, tmp_path: Path) -> None:
    data, pages = tmp_path / "data", tmp_path / "pages"
    data.mkdir()
    pages.mkdir()
    api = api_of(data)
    job = api.submit().json
    api.complete(job["id"])
    with (
        site(pages) as named,
        site(pages) as unnamed,
        running_api(data, cors_origins=named) as url,
    ):
        captions = f"{url}{job['links']['captions']['vtt']}"
        (pages / "player.html").write_text(PLAYER.format(captions=captions), encoding="utf-8")
        for player, title in ((named, "captions: Good morning."), (unnamed, "no captions")):
            page.open(f"{player}/player.html")
            assert page.until(lambda: page.ask("document.title")).startswith(title)
