"""Pydantic types for the bodies of responses, in which any field may be missing, null or invalid.

An invalid field does not affect the other fields. A number that is impossible for the weather on Earth is invalid.
"""

import unicodedata
from datetime import datetime, tzinfo
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from services.errors import InvalidResponse
from services.interning import interned_float

MAX_LIST_LENGTH = 450
"""Maximum length of a list in a response about one place; the longest list that a provider sends has 408
elements."""

MAX_SINGLE_LINE_LENGTH = 100
"""Maximum length of a SingleLine, in characters; the longest name of a place has 85 characters."""


def _none_if_invalid(value: object, parse: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - a field may have any type
    try:
        return parse(value)
    except ValidationError:
        return None


T = TypeVar("T")
Lenient = Annotated[T | None, WrapValidator(_none_if_invalid)]
"""Type of a field whose invalid values become None."""

LimitedList = Annotated[list[T], Field(max_length=MAX_LIST_LENGTH)]
"""Type of a list that is valid up to a length of MAX_LIST_LENGTH."""


def single_line(text: str, max_length: int) -> str:
    """Return *text* as one line of at most *max_length* visible characters; empty if no character is visible."""
    visible = "".join(
        # Formatting characters (category Cf) are removed: they are invisible and may change the writing direction.
        char if char.isprintable() else "" if unicodedata.category(char) == "Cf" else " "
        for char in text[: 10 * max_length]
    )
    return " ".join(visible.split())[:max_length].rstrip()


def _valid_single_line(text: str) -> str:
    line = single_line(text, MAX_SINGLE_LINE_LENGTH)
    if not line:
        raise ValueError("no visible characters")
    return line


SingleLine = Annotated[str, AfterValidator(_valid_single_line)]
"""Type of a string that is converted to one line of visible characters and truncated to MAX_SINGLE_LINE_LENGTH."""

Celsius = Lenient[Annotated[float, Field(ge=-100, le=70)]]
MetresPerSecond = Lenient[Annotated[float, Field(ge=0, le=150)]]
Degrees = Lenient[Annotated[float, Field(ge=0, le=360)]]
Percent = Lenient[Annotated[float, Field(ge=0, le=100)]]
Hectopascals = Lenient[Annotated[float, Field(ge=800, le=1100)]]
SurfaceHectopascals = Lenient[Annotated[float, Field(ge=300, le=1100)]]
"""Air pressure at the height of a place; on the highest mountain it is about 330 hPa."""
Metres = Lenient[Annotated[float, Field(ge=0, le=1_000_000)]]
Millimetres = Lenient[Annotated[float, Field(ge=0, le=500)]]
Centimetres = Lenient[Annotated[float, Field(ge=0, le=500)]]
UvIndex = Lenient[Annotated[float, Field(ge=0, le=50), AfterValidator(interned_float)]]
UnixTime = Lenient[Annotated[int, Field(gt=0, lt=4_102_444_800)]]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


def datetime_from_unix(seconds: int | None, timezone: tzinfo | None) -> datetime | None:
    """Return the Unix time *seconds* as a datetime in *timezone*; None if one of the arguments is None."""
    return None if seconds is None or timezone is None else datetime.fromtimestamp(seconds, timezone)


class Body(BaseModel):
    """Base class of the pydantic models of responses.

    Unknown fields are ignored; NaN and infinity are invalid.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


Model = TypeVar("Model", bound=Body)


def validate(model: type[Model], body: object, provider: str) -> Model:
    """Return *body* as an instance of *model*; raise InvalidResponse with the name *provider* if it is invalid."""
    try:
        return model.model_validate(body)
    except ValidationError as exc:
        raise InvalidResponse(provider, 200) from exc
