"""Answers to questions: places are resolved, and their weather is fetched, within one deadline."""

from services.answers.models import Answer, Entry
from services.answers.place_data import PlaceData, Result
from services.answers.service import AnswerService

__all__ = ["Answer", "AnswerService", "Entry", "PlaceData", "Result"]
