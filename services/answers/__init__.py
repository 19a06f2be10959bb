"""Answers questions: finds their places, and fetches the weather there, within one deadline."""

from services.answers.inline import InlineAnswers, InlineAnswerService, as_weather_question
from services.answers.models import Answer, Entry
from services.answers.packing import MAX_PACKED_LENGTH, pack
from services.answers.place_data import PlaceData, Result
from services.answers.service import AnswerService

__all__ = [
    "MAX_PACKED_LENGTH",
    "Answer",
    "AnswerService",
    "Entry",
    "InlineAnswerService",
    "InlineAnswers",
    "PlaceData",
    "Result",
    "as_weather_question",
    "pack",
]
