"""Free text → what is asked."""

from services.questions.reading import Asked, read_question

__all__ = ["Asked", "read_question"]
