"""What is painted on a PDF's page beside its text."""

from __future__ import annotations

import ctypes
from typing import Any

WHITE = 250
"""The least of red, green and blue of what is as white as paper."""

_MOST_AREAS = 500


class PaintedAreas:
    """What is painted on a page beside its text: pictures, and areas that are not white."""

    def __init__(self, pdfium: Any, page: Any) -> None:
        self.has_pictures = False
        self._areas: list[tuple[float, float, float, float]] = []
        for shape in page.get_objects(max_depth=3):
            if shape.type not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
                continue
            if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.has_pictures = True
            elif shape.type == pdfium.FPDF_PAGEOBJ_PATH and not _is_dark(pdfium, shape):
                continue
            if len(self._areas) < _MOST_AREAS:
                self._areas.append(shape.get_bounds())

    def lie_under(self, box: tuple[float, float, float, float]) -> bool:
        """Whether something is painted in the middle of `box`."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._areas)


def _is_dark(pdfium: Any, shape: Any) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(shape.raw, *colour):
        return False
    red, green, blue, alpha = (part.value for part in colour)
    return alpha > 0 and min(red, green, blue) < WHITE
