"""Words around the names of places: what asks for the weather, what joins names, what is said every day."""

from functools import cache
from importlib import resources

from services.places.text import fold


def _lines(name: str) -> list[str]:
    text = resources.files("services.places.reading").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _sections() -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    section = ""
    for line in _lines("around.txt"):
        if line.startswith("["):
            section = line.strip("[]")
        else:
            words.setdefault(section, set()).update(map(fold, line.split()))
    return {name: frozenset(some) for name, some in words.items()}


_SECTIONS = _sections()

JOINING = _SECTIONS["joining"]
"""Words between two names."""

PREPOSITIONS = _SECTIONS["prepositions"]
"""Russian words that the name after them is declined for."""

WHERE = _SECTIONS["where"]
WHEN = _SECTIONS["when"]
ASKING = _SECTIONS["asking"]
WEATHER = _SECTIONS["weather"]
"""Words that go before a name, that tell when, that ask for the weather, and that are only about it."""

RANKS = _SECTIONS["ranks"]
"""Words that may follow a name, and be part of one: "Oslo city", Genoa City."""

ADJECTIVES = ("ыи", "ии", "ои", "ая", "ое")
"""How Russian adjectives end, folded: they may be towns, Солнечный, or streets before their kind, Мясницкая ул."""

STREETS = _SECTIONS["streets"]
"""Words that the name of a street goes after, which may be a town's: улица Ленина."""

ROADS = _SECTIONS["roads"]
"""Words that come after the name of a street in English. No stops: they are parts of names, as of Road Town."""

OUTSKIRTS = _SECTIONS["outskirts"]
"""Words for what is around a city, which may be a part of a region's name: "Москва и область"."""

GOING = _SECTIONS["going"]
TOWARDS = _SECTIONS["towards"]
TRAVELLERS = _SECTIONS["travellers"]
"""Words that say of a journey where it leads, that go before its end, and that tell who goes."""

BESIDE_NAMES = JOINING | WHERE | WHEN | RANKS | STREETS | OUTSKIRTS
"""Words that are said with nothing but names of places, too."""

STOPS = frozenset[str]().union(*_SECTIONS.values()) - ROADS
"""All words that name no place by themselves, though they may be part of a name."""


@cache
def everyday() -> frozenset[str]:
    """Return the words of everyday messages, folded."""
    return frozenset(fold(word) for line in _lines("everyday.txt") for word in line.split())
