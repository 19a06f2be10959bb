"""When it is light at a place, by its own calendar: the same for reports, forecasts and answers about the sun."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from services.places.models import Place
from services.sun import daylight
from services.weather.forecast import Polar


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The light of one day, to the minute, in the place's zone; None where there is no such moment."""

    sunrise: datetime | None = None
    sunset: datetime | None = None
    """Perhaps after midnight."""
    dawn: datetime | None = None
    """When civil twilight begins: from then on one sees without lamps."""
    dusk: datetime | None = None
    """When civil twilight ends; perhaps after midnight."""
    polar: Polar | None = None
    """Why there is neither sunrise nor sunset."""


def light_of(place: Place, day: date, local: tzinfo) -> Light:
    """Return the light of *day* at *place*, whose zone is *local*."""
    light = daylight(place.latitude, place.longitude, near=datetime.combine(day, time(12), local))
    return Light(
        sunrise=_minute(light.sunrise, local),
        sunset=_minute(light.sunset, local),
        dawn=_minute(light.dawn, local),
        dusk=_minute(light.dusk, local),
        polar=(Polar.DAY if light.is_up else Polar.NIGHT) if light.polar else None,
    )


def light_around(place: Place, at: datetime | None, local: tzinfo | None) -> Light:
    """Return the light of the local day of *at*; without any time where that or the zone is not known."""
    return Light() if at is None or local is None else light_of(place, at.astimezone(local).date(), local)


def _minute(at: datetime | None, local: tzinfo) -> datetime | None:
    """Return a time, rounded to the minute, in the zone *local*."""
    return None if at is None else (at + timedelta(seconds=30)).astimezone(local).replace(second=0, microsecond=0)
