"""Charts of the weather, drawn as PNG images."""

from services.charts.models import (
    Arrow,
    Bar,
    Chart,
    Column,
    Comparison,
    HazardMark,
    Meteogram,
    Peak,
    PlaceSeries,
    Point,
    PrecipitationScale,
    Span,
    Symbol,
    TemperatureLabel,
    Tick,
    Wind,
)
from services.charts.renderer import ChartRenderer, RendererBusyError, RenderError

__all__ = [
    "Arrow",
    "Bar",
    "Chart",
    "ChartRenderer",
    "Column",
    "Comparison",
    "HazardMark",
    "Meteogram",
    "Peak",
    "PlaceSeries",
    "Point",
    "PrecipitationScale",
    "RenderError",
    "RendererBusyError",
    "Span",
    "Symbol",
    "TemperatureLabel",
    "Tick",
    "Wind",
]
