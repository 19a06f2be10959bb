"""Reading of questions: the time, the quantity and the text that names the places."""

from services.questions.context import MAX_FOLLOWED_AGE, LastQuestion, in_context, without_follow_up
from services.questions.models import (
    DayPart,
    DayReference,
    DaysBetween,
    Feast,
    InDays,
    InHours,
    InMonth,
    NextHours,
    NoSuchTime,
    Now,
    OnDate,
    OnDay,
    OnFeast,
    OnWeekday,
    Quantity,
    Question,
    SeveralDays,
    Weekend,
    When,
)
from services.questions.reading import MAX_QUESTION_LENGTH, read_question
from services.questions.subjects import Subject
from services.questions.talk import Talk, is_code_or_link, read_small_talk

__all__ = [
    "MAX_FOLLOWED_AGE",
    "MAX_QUESTION_LENGTH",
    "DayPart",
    "DayReference",
    "DaysBetween",
    "Feast",
    "InDays",
    "InHours",
    "InMonth",
    "LastQuestion",
    "NextHours",
    "NoSuchTime",
    "Now",
    "OnDate",
    "OnDay",
    "OnFeast",
    "OnWeekday",
    "Quantity",
    "Question",
    "SeveralDays",
    "Subject",
    "Talk",
    "Weekend",
    "When",
    "in_context",
    "is_code_or_link",
    "read_question",
    "read_small_talk",
    "without_follow_up",
]
