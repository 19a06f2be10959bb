"""What the answer about one place is made of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from handlers.views.units import Units
from services.answers import PlaceData
from services.answers.excerpt import Excerpt, day_of, excerpt_of
from services.places import Place
from services.questions.periods import Period, PeriodKind, day_period
from services.weather import Day


@dataclass(frozen=True)
class Told:
    """The facts about one place, the period asked about, and how the chat reads them."""

    place: Place
    data: PlaceData
    period: Period
    units: Units
    now: datetime

    @cached_property
    def excerpt(self) -> Excerpt | None:
        """What the forecast says about the period; None where that is not known."""
        forecast = self.data.forecast
        return excerpt_of(forecast, self.period, self.now) if forecast is not None else None

    @property
    def past(self) -> bool:
        """Whether the period is over."""
        return self.period.is_over(self.now)

    @property
    def is_now(self) -> bool:
        """Whether the present is asked about."""
        return self.period.kind is PeriodKind.NOW

    @property
    def today(self) -> date:
        """The date at the place."""
        return self.now.astimezone(self.data.timezone).date()

    @property
    def day(self) -> Day | None:
        """The day that the period is, or is in."""
        forecast = self.data.forecast
        return day_of(forecast, self.period.dates[0]) if forecast is not None else None

    def on(self, day: date) -> "Told":
        """Return the same of one day."""
        return replace(self, period=day_period(day, self.data.timezone))

    def during(self, period: Period) -> "Told":
        """Return the same of another period."""
        return replace(self, period=period)


Render = Callable[[Told], list[str]]
"""Return the lines of an answer as HTML, what was asked in the first; none where that is not known."""
