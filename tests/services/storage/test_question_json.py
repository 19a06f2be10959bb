"""Conversion of last questions to JSON and back."""

from datetime import time
from typing import get_args

import pytest

from services.places import Place
from services.questions import (
    DayPart,
    Feast,
    InDays,
    InHours,
    InMonth,
    LastQuestion,
    NextHours,
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
    When,
)
from services.questions.named_times import DayReference
from services.storage.question_json import TIME_TYPES, question_from_json, question_to_json

OSLO = Place("Осло", 59.91, 10.75, "Норвегия", None, "Europe/Oslo")

TIMES: list[When | None] = [
    None,
    Now(),
    InHours(3),
    OnDay(InDays(-1)),
    OnDay(OnWeekday(4, next=True), DayPart.EVENING),
    OnDay(OnDate(12, 31, 2027), hour=time(18, 30)),
    OnDay(OnDate(None, 25)),
    OnDay(InDays(0), DayPart.MORNING, names_day=False, is_ahead=True),
    OnDay(OnFeast(Feast.EASTER, -2)),
    OnDay(OnWeekday(4, past=True), hour=time(9), until=time(12)),
    OnDay(OnNthWeekday(5, 2, 12, days=1)),
    OnDay(OnWeekday(5, days=7)),
    NextHours(3),
    UnclearTime(),
    Weekend(next=True),
    SeveralDays(10),
    InMonth(7),
]


@pytest.mark.parametrize("when", TIMES, ids=repr)
def test_a_question_is_read_from_json_as_it_was_written(when: When | None) -> None:
    question = LastQuestion((OSLO,), 5.0, Subject.DAYS, when, Quantity.RAIN, second_quantity=Quantity.WIND)
    assert question_from_json(question_to_json(question), 5.0) == question


def test_a_prompt_is_read_from_json_as_it_was_written() -> None:
    question = LastQuestion((), 5.0, awaited=PendingPrompt("push", "08:00, <пн>", 6.0, 7))
    assert question_from_json(question_to_json(question), 5.0) == question


def test_every_kind_of_time_can_be_stored() -> None:
    assert set(TIME_TYPES.values()) == {*get_args(When), *get_args(DayReference)}


@pytest.mark.parametrize(
    "change",
    [
        ('"wind"', '"tides"'),
        ('"days"', '"tides"'),
        ('"weekend"', '"decade"'),
        ('"next": false', '"next": false, "until": 5'),
        ('"next": false', '"next": "maybe"'),
        ("59.91", '"north"'),
        ('"when"', '"whenever"'),
        ("{", "["),
    ],
)
def test_unreadable_json_of_another_version_is_not_a_question(change: tuple[str, str]) -> None:
    body = question_to_json(LastQuestion((OSLO,), 5.0, Subject.DAYS, Weekend(), Quantity.WIND))
    assert change[0] in body
    assert question_from_json(body.replace(*change, 1), 5.0) is None
