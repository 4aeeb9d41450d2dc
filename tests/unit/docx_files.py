"""Word and OpenDocument files made from the XML of their body."""

from __future__ import annotations

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP of these parts, the first one first and as it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, zipfile.ZIP_STORED if number == 0 else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def docx(body: str, *, styles: str = "", kind: str = "document", strict: bool = False, **parts: str) -> bytes:
    """A Word document with this in its `w:body`; `kind` is the main part's type."""
    word = _STRICT if strict else _W
    spaces = (
        f'xmlns:w="{word}" xmlns:mc="{_MC}" xmlns:wps="urn:wps" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    vendor = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    main = "application/vnd.ms-word.document.macroEnabled.main+xml" if kind == "macro" else f"{vendor}.{kind}.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
            f"<Relationship Id='r1' Type='{relation}/officeDocument' Target='word/document.xml'/></Relationships>",
            "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {spaces}>{styles}</w:styles>",
            "word/_rels/document.xml.rels": "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
            f"<Relationship Id='r1' Type='{relation}/styles' Target='styles.xml'/>"
            f"<Relationship Id='r2' Type='{relation}/header' Target='header1.xml'/></Relationships>",
            **{f"word/{name}.xml": f"<w:hdr {spaces}>{content}</w:hdr>" for name, content in parts.items()},
        }
    )


def p(*runs: str, props: str = "") -> str:
    """A paragraph of Word's."""
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{''.join(runs)}</w:p>"


def r(text: str, props: str = "") -> str:
    """A run of Word's."""
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def odt(body: str, *, automatic: str = "", mime: str = "text", **parts: str) -> bytes:
    """An OpenDocument file with this in its `office:text`."""
    spaces = " ".join(
        f'xmlns:{name}="{_ODF}:{uri}:1.0"'
        for name, uri in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )  # fmt: skip
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{mime}", "content.xml": content, **parts})
