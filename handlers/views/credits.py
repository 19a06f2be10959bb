"""Credits for the sources of the weather data."""

from collections.abc import Sequence
from html import escape

from services.weather import Credit


def credits_text(sources: Sequence[Credit]) -> str:
    """Return links to *sources* with their licences, as HTML."""
    return ", ".join(map(_source_link, sources))


def _source_link(source: Credit) -> str:
    link = f'<a href="{escape(source.url)}">{escape(source.name)}</a>'
    return f"{link} ({source.licence})" if source.licence else link
