"""Drawing of all charts. Importing this module loads matplotlib."""

from services.charts.comparison import draw_comparison
from services.charts.meteogram import draw_meteogram
from services.charts.models import Chart, Meteogram


def draw(chart: Chart) -> bytes:
    """Return *chart* as a PNG."""
    return draw_meteogram(chart) if isinstance(chart, Meteogram) else draw_comparison(chart)
