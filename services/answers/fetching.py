"""What each subject fetches, and what a question needs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum, auto
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from services.answers.facts import Facts, Result
from services.errors import Failure, Reason
from services.net.shares import Share
from services.places import Place
from services.questions import Now, Subject, What, When
from services.questions.periods import PeriodKind, period_of
from services.weather import Extent, Forecast, Report, WeatherService
from services.weather.air import AirQuality, Sea
from services.weather.forecast import DAYS as USUAL_DAYS

ONLY_IN_FULL = frozenset({What.PRESSURE, What.HUMIDITY, What.UV})
"""Quantities that the usual forecasts do not tell."""

WHOLE_DAYS = frozenset({PeriodKind.DAY, PeriodKind.WEEKEND, PeriodKind.DAYS, PeriodKind.MONTH})

USEFUL_WITHIN = 2.5
"""Seconds that an answer waits for what it can do without."""


class Source(Enum):
    """What can be fetched of a place."""

    REPORT = auto()
    FORECAST = auto()
    AIR = auto()
    SEA = auto()


@dataclass(frozen=True, slots=True)
class Needs:
    """What a question cannot be answered without, and what makes its answer better."""

    required: Source | None
    """None for what is computed, as the times of the sun."""
    useful: Source | None = None


@dataclass(frozen=True, slots=True)
class Fetching:
    """Fetches for one answer, within so many seconds, charged to the share if given."""

    weather: WeatherService
    timezone: Callable[[Place], Awaitable[str]]
    """Return the IANA name of the time zone at a place."""
    within: float
    share: Share | None

    async def fetch(
        self, subject: Subject, places: Sequence[Place], when: When | None, what: What, asked_at: datetime
    ) -> Sequence[Result | Failure]:
        """Return, in the order of *places*, what *subject* shows of each, or why there is nothing to show."""
        match subject:
            case Subject.NOW:
                return await self.weather.reports(places, within=self.within, share=self.share)
            case Subject.DAYS:
                return await self._forecasts(places, Extent.USUAL, self.within)
            case Subject.TEN_DAYS:
                return await self._forecasts(places, Extent.FULL, self.within)
            case Subject.HOURS:
                return await self._forecasts(places, extent_of(when, What.WEATHER, asked_at), self.within)
            case Subject.ASKED:
                return await self._facts(places, needs_of(when, what), extent_of(when, what, asked_at))
            case _:
                assert_never(subject)

    async def _facts(self, places: Sequence[Place], needs: Needs, extent: Extent) -> list[Facts | Failure]:
        required, useful = await asyncio.gather(
            self._source(needs.required, places, extent, self.within),
            self._source(needs.useful, places, extent, min(self.within, USEFUL_WITHIN)),
        )
        return [
            one if isinstance(one, Failure) else await self._joined(place, one, other)
            for place, one, other in zip(places, required, useful, strict=True)
        ]

    async def _source(
        self, source: Source | None, places: Sequence[Place], extent: Extent, within: float
    ) -> Sequence[Report | Forecast | AirQuality | Sea | Failure | None]:
        match source:
            case None:
                return [None] * len(places)
            case Source.REPORT:
                return await self.weather.reports(places, within=within, share=self.share)
            case Source.FORECAST:
                return await self._forecasts(places, extent, within)
            case Source.AIR:
                return await self.weather.air(places, within=within, share=self.share)
            case Source.SEA:
                return await self.weather.sea(places, within=within, share=self.share)

    async def _forecasts(self, places: Sequence[Place], extent: Extent, within: float) -> list[Forecast | Failure]:
        forecasts = await self._known(places, extent, within)
        failed = [place for place, one in zip(places, forecasts, strict=True) if isinstance(one, Failure)]
        if extent is Extent.USUAL or not failed:
            return forecasts
        # What fewer days and quantities tell is better than nothing, and another provider may tell them.
        instead = iter(await self._known(failed, Extent.USUAL, min(within, USEFUL_WITHIN)))
        return [next(instead) if isinstance(one, Failure) else one for one in forecasts]

    async def _known(self, places: Sequence[Place], extent: Extent, within: float) -> list[Forecast | Failure]:
        forecasts = await self.weather.forecasts(places, extent, within=within, share=self.share)
        # A provider whose clock is wrong may return a forecast without a day to come, which cannot be rendered.
        return [
            forecast if isinstance(forecast, Failure) or forecast.days else Failure(Reason.MALFORMED)
            for forecast in forecasts
        ]

    async def _joined(
        self, place: Place, *sources: Report | Forecast | AirQuality | Sea | Failure | None
    ) -> Facts:
        known: dict[str, Any] = {}
        for source in sources:
            match source:
                case Report():
                    known["report"] = source
                case Forecast():
                    known["forecast"] = source
                case AirQuality():
                    known["air"] = source
                case Sea():
                    known["sea"] = source
        zones = (one.timezone for one in known.values() if one.timezone is not None)
        return Facts(timezone=next(zones, None) or await self._zone(place), **known)

    async def _zone(self, place: Place) -> tzinfo:
        try:
            return ZoneInfo(await self.timezone(place))
        except (KeyError, ValueError):  # the machine's tables do not have it
            return UTC


def needs_of(when: When | None, what: What) -> Needs:
    """Return what is fetched for a question about *what* at the time *when*."""
    now = when is None or isinstance(when, Now)
    match what:
        case What.AIR:
            return Needs(Source.AIR)
        case What.WATER:
            return Needs(Source.SEA)
        case What.SUN:
            return Needs(None)
        case What.RAIN | What.SNOW | What.PRESSURE if now:
            return Needs(Source.REPORT, Source.FORECAST)
        case What.UV:
            return Needs(Source.FORECAST)
        case _:
            return Needs(Source.REPORT if now else Source.FORECAST)


def extent_of(when: When | None, what: What, asked_at: datetime) -> Extent:
    """Return how much of a forecast a question needs: the rare ones need the past, far days or rare quantities.

    The lowest and the highest temperature of today need the hours that are over.
    """
    if what in ONLY_IN_FULL:
        return Extent.FULL
    period = period_of(when, asked_at, UTC)
    first, last = ((day - asked_at.date()).days for day in (period.dates[0], period.dates[-1]))
    # A day of leeway, as it may be another date at the place.
    is_near = first > 0 and last < USUAL_DAYS - 1
    is_left_of_today = (
        first == 0 and period.kind not in WHOLE_DAYS and not period.start < asked_at - timedelta(hours=1)
    )
    return Extent.USUAL if is_near or is_left_of_today else Extent.FULL
