"""Converts the last question of a chat to JSON and back."""

import json
from dataclasses import asdict, fields, is_dataclass
from datetime import time
from typing import Any

from pydantic import TypeAdapter

from services.places import Place
from services.questions import (
    DaysBetween,
    InDays,
    InHours,
    InMonth,
    LastQuestion,
    NextHours,
    NoSuchTime,
    Now,
    OnDate,
    OnDay,
    OnFeast,
    OnNthWeekday,
    OnWeekday,
    PendingPrompt,
    Quantity,
    SeveralDays,
    Subject,
    UnclearTime,
    Weekend,
)

TIME_TYPES: dict[str, type] = {
    "now": Now,
    "in_hours": InHours,
    "next_hours": NextHours,
    "day": OnDay,
    "weekend": Weekend,
    "several_days": SeveralDays,
    "days_between": DaysBetween,
    "month": InMonth,
    "no_such_time": NoSuchTime,
    "in_days": InDays,
    "weekday": OnWeekday,
    "date": OnDate,
    "feast": OnFeast,
    "nth_weekday": OnNthWeekday,
    "unclear_time": UnclearTime,
}
"""Maps a name in JSON to the class of a time, such as OnDay. The names never change, because stored questions
contain them."""

PROMPT_KEY = "awaited"
"""The JSON key of the prompt that the bot has sent after the question; absent if the bot sent none."""

SECOND_QUANTITY_KEY = "second"
"""The JSON key of the second quantity of the question; absent if the question has none."""

_TYPE_NAMES = {kind: name for name, kind in TIME_TYPES.items()}
PLACE_FIELDS = ("name", "latitude", "longitude", "country", "region", "timezone")


def place_to_json(place: Place) -> dict[str, Any]:
    """Return the fields of *place* that are stored, as values for JSON."""
    return {name: getattr(place, name) for name in PLACE_FIELDS}


def question_to_json(question: LastQuestion) -> str:
    """Return *question* as JSON, without the time of the question."""
    awaited = {} if question.awaited is None else {PROMPT_KEY: asdict(question.awaited)}
    return json.dumps(
        {
            "places": [place_to_json(place) for place in question.places],
            "subject": question.subject.key,
            "what": question.quantity.value,
            "when": encode_time(question.when),
            **({} if question.second_quantity is None else {SECOND_QUANTITY_KEY: question.second_quantity.value}),
            **awaited,
        },
        ensure_ascii=False,
    )


def question_from_json(body: str, asked_at: float) -> LastQuestion | None:
    """Return the question in the JSON *body*; None if this version of the bot cannot read it.

    *asked_at* is the Unix time of the question.
    """
    try:
        stored = json.loads(body)
        places = tuple(build_instance(Place, place) for place in stored["places"])
        subject = next(subject for subject in Subject if subject.key == stored["subject"])
        when, quantity = decode_time(stored["when"]), Quantity(stored["what"])
        second = Quantity(stored[SECOND_QUANTITY_KEY]) if SECOND_QUANTITY_KEY in stored else None
        awaited = build_instance(PendingPrompt, stored[PROMPT_KEY]) if PROMPT_KEY in stored else None
    except (KeyError, TypeError, ValueError, StopIteration):
        return None
    return LastQuestion(places, asked_at, subject, when, quantity, awaited, second)


def encode_time(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Return *value*, which is the time of a question or a part of the time, as a value for JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": _TYPE_NAMES[type(value)]} | {
            field.name: encode_time(getattr(value, field.name)) for field in fields(value)
        }
    return value.isoformat("minutes") if isinstance(value, time) else value


def decode_time(stored: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value that `encode_time` converted to *stored*.

    Raise KeyError or ValueError if *stored* is invalid.
    """
    if not isinstance(stored, dict):
        return stored
    values = {name: decode_time(value) for name, value in stored.items() if name != "kind"}
    return build_instance(TIME_TYPES[stored["kind"]], values)


def build_instance(cls: type, values: dict[str, Any]) -> Any:  # noqa: ANN401 - an instance of *cls*
    """Return an instance of *cls*; raise ValueError if *values* do not match the fields of *cls*."""
    if unknown := values.keys() - {field.name for field in fields(cls)}:
        raise ValueError(f"unknown fields: {unknown}")
    return TypeAdapter(cls).validate_python(values)
