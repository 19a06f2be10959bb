"""What a question is about, apart from its places: the weather now, or in the days to come."""

import re
from dataclasses import dataclass

from services.answers import LONGEST_QUESTION, Subject
from services.places.reading.words import STOPS
from services.places.text import fold

_WHEN = (
    "tomorrow|tmrw?",
    "(?:(?:on|at|for|over) )?(?:(?:this|the|a|next|coming) ){1,2}week(?:end)?|(?:on )?weekends?",
    r"(?:(?:for|over|in) )?(?:the )?(?:(?:next|coming) )?(?:\d+|few|two|three|four|five|six|seven|ten) days",
    "(?:на )?(?:после)?завтра",
    r"на (?:(?:эт|вс|следующ|ближайш)\w+ )?недел[юе]|(?:на )?(?:(?:эт|следующ|ближайш)\w+ )?выходны[ех]",
    r"(?:на|через) (?:\d+|пару|несколько|два|две|три|четыре|пять|шесть|семь|десять) (?:дня|дней|недели)",
    "(?:на|в) ближайшие (?:несколько )?дн(?:и|ей)",
)
DAYS = re.compile(rf"\b(?:{'|'.join(_WHEN)})\b".replace(" ", r"\s+"), re.IGNORECASE)
"""Words for days that are not over. They are taken out: not all are known as words around places."""

FORECAST = re.compile(r"\b(?:forecasts?|прогноз\w*)\b", re.IGNORECASE)
"""Words that stay, as they ask for the weather."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and the text that names the places."""

    subject: Subject
    places: str

    @property
    def is_bare(self) -> bool:
        """Whether no place is asked about: there is nothing, or only what asks for the weather or tells when."""
        words = re.findall(r"\w[\w'’]*", self.places)
        return all(fold(word) in STOPS for word in words) if words else not self.places.strip()


def read_question(text: str) -> Asked:
    """Return what *text* asks."""
    places, told = DAYS.subn(" ", text[:LONGEST_QUESTION])
    return Asked(Subject.DAYS if told or FORECAST.search(places) else Subject.NOW, places)
