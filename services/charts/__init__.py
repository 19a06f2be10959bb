"""Forecasts → PNG."""

from services.charts.artist import Artist, BusyError, NotDrawnError
from services.charts.models import (
    Arrow,
    Bar,
    Chart,
    Column,
    Comparison,
    Course,
    Meteogram,
    Point,
    Reading,
    Span,
    Symbol,
)

__all__ = [
    "Arrow",
    "Artist",
    "Bar",
    "BusyError",
    "Chart",
    "Column",
    "Comparison",
    "Course",
    "Meteogram",
    "NotDrawnError",
    "Point",
    "Reading",
    "Span",
    "Symbol",
]
