"""Searches stretches in several processes, since the decoder holds Python's lock while it works."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from alignment.timing.graph import Edge, Stretch
from jobs.dying import die_with_parent
from worker.refine.acoustic import PronouncedEdge, Said
from worker.refine.lexicon import Lexicon
from worker.refine.search_process import align_stretch

Read = Callable[[int, int], NDArray[np.int16]]


class StretchSearch:
    """Aligns stretches of one recording. `close` ends its processes; so does the end of this process."""

    def __init__(self, language: str, processes: int | None = None) -> None:
        self._lexicon = Lexicon(language)
        self._processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def search(self, stretches: Sequence[Stretch], read: Read, on_done: Callable[[int], None]) -> list[list[Said] | None]:
        """For each stretch the edges said, times from the recording's start, or None where no path fits.

        `read(start_ms, end_ms)` gives the audio; `on_done` is called with the count of finished stretches. A stretch that
        brings the decoder down costs itself, not the others.
        """
        results: list[list[Said] | None] = []
        pending = list(stretches)
        while pending:
            try:
                for said in self._run(pending, read):
                    results.append(said)
                    on_done(len(results))
            except BrokenProcessPool:
                results.append(None)
                self.close()
            pending = list(stretches[len(results) :])
        return results

    def _run(self, stretches: Sequence[Stretch], read: Read) -> Iterator[list[Said] | None]:
        if len(stretches) == 1 and self._pool is None:
            self._processes = 1
        pool = self._started()
        ahead = 4 * self._processes  # enough to keep the processes busy, little enough to keep memory flat
        waiting = []
        for stretch in stretches:
            samples = read(stretch.start_ms, stretch.end_ms)
            edges = [self._pronounced(edge) for edge in stretch.edges]
            with _deaf_to_interrupts():
                waiting.append((stretch, pool.submit(align_stretch, samples, edges, stretch.final)))
            if len(waiting) >= ahead:
                first, future = waiting.pop(0)
                yield _shift(future.result(), first.start_ms)
        for stretch, future in waiting:
            yield _shift(future.result(), stretch.start_ms)

    def _pronounced(self, edge: Edge) -> PronouncedEdge:
        ways = self._lexicon.pronunciations(edge.text) if edge.text is not None else ()
        return PronouncedEdge(edge.start, edge.end, edge.probability, tuple("_".join(phones) for phones in ways))

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, multiprocessing.get_context("spawn"), initializer=die_with_parent, initargs=(os.getpid(),)
            )
        return self._pool

    def close(self) -> None:
        """Ends the processes at once, whatever they are doing."""
        if self._pool is not None:
            processes = list((self._pool._processes or {}).values())
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()
            self._pool = None


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started in the block never see Ctrl-C: whoever started them ends them, without a traceback from each."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _shift(said: list[Said] | None, by_ms: int) -> list[Said] | None:
    if said is None:
        return None
    return [Said(one.edge, one.start_ms + by_ms, one.end_ms + by_ms, one.score) for one in said]
