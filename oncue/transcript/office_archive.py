"""The parts of an office document, which is a ZIP archive of XML: opened within limits."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from oncue.errors import TranscriptTooComplex, TranscriptUnreadable

MOST_ENTRIES = 10_000
MOST_PART_BYTES = 48 * 1024 * 1024
"""Of one part, unpacked. The text of a programme of ten hours is 3 MB of such XML."""

SIGNATURE = b"PK\x03\x04"


class OfficeArchive:
    """An office document's archive; `called` is what its owner calls such a file, as "Word document"."""

    def __init__(self, data: bytes, called: str) -> None:
        """Raises `TranscriptUnreadable` where it is damaged, `TranscriptTooComplex` beyond `MOST_ENTRIES`."""
        self._called = called
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self._damaged() from error
        if len(self._archive.infolist()) > MOST_ENTRIES:
            raise self._too_large()

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises `TranscriptUnreadable` and, for more than `MOST_PART_BYTES`, `TranscriptTooComplex`."""
        try:
            info = self._archive.getinfo(name)
            if info.flag_bits & 1:
                raise TranscriptUnreadable(
                    f"The {self._called} is protected by a password: save it without one.", looks_like="a protected document"
                )
            if info.file_size > MOST_PART_BYTES:
                raise self._too_large()
            with self._archive.open(info) as part:
                data = part.read(MOST_PART_BYTES + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise self._damaged() from error
        if len(data) > MOST_PART_BYTES:
            raise self._too_large()
        return data

    def tree(self, name: str) -> etree._Element:
        """A part as a tree. Raises as `read` does."""
        return xml_tree(self.read(name), self._called)

    def _damaged(self) -> TranscriptUnreadable:
        return damaged(self._called)

    def _too_large(self) -> TranscriptTooComplex:
        most_mib = MOST_PART_BYTES // 1024 // 1024
        return TranscriptTooComplex(
            f"The {self._called} unpacks to more than {most_mib} MiB of text: give only the programme's own."
        )


def damaged(called: str) -> TranscriptUnreadable:
    """What is said of a file that ends early or is no such file inside."""
    return TranscriptUnreadable(
        f"The {called} is damaged: save it again, or give plain text.", looks_like=f"a damaged {called}"
    )


def xml_tree(data: bytes, called: str) -> etree._Element:
    """The root of an XML document; its entities stay closed and nothing is fetched. Raises `TranscriptUnreadable`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(called) from error
    return root


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace: transitional and strict documents differ in that alone; "" for an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name, in whatever namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
