"""Writes the lists of types, formats and options in the docs, from what declares them: `python -m scripts.write_doc_tables`.

Each list stands between `<!-- name -->` and `<!-- /name -->`; a test holds the pages to what this would write.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.tables import put_between, table
from oncue.captions.check import CHECK_CODES, RULE_SETS
from oncue.captions.check.sound_codes import SOUND_CODES
from oncue.captions.formats import FORMATS, WordTimes, formats_by_use
from oncue.captions.limits import CaptionLimits
from oncue.options.captions import CAPTION_OPTIONS
from oncue.options.option import Option
from oncue.options.recognition import RECOGNITION_OPTIONS
from oncue.transcript.file_types import DOCUMENT_TYPES, type_names

ROOT = Path(__file__).resolve().parent.parent


def formats() -> str:
    """The formats that the command line can write, by a file's ending."""
    rows = [(f"`.{each.suffix}`", each.use, each.title) for formats in formats_by_use().values() for each in formats]
    return table(("ending", "for", "what"), rows)


def formats_in_short() -> str:
    """The formats, what each can hold, and where more is said of it."""
    rows = [
        (
            f"`.{each.suffix}`",
            each.use,
            each.title,
            "" if each.read is None else "yes",
            each.word_times if each.word_times is not WordTimes.BY_CHOICE else "`words`",
        )
        for formats in formats_by_use().values()
        for each in formats
    ]
    return table(("ending", "for", "what", "read", "times of words"), rows)


def format_calls() -> str:
    """The formats of a download, and the media types as which they are sent."""
    rows = [(f"`captions.{each.suffix}`", f"`{each.media_type}`", each.title) for each in FORMATS.values()]
    return table(("file", "media type", "what"), rows)


def types_line() -> str:
    """The types of a transcript, in the list of what goes in."""
    return f"- **Transcript:** {type_names()} ([docs/transcripts.md](docs/transcripts.md))."


def types() -> str:
    """The types of a transcript, as a table."""
    rows = [(each.name, ", ".join(f"`{suffix}`" for suffix in each.suffixes)) for each in DOCUMENT_TYPES]
    return table(("transcript", "usual endings"), rows)


def paired() -> str:
    """The endings of the transcript of a recording in a folder."""
    rows = [
        (
            ", ".join(f"`news{suffix}`" for suffix in each.suffixes),
            each.name,
            "data" if each.data else "captions" if each.captions else "text",
        )
        for each in sorted(DOCUMENT_TYPES, key=lambda each: (each.data, each.captions))
    ]
    return table(("with `news.mp3` goes", "type", ""), rows)


def check_codes() -> str:
    """What a check can find, what is measured, and how it is mended."""
    rows = [(f"`{each.code}`", each.what, each.figure, each.mended) for each in CHECK_CODES.values()]
    return table(("code", "what", "figure", "mended"), rows)


def check_rules() -> str:
    """The built-in rule sets: each code with its limit, how much it matters, and whose rule it is."""
    parts = []
    for each in RULE_SETS.values():
        rows = [
            (f"`{code}`", _limit(code, each.limits), str(each.rules[code].severity), each.rules[code].source)
            for code in CHECK_CODES
            if code in each.rules
        ]
        parts.append(f"### `{each.name}`\n\n" + table(("code", "limit", "severity", "source"), rows))
    return "\n\n".join(parts)


def _limit(code: str, limits: CaptionLimits) -> str:
    speed = f"{limits.max_cps:g} characters a second" if limits.max_cps else f"{limits.max_wpm or 0:g} words a minute"
    return {
        "too_many_lines": f"{limits.max_lines}",
        "line_too_long": f"{limits.max_chars} characters",
        "too_fast": speed,
        "too_short": f"{limits.min_duration_ms} ms",
        "too_long": f"{limits.max_duration_ms} ms",
        "gap_too_small": f"{limits.gap_ms} ms",
        "gap_flickers": f"{limits.close_ms} ms",
    }.get(code, "")


def sound_codes() -> str:
    """What a check against the sound can find, what is measured, and how it is mended."""
    rows = [(f"`{each.code}`", each.what, f"{each.figure} ({each.unit})", each.mended) for each in SOUND_CODES.values()]
    return table(("code", "what", "figure", "mended"), rows)


def options(declared: Mapping[str, Option]) -> str:
    """The options, and the meaning of each where nobody chooses."""
    rows = [(f"`{name}`", _values(option), _default(option), option.help) for name, option in declared.items()]
    return table(("option", "values", "default", "what"), rows)


def _values(option: Option) -> str:
    if option.names:
        return ", ".join(f"`{name}`" for name in option.names)
    if option.kind is bool:
        return "`true`, `false`"
    if option.kind is str:
        return "text"
    return f"{option.least:g} to {option.most:g}" if option.least is not None and option.most is not None else "number"


def _default(option: Option) -> str:
    if option.limit:
        return "the profile's"
    if option.default is None:
        return ""
    if isinstance(option.default, bool):
        return f"`{str(option.default).lower()}`"
    return f"`{option.default:g}`" if isinstance(option.default, float) else f"`{option.default}`"


LISTS: Mapping[str, Callable[[], str]] = {
    "caption-formats": formats,
    "formats-in-short": formats_in_short,
    "caption-calls": format_calls,
    "transcript-line": types_line,
    "transcript-types": types,
    "transcripts-of-a-folder": paired,
    "check-codes": check_codes,
    "check-rules": check_rules,
    "sound-codes": sound_codes,
    "options-of-recognition": lambda: options(RECOGNITION_OPTIONS),
    "options-of-captions": lambda: options(CAPTION_OPTIONS),
}


def pages() -> Iterator[Path]:
    """The pages that a user may read."""
    yield ROOT / "README.md"
    yield from sorted(ROOT.glob("docs/*.md"))


def written(page: str) -> str:
    """The page with each of its lists as the code has it now."""
    for name, make in LISTS.items():
        if f"<!-- {name} -->" in page:
            page = put_between(page, name, make())
    return page


def main() -> int:
    """Writes the pages that are not as they should be, and names them."""
    for path in pages():
        page = path.read_text(encoding="utf-8")
        if (new := written(page)) != page:
            path.write_text(new, encoding="utf-8")
            print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
