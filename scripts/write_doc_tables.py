"""Writes the lists of types, formats and options in the docs, from what declares them: `python -m scripts.write_doc_tables`.

Each list stands between `<!-- name -->` and `<!-- /name -->`; a test holds the pages to what this would write.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.tables import put_between, table
from oncue.captions.formats import FORMATS, WordTimes, formats_by_use
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
