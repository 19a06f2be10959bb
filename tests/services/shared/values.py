"""Random values of all types that processes share."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from services.errors import Failure, Reason
from services.places.models import Place, PlaceSource
from services.warnings import AlertList, CapMessage, MessageType, OfficialWarning, Severity, WarningText
from services.warnings.geometry import Circle, WarnedArea, polygon_of_corners
from services.weather import (
    AirHour,
    AirQuality,
    Condition,
    Day,
    Forecast,
    Nowcast,
    PolarDayOrNight,
    Quarter,
    Report,
    Sea,
    SeaHour,
    Step,
)
from services.weather.air import Plant, PollenDay, PollenForecast, PollenLevel

ZONES: st.SearchStrategy[tzinfo] = st.sampled_from(
    ["Europe/Moscow", "America/St_Johns", "Asia/Kathmandu", "Etc/GMT+5", "Europe/London"]
).map(ZoneInfo) | st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))

NUMBERS = st.none() | st.floats(-1e6, 1e6)
FLAGS = st.none() | st.booleans()
CONDITIONS = st.none() | st.sampled_from(Condition)
TEXTS = st.text(max_size=40)
AGES = st.none() | st.timedeltas(timedelta(), timedelta(days=1))
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def in_a_zone(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone)


LOCAL_MOMENTS = st.none() | st.builds(in_a_zone, MOMENTS, ZONES)


def numbers(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, NUMBERS)


REPORTS = st.builds(
    Report,
    provider=TEXTS,
    observed_at=st.none() | MOMENTS,
    timezone=st.none() | ZONES,
    condition=CONDITIONS,
    is_day=FLAGS,
    visibility_is_capped=st.booleans(),
    sunrise=LOCAL_MOMENTS,
    sunset=LOCAL_MOMENTS,
    age=AGES,
    **numbers("temperature", "feels_like", "wind_speed", "wind_gust", "wind_direction", "humidity", "pressure"),
    **numbers("surface_pressure", "cloud_cover", "visibility", "precipitation_rate"),
)

STEPS = st.builds(
    Step,
    start=MOMENTS,
    length=st.timedeltas(timedelta(hours=1), timedelta(hours=6)),
    is_day=FLAGS,
    condition=CONDITIONS,
    **numbers("temperature", "feels_like", "wind_speed", "wind_direction", "humidity", "pressure"),
    **numbers("surface_pressure", "uv_index", "precipitation", "probability", "wind_gust"),
)

DAYS = st.builds(
    Day,
    date=st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    is_complete=st.booleans(),
    condition=CONDITIONS,
    polar=st.none() | st.sampled_from(PolarDayOrNight),
    **dict.fromkeys(("sunrise", "sunset", "dawn", "dusk"), LOCAL_MOMENTS),
    **numbers("temperature_min", "temperature_max", "precipitation", "probability", "wind_speed", "wind_gust"),
)

FORECASTS = st.builds(
    Forecast,
    provider=TEXTS,
    timezone=ZONES,
    steps=st.lists(STEPS, max_size=3).map(tuple),
    earlier=st.lists(STEPS, max_size=2).map(tuple),
    days=st.lists(DAYS, max_size=3).map(tuple),
    yesterday=st.none() | DAYS,
    received_at=st.none() | MOMENTS,
    age=AGES,
)

AIR = st.builds(
    AirQuality,
    provider=TEXTS,
    timezone=ZONES,
    hours=st.lists(
        st.builds(
            AirHour,
            start=MOMENTS,
            **numbers("european_index", "us_index", "pm2_5", "pm10", "ozone", "dust", "uv_index"),
        ),
        max_size=3,
    ).map(tuple),
    pollen_days=st.lists(
        st.builds(
            PollenDay,
            date=st.dates(),
            pollen=st.lists(
                st.builds(PollenForecast, st.sampled_from(Plant), st.sampled_from(PollenLevel)), max_size=2
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    has_computed_index=st.booleans(),
    age=AGES,
)

SEAS = st.builds(
    Sea,
    provider=TEXTS,
    timezone=ZONES,
    hours=st.lists(st.builds(SeaHour, start=MOMENTS, **numbers("temperature", "wave_height")), max_size=3).map(
        tuple
    ),
    age=AGES,
)

NOWCASTS = st.builds(
    Nowcast,
    provider=TEXTS,
    timezone=ZONES,
    quarters=st.lists(
        st.builds(Quarter, start=MOMENTS, condition=CONDITIONS, **numbers("precipitation", "snowfall")), max_size=3
    ).map(tuple),
    age=AGES,
)

PLACES = st.lists(
    st.builds(
        Place,
        name=TEXTS,
        latitude=st.floats(-90, 90),
        longitude=st.floats(-180, 180),
        country=st.none() | TEXTS,
        region=st.none() | TEXTS,
        timezone=st.none() | TEXTS,
        population=st.integers(0, 10**9),
        source=st.sampled_from(PlaceSource),
    ),
    max_size=5,
).map(tuple)

FAILURES = st.builds(
    Failure,
    reason=st.sampled_from(Reason),
    status=st.none() | st.integers(100, 599),
    retry_after=st.none() | st.floats(0, 1e5),
)

POLYGON = polygon_of_corners((55.0, 56.0, 56.5), (37.0, 38.0, 36.5))
assert POLYGON is not None

WARNINGS = st.builds(
    OfficialWarning,
    alert_id=TEXTS,
    texts=st.lists(st.builds(WarningText, language=TEXTS, event=TEXTS), min_size=1, max_size=2).map(tuple),
    severity=st.sampled_from(Severity),
    onset=MOMENTS,
    expires=MOMENTS,
    sent=MOMENTS,
    source=TEXTS,
    areas=st.sampled_from([(), (WarnedArea((POLYGON,), (Circle(55.0, 37.0, 20.0),)),)]),
)

ALERT_LISTS = st.builds(
    AlertList,
    ids=st.lists(TEXTS, max_size=3).map(tuple),
    messages=st.lists(
        st.builds(
            CapMessage,
            id=TEXTS,
            type=st.sampled_from(MessageType),
            sent=MOMENTS,
            warnings=st.lists(WARNINGS, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    is_complete=st.booleans(),
)

VALUES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (Report, REPORTS),
    (Forecast, FORECASTS),
    (Nowcast, NOWCASTS),
    (AirQuality, AIR),
    (Sea, SEAS),
    (tuple[Place, ...], PLACES),
    (Failure, FAILURES),
    (AlertList, ALERT_LISTS),
    (str, TEXTS),
]
"""The types that processes share, each with a strategy for its values."""
