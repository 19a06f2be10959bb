"""The notice about poor air, a high UV index and much pollen, which answers about the weather now contain."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.weather.air import ONE_HOUR, AirHour, AirIndex, AirQuality, PollenForecast, PollenLevel
from services.weather.days import midnight

ONE_DAY = timedelta(days=1)

MIN_POOR_INDEX = {AirIndex.EUROPEAN: 60.5, AirIndex.US: 100.5}
"""Minimum index of poor air; answers round it to 61 or 101.

These are the first values of the European category "poor", and of the category "unhealthy for sensitive groups" of
the United States.
"""

MIN_HIGH_UV_INDEX = 5.5
"""Minimum high UV index; answers round it to 6, where the WHO's category "high" begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirNotice:
    """The poor air indices of the present hour, and the high UV index and pollen of today."""

    european_index: float | None = None
    """The European index now, if it is poor."""
    us_index: float | None = None
    """The index of the United States now, if it is poor."""
    uv_index: float | None = None
    """Highest UV index in the coming hours of today, if it is high."""
    uv_start: datetime | None = None
    """Beginning of the hours with a high UV index, in the time zone of the place; None if they have begun."""
    uv_end: datetime | None = None
    """End of the hours with a high UV index, in the time zone of the place."""
    pollen: tuple[PollenForecast, ...] = ()
    """The plants with much pollen today: those with the band HIGH or VERY_HIGH."""

    def index(self, kind: AirIndex) -> float | None:
        """Return the value of the index *kind* if it is poor, else None."""
        return self.european_index if kind is AirIndex.EUROPEAN else self.us_index


EMPTY_NOTICE = AirNotice()


def notice_of(air: AirQuality, now: datetime) -> AirNotice | None:
    """Return the notice about *air* at *now*; None if there is nothing to warn of.

    *air* may have past hours. The function is called for many answers, so it looks only at the hours of today.
    """
    today = now.astimezone(air.timezone).date()
    first = max(0, bisect_right(air.hours, now, key=lambda hour: hour.start) - 1)
    last = bisect_left(air.hours, midnight(today + ONE_DAY, air.timezone), first, key=lambda hour: hour.start)
    hours = [hour for hour in air.hours[first:last] if hour.start + ONE_HOUR > now]
    current = hours[0] if hours and hours[0].start <= now else None
    strong = [hour for hour in hours if hour.uv_index is not None and hour.uv_index >= MIN_HIGH_UV_INDEX]
    notice = AirNotice(
        european_index=_index_if_poor(current, AirIndex.EUROPEAN),
        us_index=_index_if_poor(current, AirIndex.US),
        uv_index=max((hour.uv_index for hour in strong if hour.uv_index is not None), default=None),
        uv_start=strong[0].start.astimezone(air.timezone) if strong and strong[0].start > now else None,
        uv_end=(strong[-1].start + ONE_HOUR).astimezone(air.timezone) if strong else None,
        pollen=tuple(forecast for forecast in air.pollen_on(today) if forecast.level >= PollenLevel.HIGH),
    )
    return None if notice == EMPTY_NOTICE else notice


def _index_if_poor(hour: AirHour | None, kind: AirIndex) -> float | None:
    value = hour.index(kind) if hour is not None else None
    return value if value is not None and value >= MIN_POOR_INDEX[kind] else None
