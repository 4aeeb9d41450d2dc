"""`Examined`: the captions that are checked, and all that a rule needs to know of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from oncue.captions.check.codes import CHECK_CODES
from oncue.captions.check.finding import Finding, Severity
from oncue.captions.check.rule_set import RuleSet
from oncue.captions.check.shown_lines import ShownLine, shown_lines
from oncue.captions.formats.written import WrittenCue
from oncue.captions.limits import CaptionLimits

_COARSE_CLOCK_MS = 10


@dataclass(frozen=True)
class Examined:
    """The captions of one file. `language` is a code with or without a region; `end_ms` the end of the recording on the
    clock of the captions, None where it is not known."""

    cues: Sequence[WrittenCue]
    rules: RuleSet
    language: str
    end_ms: int | None = None

    @cached_property
    def limits(self) -> CaptionLimits:
        """The limits in the language of the captions."""
        return self.rules.limits.in_language(self.language)

    @cached_property
    def base_language(self) -> str:
        """The language's code without its region."""
        return self.language.lower().split("-")[0] or "en"

    @cached_property
    def lines(self) -> list[list[ShownLine]]:
        """The lines of each cue, as a viewer reads them."""
        return [shown_lines(cue) for cue in self.cues]

    @cached_property
    def frame_ms(self) -> int:
        """A frame, in whole milliseconds; 0 where times are on no frames. Durations that are on frames may miss one."""
        rate = self.rules.frame_rate
        return 0 if rate is None else -int(-1000 // rate.rate)

    @cached_property
    def clock_ms(self) -> int:
        """How far a time may be off because the file's clock is no finer: half of 10 ms, where all times are whole tens."""
        coarse = all(time % _COARSE_CLOCK_MS == 0 for cue in self.cues for time in (cue.start_ms, cue.end_ms))
        return _COARSE_CLOCK_MS // 2 if coarse else 1

    def finding(
        self,
        code: str,
        index: int | None,
        text: str,
        figure: float | None = None,
        limit: float | None = None,
        *,
        unit: str | None = None,
        forced: bool = False,
    ) -> Iterator[Finding]:
        """A finding at the cue `index`, from 0, or at none; nothing where no rule judges it.

        `forced` makes it soft: no file could do better.
        """
        rule = self.rules.rules.get(code)
        if rule is None:
            return
        number, start_ms = (None, 0) if index is None else (index + 1, self.cues[index].start_ms)
        severity = Severity.SOFT if forced else rule.severity
        known_unit = CHECK_CODES[code].unit if unit is None else unit
        yield Finding(code, number, start_ms, figure, limit, known_unit, severity, rule.source, text)
