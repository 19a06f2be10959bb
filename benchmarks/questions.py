"""Questions for a long run; each answer shows which question it belongs to.

A repeated answer is noticed, because no chat asks for a place twice, and each answer shows the names of its
places.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from math import inf
from random import Random

from handlers.texts import texts_for
from handlers.views.units import Units
from sandbox.telegram import BotMessage
from sandbox.weather import INVENTED_WORDS, City, invented_name, invented_word
from sandbox.weather.climate import conditions

NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)
"""The fixed time of the weather. At this time, no two cities have the same weather."""

UNITS = Units(texts_for("en"))
"""The units in which answers show temperatures, in either language."""

CYRILLIC_LETTERS = dict(zip("bdfgklmnprstvzaou", "бдфгклмнпрствзаоу", strict=True))

ONE_CITY_TEXTS = {
    "en": ("/weather {}", "weather in {}", "What's the weather in {}?"),
    "ru": ("/weather {}", "погода в {}", "Какая сейчас погода в {}?"),
}
SEPARATORS = {"en": (", ", "\n", " and "), "ru": (", ", "\n", " и ")}
CITY_COUNTS = (1, 1, 1, 1, 2, 2, 3, 5)
"""Numbers of cities in a message; each element is drawn with the same probability."""
MAX_CITIES = max(CITY_COUNTS)
UNKNOWN_SHARE = 0.1
"""The share of messages that contain a name which no place has."""


class Verdict(StrEnum):
    """The state of one name in an answer."""

    WEATHER = "with their weather"
    REASON = "with the reason why there is none"
    NO_PLACE = "rightly as no such place"
    WRONG = "wrong"
    """The answer shows the weather of another place or of no place, calls an existing place unknown, or lacks the
    name."""


@dataclass(eq=False)
class Question:
    """One message to the bot, and its answers."""

    text: str
    names: dict[str, City | None]
    """Maps the names in the message, as they are typed and shown, to cities; None if no place has the name."""
    asked_at: float = 0.0
    """When the question was sent, by the event loop's clock."""
    answered_at: float | None = None
    answers: dict[int, BotMessage] = field(default_factory=dict)
    """The current versions of the answers, by message id; there should be only one answer."""

    @property
    def delay(self) -> float:
        """Return the seconds from the question to its first answer; inf while there is none."""
        return (self.answered_at or inf) - self.asked_at

    @property
    def spellings(self) -> Iterator[str]:
        """Return all names that an answer to the question may show in bold."""
        yield from self.names
        yield self.text.removeprefix("/weather ")

    def verdicts(self) -> Counter[Verdict]:
        """Return the number of names in each state, by the latest answer."""
        *_, latest = self.answers.values()
        blocks = {names[0]: block for block in latest.html.split("\n\n") if (names := shown_names(block))}
        return Counter(_verdict(blocks.get(name), city) for name, city in self.names.items())


def shown_names(html: str) -> list[str]:
    """Return the names of the places that an answer shows."""
    return re.findall("<b>(.*?)</b>", html)


def cities(count: int) -> list[City]:
    """Return *count* cities; each has a name in both languages and weather of its own."""
    return [_city(position) for position in range(count)]


def questions(count: int, language: str, all_cities: list[City], random: Random) -> list[Question]:
    """Return the questions of one chat: one city, several, and unknown names, as commands and in sentences."""
    places = iter(random.sample(all_cities, count * MAX_CITIES))
    drawn = []
    for _ in range(count):
        names: dict[str, City | None] = {
            place.name(language): place for place in islice(places, random.choice(CITY_COUNTS))
        }
        if random.random() < UNKNOWN_SHARE:
            names[_unknown_name(language, random)] = None
        drawn.append(Question(_text(list(names), language, random), names))
    return drawn


def _city(number: int) -> City:
    name = invented_name(number)
    return City(
        name_en=name,
        name_ru=_in_russian(name),
        latitude=-60 + number % 200 / 2,
        longitude=-30 + number // 200 / 2,
        population=100_000,
    )


def _unknown_name(language: str, random: Random) -> str:
    """Return an invented name unlike that of any place."""
    word = invented_word(random.randrange(INVENTED_WORDS))
    return f"Щы{_in_russian(word).lower()}щ" if language == "ru" else f"Wy{word}x"


def _in_russian(name: str) -> str:
    return "".join(CYRILLIC_LETTERS[letter] for letter in name.lower()).capitalize()


def _text(names: list[str], language: str, random: Random) -> str:
    if len(names) == 1:
        return random.choice(ONE_CITY_TEXTS[language]).format(names[0])
    return "/weather " + random.choice(SEPARATORS[language]).join(names)


def _verdict(block: str | None, city: City | None) -> Verdict:
    if block is None:
        return Verdict.WRONG
    no_place = "no such place" in block or "нет такого места" in block
    if city is None:
        return Verdict.NO_PLACE if no_place else Verdict.WRONG if "°C" in block else Verdict.REASON
    if "°C" in block:
        temperature = UNITS.temperature(conditions(*city.point, NOW).temperature)
        return Verdict.WEATHER if temperature in block else Verdict.WRONG
    return Verdict.WRONG if no_place else Verdict.REASON
