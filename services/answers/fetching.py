"""Fetches the data that an answer about a subject shows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum, auto
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from services.answers.place_data import PlaceData, Result
from services.errors import Failure, Reason
from services.net.shares import Share
from services.places import Place
from services.questions import NoSuchTime, Now, Quantity, Subject, UnclearTime, When
from services.questions.periods import PeriodKind, period_of
from services.warnings import PlaceWarnings, WarningService
from services.weather import Extent, Forecast, Report, WeatherService
from services.weather.air import AirQuality, Sea
from services.weather.forecast import USUAL_DAYS

ONLY_IN_FULL_FORECASTS = frozenset({Quantity.PRESSURE, Quantity.HUMIDITY, Quantity.UV})
"""Quantities that only forecasts of the full extent contain."""

COMPUTED_QUANTITIES = frozenset({Quantity.SUN, Quantity.SUNSET, Quantity.MOON})
"""Quantities that the bot computes for any date without data of a weather service."""

FORECAST_IMPROVES_NOW = frozenset(
    {
        *(Quantity.RAIN, Quantity.SNOW, Quantity.SNOW_DEPTH, Quantity.THUNDER, Quantity.HAIL, Quantity.PRESSURE),
        *(Quantity.FOG, Quantity.ICE, Quantity.FROST, Quantity.STORM, Quantity.DRIVING),
    }
)
"""Quantities for which an answer about now also uses the forecast of the next hours."""

WHOLE_DAY_KINDS = frozenset({PeriodKind.DAY, PeriodKind.WEEKEND, PeriodKind.DAYS, PeriodKind.MONTH})
"""Kinds of periods that consist of whole days."""

OPTIONAL_TIMEOUT = 2.5
"""Maximum time to wait for optional data, in seconds; optional data improve an answer, but are not necessary."""


FetchedData = Report | Forecast | AirQuality | Sea | PlaceWarnings
"""The types of the data that are fetched for a place."""


class Source(Enum):
    """The kinds of data that can be fetched for a place."""

    REPORT = auto()
    FORECAST = auto()
    AIR = auto()
    SEA = auto()
    WARNINGS = auto()


@dataclass(frozen=True, slots=True)
class DataNeeds:
    """The data that a question requires, and the optional data that improve its answer."""

    required: Source | None
    """The required data. An answer about the times of the sun and a request for a push require no data, so the
    value is None."""
    optional: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class DataFetcher:
    """Fetches the data of one answer in at most *within* seconds.

    Look-ups are charged to *share* unless *share* is None.
    """

    weather: WeatherService
    warnings: WarningService | None
    """Provides official warnings; None if there is no provider."""
    find_timezone: Callable[[Place], Awaitable[str]]
    """A function that returns the IANA name of the time zone at a place."""
    within: float
    share: Share | None
    now: datetime

    async def fetch(
        self,
        subject: Subject,
        places: Sequence[Place],
        when: When | None,
        quantities: Sequence[Quantity],
        asked_at: datetime,
    ) -> Sequence[Result | Failure]:
        """Return the data that *subject* shows, or a failure, for each of *places*, in the same order.

        *quantities* are the quantities of the question, the main quantity first. The time *when* is
        relative to *asked_at*, which may be days ago.
        """
        match subject:
            case Subject.NOW:
                return await self.weather.reports(places, within=self.within, share=self.share)
            case Subject.DAYS:
                return await self._forecasts(places, Extent.USUAL, self.within)
            case Subject.TEN_DAYS:
                return await self._forecasts(places, Extent.FULL, self.within)
            case Subject.AIR:
                return await self._place_data(places, DataNeeds(Source.AIR), Extent.USUAL)
            case Subject.HOURS:
                return await self._forecasts(
                    places, required_extent(when, Quantity.WEATHER, asked_at, self.now), self.within
                )
            case Subject.ASKED:
                needs = _needs_of_all(when, quantities)
                extents = {required_extent(when, quantity, asked_at, self.now) for quantity in quantities}
                return await self._place_data(
                    places, needs, Extent.FULL if Extent.FULL in extents else Extent.USUAL
                )
            case _:
                assert_never(subject)

    async def _place_data(
        self, places: Sequence[Place], needs: DataNeeds, extent: Extent
    ) -> list[PlaceData | Failure]:
        required, *optional = await asyncio.gather(
            self._fetch_source(needs.required, places, extent, self.within),
            *(
                self._fetch_source(source, places, extent, min(self.within, OPTIONAL_TIMEOUT))
                for source in needs.optional
            ),
        )
        return [
            data if isinstance(data, Failure) else await self._merge(place, data, *extra)
            for place, data, *extra in zip(places, required, *optional, strict=True)
        ]

    async def _fetch_source(
        self, source: Source | None, places: Sequence[Place], extent: Extent, within: float
    ) -> Sequence[FetchedData | Failure | None]:
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
            case Source.WARNINGS:
                return await self._warnings(places, within)

    async def _warnings(self, places: Sequence[Place], within: float) -> Sequence[PlaceWarnings | Failure]:
        if self.warnings is None:
            return [Failure(Reason.BAD_REQUEST)] * len(places)
        return await self.warnings.look_up(places, within=within)

    async def _forecasts(self, places: Sequence[Place], extent: Extent, within: float) -> list[Forecast | Failure]:
        forecasts = await self._fetch_forecasts(places, extent, within)
        failed = [
            place for place, forecast in zip(places, forecasts, strict=True) if isinstance(forecast, Failure)
        ]
        if extent is Extent.USUAL or not failed:
            return forecasts
        # If the full forecast fails, a usual forecast is better than none, and more providers have one.
        instead = iter(await self._fetch_forecasts(failed, Extent.USUAL, min(within, OPTIONAL_TIMEOUT)))
        return [next(instead) if isinstance(forecast, Failure) else forecast for forecast in forecasts]

    async def _fetch_forecasts(
        self, places: Sequence[Place], extent: Extent, within: float
    ) -> list[Forecast | Failure]:
        forecasts = await self.weather.forecasts(places, extent, within=within, share=self.share)
        # A provider with a wrong clock may return a forecast without a coming day, which cannot be rendered.
        return [
            forecast if isinstance(forecast, Failure) or forecast.days else Failure(Reason.MALFORMED)
            for forecast in forecasts
        ]

    async def _merge(self, place: Place, *sources: FetchedData | Failure | None) -> PlaceData:
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
                case PlaceWarnings():
                    known["warnings"] = source
        zones = (
            source.timezone
            for source in sources
            if isinstance(source, Report | Forecast | AirQuality | Sea) and source.timezone is not None
        )
        return PlaceData(timezone=next(zones, None) or await self._timezone_or_utc(place), **known)

    async def _timezone_or_utc(self, place: Place) -> tzinfo:
        try:
            return ZoneInfo(await self.find_timezone(place))
        except (KeyError, ValueError):  # the system's time zone database lacks the zone
            return UTC


def _needs_of_all(when: When | None, quantities: Sequence[Quantity]) -> DataNeeds:
    """Return the data that a question about *quantities* needs.

    Only the data for the first quantity are required.
    """
    first, *others = (data_needs(when, quantity) for quantity in quantities)
    added = (source for needs in others for source in (needs.required, *needs.optional) if source is not None)
    optional = dict.fromkeys(source for source in (*first.optional, *added) if source is not first.required)
    return DataNeeds(first.required, tuple(optional))


def data_needs(when: When | None, quantity: Quantity) -> DataNeeds:
    """Return the data that a question about *quantity* at the time *when* needs."""
    is_now = when is None or isinstance(when, Now)
    match quantity:
        case _ if isinstance(when, NoSuchTime | UnclearTime) or quantity in COMPUTED_QUANTITIES:
            return DataNeeds(None)
        case Quantity.AIR | Quantity.POLLEN | Quantity.WARNING:
            return DataNeeds(Source.WARNINGS if quantity is Quantity.WARNING else Source.AIR)
        case Quantity.WATER | Quantity.BEACH:
            has_air = quantity is Quantity.BEACH
            return DataNeeds(Source.SEA, (Source.REPORT if is_now else Source.FORECAST,) if has_air else ())
        case _ if is_now and quantity in FORECAST_IMPROVES_NOW:
            return DataNeeds(Source.REPORT, (Source.FORECAST,))
        case Quantity.UV:
            return DataNeeds(Source.FORECAST)
        case _:
            return DataNeeds(Source.REPORT if is_now else Source.FORECAST)


def required_extent(when: When | None, quantity: Quantity, asked_at: datetime, now: datetime) -> Extent:
    """Return the extent of the forecast that a question from the time *asked_at* needs at the time *now*.

    The full extent is needed for past hours, for days beyond USUAL_DAYS, and for the quantities of
    ONLY_IN_FULL_FORECASTS. A question about the whole of today needs the past hours too, because the lowest or the
    highest temperature may be in a past hour.
    """
    if quantity in ONLY_IN_FULL_FORECASTS:
        return Extent.FULL
    period = period_of(when, asked_at, UTC)
    first, last = ((day - now.date()).days for day in (period.dates[0], period.dates[-1]))
    # The margin is one day, because the date at the place may differ from the date in UTC.
    is_imminent = first > 0 and last < USUAL_DAYS - 1
    is_left_of_today = (
        first == 0 and period.kind not in WHOLE_DAY_KINDS and not period.start < now - timedelta(hours=1)
    )
    return Extent.USUAL if is_imminent or is_left_of_today else Extent.FULL
