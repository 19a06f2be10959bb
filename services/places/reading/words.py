"""Words around names of places, from the language packs: question words, prepositions, everyday words."""

from functools import cache

from services.languages import LANGUAGES
from services.languages.foreign import foreign_around
from services.places.text import fold

EVERYDAY = "everyday"
"""The section of `foreign.txt` with words of everyday messages."""

ARTICLES = "articles"
"""The section of `foreign.txt` with words that only count before a word for the weather."""


def _around(kind: str) -> frozenset[str]:
    """Return the folded words of a section of the packs' `around.txt` and of the other languages' words."""
    sections = (*(language.around for language in LANGUAGES), foreign_around())
    return frozenset(fold(word) for section in sections for word in section.get(kind, ()))


QUESTIONING = _around("questioning")
"""Words that ask for the weather beside nothing but names of places: "what about Oslo"."""

OPENING = _around("opening")
"""Words that a question begins with."""

PAST = _around("past")
"""Verbs that tell how the weather was, unless a question word is beside them: "was"."""

JOINING = _around("joining")
"""Words between two names."""

PREPOSITIONS = _around("prepositions")
"""Prepositions after which names are declined."""

WHERE = _around("where")
"""Words before a name, as "in" and "for"."""

WHEN = _around("when")
"""Words for times, as "tomorrow"."""

ASKING = _around("asking")
"""Words that ask for the weather, as "forecast"."""

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
"""Words about the weather, as "rain"; a message with them need not ask for it."""

RANKS = _around("ranks")
"""Words that follow names and may be part of one: "Oslo city", Genoa City."""

KINDS = _around("kinds")
"""Words for a kind of place before a name; alone they are names: «остров Сахалин», Остров."""

ADJECTIVES = tuple(ending for language in LANGUAGES for ending in language.adjective_endings)
"""Endings of adjectives, which may be names of towns (Солнечный) or of streets (Мясницкая ул.)."""

SURNAMES = tuple(ending for language in LANGUAGES for ending in language.surname_endings)
"""Endings of surnames, which may also be names of towns: Соколов, Гусев."""

STREETS = _around("streets")
"""Words before the name of a street, as "улица"."""

ROADS = _around("roads")
"""Words after the name of a street, as "Road". They are no stop words, as they are parts of names: Road Town."""

OUTSKIRTS = _around("outskirts")
"""Words for the surroundings of a city, which may be part of a region's name: "Москва и область"."""

DIVISIONS = _around("divisions")
"""Words for parts of countries, which are written before or after their names: "state of", "обл."."""

FEATURES = _around("features")
"""Words for islands, lakes, mountains and the like, beside their names."""

CENTRE = "centre"

SIDES = ("north", "south", "east", "west", CENTRE)

DIRECTIONS = {
    word: frozenset(side for side in SIDES if word in _around(side))
    for word in frozenset[str]().union(*map(_around, SIDES))
}
"""Words for directions and for the centre, with the sides that each means: two for "southeast"."""

BESIDE = _around("beside")
"""Words between a place and a city near it: "under Moscow" in Russian."""

BESIDE_WHAT = _around("beside what")
"""Words that may follow those of BESIDE: "рядом с"."""

NEAR = _around("near")
"""Words that go before a name and say nothing of its case."""

GOING = _around("going")
"""Words for a journey, as "flying"."""

TOWARDS = _around("towards")
"""Prepositions before a destination, as "to"."""

TRAVELLERS = _around("travellers")
"""Words for those who travel, as "I'm"."""

VENUES, CHOOSING = _around("venues"), _around("choosing")
"""Words for hotels and the like, and words with which people choose among them."""

DISTANCES, MEASURING = _around("distances"), _around("measuring")
"""Words for travelling somewhere, and words that ask how long or in which way."""

OTHER_TOPICS = {"venues", "choosing", "distances", "measuring"}
"""The sections whose words are no stop words unless another section has them."""

BESIDE_NAMES = JOINING | WHERE | WHEN | RANKS | KINDS | STREETS | OUTSKIRTS | NEAR | BESIDE | BESIDE_WHAT - {"to"}
"""Words that may be between names in a message that consists of names of places."""

PARTS_OF_NAMES = {"divisions", "features", *SIDES}
"""The sections whose words may be parts of names."""

STOPS = (
    frozenset[str]().union(
        *(
            _around(kind)
            for language in LANGUAGES
            for kind in language.around
            if kind not in PARTS_OF_NAMES | OTHER_TOPICS
        ),
        *(_around(kind) for kind in foreign_around() if kind not in {EVERYDAY, ARTICLES}),
        WEATHER,
    )
    - ROADS
    - KINDS
)
"""Stop words: the words of all sections but PARTS_OF_NAMES and OTHER_TOPICS, and those for quantities.

They are no names by themselves, but may be part of one.
"""


@cache
def everyday() -> frozenset[str]:
    """Return the words of everyday messages, folded."""
    own = frozenset(fold(word) for language in LANGUAGES for word in language.everyday)
    return own | frozenset(map(fold, foreign_around()[EVERYDAY]))
