"""The answer to a question about one time or one quantity, which comes first in the text."""

from handlers.views.asked.text import asked_text

__all__ = ["asked_text"]
