"""Reading SCC: captions of every kind and channel, files of other programs, and damaged ones."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.captions.formats import WrittenCue
from oncue.captions.formats.cues_of_files import scc_cues
from oncue.errors import UsageError
from tests.unit.captions_by_ttconv import by_ttconv

_FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "captions" / "ttconv"


def test_captions_of_other_kinds_are_read_row_by_row() -> None:
    gone = "\n00:00:05:00\t942c 942c\n"
    painted = f"00:00:01:00\t9429 9429 94d0 94d0 c8e9 a180\n\n00:00:03:00\t9429 9429 9470 9470 d9ef f5a1\n{gone}"
    rolled = f"00:00:01:00\t9425 9425 94ad 94ad 9470 9470 c8e9 a180\n\n00:00:03:00\t94ad 94ad d9ef f5a1\n{gone}"
    for kind in (painted, rolled):
        cues = scc_cues(f"Scenarist_SCC V1.0\n\n{kind}".encode())
        assert [cue.lines for cue in cues] == [("Hi!",), ("You!",)]
        assert [cue.end_ms // 100 for cue in cues] == [30, 50]


def test_the_first_channel_that_has_captions_is_read() -> None:
    other = "00:00:01:00\t1c2e 1c2e 1c20 1c20 1c70 1c70 c8e9 a180 1c2f 1c2f\n\n00:00:03:00\t1c2c 1c2c\n"
    first = "00:00:05:00\t142e 142e 1420 1420 1470 1470 d9ef 142f 142f\n"
    assert scc_cues(f"Scenarist_SCC V1.0\n\n{other}".encode())[0].lines == ("Hi!",)
    assert [cue.lines for cue in scc_cues(f"Scenarist_SCC V1.0\n\n{other}\n{first}".encode())] == [("Yo",)]


@pytest.mark.parametrize("name", ["pop-on", "paint-on", "mix-rows-roll-up"])
def test_files_of_other_programs_are_read(name: str) -> None:
    path = _FIXTURES / f"{name}.scc"
    if not path.exists():
        pytest.skip("needs shared/fixtures beside the repository: files that others wrote")
    data = path.read_bytes()
    cues = scc_cues(data)
    ours = " ".join(" ".join(cue.lines) for cue in cues).split()
    theirs = " ".join(" ".join(lines) for _, _, lines in by_ttconv(data)).split()
    assert set(ours) == set(theirs)
    if name == "pop-on":
        assert [[*cue.lines] for cue in cues] == [
            [" ".join(line.split()) for line in lines if line] for _, _, lines in by_ttconv(data)
        ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not an SCC file"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nx\n", "not an SCC file"),
        (b"\xff\xfeS\x00", "not UTF-8"),
        (
            b"Scenarist_SCC V1.0\n\n00:00:01:00\t94ae 94a\n",
            "Line 3 of this SCC file has no time code with hexadecimal words",
        ),
        (b"Scenarist_SCC V1.0\n\n00:00:01:31\t94ae\n", "Line 3 "),
        (b"Scenarist_SCC V1.0\n\nGood morning\n", "Line 3 "),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        scc_cues(data)


@given(st.binary(max_size=200), st.lists(st.integers(0, 0xFFFF), max_size=60), st.lists(st.sampled_from(
    [0x9420, 0x942F, 0x94AE, 0x942C, 0x9429, 0x9425, 0x94AD, 0x94A1, 0x9470, 0x97A1, 0x13B0, 0x9137, 0xC8E9, 0x94A4]
), max_size=60))  # fmt: skip
def test_any_bytes_are_cues_or_refused(some: bytes, words: list[int], likely: list[int]) -> None:
    lines = "".join(f"00:00:0{n}:00\t{' '.join(f'{word:04x}' for word in part)}\n" for n, part in enumerate((words, likely)))
    for data in (some, b"Scenarist_SCC V1.0\n\n" + some, f"Scenarist_SCC V1.0\n\n{lines}".encode()):
        with contextlib.suppress(UsageError):
            assert all(isinstance(cue, WrittenCue) for cue in scc_cues(data))
