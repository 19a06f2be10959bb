"""Fetches the data that an answer shows, which depend on its subject, time and quantities."""

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

FULL_FORECAST_QUANTITIES = frozenset({Quantity.PRESSURE, Quantity.HUMIDITY, Quantity.UV})
"""Quantities that are in forecasts of the extent FULL, but not in usual forecasts."""

COMPUTED_QUANTITIES = frozenset({Quantity.SUN, Quantity.SUNSET, Quantity.MOON})
"""Quantities that the bot computes itself for any date, without a weather service."""

QUANTITIES_USING_NEXT_HOURS = frozenset(
    {
        *(Quantity.RAIN, Quantity.SNOW, Quantity.SNOW_DEPTH, Quantity.THUNDER, Quantity.HAIL, Quantity.PRESSURE),
        *(Quantity.FOG, Quantity.ICE, Quantity.FROST, Quantity.STORM, Quantity.DRIVING),
    }
)
"""Quantities whose answers about now also show the next hours, if the forecast arrives in time."""

WHOLE_DAY_PERIODS = frozenset({PeriodKind.DAY, PeriodKind.WEEKEND, PeriodKind.DAYS, PeriodKind.MONTH})
"""Kinds of periods that consist of whole days."""

OPTIONAL_DATA_TIMEOUT = 2.5
"""Maximum time, in seconds, to wait for data without which the answer is still useful."""


FetchedData = Report | Forecast | AirQuality | Sea | PlaceWarnings
"""A response of a weather or warning service about one place."""


class DataKind(Enum):
    """The kinds of data that can be fetched for a place."""

    REPORT = auto()
    FORECAST = auto()
    AIR = auto()
    SEA = auto()
    WARNINGS = auto()


@dataclass(frozen=True, slots=True)
class DataNeeds:
    """The kinds of data that the answer to a question shows."""

    required: DataKind | None
    """The kind of data that the answer cannot do without; None if the bot computes the answer, as for sunset."""
    optional: tuple[DataKind, ...] = ()
    """Kinds of data that improve the answer; the answer is sent even if these data are late or missing."""


@dataclass(frozen=True, slots=True)
class DataFetcher:
    """Fetches the data of one answer in at most *within* seconds.

    Look-ups are charged to *share*, the share of the user; None charges nobody.
    """

    weather: WeatherService
    warnings: WarningService | None
    """The source of official warnings; None if official warnings are switched off."""
    find_timezone: Callable[[Place], Awaitable[str]]
    """Returns the IANA name of the time zone at a place."""
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

        *quantities* are the quantities of the question, the main quantity first. A time such as "tomorrow" is
        relative to *asked_at*, which may be days ago.
        """
        match subject:
            case Subject.NOW:
                return await self.weather.reports(places, within=self.within, share=self.share)
            case Subject.DAYS:
                return await self._fetch_forecasts(places, Extent.USUAL, self.within)
            case Subject.TEN_DAYS:
                return await self._fetch_forecasts(places, Extent.FULL, self.within)
            case Subject.AIR:
                return await self._fetch_place_data(places, DataNeeds(DataKind.AIR), Extent.USUAL)
            case Subject.HOURS:
                return await self._fetch_forecasts(
                    places, required_extent(when, Quantity.WEATHER, asked_at, self.now), self.within
                )
            case Subject.ASKED:
                needs = _needs_of_all(when, quantities)
                extents = {required_extent(when, quantity, asked_at, self.now) for quantity in quantities}
                return await self._fetch_place_data(
                    places, needs, Extent.FULL if Extent.FULL in extents else Extent.USUAL
                )
            case _:
                assert_never(subject)

    async def _fetch_place_data(
        self, places: Sequence[Place], needs: DataNeeds, extent: Extent
    ) -> list[PlaceData | Failure]:
        required, *optional = await asyncio.gather(
            self._fetch_data_of_kind(needs.required, places, extent, self.within),
            *(
                self._fetch_data_of_kind(source, places, extent, min(self.within, OPTIONAL_DATA_TIMEOUT))
                for source in needs.optional
            ),
        )
        return [
            data if isinstance(data, Failure) else await self._merged_place_data(place, data, *extra)
            for place, data, *extra in zip(places, required, *optional, strict=True)
        ]

    async def _fetch_data_of_kind(
        self, source: DataKind | None, places: Sequence[Place], extent: Extent, within: float
    ) -> Sequence[FetchedData | Failure | None]:
        match source:
            case None:
                return [None] * len(places)
            case DataKind.REPORT:
                return await self.weather.reports(places, within=within, share=self.share)
            case DataKind.FORECAST:
                return await self._fetch_forecasts(places, extent, within)
            case DataKind.AIR:
                return await self.weather.air(places, within=within, share=self.share)
            case DataKind.SEA:
                return await self.weather.sea(places, within=within, share=self.share)
            case DataKind.WARNINGS:
                return await self._fetch_warnings(places, within)

    async def _fetch_warnings(self, places: Sequence[Place], within: float) -> Sequence[PlaceWarnings | Failure]:
        if self.warnings is None:
            return [Failure(Reason.BAD_REQUEST)] * len(places)
        return await self.warnings.look_up(places, within=within)

    async def _fetch_forecasts(
        self, places: Sequence[Place], extent: Extent, within: float
    ) -> list[Forecast | Failure]:
        forecasts = await self._request_forecasts(places, extent, within)
        failed = [
            place for place, forecast in zip(places, forecasts, strict=True) if isinstance(forecast, Failure)
        ]
        if extent is Extent.USUAL or not failed:
            return forecasts
        # A forecast of the usual extent is better than no forecast, and more providers have one.
        instead = iter(await self._request_forecasts(failed, Extent.USUAL, min(within, OPTIONAL_DATA_TIMEOUT)))
        return [next(instead) if isinstance(forecast, Failure) else forecast for forecast in forecasts]

    async def _request_forecasts(
        self, places: Sequence[Place], extent: Extent, within: float
    ) -> list[Forecast | Failure]:
        forecasts = await self.weather.forecasts(places, extent, within=within, share=self.share)
        # A forecast without days cannot be rendered; a provider with a wrong clock may return one.
        return [
            forecast if isinstance(forecast, Failure) or forecast.days else Failure(Reason.MALFORMED)
            for forecast in forecasts
        ]

    async def _merged_place_data(self, place: Place, *sources: FetchedData | Failure | None) -> PlaceData:
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
    """Return the data that a question about *quantities* needs; only the first quantity has required data."""
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
            return DataNeeds(DataKind.WARNINGS if quantity is Quantity.WARNING else DataKind.AIR)
        case Quantity.WATER | Quantity.BEACH:
            has_air = quantity is Quantity.BEACH
            return DataNeeds(DataKind.SEA, (DataKind.REPORT if is_now else DataKind.FORECAST,) if has_air else ())
        case _ if is_now and quantity in QUANTITIES_USING_NEXT_HOURS:
            return DataNeeds(DataKind.REPORT, (DataKind.FORECAST,))
        case Quantity.UV:
            return DataNeeds(DataKind.FORECAST)
        case _:
            return DataNeeds(DataKind.REPORT if is_now else DataKind.FORECAST)


def required_extent(when: When | None, quantity: Quantity, asked_at: datetime, now: datetime) -> Extent:
    """Return the extent of the forecast that is needed at the time *now* for a question asked at *asked_at*.

    The extent FULL is needed for FULL_FORECAST_QUANTITIES, past hours, and days beyond USUAL_DAYS. A question
    about the whole of today also needs past hours, because today's lowest or highest temperature may be in a past
    hour.
    """
    if quantity in FULL_FORECAST_QUANTITIES:
        return Extent.FULL
    period = period_of(when, asked_at, UTC)
    first, last = ((day - now.date()).days for day in (period.dates[0], period.dates[-1]))
    # One day is subtracted, because the date at the place may differ from the date in UTC.
    is_imminent = first > 0 and last < USUAL_DAYS - 1
    is_left_of_today = (
        first == 0 and period.kind not in WHOLE_DAY_PERIODS and not period.start < now - timedelta(hours=1)
    )
    return Extent.USUAL if is_imminent or is_left_of_today else Extent.FULL
