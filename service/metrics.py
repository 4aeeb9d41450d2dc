"""Figures for monitoring, most of them from the database: they are the same whichever process is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from oncue.jobs.engine_names import counted_code, counted_stage
from oncue.jobs.errors import JobsError
from oncue.jobs.model import Worker, WorkerState
from oncue.jobs.reaper import BEAT
from oncue.jobs.store.metrics import WORKER, WORKER_SILENT_S
from service.context import ServiceParts

COUNTED = {
    "lease_expiries": "Leases that ran out: a worker was killed, or silent for too long.",
    "fenced_writes": "Writes of workers whose lease had been given to another; none of them changed anything.",
    "engine_deaths": "Engines that ended without an answer.",
    "jobs_completed": "Jobs that completed.",
    "jobs_cancelled": "Jobs that were cancelled while they were worked on.",
    "audio_seconds": "Seconds of recordings aligned.",
    "recognitions_reused": "Jobs that took the recognition from an earlier one.",
}
"""Counters without a label that workers and reapers keep in the database, with their help texts."""


def exposition(parts: ServiceParts) -> bytes:
    """All figures, in Prometheus' text format. Where the database does not answer, its figures are left out."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(parts))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, parts: ServiceParts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        free = None
        with suppress(OSError):  # the folder is away; /readyz says so
            free = self._parts.blobs.free_bytes()
        if free is not None:
            yield GaugeMetricFamily("oncue_free_disk_bytes", "Room for files.", value=free)
        up = 1.0
        try:
            figures = list(self._from_database())
        except JobsError:
            figures, up = [], 0.0
        yield GaugeMetricFamily("oncue_database_up", "Whether the database answers.", value=up)
        yield from figures

    def _from_database(self) -> Iterator[Metric]:
        store = self._parts.store
        backlog = store.backlog()
        depth = GaugeMetricFamily(
            "oncue_queue_depth", "Jobs that wait, by lane; counted up to ONCUE_MAX_QUEUED.", labels=["lane"]
        )
        for lane, count in backlog.queued.items():
            depth.add_metric([lane.value], count)
        yield depth
        yield GaugeMetricFamily("oncue_queue_age_seconds", "Age of the longest waiting job.", value=backlog.oldest_queued_s)
        yield GaugeMetricFamily("oncue_jobs_processing", "Jobs that are worked on.", value=backlog.processing)
        workers = store.live(WORKER, WORKER_SILENT_S)
        yield GaugeMetricFamily("oncue_worker_slots", "Jobs that they can work on at a time.", value=sum(workers.values()))
        stalled_s = store.stalled_s() or 0.0
        yield GaugeMetricFamily(
            "oncue_stalled_seconds", "How long jobs have waited and idle workers claimed none.", value=stalled_s
        )
        age_s = store.beat_age_s(BEAT)
        if age_s is not None:
            yield GaugeMetricFamily("oncue_reaper_age_seconds", "How long the reaper has been silent.", value=age_s)
        counts = store.counts()
        for name, help_text in COUNTED.items():
            yield CounterMetricFamily(f"oncue_{name}", help_text, value=counts.get((name, ""), 0))
        yield _by_code("oncue_jobs_failed", "Jobs that failed, by code.", counts)
        yield _by_code("oncue_attempts_failed", "Attempts that came to nothing by no fault of the job, by code.", counts)
        yield from _workers(store.live_workers())
        orphans = counts.get(("orphan_bytes", ""), 0)
        yield GaugeMetricFamily("oncue_orphan_bytes", "Files nothing refers to, too young to remove.", value=orphans)
        yield _stages(counts)
        worked_s = counts.get(("job_seconds", ""), 0)
        factor = counts.get(("audio_seconds", ""), 0) / worked_s if worked_s else 0.0
        yield GaugeMetricFamily("oncue_real_time_factor", "Seconds of recording a second of work, ever.", value=factor)


def _by_code(metric: str, help_text: str, counts: Mapping[tuple[str, str], float]) -> Metric:
    family = CounterMetricFamily(metric, help_text, labels=["code"])
    for code, value in sorted(_by_label(counts, metric.removeprefix("oncue_"), counted_code).items()):
        family.add_metric([code], value)
    return family


def _workers(live: Sequence[Worker]) -> Iterator[Metric]:
    states = GaugeMetricFamily("oncue_workers", "Processes of workers that live, by what they do.", labels=["state"])
    for state in WorkerState:
        states.add_metric([state.value], sum(each.state is state for each in live))
    yield states
    resting = GaugeMetricFamily(
        "oncue_worker_resting", "Processes of a host that take no jobs until they pass their self-test.", labels=["host"]
    )
    failures = CounterMetricFamily(
        "oncue_worker_failures",
        "Attempts that failed on a host's living processes by no fault of the job.",
        labels=["host"],
    )
    for host in sorted({each.host for each in live}):
        there = [each for each in live if each.host == host]
        resting.add_metric([host], sum(each.state is WorkerState.RESTING for each in there))
        failures.add_metric([host], sum(each.failed for each in there))
    yield resting
    yield failures


def _stages(counts: Mapping[tuple[str, str], float]) -> Metric:
    stages = SummaryMetricFamily("oncue_stage_seconds", "How long stages of completed jobs took.", labels=["stage"])
    times = _by_label(counts, "stage_count", counted_stage)
    for stage, seconds in sorted(_by_label(counts, "stage_seconds", counted_stage).items()):
        stages.add_metric([stage], count_value=int(times[stage]), sum_value=seconds)
    return stages


def _by_label(counts: Mapping[tuple[str, str], float], counter: str, known: Callable[[str], str]) -> dict[str, float]:
    """The values of `counter` by label. `known` gives one label to all unknown names, which older workers have counted."""
    values: dict[str, float] = defaultdict(float)
    for (name, label), value in counts.items():
        if name == counter:
            values[known(label)] += value
    return values
