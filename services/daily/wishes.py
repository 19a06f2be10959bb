"""When a message is wanted by somebody who asks for one every day in a sentence: "every weekday at 7"."""

from services.daily.request import Request, read_request, recurring_weekdays
from services.questions import DayPart, OnDay, Question
from services.schedule import EVERY_DAY

MORNING, EVENING = 8 * 60, 20 * 60
"""Minutes after midnight at which a message comes whose hour is not told."""


def read_wish(question: Question, text: str) -> Request:
    """Return the push that *question*, read from *text*, asks for; its hour is guessed where none is told."""
    return Request(_minutes(question, text), recurring_weekdays(text) or EVERY_DAY, question.places)


def _minutes(question: Question, text: str) -> int:
    when = question.when
    if isinstance(when, OnDay) and when.hour is not None:
        return when.hour.hour * 60 + when.hour.minute
    request = read_request(text)
    if request is not None:
        return request.minutes
    return EVENING if isinstance(when, OnDay) and when.part is DayPart.EVENING else MORNING
