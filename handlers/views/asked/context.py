"""The data that are needed to render the answer to a question about a time or quantity, at one place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from handlers.views.units import Units
from services.answers import PlaceData
from services.answers.excerpt import Excerpt, excerpt_of, forecast_day_on
from services.places import Place
from services.questions import Limit, Quantity
from services.questions.periods import Period, PeriodKind, day_period
from services.weather import Day


@dataclass(frozen=True)
class RenderContext:
    """The arguments of a renderer: the data about a place, the period of the question, the units of the chat."""

    place: Place
    data: PlaceData
    period: Period
    units: Units
    now: datetime
    limit: Limit | None = None
    """The limit in a question such as "will the wind be over 40 mph?"; None without a limit."""

    second_quantity: Quantity | None = None
    """The second quantity that the question asks about; None if there is only one."""

    has_note: bool = True
    """Whether to say that no weather service provides the quantity; one message says it once for all places."""

    @cached_property
    def excerpt(self) -> Excerpt | None:
        """The forecast for the period of the question; None if there is none."""
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
    def day_forecast(self) -> Day | None:
        """The forecast for the first day of the period; None if there is none."""
        forecast = self.data.forecast
        return forecast_day_on(forecast, self.period.dates[0]) if forecast is not None else None

    def for_whole_day(self, day: date) -> "RenderContext":
        """Return a copy of the context for a question about the whole *day*."""
        return replace(self, period=day_period(day, self.data.timezone))


Renderer = Callable[[RenderContext], list[str]]
"""A function that returns lines of HTML, the most important line first; an empty list if it has no data."""
