"""Words around names of places, from the language packs: question words, prepositions, everyday words."""

from functools import cache

from services.languages import LANGUAGES
from services.languages.foreign import foreign_around
from services.places.text import fold

EVERYDAY_SECTION = "everyday"
"""The section of `foreign.txt` with words of everyday messages."""

ARTICLES_SECTION = "articles"
"""The section of `foreign.txt` with words that only count before a word for the weather."""


def _section_words(kind: str) -> frozenset[str]:
    """Return the folded words of a section of the packs' `around.txt` and of the other languages' words."""
    sections = (*(language.around for language in LANGUAGES), foreign_around())
    return frozenset(fold(word) for section in sections for word in section.get(kind, ()))


QUESTION_WORDS = _section_words("questioning")
"""Words that ask for the weather beside nothing but names of places: "what about Oslo"."""

OPENING_WORDS = _section_words("opening")
"""Words that a question begins with."""

PAST_VERBS = _section_words("past")
"""Verbs that tell how the weather was, unless a question word is beside them: "was"."""

JOINING_WORDS = _section_words("joining")
"""Words between two names."""

PREPOSITIONS = _section_words("prepositions")
"""Prepositions after which names are declined."""

NAME_PREPOSITIONS = _section_words("where")
"""Words before a name, as "in" and "for"."""

TIME_WORDS = _section_words("when")
"""Words for times, as "tomorrow"."""

REQUEST_WORDS = _section_words("asking")
"""Words that ask for the weather, as "forecast"."""

WEATHER_WORDS = (
    _section_words("weather")
    | {
        fold(phrase)
        for language in LANGUAGES
        for section, phrases in language.quantities.items()
        for phrase in phrases
        if " " not in phrase and not section.startswith("comparing")
    }
    - REQUEST_WORDS
)
"""Words about the weather, as "rain"; a message with them need not ask for it."""

RANK_WORDS = _section_words("ranks")
"""Words that follow names and may be part of one: "Oslo city", Genoa City."""

KIND_WORDS = _section_words("kinds")
"""Words for a kind of place before a name; alone they are names: «остров Сахалин», Остров."""

ADJECTIVE_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.adjective_endings)
"""Endings of adjectives, which may be names of towns (Солнечный) or of streets (Мясницкая ул.)."""

SURNAME_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.surname_endings)
"""Endings of surnames, which may also be names of towns: Соколов, Гусев."""

STREET_PREFIXES = _section_words("streets")
"""Words before the name of a street, as "улица"."""

STREET_SUFFIXES = _section_words("roads")
"""Words after the name of a street, as "Road". They are no stop words, as they are parts of names: Road Town."""

OUTSKIRTS_WORDS = _section_words("outskirts")
"""Words for the surroundings of a city, which may be part of a region's name: "Москва и область"."""

DIVISION_WORDS = _section_words("divisions")
"""Words for parts of countries, which are written before or after their names: "state of", "обл."."""

FEATURE_WORDS = _section_words("features")
"""Words for islands, lakes, mountains and the like, beside their names."""

SIDES = ("north", "south", "east", "west")

DIRECTION_WORDS = {
    word: frozenset(side for side in SIDES if word in _section_words(side))
    for word in frozenset[str]().union(*map(_section_words, SIDES))
}
"""Words for directions, with the sides that each means: two for "southeast"."""

NEARNESS_WORDS = _section_words("beside")
"""Words between a place and a city near it: "under Moscow" in Russian."""

NEARNESS_COMPLEMENTS = _section_words("beside what")
"""Words that may follow those of NEARNESS_WORDS: "рядом с"."""

NEUTRAL_PREPOSITIONS = _section_words("near")
"""Words that go before a name and say nothing of its case."""

JOURNEY_WORDS = _section_words("going")
"""Words for a journey, as "flying"."""

DESTINATION_PREPOSITIONS = _section_words("towards")
"""Prepositions before a destination, as "to"."""

TRAVELLER_WORDS = _section_words("travellers")
"""Words for those who travel, as "I'm"."""

WORDS_BESIDE_NAMES = (
    JOINING_WORDS | NAME_PREPOSITIONS | TIME_WORDS | RANK_WORDS | KIND_WORDS | STREET_PREFIXES | OUTSKIRTS_WORDS
)
"""Words that may be between names in a message that consists of names of places."""

NAME_SECTIONS = {"divisions", "features", *SIDES}
"""The sections whose words are no stop words."""

STOP_WORDS = (
    frozenset[str]().union(
        *(_section_words(kind) for language in LANGUAGES for kind in language.around if kind not in NAME_SECTIONS),
        *(_section_words(kind) for kind in foreign_around() if kind not in {EVERYDAY_SECTION, ARTICLES_SECTION}),
        WEATHER_WORDS,
    )
    - STREET_SUFFIXES
    - KIND_WORDS
)
"""Stop words: the words of all sections but NAME_SECTIONS, and those for quantities.

They are no names by themselves, but may be part of one.
"""


@cache
def everyday_words() -> frozenset[str]:
    """Return the words of everyday messages, folded."""
    own = frozenset(fold(word) for language in LANGUAGES for word in language.everyday)
    return own | frozenset(map(fold, foreign_around()[EVERYDAY_SECTION]))
