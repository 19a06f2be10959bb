"""Creates air notices; an air notice warns of poor air, a high UV index and much pollen."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.weather.air import ONE_HOUR, AirHour, AirIndex, AirQuality, PollenForecast, PollenLevel
from services.weather.days import midnight

ONE_DAY = timedelta(days=1)

MIN_POOR_AIR_INDEX = {AirIndex.EUROPEAN: 60.5, AirIndex.US: 100.5}
"""Minimum value of each index that counts as poor air; answers round these values to 61 and 101.

In Europe, 61 is the first value of the category "poor". In the United States, 101 is the first value of the
category "unhealthy for sensitive groups".
"""

MIN_HIGH_UV_INDEX = 5.5
"""Minimum UV index that counts as high; answers show 5.5 as 6. The WHO's category "high" begins at 6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirNotice:
    """The dangers that an answer warns of: poor air in the present hour; a high UV index and much pollen today."""

    european_index: float | None = None
    """The present value of the European index if it is poor, else None."""
    us_index: float | None = None
    """The present value of the index of the United States if it is poor, else None."""
    uv_index: float | None = None
    """Highest UV index in the rest of today if it is high, else None."""
    uv_start: datetime | None = None
    """Time at which the UV index becomes high, in the time zone of the place; None if the UV index is already
    high."""
    uv_end: datetime | None = None
    """Time until which the UV index is high, in the time zone of the place."""
    pollen: tuple[PollenForecast, ...] = ()
    """The plants with much pollen today, which means the band HIGH or VERY_HIGH."""

    def index(self, kind: AirIndex) -> float | None:
        """Return the value of the air quality index *kind* if it is poor, else None."""
        return self.european_index if kind is AirIndex.EUROPEAN else self.us_index


EMPTY_NOTICE = AirNotice()


def air_notice_of(air: AirQuality, now: datetime) -> AirNotice | None:
    """Return the air notice about *air* at the time *now*; None if there is nothing to warn of.

    *air* may contain past hours. The function is called for many answers, so it looks only at the hours of today.
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
    return value if value is not None and value >= MIN_POOR_AIR_INDEX[kind] else None
