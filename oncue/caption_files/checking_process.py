"""The checking process's side: the check of a caption file, or its cues, as processes of the sandbox answer."""

from __future__ import annotations

import json
from dataclasses import replace

from oncue.caption_files.caption_file import captions_of
from oncue.caption_files.check_request import CheckRequest
from oncue.caption_files.checked import check_report, input_of_captions, judged_by
from oncue.caption_files.cue_json import cues_to_json
from oncue.caption_files.mended import changed_cues, mended_by_all, written_again
from oncue.captions.check import house_rules, rule_set
from oncue.text.language_id import detect
from oncue.transcript.file_types import load_libraries
from oncue.transcript.sandbox.messages import ReadReply
from oncue.transcript.sandbox.server import Answer, FileWork


def _load() -> None:
    load_libraries()
    detect("Good morning to you all.")


def _check(request: CheckRequest, data: bytes) -> Answer:
    """Raises the errors of `captions_of`, `input_of_captions`, `house_rules` and `rule_set`."""
    captions, house = data[: request.size - request.house_bytes], data[request.size - request.house_bytes :]
    rules = [rule_set(name) for name in dict.fromkeys(request.rules)] + ([house_rules(house)] if house else [])
    file = captions_of(captions, request.name, request.suffix)
    if request.reading:
        cues = cues_to_json(file.cues)
        return ReadReply(len(cues), 0, {"suffix": file.format.suffix}), (cues,)
    checked = input_of_captions(file, request.name, request.language, request.duration_s, request.clock)
    judged = judged_by(checked, rules)
    mended, changed = b"", None
    suffix = checked.format.suffix
    lost: tuple[str, ...] = ()
    if request.mending:
        better = mended_by_all(checked, judged)
        changed = changed_cues(checked.cues, better)
        made = written_again(replace(checked, cues=better))
        checked = replace(checked, cues=made.cues)
        mended, lost, suffix = made.data, made.lost, made.format.suffix
    report = check_report(checked, judged, changed)
    written = report.as_html() if request.as_page else json.dumps(report.as_json(), ensure_ascii=False)
    shown = written.encode("utf-8", "replace")
    facts = {
        "suffix": suffix,
        "hard": report.hard,
        "soft": len(report.findings) - report.hard,
        "mended": len(changed or ()),
        "lost": lost,
    }
    return ReadReply(len(shown), len(mended), facts), (shown, mended)


CHECKING = FileWork(_load, CheckRequest.from_line, _check)
"""The check of caption files, and the reading of them."""
