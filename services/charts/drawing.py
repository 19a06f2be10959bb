"""Functions that draw any chart. Importing this module loads matplotlib, so the bot never imports this module."""

from services.charts.comparison import comparison_sheet
from services.charts.meteogram import meteogram_sheet
from services.charts.models import Chart, Meteogram
from services.charts.sheet import Sheet


def draw(chart: Chart) -> bytes:
    """Draw *chart*, and return the image as PNG."""
    return draw_on_sheet(chart).as_png()


def draw_on_sheet(chart: Chart) -> Sheet:
    """Draw *chart* on a new sheet, and return the sheet."""
    return meteogram_sheet(chart) if isinstance(chart, Meteogram) else comparison_sheet(chart)
