"""Certificates of many alignments, and whether what they promise holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.doubt_runs import DoubtRun, RefusedRun
from bench.doubt_truths import RunTruth
from bench.tables import table
from oncue.captions.segmentation import segment
from oncue.desk.doubts import DoubtQueue, certificate_of
from oncue.desk.doubts.certificate import PROMISE


@dataclass(slots=True)
class Promises:
    """What was promised of a recording with some texts: of `certified` of the `texts`, which have `captions` together,
    `sure` need no review; `wrong` and `alike` of these are wrong, or show a look-alike. `why` has the reasons for none."""

    texts: int = 0
    certified: int = 0
    captions: int = 0
    sure: int = 0
    wrong: int = 0
    alike: int = 0
    why: set[str] = field(default_factory=set)

    def add(self, run: DoubtRun, queue: DoubtQueue, truth: RunTruth) -> None:
        """Counts one text."""
        cues = segment(run.alignment, run.text)
        certificate = certificate_of(queue, run.alignment, cues)
        sure = [cues[place] for place in certificate.sure_places]
        self.texts += 1
        self.why.update(each.code for each in certificate.why)
        if certificate.at_most is not None:
            self.certified += 1
            self.captions += len(cues)
            self.sure += len(sure)
            self.wrong += sum(map(truth.is_wrong, sure))
            self.alike += sum(map(truth.has_look_alike, sure))

    def add_refused(self, run: RefusedRun) -> None:
        """Counts a text of which there are no captions, and so no promise."""
        self.texts += 1
        self.why.add(run.code)

    @property
    def row(self) -> tuple[object, ...]:
        """Its figures, for a table."""
        figures = (self.texts, self.certified, self.captions, self.sure, self.wrong, self.alike)
        return (*figures, ", ".join(sorted(self.why)) or None)


def promise_table(promises: Mapping[str, Promises]) -> str:
    """A row for each recording, and one for all."""
    figures = [(one.texts, one.certified, one.captions, one.sure, one.wrong, one.alike) for one in promises.values()]
    texts, certified, captions, sure, wrong, alike = map(sum, zip(*figures, strict=True)) if figures else [0] * 6
    every = Promises(texts, certified, captions, sure, wrong, alike)
    head = ("recording", "texts", "with certificate", "their captions", "without review",
            f"wrong (promised: {100 * PROMISE:g} % at most)", "with look-alikes", "why none")  # fmt: skip
    return table(head, [*((name, *one.row) for name, one in promises.items()), ("all", *every.row)])
