"""`python -m bench.load`: starts the service, loads it from this one process, prints the figures, and stops it again.

With --write the figures go into docs/load.md. Everything stays on the loopback interface and in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import fields
from pathlib import Path

from bench.load.batches import beside_batches
from bench.load.calls import Api, connected
from bench.load.phases import Plan, Results, completed, overhead, under_load
from bench.load.programme import store_finished, tiled
from bench.load.recordings import DEMO, clips, demo_pcm, demo_text, write_programme
from bench.load.running import Service, running_service
from bench.load.slow import beside_slow_clients
from bench.settings import ROOT, machine
from bench.tables import table, write_between
from oncue.captions.formats import alignment_from_json
from oncue.jobs.blobs import open_blobs
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from oncue.progress import Stage

DOCUMENT = ROOT / "docs" / "load.md"
HOUR_MS = 3_600_000
CLIP_S = 5
LIMIT_S = 1800
QUIET, BUSY = "at rest", "runs Whisper"


def main() -> int:
    """Measures and prints; 1 where an answer was not as it should be."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--uploads", type=int, default=usual.uploads, help="recordings of 1 MB, from 64 clients")
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="of reading at each fixed rate")
    parser.add_argument("--large-bytes", type=int, default=usual.large_bytes, help="the one big upload; 0: none")
    parser.add_argument("--clips", type=int, default=usual.clips, help="short jobs one by one, for the overhead")
    parser.add_argument("--programme-s", type=int, default=usual.programme_s, help="length of what the busy worker works on")
    parser.add_argument("--slow-clients", type=int, default=usual.slow_clients, help="that send or take next to nothing")
    parser.add_argument("--batch-items", type=int, default=usual.batch_items, help="in each of the large batches")
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made; it needs about 4 GB")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/load.md")
    given = parser.parse_args()
    plan = Plan(**{each.name: getattr(given, each.name) for each in fields(Plan)})
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="oncue-load-", dir=given.folder) as folder:
        data_dir = Path(folder) / "data"
        with running_service(data_dir) as service:
            results, errors = asyncio.run(_measure(service, plan, Path(folder)))
    text = _report(results, errors, plan, usual, time.monotonic() - started)
    print(text)
    if given.write:
        write_between(DOCUMENT, "load", text)
    return 1 if errors else 0


async def _measure(service: Service, plan: Plan, folder: Path) -> tuple[Results, list[str]]:
    results = Results()
    started_mib = service.memory.restart()
    settings = Settings(data_dir=service.data_dir, log_level="WARNING")
    store, blobs = open_store(settings), open_blobs(settings)
    pcm = demo_pcm()
    async with asyncio.timeout(LIMIT_S), connected(service.url) as api:
        _say("the demo recording, for its alignment and to warm the worker up")
        job = await completed(api, await api.submit((DEMO / "audio.flac").read_bytes(), demo_text()))
        alignment = alignment_from_json((await api.get(f"/v1/jobs/{job['id']}/alignment")).decode())
        text = (await api.get(f"/v1/jobs/{job['id']}/transcript")).decode()
        _say(f"{plan.clips} clips one by one")
        await overhead(api, store, clips(pcm, alignment, plan.clips, CLIP_S), results)
        service.hold_worker()
        try:
            hour = store_finished(store, blobs, *tiled(alignment, text, HOUR_MS))
            _say("under load, the worker at rest")
            await under_load(api, service, pcm, hour, QUIET, plan, results, 0)
            _say(f"{plan.slow_clients} slow clients")
            await beside_slow_clients(api, hour, QUIET, plan, results)
            _say(f"batches of {plan.batch_items} items")
            await beside_batches(api, store, hour, QUIET, plan, results)
            programme = folder / "programme.wav"
            words = write_programme(pcm, plan.programme_s, programme)
            long_job = str(json.loads(await api.submit(programme.read_bytes(), words, language="en"))["id"])
        finally:
            service.free_worker()
        await _listening(api, long_job)
        _say("under load, the worker busy")
        await under_load(api, service, pcm, hour, BUSY, plan, results, 1)
        if await _status(api, long_job) != ("processing", Stage.RECOGNISE):
            results.notes.append(f"The worker was not listening all the time: {await _status(api, long_job)}.")
        await api.post(f"/v1/jobs/{long_job}/cancel", 200)
    results.memory.insert(0, ("just started", started_mib, started_mib, started_mib))
    store.close()
    return results, api.errors


async def _status(api: Api, job: str) -> tuple[str, str]:
    shown = json.loads(await api.get(f"/v1/jobs/{job}") or b"{}")
    return str(shown.get("status")), str(shown.get("stage"))


async def _listening(api: Api, job: str) -> None:
    """Waits until Whisper runs."""
    for _ in range(600):
        if await _status(api, job) == ("processing", Stage.RECOGNISE):
            return
        await asyncio.sleep(0.2)
    raise RuntimeError(f"the worker did not come to listen: {await _status(api, job)}")


def _report(results: Results, errors: list[str], plan: Plan, usual: Plan, seconds: float) -> str:
    head = ("call", "worker", "requests", "p50 ms", "p99 ms", "longest ms", "target p99 ms")
    memory = ("API process, resident MiB", "at the start", "at most", "at the end")
    asked = "".join(
        f" --{name.replace('_', '-')} {getattr(plan, name)}"
        for name in [each.name for each in fields(Plan)]
        if getattr(plan, name) != getattr(usual, name)
    )
    parts = [
        f"Measured with `python -m bench.load{asked}` in {seconds:.0f} s, on {machine()}.",
        table(head, [row.cells() for row in results.rows]),
        table(memory, results.memory),
        "\n".join(f"- {note}" for note in [*results.notes, f"Errors: {len(errors)}."]),
        "\n".join(f"    {count} x {line}" for line, count in Counter(each[:120] for each in errors).most_common(10)),
    ]
    return "\n\n".join(part for part in parts if part)


def _say(what: str) -> None:
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
