"""Whatever becomes of a body on its way, its reader returns what is left or says that it is malformed."""

import json
from contextlib import suppress
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidResponse
from services.places.models import Place
from services.providers.open_meteo import current as open_meteo
from services.providers.open_meteo import forecast as open_meteo_forecast
from services.providers.open_meteo.geocoding import parse_places as open_meteo_places
from services.providers.openweather import current as openweather
from services.providers.openweather import forecast as openweather_forecast
from services.providers.openweather.geocoding import parse_places as openweather_places
from services.weather import (
    Day,
    Forecast,
    Report,
    Step,
)
from services.weather.forecast import USUAL_DAYS
from tests.services.bodies import (
    OPEN_METEO,
    OPEN_METEO_PLACES,
    OPENWEATHER,
    OPENWEATHER_PLACES,
    RECORDED,
    read,
)
from tests.services.conftest import NOW
from tests.services.providers.forecast_bodies import hourly, three_hourly

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
HUGE = st.sampled_from([10**400, -(10**400), 1e308, 2**63, "9" * 5000, "\ud800", "\0", "../etc", {}, []]).map(
    deepcopy
)
THREE_HOURLY, HOURLY = three_hourly(NOW, 4, rain={"3h": 1.5}), hourly(NOW, 5)
PLACES = st.sampled_from(
    [Place("A", 1, 2), Place("B", 1, 2, timezone="Asia/Tokyo"), Place("C", 1, 2, timezone="?")]
)


def mutate(draw: st.DrawFn, node: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return *node* with one part of it deleted, replaced or wrapped."""
    children: list[Any] = []
    if isinstance(node, dict | list):
        children = list(node) if isinstance(node, dict) else list(range(len(node)))
    # Mostly go deeper, so that leaves are hit as often as the whole.
    deeper, kept = draw(st.tuples(st.integers(0, 5), st.integers(0, 4)))
    if children and deeper:
        child = draw(st.sampled_from(children))
        if kept:
            node[child] = mutate(draw, node[child])
        else:
            del node[child]
        return node
    return draw(st.one_of(JSON, HUGE, st.just([node]), st.just({"value": node})))


@st.composite
def mutated(draw: st.DrawFn, *bodies: object) -> Any:  # noqa: ANN401 - any JSON
    body = deepcopy(draw(st.sampled_from(bodies)))
    for _ in range(draw(st.integers(1, 4))):
        body = mutate(draw, body)
    return body


def real(*paths: str) -> list[object]:
    """Return recorded bodies, where there are any."""
    return [read(Path(RECORDED / path)) for path in paths if (RECORDED / path).exists()]


def check(report: Report) -> None:
    for field in fields(report):
        value = getattr(report, field.name)
        assert not isinstance(value, float) or isfinite(value)
    assert report.temperature is None or -100 <= report.temperature <= 70
    assert report.temperature is not None or report.condition is not None
    for time in (report.observed_at, report.sunrise, report.sunset):
        assert time is None or time.tzinfo is not None
        assert time is None or time.isoformat()


@given(mutated(OPENWEATHER, *real("openweather/vcr_weather__weather_id.json")), PLACES)
def test_a_body_of_openweather(body: object, place: Place) -> None:
    with suppress(InvalidResponse):
        check(openweather.parse_report(body, place))


@given(mutated(OPEN_METEO, *real("open-meteo/magicmirror_weather_openmeteo_current.json")), PLACES)
def test_a_body_of_open_meteo(body: object, place: Place) -> None:
    with suppress(InvalidResponse):
        check(open_meteo.parse_report(body, place))


def test_the_bodies_that_are_mutated_are_read_as_they_are() -> None:
    place = Place("A", 1, 2)
    check(openweather.parse_report(OPENWEATHER, place))
    check(open_meteo.parse_report(OPEN_METEO, place))
    check_forecast(openweather_forecast.parse_forecast(THREE_HOURLY, place))
    check_forecast(open_meteo_forecast.parse_forecast(HOURLY, place))
    for places in (open_meteo_places(OPEN_METEO_PLACES), openweather_places(OPENWEATHER_PLACES, "en")):
        assert places
        check_places(places)


def check_forecast(forecast: Forecast) -> None:
    parts: list[Step | Day] = [*forecast.steps, *forecast.days]
    for part in parts:
        for field in fields(part):
            value = getattr(part, field.name)
            assert not isinstance(value, float) or isfinite(value)
    assert list(forecast.steps) == sorted(forecast.steps, key=lambda step: step.start)
    assert [day.date for day in forecast.days] == sorted({day.date for day in forecast.days})
    assert any(step.temperature is not None or step.condition is not None for step in forecast.steps)
    for now in (NOW, datetime(2026, 1, 21, tzinfo=UTC)):
        assert len(forecast.as_of(now).days) <= USUAL_DAYS


@given(mutated(THREE_HOURLY), PLACES)
def test_a_forecast_of_openweather(body: object, place: Place) -> None:
    with suppress(InvalidResponse):
        check_forecast(openweather_forecast.parse_forecast(body, place))


@given(mutated(HOURLY), PLACES)
def test_a_forecast_of_open_meteo(body: object, place: Place) -> None:
    with suppress(InvalidResponse):
        check_forecast(open_meteo_forecast.parse_forecast(body, place))


def check_places(places: list[Place]) -> None:
    for place in places:
        assert isinstance(place, Place)
        assert place.name
        assert place.full_name
        assert -90 <= place.key[0] <= 90
        assert -180 <= place.key[1] <= 180
        assert place.population >= 0


@given(mutated(OPEN_METEO_PLACES, *real("open-meteo/vcr_aw_geocoding__suggest_new.json")))
def test_a_body_of_open_meteos_geocoder(body: object) -> None:
    with suppress(InvalidResponse):
        check_places(open_meteo_places(body))


@given(mutated(OPENWEATHER_PLACES, *real("openweather/php_geocoding_direct.json")), st.sampled_from(["en", "ru"]))
def test_a_body_of_openweathers_geocoder(body: object, language: str) -> None:
    with suppress(InvalidResponse):
        check_places(openweather_places(body, language))


@pytest.mark.parametrize(
    "reader",
    [
        openweather.parse_report,
        open_meteo.parse_report,
        openweather_forecast.parse_forecast,
        open_meteo_forecast.parse_forecast,
    ],
)
def test_nesting_that_json_bears_the_readers_bear(reader: Any) -> None:  # noqa: ANN401
    deep = json.loads("[" * 500 + "]" * 500)

    for body in (
        deep,
        {"current": deep, "main": deep, "weather": deep, "daily": deep},
        {"weather": [deep]},
        {"list": deep, "hourly": {"time": deep}},
    ):
        with pytest.raises(InvalidResponse):
            reader(body, Place("A", 1, 2))
