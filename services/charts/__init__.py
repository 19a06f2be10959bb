"""Charts of the weather, drawn as PNG images."""

from services.charts.models import (
    Arrow,
    Bar,
    Chart,
    Column,
    Comparison,
    Meteogram,
    PlaceSeries,
    Point,
    Span,
    Symbol,
    TemperatureLabel,
)
from services.charts.renderer import ChartRenderer, RendererBusyError, RenderError

__all__ = [
    "Arrow",
    "Bar",
    "Chart",
    "ChartRenderer",
    "Column",
    "Comparison",
    "Meteogram",
    "PlaceSeries",
    "Point",
    "RenderError",
    "RendererBusyError",
    "Span",
    "Symbol",
    "TemperatureLabel",
]
