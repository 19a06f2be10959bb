"""The sun, as observed."""

from datetime import UTC, datetime, timedelta

import pytest

from services.sun import daylight, is_sun_up


@pytest.mark.parametrize(
    ("place", "noon", "times"),
    [  # dawn, sunrise, sunset and dusk by skyfield with the ephemeris DE421
        (
            (51.5, -0.12),
            "2026-01-19T12:00:00",
            ("2026-01-19T07:17:41", "2026-01-19T07:55:39", "2026-01-19T16:27:11", "2026-01-19T17:05:10"),
        ),
        (
            (-33.87, 151.21),
            "2026-06-21T02:00:00",
            ("2026-06-20T20:32:13", "2026-06-20T20:59:57", "2026-06-21T06:53:48", "2026-06-21T07:21:32"),
        ),
        (
            (1.35, 103.82),
            "2026-03-20T05:00:00",
            ("2026-03-19T22:48:20", "2026-03-19T23:09:00", "2026-03-20T11:15:29", "2026-03-20T11:36:09"),
        ),
        (
            (59.94, 30.31),
            "2026-06-21T10:00:00",
            ("2026-06-20T22:50:20", "2026-06-21T00:35:12", "2026-06-21T19:25:54", "2026-06-21T21:10:45"),
        ),
        (
            (64.15, -21.94),
            "2026-12-21T13:00:00",
            ("2026-12-21T10:03:02", "2026-12-21T11:22:24", "2026-12-21T15:29:17", "2026-12-21T16:48:39"),
        ),
        ((66.5, 25.73), "2026-07-05T10:00:00", (None, None, None, None)),
        (
            (69.65, 18.96),
            "2026-11-26T11:00:00",
            ("2026-11-26T07:32:34", "2026-11-26T09:57:14", "2026-11-26T11:04:51", "2026-11-26T13:29:28"),
        ),
        ((71.2, 179.0), "2026-05-05T00:00:00", (None, "2026-05-04T13:47:39", "2026-05-05T10:20:58", None)),
        (
            (78.22, 15.65),
            "2026-02-16T11:00:00",
            ("2026-02-16T07:17:11", "2026-02-16T10:14:12", "2026-02-16T12:10:52", "2026-02-16T15:08:15"),
        ),
        (
            (-77.85, 166.67),
            "2026-08-21T01:00:00",
            ("2026-08-20T20:56:02", "2026-08-20T23:31:41", "2026-08-21T02:23:35", "2026-08-21T04:59:35"),
        ),
    ],
)
def test_the_sun_rises_and_sets_within_some_seconds_of_the_ephemeris(
    place: tuple[float, float], noon: str, times: tuple[str | None, ...]
) -> None:
    light = daylight(*place, datetime.fromisoformat(noon).replace(tzinfo=UTC))

    for ours, theirs in zip((light.dawn, light.sunrise, light.sunset, light.dusk), times, strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            assert abs(ours - datetime.fromisoformat(theirs).replace(tzinfo=UTC)) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("latitude", "longitude", "noon", "sunrise", "sunset"),
    [  # from recorded bodies of Open-Meteo and OpenWeather, to the minute
        (51.5, -0.12, "2026-01-19T12:00", "2026-01-19T07:55", "2026-01-19T16:27"),
        (40.79, -73.97, "2026-02-06T17:00", "2026-02-06T12:00", "2026-02-06T22:19"),
        (61.25, -149.88, "2026-01-20T21:00", "2026-01-20T18:46", "2026-01-21T01:34"),
        (48.14, 11.58, "2019-01-13T11:00", "2019-01-13T07:00", "2019-01-13T15:45"),
    ],
)
def test_the_sun_rises_and_sets_when_the_services_say(
    latitude: float, longitude: float, noon: str, sunrise: str, sunset: str
) -> None:
    near, rise, set_ = (datetime.fromisoformat(time).replace(tzinfo=UTC) for time in (noon, sunrise, sunset))
    light = daylight(latitude, longitude, near)

    assert light.sunrise is not None
    assert light.sunset is not None
    assert abs(light.sunrise - rise) < timedelta(minutes=5)
    assert abs(light.sunset - set_) < timedelta(minutes=5)


@pytest.mark.parametrize(("month", "up"), [(1, False), (6, True)])
def test_a_polar_day_and_a_polar_night_have_neither_sunrise_nor_sunset(month: int, up: bool) -> None:
    noon = datetime(2026, month, 19, 11, tzinfo=UTC)
    light = daylight(78.22, 15.65, noon)

    assert (light.sunrise, light.sunset, light.is_polar, light.is_up) == (None, None, True, up)
    assert is_sun_up(78.22, 15.65, noon + timedelta(hours=12)) == up


def test_the_sun_is_up_between_sunrise_and_sunset() -> None:
    light = daylight(55.75, 37.62, datetime(2026, 3, 1, 12, tzinfo=UTC))
    second = timedelta(seconds=1)

    assert light.sunrise is not None
    assert light.sunset is not None
    around = [light.sunrise - second, light.sunrise + second, light.sunset - second, light.sunset + second]
    assert [is_sun_up(55.75, 37.62, at) for at in around] == [False, True, True, False]
