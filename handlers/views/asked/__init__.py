"""Answers to questions about one time or one quantity, such as "will it rain tomorrow?"."""

from handlers.views.asked.text import asked_answer_text

__all__ = ["asked_answer_text"]
