"""Converts the answers behind buttons, without their results, to JSON and back."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from services.answers import Answer, Entry
from services.errors import Failure, Reason
from services.places import Ambiguous, LookupFailed, Match, Place, Resolution, Unknown
from services.questions import Limit, Quantity, Subject
from services.storage.question_json import build_instance, decode_time, encode_time, place_to_json
from services.units import UNITS_BY_VALUE

RESOLUTION_TYPES: dict[str, type[Resolution]] = {
    "match": Match,
    "ambiguous": Ambiguous,
    "unknown": Unknown,
    "failed": LookupFailed,
}
"""Maps a name in JSON to the class of a resolution. The names never change, because they are in stored answers."""

_TYPE_NAMES = {kind: name for name, kind in RESOLUTION_TYPES.items()}
_JSON_KEYS = {
    "capital_of": "capital_of",
    "kilometres_away": "away",
    "is_guess": "guessed",
    "stands_for": "stands_for",
    "is_absent_from_area": "elsewhere",
}
"""Maps an optional attribute of Match or Unknown to its JSON key. The keys never change."""

_ATTRIBUTES_BY_KEY = {key: attribute for attribute, key in _JSON_KEYS.items()}


def answer_to_json(answer: Answer) -> str:
    """Return *answer* as JSON, without its results."""
    return json.dumps(_answer_to_dict(answer), ensure_ascii=False, separators=(",", ":"))


def answer_from_json(body: str) -> Answer | None:
    """Return the answer in the JSON *body*; None if this version of the bot cannot read it."""
    try:
        return _answer_from_dict(json.loads(body))
    except (KeyError, TypeError, ValueError, StopIteration):
        return None


def _answer_to_dict(answer: Answer) -> dict[str, Any]:
    """Return the parts of *answer* that are stored, as dicts, lists, strings and numbers for JSON."""
    stored = {
        "language": answer.language,
        "subject": answer.subject.key,
        "day": answer.day and answer.day.isoformat(),
        "when": encode_time(answer.when),
        "what": answer.quantity.value,
        "asked_at": answer.asked_at.timestamp(),
        "left_out": answer.left_out,
        "more_left_out": answer.more_left_out,
        "items": [_resolution_to_json(entry.resolution) for entry in answer.entries],
    }
    if answer.second_quantity is not None:
        stored["second"] = answer.second_quantity.value
    if answer.limit is not None:
        stored["limit"] = asdict(answer.limit)
    if answer.units:
        stored["units"] = list(answer.units)
    return stored | ({"then": [*map(_answer_to_dict, answer.then)]} if answer.then else {})


def _answer_from_dict(stored: dict[str, Any]) -> Answer:
    return Answer(
        stored["language"],
        tuple(Entry(_resolution_from_json(item)) for item in stored["items"]),
        tuple(stored["left_out"]),
        stored["more_left_out"],
        next(subject for subject in Subject if subject.key == stored["subject"]),
        date.fromisoformat(stored["day"]) if stored["day"] else None,
        decode_time(stored["when"]),
        Quantity(stored["what"]),
        datetime.fromtimestamp(stored["asked_at"], UTC),
        second_quantity=Quantity(stored["second"]) if "second" in stored else None,
        limit=build_instance(Limit, stored["limit"]) if "limit" in stored else None,
        units=tuple(UNITS_BY_VALUE[value] for value in stored.get("units", ())),
        then=tuple(map(_answer_from_dict, stored.get("then", ()))),
    )


def _resolution_to_json(resolution: Resolution) -> dict[str, Any]:
    stored: dict[str, Any] = {"kind": _TYPE_NAMES[type(resolution)], "asked": resolution.asked}
    if isinstance(resolution, LookupFailed):
        return stored | {"reason": resolution.failure.reason.value}
    if isinstance(resolution, Match):
        stored["place"] = place_to_json(resolution.place)
    optional = {key: getattr(resolution, attribute, None) for attribute, key in _JSON_KEYS.items()}
    stored |= {key: value for key, value in optional.items() if value not in {None, False}}
    return stored | {"choices": [place_to_json(place) for place in resolution.choices]}


def _resolution_from_json(stored: dict[str, Any]) -> Resolution:
    kind = RESOLUTION_TYPES[stored["kind"]]
    if kind is LookupFailed:
        return LookupFailed(stored["asked"], Failure(Reason(stored["reason"])))
    values = {_ATTRIBUTES_BY_KEY.get(key, key): value for key, value in stored.items() if key != "kind"}
    values["choices"] = tuple(build_instance(Place, place) for place in stored["choices"])
    if kind is Match:
        values["place"] = build_instance(Place, stored["place"])
    resolution: Resolution = build_instance(kind, values)
    return resolution
