"""Drawing of all charts. Importing this module loads matplotlib."""

from services.charts.comparison import comparison_sheet
from services.charts.meteogram import meteogram_sheet
from services.charts.models import Chart, Meteogram
from services.charts.sheet import Sheet


def draw(chart: Chart) -> bytes:
    """Return *chart* as a PNG."""
    return sheet_of(chart).png()


def sheet_of(chart: Chart) -> Sheet:
    """Return the sheet with *chart* on it."""
    return meteogram_sheet(chart) if isinstance(chart, Meteogram) else comparison_sheet(chart)
