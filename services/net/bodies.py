"""Reading what providers really send: any field may be missing, null or nonsense, and costs only itself.

Numbers outside what can be true on Earth are nonsense too, and so are lists that no provider sends.
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

from services.errors import Malformed

LONGEST_LIST = 450
"""Entries of a list about one place: 408 hours are asked for at most."""

LONGEST_LINE = 100
"""Characters of a name: the longest of a place has 85."""


def _or_none(value: object, parse: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - whatever the field is
    try:
        return parse(value)
    except ValidationError:
        return None


T = TypeVar("T")
Lenient = Annotated[T | None, WrapValidator(_or_none)]
"""A value that is None when it cannot be read."""

Entries = Annotated[list[T], Field(max_length=LONGEST_LIST)]
"""A list, read no further than it may be long."""


def _line(text: str) -> str:
    visible = "".join(
        # Formatting characters (Cf) are not seen themselves; some of them turn the direction of what follows.
        char if char.isprintable() else "" if unicodedata.category(char) == "Cf" else " "
        for char in text[: 10 * LONGEST_LINE]
    )
    line = " ".join(visible.split())[:LONGEST_LINE].rstrip()
    if not line:
        raise ValueError("nothing to be seen")
    return line


Line = Annotated[str, AfterValidator(_line)]
"""A text that people see: one line of visible characters, cut to LONGEST_LINE."""

Celsius = Lenient[Annotated[float, Field(ge=-100, le=70)]]
MetresPerSecond = Lenient[Annotated[float, Field(ge=0, le=150)]]
Degrees = Lenient[Annotated[float, Field(ge=0, le=360)]]
Percent = Lenient[Annotated[float, Field(ge=0, le=100)]]
Hectopascals = Lenient[Annotated[float, Field(ge=800, le=1100)]]
SurfaceHectopascals = Lenient[Annotated[float, Field(ge=300, le=1100)]]
"""At the height of the place: some 330 on the highest mountain."""
Metres = Lenient[Annotated[float, Field(ge=0, le=1_000_000)]]
Millimetres = Lenient[Annotated[float, Field(ge=0, le=500)]]
Centimetres = Lenient[Annotated[float, Field(ge=0, le=500)]]
UvIndex = Lenient[Annotated[float, Field(ge=0, le=50)]]
UnixTime = Lenient[Annotated[int, Field(gt=0, lt=4_102_444_800)]]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


def moment(seconds: int | None, local: tzinfo | None) -> datetime | None:
    """Return that Unix time in a zone, None where either is unknown."""
    return None if seconds is None or local is None else datetime.fromtimestamp(seconds, local)


class Body(BaseModel):
    """A part of a provider's answer; unknown fields are ignored, NaN and infinity are not numbers."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


Model = TypeVar("Model", bound=Body)


def read(model: type[Model], body: object, provider: str) -> Model:
    """Return *body* as *model*; raise Malformed, on behalf of *provider*, when it is none at all."""
    try:
        return model.model_validate(body)
    except ValidationError as exc:
        raise Malformed(provider, 200) from exc
