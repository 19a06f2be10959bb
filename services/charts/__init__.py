"""Charts of the weather, drawn as PNG images."""

from services.charts.models import (
    Chart,
    Comparison,
    CurvePoint,
    DayColumn,
    HazardMark,
    Meteogram,
    PlaceSeries,
    PrecipitationBar,
    PrecipitationScale,
    TemperatureLabel,
    Tick,
    TimeSpan,
    WeatherSymbol,
    WindArrow,
    WindPeak,
    WindSeries,
)
from services.charts.renderer import ChartRenderer, RendererBusyError, RenderError

__all__ = [
    "Chart",
    "ChartRenderer",
    "Comparison",
    "CurvePoint",
    "DayColumn",
    "HazardMark",
    "Meteogram",
    "PlaceSeries",
    "PrecipitationBar",
    "PrecipitationScale",
    "RenderError",
    "RendererBusyError",
    "TemperatureLabel",
    "Tick",
    "TimeSpan",
    "WeatherSymbol",
    "WindArrow",
    "WindPeak",
    "WindSeries",
]
