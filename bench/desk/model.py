"""The desk's model at length: random edits undone, pairs of edits made at once, and what an edit costs; ten minutes.

Edits are random, by seed, on a programme of half a minute, where they meet most.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random
from time import process_time

from bench.desk.reached import Reached
from bench.desk_edits import any_op, captions, news
from bench.formats import made_track
from bench.tables import table
from oncue.desk import (
    Conflict,
    DeskRefused,
    Op,
    Replace,
    Revert,
    Revision,
    Script,
    Undo,
    apply_revision,
    caption_directions,
    ops_json,
    parse_ops,
    rebased,
    replay,
    stretches_to_align,
    working_copy,
)

EDITS = 1_000
UNDONE_SEEDS = 3
INTERLEAVINGS = 10_000
EXPECTED = {"merged", "conflict", "refused"}
"""What may become of two edits: `refused` are those of which one could not be made even alone."""


def edits_undone(seed: int, count: int) -> bool:
    """True where so many random edits, undone from the last to the first, give revision 0 to the byte, and so a replay."""
    random, script, log = Random(seed), news(), list[Revision]()
    before = captions(script)
    while len(log) < count:
        ops = (any_op(script, random),)
        try:
            script = apply_revision(script, script.rev + 1, ops, "Ann")
        except DeskRefused:
            continue
        log.append(Revision(script.rev, parse_ops(ops_json(ops)), "Ann"))
    again = replay(script.alignment, script.text, log)
    same = working_copy(again) == working_copy(script) and caption_directions(again) == caption_directions(script)
    for revision in reversed(log):
        script = apply_revision(script, script.rev + 1, (Undo(revision.n),), "Bob")
    return same and captions(script) == before and working_copy(script) == (script.text, script.alignment)


def interleaved(seed: int) -> str:
    """What becomes of two edits made at once on one revision: `merged`, `conflict`, `refused`, or what went wrong."""
    random = Random(seed)
    base = news()
    for _ in range(random.randrange(4)):
        base = edited(base, any_op(base, random)) or base
    mine, theirs = any_op(base, random), any_op(base, random)
    one, two = edited(base, mine), edited(base, theirs)
    if one is None or two is None:
        return "refused"
    ops = rebased((mine,), two, base.rev)
    if isinstance(ops, Conflict):
        return "conflict" if ops.revisions == (two.rev,) and ops.who == ("Bob",) else "lost in the conflict"
    merged = apply_revision(two, two.rev + 1, ops, "Bob")
    if isinstance(theirs, Revert):
        return "merged"  # made after mine it would take mine away
    other_order = edited(one, theirs)
    if other_order is None or signature(merged) != signature(other_order):
        return "no serial order"
    return "merged"


def edited(script: Script, op: Op) -> Script | None:
    """The script with one op more; None where it cannot be."""
    try:
        return apply_revision(script, script.rev + 1, (op,), "Bob")
    except DeskRefused:
        return None


def signature(script: Script) -> str:
    """The captions with their speakers and times, and all words; without the ids of added words, which tell the order."""
    return captions(script) + captions(script, suffix="vtt") + repr([word.text for word in script.words])


def costs() -> str:
    """A table of what one edit costs in programmes of two lengths."""
    rows = []
    for minutes, count in ((10, 200), (300, 6_000)):
        track = made_track(count)
        script = Script.of(track.alignment, track.text)
        words = list(script.words)
        started = process_time()
        after = apply_revision(script, 1, (Replace(words[len(words) // 2].id, words[len(words) // 2].id, "Kelemen"),), "Ann")
        applied = process_time()
        stretches_to_align(script, after)
        asked = process_time()
        working_copy(after)
        seconds = (applied - started, asked - applied, process_time() - asked)
        rows.append((minutes, *(round(1000 * each) for each in seconds)))
    return table(("minutes", "apply ms", "stretches ms", "working copy ms"), rows)


def model(_folder: Path) -> list[Reached]:
    """Undo, and two editors at once."""
    undone = [edits_undone(seed, EDITS) for seed in range(UNDONE_SEEDS)]
    outcomes: Counter[str] = Counter()
    for seed in range(INTERLEAVINGS):
        outcome = interleaved(seed)
        outcomes[outcome] += 1
        if outcome not in EXPECTED:
            print(f"seed {seed}: {outcome}", file=sys.stderr)
    print(costs(), file=sys.stderr)
    seen = ", ".join(f"{count:,} {name}" for name, count in sorted(outcomes.items()))
    return [
        Reached(
            f"{EDITS:,} random edits, undone from the last to the first; {UNDONE_SEEDS} times",
            "byte-identical to revision 0",
            f"{sum(undone)} of {len(undone)} byte-identical",
            all(undone),
        ),
        Reached(
            f"{INTERLEAVINGS:,} random pairs of edits of two persons at once",
            "merged as in some order of the two, or a conflict; none lost",
            seen,
            outcomes.keys() <= EXPECTED,
        ),
    ]
