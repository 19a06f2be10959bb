"""The answer to a question about one time or one quantity: what was asked comes first."""

from handlers.views.asked.text import asked_text

__all__ = ["asked_text"]
