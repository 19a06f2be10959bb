"""The sun, as observed."""

from datetime import UTC, datetime, timedelta

import pytest

from services.sun import daylight


@pytest.mark.parametrize(
    ("latitude", "longitude", "noon", "sunrise", "sunset"),
    [  # from recorded bodies of Open-Meteo and OpenWeather
        (51.5, -0.12, "2026-01-19T12:00", "2026-01-19T07:55", "2026-01-19T16:27"),
        (40.79, -73.97, "2026-02-06T17:00", "2026-02-06T12:00", "2026-02-06T22:19"),
        (61.25, -149.88, "2026-01-20T21:00", "2026-01-20T18:46", "2026-01-21T01:34"),
        (48.14, 11.58, "2019-01-13T11:00", "2019-01-13T07:00", "2019-01-13T15:45"),
    ],
)
def test_the_sun_rises_and_sets_when_it_does(
    latitude: float, longitude: float, noon: str, sunrise: str, sunset: str
) -> None:
    near, rise, set_ = (datetime.fromisoformat(time).replace(tzinfo=UTC) for time in (noon, sunrise, sunset))
    light = daylight(latitude, longitude, near)

    assert abs(light.sunrise - rise) < timedelta(minutes=5)
    assert abs(light.sunset - set_) < timedelta(minutes=5)
