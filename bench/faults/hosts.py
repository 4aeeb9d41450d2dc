"""Faults of one host among four: its engine fails at once, dies, hangs, talks nonsense, or it lacks its model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import MappingProxyType

from bench.faults.scene import Fault, Scene

GOOD = ("good-2", "good-3")
BROKEN = "broken"
BROKEN_S = 20.0
STOP_PATIENCE_S = 20.0

_MANNERS = f"{sys.executable} -m bench.faults.broken_engine"

KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "internal_error": {"ONCUE_ENGINE_COMMAND": f"{_MANNERS} internal_error"},
        "no model": {"ONCUE_MODEL": "/models/large-v3"},
        "engine dies": {"ONCUE_ENGINE_COMMAND": f"{_MANNERS} dies"},
        "engine hangs": {
            "ONCUE_ENGINE_COMMAND": f"{_MANNERS} hangs",
            "ONCUE_JOB_TIME_BASE_S": "2",
            "ONCUE_JOB_TIME_FACTOR": "0",
        },
        "garbage": {"ONCUE_ENGINE_COMMAND": f"{_MANNERS} garbage"},
        "no engine": {"ONCUE_ENGINE_COMMAND": "/there/is/none"},
    }
)


@contextmanager
def worker(scene: Scene, name: str, changes: Mapping[str, str], through: Sequence[str] = ()) -> Iterator[None]:
    """A context manager with one more host's worker, which is asked to stop at the end; its log is beside the data.

    `through` is a command that starts it, such as faketime's.
    """
    environment = {
        **scene.service.environment,
        "ONCUE_DATA_DIR": str(scene.service.folder),
        "ONCUE_REDIS_URL": f"redis+socket://{scene.service.redis_socket()}",
        "ONCUE_WORKER_NAME": name,
        "ONCUE_WORKER_PROCESSES": "1",
        **changes,
    }
    command = [*through, sys.executable, "-m", "oncue", "worker"]
    with scene.service.log.with_name(f"{name}.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_PATIENCE_S)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def broken(kind: str) -> Fault:
    """A fault in which two more good hosts and a broken one work beside the service's own for a while."""

    def fault(scene: Scene) -> None:
        with worker(scene, GOOD[0], {}), worker(scene, GOOD[1], {}), worker(scene, BROKEN, KINDS[kind]):
            time.sleep(BROKEN_S)
            for each in scene.store.live_workers():
                if each.host == BROKEN:
                    scene.notes.append(f"{kind}: {each.failed} failed there, then {each.state}: {each.last_problem}")

    return fault


def broken_hosts() -> dict[str, Fault]:
    """The kinds of such faults, by name."""
    return {f"one host of four: {kind}": broken(kind) for kind in KINDS}
