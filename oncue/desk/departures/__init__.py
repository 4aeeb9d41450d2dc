"""Departures: what captions say otherwise than the published text, with who, why and when; found, and written as files."""

from oncue.desk.departures.departure import (
    APART_TEXTS,
    KIND_TEXTS,
    WHY_TEXTS,
    Departure,
    DepartureKind,
    Departures,
    MarkedText,
    TextState,
    UncaptionedWords,
)
from oncue.desk.departures.departures_csv import departures_csv
from oncue.desk.departures.departures_docx import departures_docx
from oncue.desk.departures.departures_html import departures_html
from oncue.desk.departures.listing import departures_of

__all__ = [
    "APART_TEXTS",
    "KIND_TEXTS",
    "WHY_TEXTS",
    "Departure",
    "DepartureKind",
    "Departures",
    "MarkedText",
    "TextState",
    "UncaptionedWords",
    "departures_csv",
    "departures_docx",
    "departures_html",
    "departures_of",
]
