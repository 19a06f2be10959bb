"""The answer to a question about one time or one quantity; the text begins with the requested value."""

from handlers.views.asked.text import asked_text

__all__ = ["asked_text"]
