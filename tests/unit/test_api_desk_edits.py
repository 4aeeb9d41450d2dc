"""Edits of captions over the API: saved once, merged or refused with both texts, and seen by nobody until approved."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from oncue.desk import DESK_CODES
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_log import add_retiming
from oncue.jobs.store.tables import desk_work
from service.app import create_app
from tests.api import READERS, api_of
from tests.unit.desk_api import desk_api, edit, replaced, shown

MACHINE = "Good morning. This Tuesday is election day."


def words(desk: Any) -> dict[str, list[Any]]:
    return {row[0]: row for row in desk.json["words"]}


def test_a_desk_is_opened_on_a_job_with_captions_and_twice_is_once(tmp_path: Path) -> None:
    api = api_of(tmp_path)
    job_id = api.submit().json["id"]
    here = f"/v1/jobs/{job_id}"
    early = api.client.post(f"{here}/desk")
    assert (early.status_code, early.json["code"]) == (409, "not_finished")
    api.complete(job_id)
    none = api.client.get(f"{here}/desk")
    assert (none.status_code, none.json["code"]) == (404, "desk_not_open")
    for _ in range(2):
        answer = api.client.post(f"{here}/desk")
        assert answer.json == {"job": job_id, "state": "opening", "rev": 0, "approved": None}
    gone = api.client.post("/v1/jobs/job_none/desk")
    assert (gone.status_code, gone.json["code"]) == (404, "not_found")


def test_an_edit_is_a_revision_that_captions_show_on_request_and_not_otherwise(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    saved = edit(api, here, 0, replaced("w14", "That"))
    assert saved.status_code == 200, saved.json
    assert (saved.json["rev"], saved.json["merged"]) == (1, [])
    assert shown(api, here) == shown(api, here, 0) == MACHINE
    assert shown(api, here, "head") == shown(api, here, 1) == MACHINE.replace("This", "That")
    text = api.client.get(f"{here}/transcript?rev=head").text
    document = api.client.get(f"{here}/alignment?rev=head").json
    assert text == MACHINE.replace("This", "That")
    assert [text[word["char_start"] : word["char_end"]] for word in document["words"]] == text.split()
    unknown = api.client.get(f"{here}/captions.srt?rev=2")
    assert (unknown.status_code, unknown.json["code"]) == (404, "revision_unknown")


def test_what_keeps_a_caption_beginning_with_words_put_before_it_is_in_the_history(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, {"op": "break", "before": "w14", "kind": "cue"})
    typed = edit(api, here, 1, replaced("w14", "On This"), edit_id="words-before")
    assert edit(api, here, 1, replaced("w14", "On This"), edit_id="words-before").json["rev"] == typed.json["rev"] == 2
    newest, _ = api.client.get(f"{here}/desk/revisions").json["revisions"]
    assert newest["ops"][1:] == [
        {"op": "break", "before": "a.0", "kind": "cue"},
        {"op": "break", "before": "w14", "kind": None},
    ]
    assert [row[0] for row in api.client.get(f"{here}/desk").json["cues"]] == ["w0", "a2.0"]
    api.client.post(f"{here}/desk/undo", json={"edit_id": "undo-words-before", "rev": 2}, headers={"If-Match": '"2"'})
    assert [row[0] for row in api.client.get(f"{here}/desk").json["cues"]] == ["w0", "w14"]


def test_a_desk_shows_its_words_and_captions_by_ids_that_last(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That very"))
    desk = api.client.get(f"{here}/desk")
    assert desk.status_code == 200
    assert [row[1] for row in desk.json["words"]] == MACHINE.replace("This", "That very").split()
    assert words(desk)["w0"][:4] == ["w0", "Good", 0, 250]
    (cue,) = desk.json["cues"]
    assert (cue[0], cue[1], cue[2]) == ("w0", "w39", 0)
    assert (desk.json["rev"], desk.json["timed"], desk.json["waiting"], desk.json["aligner"]) == (1, False, [1], False)
    again = api.client.get(f"{here}/desk", headers={"If-None-Match": desk.headers["ETag"]})
    assert again.status_code == 304


def test_times_that_an_aligner_finds_are_in_the_words_and_give_captions_another_etag(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"))
    api.client.get(f"{here}/desk")
    before = api.client.get(f"{here}/captions.json?rev=1")
    with api.store.engine.connect() as connection:
        asked = connection.execute(select(desk_work.c.asked).where(desk_work.c.rev == 1)).scalar_one()
    with writing(api.store.engine) as connection:
        found = {"w14": (620, 790, 0.8, -0.4, 21)}
        basis = json.loads(asked)["basis"]
        add_retiming(connection, here.rsplit("/", 1)[1], 1, found, api.store.now, basis)
        connection.execute(update(desk_work).where(desk_work.c.rev == 1).values(state="done"))
    after = api.client.get(f"{here}/captions.json?rev=1")
    assert after.headers["ETag"] != before.headers["ETag"]
    assert [word["start_ms"] for word in after.json["words"] if word["id"] == "w14"] == [620]
    changes = api.client.get(f"{here}/desk/changes?since=1&retimed=0").json
    assert (changes["rev"], changes["retimed"], changes["timed"]) == (1, 1, True)
    told = api.client.get(f"{here}/desk?since=1&retimed=0").json
    assert {name: changes[name] for name in ("words", "cues")} == {name: told[name] for name in ("words", "cues")}
    assert (told["retimed"], told["timed"], told["spliced"]) == (1, True, True)
    assert [row[:5] for row in told["words"]["words"]] == [["w14", "That", 620, 790, 0.8]]


def test_who_has_seen_a_revision_is_told_only_what_changed_since(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    api.client.get(f"{here}/desk")
    saved = edit(api, here, 0, replaced("w14", "That"))
    assert saved.json["words"]["after"] == "w5"
    assert saved.json["words"]["before"] == "w19"
    assert [row[:2] for row in saved.json["words"]["words"]] == [["w14", "That"]]
    since = api.client.get(f"{here}/desk?since=0&retimed=0")
    assert since.json["spliced"] is True
    assert since.json["words"] == saved.json["words"]
    unknown = api.client.get(f"{here}/desk?since=0&retimed=7")
    assert (unknown.json["spliced"], len(unknown.json["words"])) == (False, 7)


def test_the_same_edit_sent_twice_is_saved_once_wherever_the_head_is(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    first = edit(api, here, 0, replaced("w14", "That"), edit_id="one-edit-id")
    edit(api, here, 1, replaced("w0", "Fine"))
    again = edit(api, here, 0, replaced("w14", "That"), edit_id="one-edit-id")
    assert (again.status_code, again.json["rev"], again.json["merged"]) == (200, first.json["rev"], [])
    other = edit(api, here, 2, replaced("w14", "Which"), edit_id="one-edit-id")
    assert (other.status_code, other.json["code"], other.json["rev"]) == (422, "edit_id_reused", 1)
    assert api.client.get(f"{here}/desk").json["rev"] == 2


def test_edits_of_other_words_go_together_and_those_of_the_same_are_refused_with_both_texts(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"))
    merged = edit(api, here, 0, replaced("w39", "night."))
    assert (merged.json["rev"], merged.json["merged"]) == (2, [1])
    assert shown(api, here, "head") == "Good morning. That Tuesday is election night."
    refused = edit(api, here, 0, replaced("w14", "Which"))
    assert (refused.status_code, refused.json["code"]) == (409, "edit_conflict")
    told = {name: refused.json[name] for name in ("base", "theirs", "yours", "words", "who", "rev")}
    assert told == {
        "base": "This", "theirs": "That", "yours": "Which", "words": ["w14"], "who": ["anonymous"], "rev": 2,
    }  # fmt: skip
    assert api.client.get(f"{here}/desk").json["rev"] == 2


def test_an_edit_says_which_revision_it_was_made_on(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    body = {"edit_id": "an-edit-id", "ops": [replaced("w14", "That")]}
    missing = (428, "precondition_required")
    unclear = (422, "invalid_request")
    for named, expected in {
        None: missing,
        "*": missing,
        '"one"': unclear,
        'W/"0"': unclear,
        '"0", "1"': unclear,
        '"-1"': unclear,
        '"5"': (412, "precondition_failed"),
    }.items():
        answer = api.client.post(f"{here}/desk/edits", json=body, headers={} if named is None else {"If-Match": named})
        assert (answer.status_code, answer.json["code"]) == expected, named
    assert api.client.get(f"{here}/desk").json["rev"] == 0


BAD_OPS: list[tuple[list[Any], str, int | None]] = [
    ([replaced("w13", "x")], "word_unknown", 0),
    ([replaced("w14", "x"), replaced("w14", "y")], "ops_overlap", 1),
    ([{"op": "time", "word": "w14", "end_ms": 10_000_000}], "time_out_of_range", 0),
    ([{"op": "time", "word": "w14", "start_ms": 900, "end_ms": 700}], "times_backwards", 0),
    ([replaced("w14", "a\u202eb")], "text_not_allowed", 0),
    ([replaced("w14", "a\u0007b")], "text_not_allowed", 0),
    ([replaced("w14", "x" * 5000)], "word_too_long", 0),
    (["replace"], "edit_malformed", 0),
    ([{"op": "improve"}], "edit_malformed", 0),
    ([], "edit_malformed", None),
    ([{"op": "note", "word": "w14", "text": "hm"}] * 501, "edit_too_large", None),
]


def test_an_edit_that_cannot_be_made_is_refused_by_code_and_changes_nothing(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    for ops, code, op in BAD_OPS:
        answer = edit(api, here, 0, *ops)
        assert (answer.status_code, answer.json["code"], answer.json.get("op")) == (422, code, op)
        assert code in DESK_CODES
    assert api.client.get(f"{here}/desk").json["rev"] == 0


def test_bodies_that_are_too_large_or_hold_what_is_unknown_are_refused(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    large = edit(api, here, 0, replaced("w14", "x" * 1_000_000))
    assert (large.status_code, large.json["code"]) == (413, "too_large")
    bodies: tuple[dict[str, Any], ...] = (
        {"ops": []},
        {"edit_id": "short", "ops": []},
        {"edit_id": "an-edit-id", "ops": [], "more": 1},
    )
    for wrong in bodies:
        answer = api.client.post(f"{here}/desk/edits", json=wrong, headers={"If-Match": '"0"'})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")


def test_edits_on_a_deleted_job_are_not_found(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    assert api.client.delete(here).status_code == 204
    answer = edit(api, here, 0, replaced("w14", "That"))
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert not list(api.blobs.list("desks"))


def test_of_many_edits_at_once_each_is_saved_or_refused_and_none_is_lost(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    ids = [f"edit-at-once-{k}" for k in range(24)]
    notes = [{"op": "note", "word": word, "text": "hm"} for word in ("w0", "w5", "w14", "w19")]

    def send(k: int) -> tuple[str, int]:
        return ids[k], edit(api, here, 0, notes[k % 4], edit_id=ids[k]).status_code

    with ThreadPoolExecutor(6) as threads:
        answers = dict(threads.map(send, range(len(ids))))
    assert set(answers.values()) <= {200, 409, 429}
    history = api.client.get(f"{here}/desk/revisions").json["revisions"]
    assert {each["edit_id"] for each in history} == {name for name, status in answers.items() if status == 200}
    assert [each["rev"] for each in history] == list(range(len(history), 0, -1))


def test_what_an_answer_says_of_an_edit_is_what_the_whole_desk_shows_after_it(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    desk: dict[str, Any] = dict(api.client.get(f"{here}/desk").json)
    edits: list[dict[str, Any]] = [
        replaced("w14", "That very"),
        {"op": "break", "before": "w27", "kind": "cue"},
        replaced("w39", ""),
        {"op": "time", "word": "w27", "end_ms": 1900},
        {"op": "say", "from": "w0", "to": "w5", "say": "unspoken"},
        {"op": "speaker", "from": "w14", "to": "w30", "name": "Ann"},
        {"op": "undo", "rev": 3},
    ]
    for seen, op in enumerate(edits):
        saved = edit(api, here, seen, op).json
        for name in ("words", "cues"):
            if isinstance(saved[name], dict):
                desk[name] = spliced(desk[name], saved[name], name)
            else:
                desk[name] = saved[name]
        bare = create_app(api.settings, api.store, api.blobs, lambda _: True, READERS).test_client()
        whole: Any = bare.get(f"{here}/desk").json
        assert (desk["words"], desk["cues"]) == (whole["words"], whole["cues"]), op


def spliced(rows: list[Any], splice: dict[str, Any], name: str) -> list[Any]:
    """The rows with those between the two that the splice names replaced."""
    ids = [row[0] for row in rows]
    first = 0 if splice["after"] is None else ids.index(splice["after"]) + 1
    last = len(rows) if splice["before"] is None else ids.index(splice["before"])
    return [*rows[:first], *splice[name], *rows[last:]]


def test_a_new_name_and_its_undoing_change_the_rows_around_it(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    api.client.get(f"{here}/desk")
    named = edit(api, here, 0, {"op": "speaker", "from": "w0", "to": "w5", "name": "Anna"}).json
    assert (named["speakers"], named["cues"].keys()) == (["Anna"], {"after", "before", "cues"})
    undone = edit(api, here, 1, {"op": "undo", "rev": 1}).json
    assert (undone["speakers"], undone["cues"].keys()) == ([], {"after", "before", "cues"})
    assert (
        edit(
            api, here, 2, {"op": "speaker", "from": "w0", "name": "Anna"}, {"op": "speaker", "from": "w14", "name": "Bo"}
        ).status_code
        == 200
    )
    gone = edit(api, here, 3, {"op": "speaker", "from": "w0", "name": None}).json
    assert (gone["speakers"], gone["words"], gone["cues"]) == (["Bo"], None, None), "his place was the second"


def test_a_desk_has_the_same_bytes_whatever_the_process_that_is_asked_has_seen_of_it(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    rows = api.client.get(f"{here}/desk").json
    ops: list[dict[str, Any]] = [
        {"op": "speaker", "from": "w27", "name": "Bo"},
        {"op": "speaker", "from": "w0", "to": "w5", "name": "Anna"},
        {"op": "speaker", "from": "w14", "name": "Cleo"},
        {"op": "speaker", "from": "w0", "to": "w5", "name": None},
        {"op": "speaker", "from": "w39", "name": "Dan"},
    ]
    for seen, op in enumerate(ops):
        other = create_app(api.settings, api.store, api.blobs, lambda _: True, READERS).test_client()
        if seen % 2:  # the edit is made by a process that has not seen how the desk came to be
            other.get(f"{here}/desk")
        body = {"edit_id": f"named-{seen:04}", "ops": [op]}
        client = other if seen % 2 else api.client
        saved: Any = client.post(f"{here}/desk/edits", json=body, headers={"If-Match": f'"{seen}"'}).json
        with_history = api.client.get(f"{here}/desk")
        fresh = create_app(api.settings, api.store, api.blobs, lambda _: True, READERS).test_client().get(f"{here}/desk")
        assert with_history.data == fresh.data, op
        assert with_history.headers["ETag"] == fresh.headers["ETag"]
        for name in ("words", "cues"):
            rows[name] = fresh.json[name] if saved[name] is None else spliced(rows[name], saved[name], name)  # type: ignore[index]
            assert rows[name] == fresh.json[name], op  # type: ignore[index]
        assert saved["speakers"] == fresh.json["speakers"], op  # type: ignore[index]


def test_what_changed_since_what_nobody_remembers_is_read_as_a_whole(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"))
    changes = api.client.get(f"{here}/desk/changes?since=0&retimed=7").json
    assert (changes["rev"], changes["words"], changes["cues"]) == (1, None, None)
    assert api.client.get(f"{here}/desk/changes?since=0").status_code == 422
