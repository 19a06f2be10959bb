"""Charts of the weather, drawn as PNG images."""

from services.charts.models import (
    Arrow,
    Bar,
    Chart,
    Comparison,
    DayColumn,
    HazardMark,
    Meteogram,
    PlaceSeries,
    Point,
    PrecipitationScale,
    Symbol,
    TemperatureLabel,
    Tick,
    TimeSpan,
    WindPeak,
    WindSeries,
)
from services.charts.renderer import ChartRenderer, RendererBusyError, RenderError

__all__ = [
    "Arrow",
    "Bar",
    "Chart",
    "ChartRenderer",
    "Comparison",
    "DayColumn",
    "HazardMark",
    "Meteogram",
    "PlaceSeries",
    "Point",
    "PrecipitationScale",
    "RenderError",
    "RendererBusyError",
    "Symbol",
    "TemperatureLabel",
    "Tick",
    "TimeSpan",
    "WindPeak",
    "WindSeries",
]
