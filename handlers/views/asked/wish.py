"""The way to a message every day, for who wishes for one."""

from html import escape

from handlers.texts import Texts
from handlers.views.fitting import LONGEST_NAME, cut
from services.answers import Answer
from services.questions import OnDay

USUAL_TIME = "08:00"
MOST_NAMED = 5
"""Places that the example names."""


def wish_text(answer: Answer, texts: Texts) -> str:
    """Return the command that sets up what was wished for, as HTML; without places it is about the saved ones."""
    hour = answer.when.hour if isinstance(answer.when, OnDay) else None
    time = USUAL_TIME if hour is None else f"{hour:%H:%M}"
    names = ", ".join(cut(place.name, LONGEST_NAME) for place in answer.places[:MOST_NAMED])
    command = escape(f"/daily {time} {names}".rstrip(), quote=False)
    return texts("daily-wish", command=command)
