"""Free text → what is asked."""

from services.questions.models import (
    DayPart,
    DayReference,
    InDays,
    InHours,
    InMonth,
    Now,
    OnDate,
    OnDay,
    OnWeekday,
    Question,
    SeveralDays,
    Weekend,
    What,
    When,
)
from services.questions.reading import LONGEST_QUESTION, read_question
from services.questions.subjects import Subject

__all__ = [
    "LONGEST_QUESTION",
    "DayPart",
    "DayReference",
    "InDays",
    "InHours",
    "InMonth",
    "Now",
    "OnDate",
    "OnDay",
    "OnWeekday",
    "Question",
    "SeveralDays",
    "Subject",
    "Weekend",
    "What",
    "When",
    "read_question",
]
