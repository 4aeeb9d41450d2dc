"""The ETag of a desk: known before anything of it is made, and another whenever the desk would be shown otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from oncue.jobs.blobs import Blobs
from oncue.jobs.desk_work import DeskTask
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_log import add_retiming
from oncue.jobs.store.tables import desk_work
from tests.api import TEXT, Api, api_of
from tests.unit.desk_api import desk_api, edit, replaced
from tests.unit.test_api_desk_texts import correct


def read(api: Api, here: str, known: str = "", query: str = "") -> Any:
    return api.client.get(f"{here}/desk{query}", headers={"If-None-Match": known})


def lose_files(blobs: Blobs, *keys: str | None) -> None:
    for key in keys:
        if key is not None:
            blobs.delete(key)


def test_who_has_the_desk_is_told_so_by_a_process_that_has_read_nothing_of_it(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"))
    etag = read(api, here).headers["ETag"]
    _, text = api.store.desk_head(here.rsplit("/", 1)[1], "default")
    lose_files(api.blobs, text.text_key, text.alignment_key, text.recognition_key)
    other = api_of(tmp_path)
    again = read(other, here, etag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert read(other, here).status_code == 500, "nothing can be made of it any more"
    gone = other.client.get(f"{here}/desk", headers={"If-Match": '"0-0"'})
    assert gone.status_code == 412


def test_the_etag_is_another_whenever_the_desk_is_and_the_same_in_every_process(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    other, job = api_of(tmp_path), here.rsplit("/", 1)[1]
    seen: list[tuple[str, Any]] = []

    def look(query: str = "") -> None:
        """Looks at the desk after a change: what was known is news then, and what is told now is not."""
        before = seen[-1][0] if seen else ""
        assert read(api, here, before, query).status_code == 200
        answer = read(api, here, query=query)
        etag, told = answer.headers["ETag"], answer.json
        assert all((etag == known) == (told == then) for known, then in seen)
        seen.append((etag, told))
        assert read(other, here, etag, query).status_code == 304

    look()
    look("?profile=bbc")
    edit(api, here, 0, replaced("w14", "That"))
    look()
    edit(api, here, 1, {"op": "note", "word": "w14", "text": "Really?"})
    look()
    assert api.client.post(f"{here}/desk/approve", json={"rev": 2, "despite": "a test"}).status_code == 200
    look()
    api.store.show_aligner("aligner_1", "host", done=0, failed=0, last_problem=None)
    look()
    claim = api.store.claim_desk_work(DeskTask.OPEN)
    assert claim is not None
    assert api.store.fail_desk_work(claim, "audio_silent", "Nobody speaks.")
    look()
    assert api.client.post(f"{here}/desk").status_code == 202, "it is tried again"
    look()
    with api.store.engine.connect() as connection:
        waiting = connection.execute(select(desk_work.c.rev).where(desk_work.c.kind == "stretch")).scalars().all()
    assert waiting == [1]
    with writing(api.store.engine) as connection:
        connection.execute(update(desk_work).where(desk_work.c.rev == 1).values(state="done"))
    look()
    with writing(api.store.engine) as connection:
        add_retiming(connection, job, 1, {"w14": (620, 790, 0.8, -0.4, 21)}, api.store.now)
    look()
    correct(api, here, TEXT.replace("Tuesday", "Wednesday"))
    look()


def test_what_has_changed_since_a_revision_has_an_etag_of_its_own(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    read(api, here)
    edit(api, here, 0, replaced("w14", "That"))
    whole, since = read(api, here), read(api, here, query="?since=0&retimed=0")
    assert whole.headers["ETag"] != since.headers["ETag"]
    assert read(api, here, since.headers["ETag"], "?since=0&retimed=0").status_code == 304
    assert read(api, here, whole.headers["ETag"], "?since=0&retimed=0").status_code == 200
    assert since.headers["ETag"].startswith('"1-'), "each begins with the revision"
