"""Users that upload with idempotency keys, try again until they have an answer, and keep the queue from running dry."""

from __future__ import annotations

import subprocess
import threading
import time
import uuid
from pathlib import Path

import requests

from bench.faults.stub_engine import POISON
from oncue.audio.ffmpeg import find_ffmpeg

DEMO = Path(__file__).resolve().parents[2] / "demo" / "radio-address-2008"
TEXT = b"Good morning. This Tuesday is election day.\nAfter months of spirited debate\n"
POISONED = "poison"
"""The kind of job that kills its engine, and must be given up."""

KEPT_WAITING = 8
"""Waiting jobs below which the users send more: after each fault there must be something to claim."""


class Traffic:
    """Submits jobs until it is told to stop. `made` are the ids that were answered with 202, by kind."""

    def __init__(self, url: str, folder: Path, waiting: object, real: int) -> None:
        self._url = url
        self._waiting = waiting
        self._clip = _clip(folder)
        self._real_left = real
        self.made: dict[str, str] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._send_on, daemon=True) for _ in range(3)]

    def start(self) -> None:
        """Starts, with the poisoned job, which must be given up."""
        self._submit(POISONED)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stops, and waits for every upload to end."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(300)

    def _send_on(self) -> None:
        while not self._stopped.is_set():
            if self._waiting() >= KEPT_WAITING:  # type: ignore[operator]
                time.sleep(0.2)
                continue
            with self._lock:
                real = self._real_left > 0 and len(self.made) % 5 == 0
                self._real_left -= real
            self._submit("real" if real else "stub")

    def _submit(self, kind: str) -> None:
        key = uuid.uuid4().hex
        audio = self._clip + key.encode()  # bytes after the last sample: another recording, the same sound
        fields = {"options": '{"model": "tiny.en"}'} if kind == "real" else {}
        name = POISON if kind == POISONED else "text.txt"
        while True:
            files = {"audio": ("clip.wav", audio), "transcript": (name, TEXT)}
            try:
                answer = requests.post(
                    f"{self._url}/v1/jobs", files=files, data=fields, headers={"Idempotency-Key": key}, timeout=30
                )
                if answer.status_code == 202:
                    with self._lock:
                        self.made[answer.json()["id"]] = kind
                    return
                if answer.status_code not in (409, 429, 500, 503, 507):
                    raise RuntimeError(f"a good upload was refused: {answer.status_code} {answer.text}")
            except requests.RequestException:
                pass
            time.sleep(0.3)


def _clip(folder: Path) -> bytes:
    path = folder / "clip.wav"
    cut = ["-i", str(DEMO / "audio.flac"), "-t", "4.6", "-ac", "1", "-ar", "16000", str(path)]
    subprocess.run([find_ffmpeg(), "-v", "error", "-y", *cut], check=True)
    return path.read_bytes()
