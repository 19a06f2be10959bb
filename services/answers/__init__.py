"""A question → its answer: the places resolved and what is asked about them fetched, within one deadline."""

from services.answers.facts import Facts, Result
from services.answers.models import Answer, Entry
from services.answers.service import AnswerService

__all__ = ["Answer", "AnswerService", "Entry", "Facts", "Result"]
