"""Sets of words that are used around names of places: question words, prepositions, everyday words.

The words come from `around.txt` of the language packs and from `foreign.txt`. All words are folded.
"""

from functools import cache

from services.languages import LANGUAGES
from services.languages.foreign import foreign_words
from services.places.text import fold

EVERYDAY_SECTION = "everyday"
"""Section of `foreign.txt` with everyday words."""

ARTICLES_SECTION = "articles"
"""Section of `foreign.txt` with articles, which count only before a word for the weather."""


def _section_words(section: str) -> frozenset[str]:
    """Return the folded words of *section* in the packs' `around.txt` and in `foreign.txt`."""
    tables = (*(language.around for language in LANGUAGES), foreign_words())
    return frozenset(fold(word) for table in tables for word in table.get(section, ()))


QUESTION_WORDS = _section_words("questioning")
"""Question words that ask for the weather if the other words are names of places: "what about Oslo"."""

OPENING_WORDS = _section_words("opening")
"""Words with which a question begins, such as "is" and "will"."""

PAST_VERBS = _section_words("past")
"""Verbs in the past tense, such as "was", which describe past weather if there is no question word."""

JOINING_WORDS = _section_words("joining")
"""Words that join two names, such as "and"."""

PREPOSITIONS = _section_words("prepositions")
"""Prepositions after which names are declined, such as "в"."""

NAME_PREPOSITIONS = _section_words("where")
"""Prepositions before a name, such as "in" and "for"."""

TIME_WORDS = _section_words("when")
"""Words for times, such as "tomorrow"."""

REQUEST_WORDS = _section_words("asking")
"""Words that ask for the weather, such as "forecast"."""

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
"""Words about the weather, such as "rain", which do not always ask for it."""

RANK_WORDS = _section_words("ranks")
"""Words for the rank of a place that follow a name or are a part of it: "Oslo city", Genoa City."""

KIND_WORDS = _section_words("kinds")
"""Words for the kind of a place before its name: «остров Сахалин». Alone such a word may be a name: Остров."""

ADJECTIVE_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.adjective_endings)
"""Endings of adjectives. Adjectives may be the names of towns (Солнечный) or of streets (Мясницкая ул.)."""

SURNAME_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.surname_endings)
"""Endings of surnames. Some surnames are also the names of towns: Соколов, Гусев."""

STREET_PREFIXES = _section_words("streets")
"""Words for a street before its name, such as "улица"."""

STREET_SUFFIXES = _section_words("roads")
"""Words for a street after its name, such as "Road".

Such a word is no stop word, because it may be a part of a name: Road Town.
"""

OUTSKIRTS_WORDS = _section_words("outskirts")
"""Words for the surroundings of a city, which may be a part of a region's name: "Москва и область"."""

DIVISION_WORDS = _section_words("divisions")
"""Words for admin divisions, before or after the names of the divisions: "state of", "обл."."""

FEATURE_WORDS = _section_words("features")
"""Words for features such as islands, lakes and mountains, before or after their names."""

CENTRE = "centre"

SIDES = ("north", "south", "east", "west", CENTRE)

DIRECTION_WORDS = {
    word: frozenset(side for side in SIDES if word in _section_words(side))
    for word in frozenset[str]().union(*map(_section_words, SIDES))
}
"""Words for compass directions and for the centre, each with its sides; "southeast" has two."""

NEARNESS_WORDS = _section_words("beside")
"""Words for nearness between a place and a city, such as "near" and «под»."""

NEARNESS_COMPLEMENTS = _section_words("beside what")
"""Prepositions that may follow a word for nearness, such as «с» in «рядом с»."""

NEUTRAL_PREPOSITIONS = _section_words("near")
"""Prepositions before a name that do not determine its grammatical case."""

JOURNEY_WORDS = _section_words("going")
"""Words for a journey, such as "flying"."""

OUTING_WORDS = _section_words("outings")
"""Words for plans that depend on the weather, such as "picnic"."""

DESTINATION_PREPOSITIONS = _section_words("towards")
"""Prepositions before a destination, such as "to"."""

TRAVELLER_WORDS = _section_words("travellers")
"""Words for the persons who travel, such as "we"."""

VENUE_WORDS, CHOICE_WORDS = _section_words("venues"), _section_words("choosing")
"""Words for places to visit, such as "hotel", and words with which people choose among them."""

OFF_TOPIC_WORDS = _section_words("off topic")
"""Words of questions about other topics, such as shops, prices and drinking water."""

TRAVEL_WORDS, WAY_QUESTION_WORDS = _section_words("distances"), _section_words("measuring")
"""Words for travelling somewhere, and words that ask how long or in which way."""

OTHER_TOPIC_SECTIONS = {"venues", "choosing", "off topic", "distances", "measuring"}
"""Sections with words of questions about other topics than the weather, which are not stop words."""

WORDS_BESIDE_NAMES = (
    JOINING_WORDS
    | NAME_PREPOSITIONS
    | TIME_WORDS
    | RANK_WORDS
    | KIND_WORDS
    | STREET_PREFIXES
    | OUTSKIRTS_WORDS
    | NEUTRAL_PREPOSITIONS
    | NEARNESS_WORDS
    | NEARNESS_COMPLEMENTS - {"to"}
)
"""Words that may be beside the names in a message that consists of names of places."""

NAME_SECTIONS = {"divisions", "features", *SIDES}
"""Sections whose words are often parts of names, so that they are no stop words."""

STOP_WORDS = (
    frozenset[str]().union(
        *(
            _section_words(kind)
            for language in LANGUAGES
            for kind in language.around
            if kind not in NAME_SECTIONS | OTHER_TOPIC_SECTIONS
        ),
        *(_section_words(kind) for kind in foreign_words() if kind not in {EVERYDAY_SECTION, ARTICLES_SECTION}),
        WEATHER_WORDS,
    )
    - STREET_SUFFIXES
    - KIND_WORDS
)
"""Stop words: WEATHER_WORDS, and the words of all sections but NAME_SECTIONS and OTHER_TOPIC_SECTIONS.

A stop word alone is no name, but it may be a part of a name.
"""


@cache
def everyday_words() -> frozenset[str]:
    """Return the everyday words of all languages, folded."""
    own = frozenset(fold(word) for language in LANGUAGES for word in language.everyday)
    return own | frozenset(map(fold, foreign_words()[EVERYDAY_SECTION]))
