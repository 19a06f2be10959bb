"""The last question of a chat as JSON. What this version cannot read counts as none."""

import json
from dataclasses import fields, is_dataclass
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
    Now,
    OnDate,
    OnDay,
    OnWeekday,
    SeveralDays,
    Subject,
    Weekend,
    What,
)

KINDS: dict[str, type] = {
    "now": Now,
    "in_hours": InHours,
    "day": OnDay,
    "weekend": Weekend,
    "several_days": SeveralDays,
    "days_between": DaysBetween,
    "month": InMonth,
    "in_days": InDays,
    "weekday": OnWeekday,
    "date": OnDate,
}
"""The types of times by the names that they are stored under, which never change."""

_NAMES = {kind: name for name, kind in KINDS.items()}
_PLACE_FIELDS = ("name", "latitude", "longitude", "country", "region", "timezone")


def question_json(question: LastQuestion) -> str:
    """Return *question*, but for the time when it was asked, as JSON."""
    return json.dumps(
        {
            "places": [{name: getattr(place, name) for name in _PLACE_FIELDS} for place in question.places],
            "subject": question.subject.key,
            "what": question.what.value,
            "when": _stored(question.when),
        },
        ensure_ascii=False,
    )


def question_from(body: str, asked_at: float) -> LastQuestion | None:
    """Return the question that *body* tells, asked at that Unix time; None where it cannot be read."""
    try:
        stored = json.loads(body)
        places = tuple(_read(Place, place) for place in stored["places"])
        subject = next(subject for subject in Subject if subject.key == stored["subject"])
        when, what = _restored(stored["when"]), What(stored["what"])
    except (KeyError, TypeError, ValueError, StopIteration):
        return None
    return LastQuestion(places, asked_at, subject, when, what)


def _stored(value: object) -> Any:  # noqa: ANN401 - whatever JSON has
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": _NAMES[type(value)]} | {
            field.name: _stored(getattr(value, field.name)) for field in fields(value)
        }
    return value.isoformat("minutes") if isinstance(value, time) else value


def _restored(stored: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    if not isinstance(stored, dict):
        return stored
    values = {name: _restored(value) for name, value in stored.items() if name != "kind"}
    return _read(KINDS[stored["kind"]], values)


def _read(kind: type, values: dict[str, Any]) -> Any:  # noqa: ANN401 - an instance of *kind*
    """Return an instance of *kind*; raise ValueError for values that it has not."""
    if unknown := values.keys() - {field.name for field in fields(kind)}:
        raise ValueError(f"unknown fields: {unknown}")
    return TypeAdapter(kind).validate_python(values)
