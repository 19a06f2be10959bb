"""Free text → what is asked."""

from services.questions.reading import LONGEST_QUESTION, Question, read_question
from services.questions.subjects import Result, Subject

__all__ = ["LONGEST_QUESTION", "Question", "Result", "Subject", "read_question"]
