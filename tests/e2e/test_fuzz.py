"""Malformed updates of every kind: the bot does not stop, and answers the following updates."""

import types
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from random import Random
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import pytest
from aiogram.types import Chat, Update
from pydantic import BaseModel

from sandbox.faults import Fault, FaultKind
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json: TypeAlias = Any
Path = tuple[str | int, ...]

KINDS = [*sorted(Update.model_fields.keys() - {"update_id"}), "a_kind_of_tomorrow"]
UPDATES_PER_KIND = 15

SECRET = "Muzotafisk"
"""A user's text, which must not appear in the log."""
HUGE = "Щ" * 1_000_000
DEEP: Json = "x"
for _ in range(100):
    DEEP = [{"reply_to_message": DEEP}]
NONSENSE: tuple[Json, ...] = (
    None,
    True,
    -1,
    0,
    10**30,
    1e308,
    "",
    "x",
    "\x00",
    "\ud800",
    "{0}%s<b>",
    [],
    [[]],
    {},
    {"id": {}},
    DEEP,
)


def example(annotation: Json, random: Random, depth: int = 0) -> Json:  # noqa: PLR0911 - a table, as it were
    """Return JSON that is valid for a field of aiogram: its required parts and some optional ones."""
    annotation = getattr(annotation, "__value__", annotation)  # a type alias
    origin: Any = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return example(arguments[0], random, depth)
    if origin in (Union, types.UnionType):
        return example(next(argument for argument in arguments if argument is not type(None)), random, depth)
    if origin is Literal:
        return arguments[0]
    if origin is list:
        return [example(arguments[0], random, depth)]
    if annotation is Chat:
        return {"id": 7, "type": "private"}
    if issubclass(annotation, BaseModel):
        annotation.model_rebuild()  # the models of aiogram are built when they are first used
        return {
            field.alias or name: example(field.annotation, random, depth + 1)
            for name, field in annotation.model_fields.items()
            if field.is_required()
            or get_origin(field.annotation) is Literal  # identifies one type of a union
            or random.random() < 0.5 / (depth + 1)
        }
    if issubclass(annotation, Enum):
        return next(iter(annotation)).value
    return {bool: True, int: 7, float: 1.5, datetime: 1_700_000_000}.get(annotation, SECRET)


def paths(value: Json, path: Path = ()) -> Iterator[Path]:
    """Yield the path to each part of a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from paths(part, (*path, key))


def spoil(update: dict[str, Any], random: Random) -> dict[str, Any]:
    """Return the update with one part removed, enlarged or replaced."""
    *way, last = random.choice([path for path in paths(update) if path])
    holder: Json = update
    for key in way:
        holder = holder[key]
    if random.random() < 0.3:
        del holder[last]
    else:
        holder[last] = random.choice(NONSENSE)
    return update


def valid_update(kind: str, random: Random) -> dict[str, Any]:
    field = Update.model_fields.get(kind, Update.model_fields["message"])
    return {kind: example(field.annotation, random)}


@pytest.mark.parametrize("kind", KINDS)
async def test_no_update_of_any_kind_stops_the_bot(with_key: Stage, kind: str) -> None:
    random = Random(kind)
    Update.model_validate({"update_id": 1, **valid_update(kind, random)})
    for _ in range(UPDATES_PER_KIND):
        with_key.telegram.put_update(spoil(valid_update(kind, random), random))
    assert await with_key.is_alive()
    assert SECRET not in with_key.bot.log


async def test_texts_of_megabytes_do_not_stop_the_bot(with_key: Stage) -> None:
    for text in (HUGE, HUGE.replace("Щ", "Щ,"), "/weather " + HUGE):
        message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": text}
        with_key.telegram.put_update({"message": message})
    assert await with_key.is_alive()


MESSAGE = '"message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "/help"}'
NUMBERS = ('"7"', "true", "null", "[]", "-5", "0", "1.5", 10**30)
DEEP_BODY = "[" * 980 + "]" * 980
"""The deepest nesting that Python can parse."""


@pytest.mark.parametrize(
    "result",
    [
        "null",
        "{}",
        "[" + ", ".join(f'{{"update_id": {number}, {MESSAGE}}}' for number in NUMBERS) + "]",
        f'[{{"update_id": 1, {MESSAGE}}}, {{"update_id": 1, {MESSAGE}}}]',
        f'[{{"update_id": 1, {MESSAGE}, "deep": {DEEP_BODY}}}]',
    ],
    ids=["null", "no list", "odd numbers", "twice the same", "deep"],
)
async def test_invalid_updates_do_not_stop_the_bot(with_key: Stage, result: str) -> None:
    body = f'{{"ok": true, "result": {result}}}'
    with_key.telegram.break_(Fault(FaultKind.STATUS, status=200, body=body), "getUpdates", times=1)
    assert await with_key.is_alive()  # a long poll that was already open succeeds, the next one fails
    assert await with_key.is_alive()


async def test_updates_that_cannot_be_acknowledged_are_polled_with_pauses(with_key: Stage) -> None:
    fault = Fault(FaultKind.STATUS, status=200, body=f'{{"ok": true, "result": [{{{MESSAGE}, "again": 1}}]}}')
    with_key.telegram.break_(fault, "getUpdates", times=2)
    assert await with_key.is_alive()
    assert await with_key.is_alive()
    first, second = (call.at for call in with_key.telegram.calls if call.fault == fault)
    assert second - first > 0.2
