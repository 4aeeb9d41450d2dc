"""A desk's API in memory, for tests of its page: as many captions as a test wants, answers held back or refused."""

from __future__ import annotations

import io
import json
import math
import struct
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request
from werkzeug.serving import WSGIRequestHandler, make_server

from oncue.captions.options import caption_options
from oncue.jobs.desk_model import Editor
from service.desk_frames import frames_json

SERVICE = Path(__file__).parents[1] / "service"
RATE_HZ = 8000
WORD_MS = 400
BY_PERSON = 4
CONFIRMED = 16

Row = list[Any]


@dataclass
class FakeDesk:
    """The state of one desk. `refuse` answers the next edits, each with what it holds: a status and a problem.

    As many edits as `cut` says are made, and their answers break off.
    """

    words: list[Row]
    per_cue: int = 8
    duration_ms: int = 60_000
    sound: bool = True
    loudness: bool = True
    rev: int = 0
    retimed: int = 0
    breaks: dict[str, str | None] = field(default_factory=dict)
    cut: int = 0
    edits: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuse: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)
    past: dict[int, tuple[list[Row], dict[str, str | None]]] = field(default_factory=dict)
    waiting: threading.Event = field(default_factory=threading.Event)
    present: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    closed: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """What the next attempts to open it are answered with."""
    away: int = 0
    """So many requests for events, or for what has changed, are answered by 503."""
    held: dict[str, threading.Semaphore] = field(default_factory=dict)
    """Of addresses that end so: what is asked waits until it is released, the first first."""
    who: Editor = field(default_factory=lambda: Editor(None, "anonymous"))
    changing: Any = field(default_factory=threading.RLock)

    @classmethod
    def of(cls, text: str, **more: Any) -> FakeDesk:
        """A desk of these words, each as long as the other."""
        words: list[Row] = []
        at = 0
        for n, word in enumerate(text.split()):
            at = text.index(word, at)
            words.append([f"w{at}", word, n * WORD_MS, n * WORD_MS + 350, 0.9, 0, None, " " if n else ""])
            at += len(word)
        desk = cls(words, duration_ms=max(len(words) * WORD_MS, 1000), **more)
        desk.more["text"] = text
        desk.waiting.set()
        return desk

    @property
    def cues(self) -> list[Row]:
        """Captions of `per_cue` words in two lines, and of fewer or more where a break says so."""
        made: list[list[Row]] = []
        for word in self.words:
            kind = self.breaks.get(word[0])
            if not made or kind == "cue" or (kind is None and len(made[-1]) >= self.per_cue):
                made.append([])
            made[-1].append(word)
        return [self._cue(words) for words in made]

    def _cue(self, words: list[Row]) -> Row:
        half = len(words) // 2 if len(words) > self.per_cue // 2 else 0
        starts = [
            w[0]
            for n, w in enumerate(words)
            if n and (self.breaks.get(w[0]) == "line" or (n == half and self.breaks.get(w[0]) is None))
        ]
        lines: list[str] = [""]
        for word in words:
            if word[0] in starts:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word[1]}".strip()
        return [words[0][0], words[-1][0], words[0][2] or 0, words[-1][3] or 0, starts, lines, None]

    def is_there(self) -> bool:
        """False as often as `away` says."""
        with self.changing:
            self.away = max(0, (before := self.away) - 1)
        return not before

    def stay_away(self, times: int) -> None:
        """From now on so many requests find it away."""
        with self.changing:
            self.away = times

    def whole(self) -> dict[str, Any]:
        """What `GET desk` gives."""
        return {
            "state": "open" if self.sound else "opening", "rev": self.rev,
            "retimed": self.retimed, "approved": None, "timed": True, "aligner": True,
            "profile": "default", "profiles": ["default", "bbc"], "duration_ms": self.duration_ms, "language": "en",
            "direction": "ltr", "limits": {"max_lines": 2, "max_chars": 42, "max_cps": 20},
            "words": self.words, "cues": self.cues, "speakers": [], "doubts": [], "notes": [],
            **frames_json(caption_options({})), **self.more,
        }  # fmt: skip

    def edit(self, seen: int, ops: list[dict[str, Any]]) -> dict[str, Any]:
        """Makes the ops, and gives what has changed since `seen`."""
        with self.changing:
            return self._edited(seen, ops)

    def _edited(self, seen: int, ops: list[dict[str, Any]]) -> dict[str, Any]:
        self.past.setdefault(self.rev, ([list(w) for w in self.words], dict(self.breaks)))
        self.rev += 1
        added = 0
        for op in ops:
            if op["op"] == "undo":
                words, breaks = self.past[op["rev"] - 1]
                self.words, self.breaks = [list(w) for w in words], dict(breaks)
            elif op["op"] == "break":
                self.breaks[op["before"]] = op["kind"]
            elif op["op"] == "time":
                word = next(w for w in self.words if w[0] == op["word"])
                word[2], word[3] = op.get("start_ms", word[2]), op.get("end_ms", word[3])
                word[5] |= 1 if "start_ms" in op else 2
            elif op["op"] == "replace":
                added = self._replace(op, added)
            elif op["op"] == "confirm":
                self._confirm(op)
        answered = {op.get(name) for op in ops for name in ("from", "word") if name in op}
        if any(op["op"] == "sound" or "after" in op or op.get("from") != op.get("to") for op in ops):
            answered.add(None)  # what no text has is filled, or heard from word to word
        self.more["doubts"] = [each for each in self.more.get("doubts", []) if each["first"] not in answered]
        self.past[self.rev] = ([list(w) for w in self.words], dict(self.breaks))
        return self.since(seen)

    def _confirm(self, op: dict[str, Any]) -> None:
        ids = [word[0] for word in self.words]
        for word in self.words[ids.index(op["from"]) : ids.index(op["to"]) + 1]:
            word[5] |= CONFIRMED

    def _replace(self, op: dict[str, Any], added: int) -> int:
        ids = [word[0] for word in self.words]
        fresh = op["text"].split()
        if "after" in op:
            at = 0 if op["after"] is None else ids.index(op["after"]) + 1
            old: list[Row] = []
        else:
            at, end = ids.index(op["from"]), ids.index(op["to"]) + 1
            old = self.words[at:end]
        if old and len(fresh) > len(old) and fresh[-len(old) :] == [word[1] for word in old]:
            return self._put_before(at, fresh[: -len(old)], added)
        made: list[Row] = []
        for n, text in enumerate(fresh):
            if n < len(old):
                made.append([old[n][0], text, *old[n][2:5], old[n][5] | BY_PERSON, *old[n][6:]])
            else:
                near = old[-1][3] if old else (self.words[at - 1][3] if at else 0)
                made.append([f"a{self.rev}.{added}", text, near, near + 10, 0.5, BY_PERSON, None, " "])
                added += 1
        self.words[at : at + len(old)] = made
        return added

    def _put_before(self, at: int, fresh: list[str], added: int) -> int:
        """New words before one that stays: it keeps its id."""
        word = self.words[at]
        ids = [f"a{self.rev}.{added + n}" for n in range(len(fresh))]
        made = [[each, text, word[2], word[2], 0.5, BY_PERSON, None, " "] for each, text in zip(ids, fresh, strict=True)]
        made[0][7], word[7] = word[7], " "
        self.words[at:at] = made
        return added + len(fresh)

    def since(self, seen: int) -> dict[str, Any]:
        """The splices from a revision to the newest."""
        if seen not in self.past and seen != self.rev:
            return self.whole()
        words, breaks = self.past.get(seen, (self.words, self.breaks))
        before = FakeDesk(words, self.per_cue, breaks=breaks)
        whole = self.whole()
        return {
            **{name: whole[name] for name in ("rev", "retimed", "timed", "approved", "speakers", "notes")},
            "state": whole["state"],
            "merged": list(range(seen + 1, self.rev)),
            "words": _splice("words", words, self.words),
            "cues": _splice("cues", before.cues, self.cues),
        }  # fmt: skip


def _splice(name: str, before: list[Row], after: list[Row]) -> dict[str, Any]:
    most = min(len(before), len(after))
    head = next((k for k in range(most) if before[k] != after[k]), most)
    tail = next((k for k in range(most - head) if before[-1 - k] != after[-1 - k]), most - head)
    end = len(after) - tail
    return {"after": after[head - 1][0] if head else None, "before": after[end][0] if tail else None, name: after[head:end]}


def tone(duration_ms: int) -> bytes:
    """A WAV file of a tone."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        second = b"".join(
            struct.pack("<h", round(6000 * math.sin(at / 5) * abs(math.sin(at / 900)))) for at in range(RATE_HZ)
        )
        sound.writeframes(second * -(-duration_ms // 1000))
    return file.getvalue()


def application(desk: FakeDesk) -> Flask:
    """The page as the service gives it, over the desk."""
    app = Flask("fake", template_folder=str(SERVICE / "templates"), static_folder=None)
    pages = Blueprint("pages", __name__, static_folder=str(SERVICE / "static"), static_url_path="/static")
    app.register_blueprint(pages)
    away = ({"code": "store_unavailable", "detail": "The database is away."}, 503)
    sound = tone(min(desk.duration_ms, 120_000))

    @app.before_request
    def hold() -> None:
        for end, gate in desk.held.items():
            if request.path.endswith(end):
                gate.acquire(timeout=30)

    @app.after_request
    def strict(response: Response) -> Response:
        from service.security import CONTENT_SECURITY_POLICY

        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    @app.get("/jobs/<job>/desk")
    def page(job: str) -> str:
        return render_template("desk.html", job=job, filename="programme.mp3", who=desk.who)

    @app.post("/v1/jobs/<job>/desk")
    def opened(job: str) -> Any:
        closed = desk.closed  # a test may set another list meanwhile
        if closed:
            status, problem = closed.pop(0)
            return problem, status
        return {"state": "open" if desk.sound else "opening", "rev": desk.rev}

    @app.get("/v1/jobs/<job>/desk")
    def read(job: str) -> dict[str, Any]:
        since = request.args.get("since")
        with desk.changing:
            whole = desk.whole()
            listed: dict[str, Any] = {name: whole[name] for name in ("doubts", "certificate") if name in whole}
            return whole if since is None else {**desk.since(int(since)), **listed}

    @app.get("/v1/jobs/<job>/desk/changes")
    def changes(job: str) -> Any:
        return desk.since(int(request.args["since"])) if desk.is_there() else away

    @app.post("/v1/jobs/<job>/desk/edits")
    def edits(job: str) -> Any:
        body = request.get_json()
        desk.posted.append(body)
        desk.waiting.wait(30)
        if desk.refuse:
            status, problem = desk.refuse.pop(0)
            return problem, status
        if body["edit_id"] not in desk.edits:
            desk.edits[body["edit_id"]] = desk.edit(int(request.headers["If-Match"].strip('"')), body["ops"])
        if desk.cut:
            desk.cut -= 1
            headers = {"Content-Length": "1000", "Connection": "close"}
            return Response('{"rev": ', mimetype="application/json", headers=headers)
        return desk.edits[body["edit_id"]]

    @app.get("/v1/jobs/<job>/desk/check")
    def checks(job: str) -> dict[str, Any]:
        return {"rev": desk.rev, "findings": desk.findings}

    @app.post("/v1/jobs/<job>/desk/fix")
    def fix(job: str) -> dict[str, Any]:
        body = request.get_json()
        desk.posted.append(body)
        gone = [each for each in desk.findings if each["id"] in body["findings"]]
        desk.findings = [each for each in desk.findings if each not in gone]
        saved = desk.edit(int(request.headers["If-Match"].strip('"')), [{"op": "show", "word": gone[0]["last"]}])
        return {**saved, "fixed": [each["id"] for each in gone], "left": []}

    @app.get("/v1/jobs/<job>/desk/revisions")
    def revisions(job: str) -> Response:
        answer = jsonify(revisions=[{"rev": n, "who": "me", "at": None} for n in range(1, desk.rev + 1)])
        answer.headers["Cache-Control"] = "no-store"  # else one answer would do for all who ask at once
        return answer

    @app.get("/v1/jobs/<job>/desk/events")
    def events(job: str) -> Any:
        if not desk.is_there():
            return away

        def told() -> Iterator[str]:
            for _ in range(600):
                whole = desk.whole()
                state = {name: whole[name] for name in ("rev", "retimed", "timed", "approved", "state")}
                yield f"data: {json.dumps({**state, 'present': desk.present})}\n\n"
                time.sleep(0.3)

        return Response(told(), mimetype="text/event-stream")

    @app.get("/v1/jobs/<job>/desk/peaks")
    def peaks(job: str) -> Any:
        if not desk.loudness:
            return {"code": "desk_sound_missing", "detail": "Its file is gone."}, 409
        count = (int(request.args["to"]) - int(request.args["from"])) * int(request.args["per_second"]) // 1000
        pair = [(n % 100, n % 90) for n in range(count)]
        return Response(b"".join(struct.pack("bb", -low, high) for low, high in pair), mimetype="application/octet-stream")

    @app.get("/v1/jobs/<job>/desk/audio")
    def audio(job: str) -> Response:
        answer = Response(sound, mimetype="audio/wav")
        return answer.make_conditional(request, accept_ranges=True, complete_length=len(sound))  # type: ignore[return-value]

    return app


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing: a page asks for much."""


@contextmanager
def desk_page(desk: FakeDesk) -> Iterator[str]:
    """The address of the desk's page, for the time of the block."""
    server = make_server("127.0.0.1", 0, application(desk), threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jobs/j1/desk"
    finally:
        server.shutdown()
