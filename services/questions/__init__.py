"""Free text → what is asked."""

from services.questions.context import FOLLOWED_WITHIN, LastQuestion, in_context, without_marker
from services.questions.models import (
    DayPart,
    DayReference,
    DaysBetween,
    Feast,
    InDays,
    InHours,
    InMonth,
    NextHours,
    Now,
    OnDate,
    OnDay,
    OnFeast,
    OnWeekday,
    Question,
    SeveralDays,
    Weekend,
    What,
    When,
)
from services.questions.reading import LONGEST_QUESTION, read_question
from services.questions.subjects import Subject
from services.questions.talk import Talk, is_code_or_link, talk_of

__all__ = [
    "FOLLOWED_WITHIN",
    "LONGEST_QUESTION",
    "DayPart",
    "DayReference",
    "DaysBetween",
    "Feast",
    "InDays",
    "InHours",
    "InMonth",
    "LastQuestion",
    "NextHours",
    "Now",
    "OnDate",
    "OnDay",
    "OnFeast",
    "OnWeekday",
    "Question",
    "SeveralDays",
    "Subject",
    "Talk",
    "Weekend",
    "What",
    "When",
    "in_context",
    "is_code_or_link",
    "read_question",
    "talk_of",
    "without_marker",
]
