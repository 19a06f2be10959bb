"""Requests for daily pushes in a sentence, such as "every weekday at 7"."""

from services.daily.request import PushRequest, parse_push_request, recurring_weekdays
from services.questions import DayPart, OnDay, Question
from services.schedule import EVERY_DAY

DEFAULT_TIME, DEFAULT_EVENING_TIME = 8 * 60, 20 * 60
"""Times of pushes for which no hour is given, in minutes after midnight."""


def push_request_from_question(question: Question, text: str) -> PushRequest:
    """Return the request in *question*, which was parsed from *text*; use a default time if it has no hour."""
    return PushRequest(_minutes(question, text), recurring_weekdays(text) or EVERY_DAY, question.places)


def _minutes(question: Question, text: str) -> int:
    when = question.when
    if isinstance(when, OnDay) and when.hour is not None:
        return when.hour.hour * 60 + when.hour.minute
    request = parse_push_request(text)
    if request is not None:
        return request.minutes
    return DEFAULT_EVENING_TIME if isinstance(when, OnDay) and when.part is DayPart.EVENING else DEFAULT_TIME
