"""The data from which the lines about one place are rendered, if a question is about one time or quantity."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from handlers.views.units import Units
from services.answers import PlaceData
from services.answers.excerpt import Excerpt, day_of, excerpt_of
from services.places import Place
from services.questions import Limit, Quantity
from services.questions.periods import Period, PeriodKind, day_period
from services.weather import Day


@dataclass(frozen=True)
class RenderContext:
    """What a renderer needs: the data about one place, the period of the question, and the units of the chat."""

    place: Place
    data: PlaceData
    period: Period
    units: Units
    now: datetime
    limit: Limit | None = None
    """The limit of the temperature or wind that the question names; None if it names none."""

    second_quantity: Quantity | None = None
    """The second quantity that the question asks about; None if it asks about one quantity."""

    @cached_property
    def excerpt(self) -> Excerpt | None:
        """The part of the forecast that is in the period of the question; None if the place has no forecast."""
        forecast = self.data.forecast
        return excerpt_of(forecast, self.period, self.now) if forecast is not None else None

    @property
    def is_past(self) -> bool:
        """Whether the period of the question is over."""
        return self.period.is_over(self.now)

    @property
    def is_now(self) -> bool:
        """Whether the question is about now."""
        return self.period.kind is PeriodKind.NOW

    @property
    def today(self) -> date:
        """The current date at the place."""
        return self.now.astimezone(self.data.timezone).date()

    @property
    def day(self) -> Day | None:
        """The forecast of the first day of the question's period; None if the forecast lacks the day."""
        forecast = self.data.forecast
        return day_of(forecast, self.period.dates[0]) if forecast is not None else None

    def on_day(self, day: date) -> "RenderContext":
        """Return a copy of the context in which the period of the question is the whole *day*."""
        return replace(self, period=day_period(day, self.data.timezone))


Renderer = Callable[[RenderContext], list[str]]
"""Function that returns the answer as lines of HTML, the most important line first; no lines without data."""
