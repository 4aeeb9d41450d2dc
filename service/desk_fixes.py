"""Findings of a desk's captions, named so that they can be asked for, and mended as an edit that touches no word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from oncue.captions.check import Finding
from oncue.captions.check.fix import fixed
from oncue.captions.check.mend import BY_BREAKING
from oncue.captions.check.report import printable
from oncue.desk import Break, Op, Script, fix_ops
from oncue.jobs.desk_model import Editor, RevisionKind
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.checks import CheckedJob, check_job
from service.context import ServiceParts
from service.desk_edits import Edited, Sent, ensure_of_this_text
from service.editions import edition_of

GONE = "gone"
NEEDS_A_PERSON = "needs_a_person"
WHY_LEFT = {
    GONE: "There is no such finding (any more) in that revision.",
    NEEDS_A_PERSON: "Other times or line breaks do not mend it, or would break another hard rule.",
}
"""Why a finding was left as it is."""


@dataclass(frozen=True, slots=True)
class FixedFindings:
    """What was asked to be mended: `edited` is the edit that mends the findings in `mended`, None where there are none;
    `left` has the others, with the code of why (`WHY_LEFT`)."""

    edited: Edited | None
    mended: tuple[str, ...]
    left: Mapping[str, str]


def named_findings(found: CheckedJob) -> dict[str, Finding]:
    """The findings by ids that last: the code and the first word of the caption, or the time where it is of none."""
    named: dict[str, Finding] = {}
    for each in found.report.findings:
        place = f"{each.code}@{each.start_ms - found.checked.offset_ms}"
        if each.cue is not None:
            place = f"{each.code}:{_words(found, each)[0]}"
        count = 2
        name = place
        while name in named:
            name, count = f"{place}.{count}", count + 1
        named[name] = each
    return named


def check_json(job_id: str, rev: int, found: CheckedJob) -> dict[str, Any]:
    """The check of a desk's captions, as `service.desk_schema.DeskCheck` describes it."""
    named = named_findings(found)
    fixable = set(fixed(found.checked, named.values()).gone)
    findings = []
    for name, each in named.items():
        first, last = (None, None) if each.cue is None else _words(found, each)
        at_ms = each.start_ms - found.checked.offset_ms
        more = {"id": name, "first": first, "last": last, "at_ms": at_ms, "fix": each in fixable}
        findings.append({**asdict(each), "text": printable(each.text), **more})
    return {"job": job_id, "rev": rev, **found.report.as_json(), "findings": findings}


def save_fixes(
    here: ServiceParts,
    job: Job,
    names: Sequence[str] | None,
    given: tuple[int, str, str],
    looks: tuple[CaptionChoices, str | None],
    who: Editor,
) -> FixedFindings:
    """Mends the findings of these ids, None: all that can be, as one edit on the revision that was seen; `given` is that,
    the edit's id and what sent it, `looks` are the choices and rules that the findings are by.

    Raises the errors of `DeskEdits.save` and of `check_job`. Nothing is saved then, nor where nothing can be mended.
    """
    (seen, edit_id, sender), (choices, rules) = given, looks
    asked = {"op": "fix", "findings": names and list(names), "profile": choices.model_dump().get("profile"), "rules": rules}
    sent = Sent([asked], seen, edit_id, sender)
    was_saved = here.desks.edits.before(job, sent)
    now = here.desks.texts.present(job)
    if was_saved is not None and seen < now.text.first_rev:
        return FixedFindings(was_saved, (), {})  # its findings were of a text that is gone
    ensure_of_this_text(now, seen)
    found = check_job(here.captions, job, choices, rules, edition_of(here.store, job, str(seen)))
    named = named_findings(found)
    wanted = list(named) if names is None else list(dict.fromkeys(names))
    ops, mended = _ops(now.script.at(seen), found, {name: named[name] for name in wanted if name in named})
    left = {name: NEEDS_A_PERSON if name in named else GONE for name in wanted if name not in mended}
    if not ops:
        return FixedFindings(was_saved, (), left)
    edited = here.desks.edits.save_ops(job, lambda _: ops, sent, who, RevisionKind.EDIT)
    return FixedFindings(edited, mended, left)


def _ops(script: Script, found: CheckedJob, named: Mapping[str, Finding]) -> tuple[tuple[Op, ...], tuple[str, ...]]:
    """The ops, and the ids of what they mend."""
    better = fixed(found.checked, named.values())
    by_cue = {
        number: fix_ops(script, found.track.cues[number - 1], found.checked.cues[number - 1], cue, found.checked.offset_ms)
        for number, cue in better.cues.items()
    }
    gone = set(better.gone)
    mended = tuple(name for name, each in named.items() if each in gone and _is_made(each, by_cue.get(each.cue or 0, ())))
    return tuple(op for ops in by_cue.values() for op in ops), mended


def _is_made(finding: Finding, ops: Iterable[Op]) -> bool:
    """False where a line was to break inside a word, so that nothing came of it."""
    return finding.code not in BY_BREAKING or any(isinstance(op, Break) for op in ops)


def _words(found: CheckedJob, finding: Finding) -> tuple[str, str]:
    """The first and last word of a finding's caption."""
    words = [word.id for line in found.track.cues[(finding.cue or 0) - 1].lines for word in line.words]
    return words[0], words[-1]
