"""The five alphabets of EBU STL (Tech 3264-E, appendix 2): one for a whole file, named by its character code table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from oncue.caption_readers import iso6937


@dataclass(frozen=True, slots=True)
class Alphabet:
    """A character code table: `name` is what a person is told. `encode` takes characters for which `holds` is true."""

    table: bytes
    name: str
    holds: Callable[[str], bool]
    encode: Callable[[str], bytes]
    decode: Callable[[bytes], str]


# ISO/IEC 8859-7 had these only after 1991, when the tables of EBU STL were printed.
_LATER = frozenset("€₯ͺ")


def _is_in(code_page: str, char: str) -> bool:
    return len(_in(code_page, char)) == 1 and char.isprintable() and char not in _LATER


def _in(code_page: str, text: str) -> bytes:
    return text.encode(code_page, "ignore")


def _from(code_page: str, data: bytes) -> str:
    return data.decode(code_page, "replace")


CODE_TABLES: Mapping[bytes, Alphabet] = MappingProxyType(
    {
        b"00": Alphabet(b"00", "EBU STL's Latin alphabet", iso6937.holds, iso6937.encode, iso6937.decode),
        **{
            table: Alphabet(
                table,
                f"EBU STL's {name} alphabet",
                partial(_is_in, page),
                partial(_in, page),
                partial(_from, page),
            )
            for table, name, page in (
                (b"01", "Cyrillic", "iso8859_5"),
                (b"02", "Arabic", "iso8859_6"),
                (b"03", "Greek", "iso8859_7"),
                (b"04", "Hebrew", "iso8859_8"),
            )
        },
    }
)
"""The alphabets by the code that names them in a file. All but the Latin one are parts of ISO/IEC 8859, letters in the order
in which they are read."""


def alphabet_for(text: str) -> Alphabet:
    """The alphabet that lacks fewest of a text's letters (NFC), the Latin one if it is as good as another.

    Signs have no say: for the sake of a few, no decoder is to be switched to another alphabet.
    """
    counted = Counter(char for char in text if char.isalpha())

    def lacking(alphabet: Alphabet) -> int:
        return sum(count for char, count in counted.items() if not alphabet.holds(char))

    return min(CODE_TABLES.values(), key=lacking)
