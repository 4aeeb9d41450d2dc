"""A check finds the fault of each broken caption file, and nothing else that is hard; in clean files it finds nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oncue.captions.check import CHECK_CODES, RULE_SETS, Severity, check, mended
from oncue.captions.formats import FORMATS
from oncue.captions.given_captions import given_captions, given_track
from oncue.captions.limits import CaptionOptions
from oncue.frame_rate import FRAME_RATES, FrameRate
from tests.unit.broken_captions import CLEAN, CLEAN_JAPANESE, END_MS, FAULTS, WRITERS, Fault, written_and_read


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("rate", [None, FRAME_RATES["25"]])
def test_a_clean_file_has_no_finding(suffix: str, rate: FrameRate | None) -> None:
    for name, rules in RULE_SETS.items():
        for clean, language in ((CLEAN, "en"), (CLEAN_JAPANESE, "ja")):
            if name != "cea-608" or language == "en":
                on_frames = replace(rules, frame_rate=rate)
                assert check(written_and_read(clean, suffix), on_frames, language=language, end_ms=END_MS) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_the_fault_of_a_file_is_found_and_no_other(fault: Fault) -> None:
    found = check(fault.cues, fault.rule_set, language=fault.language, end_ms=END_MS)
    severity = Severity.HARD if fault.hard else Severity.SOFT
    assert [(each.code, each.cue, each.severity) for each in found if each.code not in fault.others] == [
        (fault.code, fault.at, severity)
    ]
    assert all(each.rule and each.text.endswith(".") for each in found)


_IN_ANY_FORMAT = {"too_long", "too_fast", "weak_break", "beyond_recording"}
"""Codes of faults that no writer can help putting into its file."""

_WORD_BY_WORD = {"podcast.json"}
"""Formats that keep no captions: what is read of them is a word each."""


@pytest.mark.parametrize("suffix", [name for name, each in FORMATS.items() if each.read and name not in _WORD_BY_WORD])
def test_faults_are_found_in_every_format_that_is_read(suffix: str) -> None:
    read = FORMATS[suffix].read
    assert read is not None
    for fault in FAULTS:
        if fault.code in _IN_ANY_FORMAT and fault.language == "en":
            given = given_captions(fault.cues, speakers=False)
            track = given_track(given, "en", CaptionOptions(), "news", cut=False)
            cues = read(FORMATS[suffix].write(track).data)
            found = check(cues, fault.rule_set, end_ms=END_MS)
            assert (fault.code, fault.at) in {(each.code, each.cue) for each in found}


def test_each_code_has_a_file_and_there_are_sixty() -> None:
    assert {fault.code for fault in FAULTS} == set(CHECK_CODES)
    assert len(FAULTS) >= 60
    assert len(set(map(str, FAULTS))) == len(FAULTS)


@pytest.mark.parametrize("fault", [each for each in FAULTS if CHECK_CODES[each.code].mended and not each.stays], ids=str)
def test_a_fault_that_can_be_mended_is_gone_afterwards_and_no_other_has_come(fault: Fault) -> None:
    better = mended(fault.cues, fault.rule_set, language=fault.language, end_ms=END_MS)
    assert check(better, fault.rule_set, language=fault.language, end_ms=END_MS) == ()


@pytest.mark.parametrize("fault", [each for each in FAULTS if not CHECK_CODES[each.code].mended or each.stays], ids=str)
def test_a_fault_that_cannot_be_mended_stays_a_finding(fault: Fault) -> None:
    better = mended(fault.cues, fault.rule_set, language=fault.language, end_ms=END_MS)
    codes = {each.code for each in check(better, fault.rule_set, language=fault.language, end_ms=END_MS)}
    assert fault.code in codes
