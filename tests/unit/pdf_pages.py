"""PDF files drawn line by line."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
Line = tuple[float, float, str]


def drawn_pdf(pages: Sequence[Callable[[Canvas], None]], *, password: str = "", owner: str = "") -> bytes:
    """A file with a page for each of `pages`, which draw it."""
    made = io.BytesIO()
    encryption = None
    if password or owner:
        from reportlab.lib.pdfencrypt import StandardEncryption

        encryption = StandardEncryption(password, owner or password, strength=128)
    canvas = Canvas(made, pagesize=A4, invariant=True, encrypt=encryption)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def lines(*texts: str, left: float = 72, top: float = 760, step: float = 14, size: float = 11) -> Callable[[Canvas], None]:
    """Draws lines below each other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - number * step, text)

    return draw


def both(*parts: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    """Draws several things on one page."""

    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw
