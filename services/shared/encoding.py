"""Converts results to compressed JSON and back, according to the annotations of their data classes.

A data class becomes a list of the values of its fields, because the field names would take most of the space. The
version of a Codec depends on the names and types of the fields. No process reads a value that a Codec of another
version has written.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import Enum
from hashlib import blake2b
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from services.interning import interned_datetime, interned_float
from services.places.models import zone_by_name

Value = TypeVar("Value")

FORMAT_VERSION = 1
"""A part of the version of each Codec; increase it when the encoding of a type changes."""

MAX_STORED_BYTES = 64 * 1024
"""Maximum size of a compressed value, in bytes; the longest forecast has some 10,000 bytes."""

MAX_DECODED_BYTES = 512 * 1024
"""Maximum size of a decompressed value, in bytes; the longest forecast has some 40,000 bytes."""


class Codec(Generic[Value]):
    """Converts values of one type to bytes and back.

    The type may consist of data classes, tuples and enums.
    """

    def __init__(self, value_type: Any) -> None:  # noqa: ANN401 - a class, or a type such as tuple[Place, ...]
        self._conversion = _conversion_of(value_type)
        self.version = blake2b(
            f"{FORMAT_VERSION} {self._conversion.signature}".encode(), digest_size=6
        ).hexdigest()

    def encode(self, value: Value) -> bytes | None:
        """Return *value* as bytes.

        Return None if the bytes are longer than MAX_STORED_BYTES, or if a number in *value* is not finite.
        """
        try:
            text = json.dumps(
                self._conversion.encode(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False
            )
        except ValueError:
            return None
        body = zlib.compress(text.encode(errors="replace"), 1)
        return body if len(body) <= MAX_STORED_BYTES else None

    def decode(self, body: bytes) -> Value | None:
        """Return the value in *body*; None if *body* is invalid."""
        try:
            decompressor = zlib.decompressobj()
            text = decompressor.decompress(body, MAX_DECODED_BYTES)
            if not decompressor.eof:
                return None
            value: Value = self._conversion.decode(json.loads(text))
        except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError, zlib.error):
            return None
        return value


@dataclass(frozen=True, slots=True)
class _Conversion:
    """Converts values of one type to values that JSON can represent, and back."""

    signature: str
    """A text that describes the type; types with equal signatures are converted in the same way."""
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    """A function that converts a JSON value back to a value of the type. The function raises ValueError,
    TypeError, KeyError, OverflowError or OSError if the JSON value is invalid."""


def _conversion_of(value_type: Any) -> _Conversion:  # noqa: ANN401 - a class or a generic type
    arguments = get_args(value_type)
    if get_origin(value_type) in {Union, UnionType}:
        inner_types = [argument for argument in arguments if argument is not NoneType]
        if len(inner_types) == 1:
            return _optional_conversion(_conversion_of(inner_types[0]))
    if get_origin(value_type) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004
        return _tuple_conversion(_conversion_of(arguments[0]))
    if value_type in _SIMPLE_CONVERSIONS:
        return _SIMPLE_CONVERSIONS[value_type]
    if isinstance(value_type, type) and issubclass(value_type, Enum):
        members = value_type.__members__
        signature = f"{value_type.__name__}({','.join(members)})"
        return _Conversion(signature, lambda member: member.name, members.__getitem__)
    if isinstance(value_type, type) and is_dataclass(value_type):
        return _data_class_conversion(value_type)
    raise TypeError(f"cannot encode values of {value_type}")


def _optional_conversion(conversion: _Conversion) -> _Conversion:
    encode, decode = conversion.encode, conversion.decode
    return _Conversion(
        f"{conversion.signature}?",
        lambda value: None if value is None else encode(value),
        lambda stored: None if stored is None else decode(stored),
    )


def _tuple_conversion(conversion: _Conversion) -> _Conversion:
    def decode(stored: object) -> tuple[Any, ...]:
        return tuple(map(conversion.decode, _as_list(stored)))

    return _Conversion(f"[{conversion.signature}]", lambda values: list(map(conversion.encode, values)), decode)


def _data_class_conversion(data_class: type) -> _Conversion:
    hints = get_type_hints(data_class)
    names = [field.name for field in fields(data_class) if field.init]
    conversions = [_conversion_of(hints[name]) for name in names]
    signature = ",".join(
        f"{name}:{conversion.signature}" for name, conversion in zip(names, conversions, strict=True)
    )
    encoders = [(name, conversion.encode) for name, conversion in zip(names, conversions, strict=True)]
    decoders = [(name, conversion.decode) for name, conversion in zip(names, conversions, strict=True)]

    def encode(value: object) -> list[Any]:
        return [convert(getattr(value, name)) for name, convert in encoders]

    def decode(stored: object) -> object:
        values = zip(decoders, _as_list(stored), strict=True)
        return data_class(**{name: convert(value) for (name, convert), value in values})

    return _Conversion(f"{data_class.__name__}({signature})", encode, decode)


def _as_list(stored: object) -> Sequence[object]:
    if not isinstance(stored, list):
        raise TypeError("not a list")
    return stored


def _scalar_conversion(kind: type) -> _Conversion:
    def decode(stored: object) -> object:
        if type(stored) is not kind:  # isinstance would accept a bool as an int
            raise TypeError(f"not {kind}")
        return stored

    return _Conversion(kind.__name__, lambda value: value, decode)


def _decode_bytes(stored: object) -> bytes:
    if not isinstance(stored, str):
        raise TypeError("no base64")
    return b64decode(stored, validate=True)


def _decode_float(stored: Any) -> float:  # noqa: ANN401 - any JSON value
    if type(stored) not in {float, int} or not isfinite(stored):
        raise ValueError("not a number")
    return interned_float(stored)


def _encode_zone(value: tzinfo) -> str | float:
    if isinstance(value, ZoneInfo) and value.key:
        return value.key
    offset = value.utcoffset(None)
    if offset is None:
        raise ValueError("a time zone without a name or a fixed offset")
    return offset.total_seconds()


def _decode_zone(stored: object) -> tzinfo:
    if not isinstance(stored, str):
        seconds = _decode_float(stored)
        return timezone(timedelta(seconds=seconds)) if seconds else UTC
    if (known := zone_by_name(stored)) is None:
        raise ValueError("unknown time zone")
    return known


def _encode_datetime(value: datetime) -> float | list[Any]:
    if value.tzinfo is UTC:
        return value.timestamp()
    if value.tzinfo is None:
        raise ValueError("a time without a time zone")
    return [value.timestamp(), _encode_zone(value.tzinfo)]


def _decode_datetime(stored: object) -> datetime:
    if isinstance(stored, list):
        seconds, zone_in_json = stored
        return datetime.fromtimestamp(_decode_float(seconds), _decode_zone(zone_in_json))
    return interned_datetime(_decode_float(stored))


_SIMPLE_CONVERSIONS: dict[Any, _Conversion] = {
    **{kind: _scalar_conversion(kind) for kind in (str, bool, int)},
    float: _Conversion("float", lambda value: value, _decode_float),
    bytes: _Conversion("bytes", lambda value: b64encode(value).decode(), _decode_bytes),
    date: _Conversion("date", date.isoformat, date.fromisoformat),
    datetime: _Conversion("datetime", _encode_datetime, _decode_datetime),
    timedelta: _Conversion(
        "timedelta", timedelta.total_seconds, lambda stored: timedelta(seconds=_decode_float(stored))
    ),
    tzinfo: _Conversion("tzinfo", _encode_zone, _decode_zone),
}
