"""Adds the hints about the time that phrases for quantities give: "warmest day" asks for several days."""

from collections.abc import Sequence

from services.questions.day_ranges import DAY_REFERENCE_TYPES
from services.questions.meanings import Hint, Meaning
from services.questions.models import Quantity
from services.questions.named_times import DaysBetween, SeveralDays, Weekend
from services.questions.quantities import QuantityPhrase

QUANTITIES_ENDING_AFTER_DAYS = frozenset({Quantity.TEMPERATURE, Quantity.FROST, Quantity.WEATHER})
"""Quantities for which "when will it end" needs the forecast of several days: "when will the frost end"."""


def is_several_days(meaning: Meaning) -> bool:
    """Return whether *meaning* is a period of days: "daily this week" asks for a forecast, not for a push."""
    return (
        meaning is Hint.THIS_WEEK
        or isinstance(meaning, DaysBetween | Weekend)
        or (isinstance(meaning, SeveralDays) and meaning != SeveralDays())
    )


def with_quantity_hints(
    meanings: Sequence[Meaning], quantity_phrases: Sequence[QuantityPhrase], quantity: Quantity
) -> list[Meaning]:
    """Return *meanings*, and the hints about the time that *quantity_phrases* give.

    For example, "warmest day" gives the hint ASKED_WHEN, which means several days.
    """
    hints: list[Meaning] = []
    if any(phrase.names_days for phrase in quantity_phrases):
        hints.append(Hint.ASKED_WHEN)
    if any(phrase.is_about_whole_day for phrase in quantity_phrases):
        hints.append(Hint.WHOLE_DAY)
    if quantity is Quantity.AURORA and all(isinstance(meaning, DAY_REFERENCE_TYPES) for meaning in meanings):
        hints.append(Hint.TONIGHT)
    if quantity in QUANTITIES_ENDING_AFTER_DAYS:  # "when will it stop being so cold" asks for several days
        meanings = [meaning for meaning in meanings if meaning is not Hint.ENDING]
    return [*meanings, *hints]
