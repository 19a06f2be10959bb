"""Conversion of shared values to bytes and back."""

import json
import zlib
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.places.models import Place
from services.shared.encoding import MAX_DECODED_BYTES, Codec
from services.weather import Condition, Report
from tests.services.shared.values import VALUES

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def exact(value: object) -> object:
    """Return *value* with the data that `==` ignores: the time zones of times, fields with compare=False."""
    match value:
        case Enum() | str() | None | bool():
            return value
        case datetime():
            return value.astimezone(UTC), zone_name(value.tzinfo)
        case tzinfo():
            return zone_name(value)
        case tuple():
            return tuple(map(exact, value))
        case _ if is_dataclass(value):
            return type(value), [exact(getattr(value, field.name)) for field in fields(value)]
    return value


def zone_name(zone: tzinfo | None) -> object:
    return zone.key if isinstance(zone, ZoneInfo) else zone and zone.utcoffset(None)


@pytest.mark.parametrize(("value_type", "values"), VALUES, ids=lambda value: getattr(value, "__name__", ""))
def test_each_shared_value_is_decoded_as_it_was_encoded(
    value_type: Any,  # noqa: ANN401 - a class or a generic type
    values: st.SearchStrategy[Any],
) -> None:
    codec: Codec[Any] = Codec(value_type)

    @given(values)
    def survives(value: object) -> None:
        body = codec.encode(value)
        assert body is not None
        assert exact(codec.decode(body)) == exact(value)

    survives()


def with_replaced(stored: object, path: list[int], replacement: object) -> object:
    """Return *stored* with the element at *path* replaced; an index counts modulo the length of its list."""
    if not path or not isinstance(stored, list) or not stored:
        return replacement
    position = path[0] % len(stored)
    return [
        with_replaced(value, path[1:], replacement) if index == position else value
        for index, value in enumerate(stored)
    ]


@pytest.mark.parametrize(("value_type", "values"), VALUES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_damaged_value_is_decoded_as_none_or_as_a_value_of_its_type(
    value_type: Any,  # noqa: ANN401 - a class or a generic type
    values: st.SearchStrategy[Any],
) -> None:
    codec: Codec[Any] = Codec(value_type)

    @settings(max_examples=50)
    @given(values, st.lists(st.integers(0, 20), max_size=3), JSON)
    def is_decoded(value: object, path: list[int], replacement: object) -> None:
        stored = json.loads(zlib.decompress(codec.encode(value) or b""))
        replaced = with_replaced(stored, path, replacement)
        decoded = codec.decode(zlib.compress(json.dumps(replaced).encode()))
        assert decoded is None or codec.encode(decoded) is not None

    is_decoded()


@given(st.binary(max_size=200))
def test_random_bytes_are_not_decoded_as_a_report(body: bytes) -> None:
    assert Codec[Report](Report).decode(body) is None


def test_a_truncated_value_is_decoded_as_none() -> None:
    codec: Codec[Report] = Codec(Report)
    body = codec.encode(Report(provider="Open-Meteo", temperature=5.0, condition=Condition.FOG))
    assert body is not None
    assert all(codec.decode(body[:length]) is None for length in range(len(body)))


def test_a_value_that_is_too_large_after_decompression_is_decoded_as_none() -> None:
    codec: Codec[str] = Codec(str)
    assert codec.decode(zlib.compress(json.dumps("a" * (MAX_DECODED_BYTES - 2)).encode())) is not None
    assert codec.decode(zlib.compress(json.dumps("a" * (MAX_DECODED_BYTES - 1)).encode())) is None


def test_a_value_that_is_too_large_or_not_finite_is_not_encoded() -> None:
    places = tuple(Place(f"Place {number**9}", number / 1e4, 0.123456) for number in range(10_000))
    assert Codec[tuple[Place, ...]](tuple[Place, ...]).encode(places) is None
    assert Codec[Report](Report).encode(Report(provider="", temperature=float("nan"))) is None


@pytest.mark.parametrize("wrong", [True, "5", [5], 10**400, float("inf")])
def test_a_value_with_an_invalid_temperature_is_decoded_as_none(wrong: object) -> None:
    codec: Codec[Report] = Codec(Report)
    names = [field.name for field in fields(Report)]
    stored: list[object] = [None] * len(names)
    stored[names.index("provider")], stored[names.index("visibility_is_capped")] = "Open-Meteo", False
    assert codec.decode(zlib.compress(json.dumps(stored).encode())) == Report(provider="Open-Meteo")

    stored[names.index("temperature")] = wrong

    assert codec.decode(zlib.compress(json.dumps(stored).encode())) is None


@pytest.mark.parametrize("wrong", [1e12, 1e18, 1e20])
def test_a_time_beyond_all_years_is_decoded_as_none(wrong: float) -> None:
    # Depending on the size, datetime raises ValueError, OSError or OverflowError.
    assert Codec[datetime](datetime).decode(zlib.compress(json.dumps(wrong).encode())) is None


def test_codecs_of_fields_with_other_types_have_other_versions() -> None:
    @dataclass
    class Station:
        name: str
        height: float

    @dataclass
    class Changed:
        name: str
        height: int

    Changed.__name__ = "Station"
    assert Codec(Station).version != Codec(Changed).version
    assert Codec(Station).version == Codec(Station).version


def test_a_type_that_cannot_be_encoded_is_refused_when_the_codec_is_created() -> None:
    with pytest.raises(TypeError, match="cannot encode values of"):
        Codec(dict[str, str])
