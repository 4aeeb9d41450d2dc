"""Jumps of a recording's clock: timestamps that leave a hole of hours, go back, or stand still.

Taken as they are, a hole of ten hours in a short file would become a gigabyte of silence, and timestamps that go back would
make ffmpeg throw the sound away until they have caught up. Both are taken out while decoding, and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_SILENCE_S = 10
"""A longer hole is taken out instead of filled with silence; ffmpeg's own bound for a discontinuity."""

LATEST_START_S = 60
"""Sound that starts later than this is silence that is taken out, too."""

LONGEST_OVERLAP_S = 1
"""Timestamps further back than this are no rounding."""

# Drift below this share is left to the resampler, which keeps to the timestamps.
_DRIFT = 0.01

# ffmpeg's expression language; what it prints comes with the log. 0: where the sound ends so far, on the clock without
# jumps; 1: this frame's place; 2: as 0, behind by the drift that is tolerated; 3: what is added to the file's clock; 4:
# whether the frame before this one jumped, and its clock may stand still since. Each jump prints the end of the sound before
# it and the timestamp behind it, in seconds of the file's clock.
_TOLD = "0*print((ld(0)-ld(3))*TB)+0*print(PTS*TB)+0*st(3,ld(0)-PTS)"
_LATE = f"gt(PTS*TB,{LATEST_START_S})"
_FORWARD = f"gt((PTS+ld(3)-ld(0))*TB,{LONGEST_SILENCE_S})"
_BACK = f"lt((PTS+ld(3)-ld(2))*TB,-{LONGEST_OVERLAP_S})"
_JUMPS = f"st(4,{_FORWARD}+{_BACK}+ld(4)*lte(PTS,PREV_INPTS))"
_PLACE = f"if(isnan(PTS),ld(0),if(if(eq(N,0),{_LATE},{_JUMPS}),{_TOLD})+PTS+ld(3))"
_ENDS = f"0*st(2,max(ld(2),ld(1))+{1 - _DRIFT}*NB_SAMPLES/SR/TB)+0*st(0,ld(1)+NB_SAMPLES/SR/TB)"
WITHOUT_JUMPS = f"asetpts='0*st(1,{_PLACE})+{_ENDS}+ld(1)'"
"""The filter; ahead of all others, so that it sees the decoder's own timestamps."""

NO_OTHER_CORRECTION = ("-dts_delta_threshold", "1000000000", "-dts_error_threshold", "1000000000")
"""Else ffmpeg takes jumps out itself, in some containers from ten seconds on and in all from thirty hours, and does not say
where."""

# Containers whose timestamps may begin anew wherever two recordings were joined (AVFMT_TS_DISCONT): players go on.
_JOINED = frozenset({"mpegts", "mpeg", "ogg"})

_TOLD_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Jump:
    """One jump: `decoded_ms` is its place in the decoded sound, `from_ms` and `to_ms` are on the file's clock."""

    decoded_ms: int
    from_ms: int
    to_ms: int

    @property
    def length_ms(self) -> int:
        """Negative where the clock goes back."""
        return self.to_ms - self.from_ms


def jumps_of(printed_s: Sequence[float], late_ms: int = 0) -> tuple[Jump, ...]:
    """The jumps from what the filter printed: two figures for each. `late_ms` is by how much the sound was moved later.

    A clock that stands still is one jump back.
    """
    found: list[Jump] = []
    added_ms = 0
    for before_s, behind_s in zip(printed_s[::2], printed_s[1::2], strict=False):
        before_ms, behind_ms = round(1000 * before_s), round(1000 * behind_s)
        decoded_ms = before_ms + added_ms
        added_ms = decoded_ms - behind_ms
        jump = Jump(decoded_ms + late_ms, before_ms + late_ms, behind_ms + late_ms)
        stands_still = found and jump.length_ms <= 0 and found[-1].length_ms <= 0 and jump.to_ms <= found[-1].from_ms
        if not stands_still:
            found.append(jump)
    return tuple(found)


def holes_of(jumps: Sequence[Jump], container: str) -> tuple[tuple[int, int], ...]:
    """Where time of the file's clock was taken out, and how much, in milliseconds of the decoded sound: captions behind it
    are later by that much. None where a jump means that two recordings were joined."""
    if container in _JOINED:
        return ()
    return tuple((jump.decoded_ms, jump.length_ms) for jump in jumps if jump.length_ms > 0)


def removed_ms(jumps: Sequence[Jump]) -> int:
    """How much longer the file says that it is than its sound."""
    return sum(jump.length_ms for jump in jumps if jump.length_ms > 0)


def jump_warnings(jumps: Sequence[Jump], container: str) -> list[str]:
    """A sentence for each kind of jump, with the first places; none where there is none of a length that anybody notices."""
    forward = [jump for jump in jumps if jump.length_ms > 0]
    back = [jump for jump in jumps if jump.length_ms <= 0]
    warnings: list[str] = []
    if forward:
        kept = container not in _JOINED
        how = "captions keep to the file's clock" if kept else "captions go on as if there were none, as players do"
        told = _told([f"{clock(jump.length_ms)} at {clock(jump.from_ms)}" for jump in forward])
        warnings.append(f"audio_hole: the recording has a hole without sound of {told}; {how}. Check the file.")
    if back:
        told = _told([f"at {clock(jump.from_ms)}" for jump in back])
        warnings.append(
            f"audio_clock: the recording's timestamps go back or stand still {told}; captions from there on are timed by "
            "the sound alone, and sound may be missing there. Check the file, or convert it to WAV or FLAC."
        )
    return warnings


def _told(places: Sequence[str]) -> str:
    more = f" and {len(places) - _TOLD_AT_MOST} more" if len(places) > _TOLD_AT_MOST else ""
    return f"{', '.join(places[:_TOLD_AT_MOST])}{more}"


def clock(duration_ms: int) -> str:
    """A duration for a sentence, such as `1:02:03`."""
    seconds = duration_ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
