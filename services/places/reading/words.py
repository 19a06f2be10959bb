"""Words around the names of places: what asks for the weather, what joins names, what is said every day."""

from functools import cache

from services.languages import LANGUAGES
from services.places.text import fold


def _around(kind: str) -> frozenset[str]:
    """Return the folded words of a section of the packs' `around.txt`."""
    return frozenset(fold(word) for language in LANGUAGES for word in language.around.get(kind, ()))


QUESTIONING = _around("questioning")
"""Words that ask for the weather beside nothing but names of places: "what about Oslo"."""

JOINING = _around("joining")
"""Words between two names."""

PREPOSITIONS = _around("prepositions")
"""Words that the name after them is declined for."""

WHERE = _around("where")
WHEN = _around("when")
ASKING = _around("asking")
"""Words that go before a name, that tell when, and that ask for the weather."""

WEATHER = (
    _around("weather")
    | {
        fold(phrase)
        for language in LANGUAGES
        for section, phrases in language.quantities.items()
        for phrase in phrases
        if " " not in phrase and not section.startswith("comparing")
    }
    - ASKING
)
"""Words that are about the weather, and do not always ask for it."""

RANKS = _around("ranks")
"""Words that may follow a name, and be part of one: "Oslo city", Genoa City."""

ADJECTIVES = tuple(ending for language in LANGUAGES for ending in language.adjective_endings)
"""Ends of adjectives, which may be towns, Солнечный, or streets before their kind, Мясницкая ул."""

SURNAMES = tuple(ending for language in LANGUAGES for ending in language.surname_endings)
"""Ends of surnames that are towns' names as well: Соколов, Гусев."""

STREETS = _around("streets")
"""Words that the name of a street goes after, which may be a town's: улица Ленина."""

ROADS = _around("roads")
"""Words that come after the name of a street. No stops: they are parts of names, as of Road Town."""

OUTSKIRTS = _around("outskirts")
"""Words for what is around a city, which may be a part of a region's name: "Москва и область"."""

NEAR = _around("near")
"""Words that go before a name and say nothing of its case."""

GOING = _around("going")
TOWARDS = _around("towards")
TRAVELLERS = _around("travellers")
"""Words that say of a journey where it leads, that go before its end, and that tell who goes."""

BESIDE_NAMES = JOINING | WHERE | WHEN | RANKS | STREETS | OUTSKIRTS
"""Words that are said with nothing but names of places, too."""

STOPS = (
    frozenset[str]().union(*(_around(kind) for language in LANGUAGES for kind in language.around), WEATHER) - ROADS
)
"""All words that name no place by themselves, though they may be part of a name."""


@cache
def everyday() -> frozenset[str]:
    """Return the words of everyday messages, folded."""
    return frozenset(fold(word) for language in LANGUAGES for word in language.everyday)
