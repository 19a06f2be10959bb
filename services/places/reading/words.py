"""Sets of words that stand around names of places: question words, prepositions, everyday words.

The words come from the `around.txt` of each language and from `foreign.txt`. All words are folded: in lower case,
without accents.
"""

import re
from functools import cache

from services.languages import LANGUAGES
from services.languages.foreign import foreign_words_by_section
from services.places.text import fold

EVERYDAY_SECTION = "everyday"
"""Name of the section of `foreign.txt` with everyday words."""

ARTICLES_SECTION = "articles"
"""Name of the section of `foreign.txt` with articles.

Articles are no stop words, because names may begin with an article: El Paso.
"""


def _section_words(section: str) -> frozenset[str]:
    """Return the folded words of *section* in each language's `around.txt` and in `foreign.txt`."""
    tables = (*(language.words_around_names for language in LANGUAGES), foreign_words_by_section())
    return frozenset(fold(word) for table in tables for word in table.get(section, ()))


QUESTION_WORDS = _section_words("questioning")
"""Words, such as "what" in "what about Oslo", that ask for the weather if all other words name places."""

QUESTION_OPENING_WORDS = _section_words("opening")
"""First words of questions, such as "is" and "will"."""

PAST_VERBS = _section_words("past")
"""Verbs in the past tense, such as "was"; a statement with such a verb describes past weather."""

NEWS_WORDS = _section_words("telling")
"""Words of news and stories, such as "police" and irregular verbs in the past tense."""

THANKING_WORDS = _section_words("thanking")
"""Words of thanks, such as "thanks"."""

GREETING_WORDS = _section_words("greeting")
"""Words of greetings, such as "hello"."""

COURTEOUS_WORDS = GREETING_WORDS | _section_words("courtesy")
"""Words such as "good morning" and "please", which may precede a question and do not belong to the question."""

JOINING_WORDS = _section_words("joining")
"""Words that join two names, such as "and"."""

WORDS_BEFORE_DECLINED_NAMES = _section_words("prepositions")
"""Prepositions and other words after which names are declined, such as «в»."""

NAME_PREPOSITIONS = _section_words("where")
"""Prepositions that may stand before a place's name, such as "in" and "for"."""

INSIDE_PREPOSITIONS = _section_words("inside")
"""Prepositions that mostly stand before places, such as "in" and «в»."""

PREPOSITIONS_IN_NAMES = _section_words("in names")
"""Prepositions inside of names: Ростов-на-Дону, Stratford-upon-Avon."""

TIME_WORDS = _section_words("when")
"""Words for times, such as "tomorrow"."""

REQUEST_WORDS = _section_words("asking")
"""Words that ask for the weather, such as "forecast"."""

WEATHER_WORDS = (
    _section_words("weather")
    | {
        fold(phrase)
        for language in LANGUAGES
        for section, phrases in language.quantity_phrases.items()
        for phrase in phrases
        if " " not in phrase and not section.startswith(("comparing", "limit", "degree"))
    }
    - REQUEST_WORDS
)
"""Words about the weather, such as "rain"; a text with such a word does not always ask for the weather."""

SETTLEMENT_TYPE_WORDS = _section_words("ranks")
"""Words such as "city", after a name ("Oslo city") or as a part of the name (Genoa City)."""

PLACE_TYPE_WORDS = _section_words("kinds")
"""Words such as «остров» before a name («остров Сахалин»); some of these words are also names: Остров."""

ADJECTIVE_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.adjective_endings)
"""Endings of adjectives; an adjective may be the name of a town (Солнечный) or a street (Мясницкая ул.)."""

SURNAME_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.surname_endings)
"""Endings of surnames; some surnames are also the names of towns: Соколов, Гусев."""

TOWN_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.town_endings)
"""Endings that many names of towns and few other words have, such as «-ово»."""

STREET_PREFIXES = _section_words("streets")
"""Words for "street" before the name of a street, such as «улица»."""

STREET_SUFFIXES = _section_words("roads")
"""Words for "street" after the name of a street, such as "Road".

Words such as "Road" are no stop words, because a place's name may contain such a word: Road Town.
"""

OUTSKIRTS_WORDS = _section_words("outskirts")
"""Words for the surroundings of a city, such as "surroundings" in "Moscow and surroundings"."""

DIVISION_WORDS = _section_words("divisions")
"""Words for administrative divisions, before or after the name of the division: "state of", «обл.»."""

DISTRICT_WORDS = _section_words("districts")
"""Words for districts of a region, before or after the name of the district: «район», "Landkreis"."""

WORDS_BETWEEN_DISTRICT_AND_NAME = _section_words("district of")
"""Words between a word for a district and the name of the district, such as "of" in "district of"."""

PARK_WORDS = _section_words("parks")
"""Words at the end of the name of a park or a square, as in "Hyde Park"."""

BAY_WORDS = _section_words("bays")
"""Words for waters that are named after a town, such as "bay" in "Galway Bay"."""

FEATURE_WORDS = _section_words("features")
"""Words for natural features, such as "lake", before or after the name of the feature."""

CENTRE_SECTION = "centre"
"""Name of the section with words for the central part of an area, as in "central France"."""

SIDE_SECTIONS = ("north", "south", "east", "west", CENTRE_SECTION)
"""Names of the sections with words for parts of an area."""

DIRECTION_WORDS = {
    word: frozenset(side for side in SIDE_SECTIONS if word in _section_words(side))
    for word in frozenset[str]().union(*map(_section_words, SIDE_SECTIONS))
}
"""Maps each word for a part of an area to the sides of this part: "southeast" to south and east."""

NEARNESS_WORDS = _section_words("beside")
"""Words between a place and a city near it, such as "near" and «под»."""

PREPOSITIONS_AFTER_NEARNESS = _section_words("beside what")
"""Prepositions after a word for nearness, such as «с» in «рядом с»."""

OTHER_NAME_PREPOSITIONS = _section_words("near")
"""Further prepositions that may stand before a place's name, such as "from" and "around"."""

JOURNEY_WORDS = _section_words("going")
"""Words for a journey, such as "flying"."""

OUTING_WORDS = _section_words("outings")
"""Words for plans that depend on the weather, such as "picnic"."""

DESTINATION_PREPOSITIONS = _section_words("towards")
"""Prepositions before a destination, such as "to"."""

TRAVELLER_WORDS = _section_words("travellers")
"""Words for the persons who travel, such as "we"."""

VENUE_WORDS = _section_words("venues")
"""Words for venues, such as "hotel"."""

VENUE_CHOICE_WORDS = _section_words("choosing")
"""Words with which people choose among venues, such as "best"."""

OFF_TOPIC_WORDS = _section_words("off topic")
"""Words of questions about other topics, such as shops, prices and drinking water."""

ROUTE_WORDS = _section_words("distances")
"""Words of questions for a route, such as "drive" in "how long is the drive to Rome"."""

ROUTE_QUESTION_WORDS = _section_words("measuring")
"""Question words for the length or the route of a journey, such as "how long"."""

LEISURE_WORDS = _section_words("leisure")
"""Words for what tourists do, such as "see"."""

LEISURE_QUESTION_WORDS = _section_words("asking leisure")
"""Words that ask what one can do, such as "what" in "what to see in Rome"."""

SHOPPING_WORDS = _section_words("shopping")
"""Words of questions about shops and prices, such as "buy" in "where can I buy winter tyres"."""

FIRST_PERSON_WORDS = _section_words("first person")
"""Words for the writer of a text and the family, such as "my"."""

OTHER_PERSON_WORDS = _section_words("other persons")
"""Words for other people, such as "he"."""

PLACE_PREPOSITIONS = _section_words("located")
"""Prepositions before the place of a plan: "a wedding in Seville", "we drive to Innsbruck"."""

COMPANION_PREPOSITIONS = _section_words("company")
"""Prepositions between a place and the people who travel to it, such as "with" in "Rome with the kids"."""

DESCRIBING_WORDS = _section_words("describing")
"""Words of remarks about the weather, such as "awful" and "hate"."""

PRAISING_WORDS = _section_words("praising")
"""Names of cities that are also praise, such as "nice" in "nice weather"."""

GIVEN_NAMES = _section_words("given names")
"""Names of cities that are also given names of people, such as Florence."""

WEATHER_INDEPENDENT_WORDS = _section_words("unrelated")
"""Words of plans that do not depend on the weather, such as "tv"."""

OTHER_QUESTION_WORDS = _section_words("other questions")
"""Question words that do not ask for the weather, such as "who"."""

TIMETABLE_WORDS = _section_words("transport")
"""Words such as "trains", by which a text asks for a timetable unless the text has a word such as "my"."""

ITINERARY_WORDS = _section_words("trips")
"""Words that make places an itinerary, such as "flight" in "flight from London to Paris"."""

NOUNS_AFTER_QUESTION_WORDS = _section_words("asked nouns")
"""Nouns after a question word, such as "time" in "what time"."""

OTHER_TOPIC_SECTIONS = frozenset(
    {
        *("venues", "choosing", "off topic", "shopping", "distances", "measuring", "leisure", "asking leisure"),
        *("first person", "other persons", "located", "company", "given names", "praising", "describing"),
        *("unrelated", "other questions", "asked nouns", "transport", "trips"),
    }
)
"""Sections with words of texts that do not ask for the weather; these words are not stop words."""

WORDS_BESIDE_NAMES = (
    JOINING_WORDS
    | NAME_PREPOSITIONS
    | TIME_WORDS
    | SETTLEMENT_TYPE_WORDS
    | PLACE_TYPE_WORDS
    | STREET_PREFIXES
    | OUTSKIRTS_WORDS
    | OTHER_NAME_PREPOSITIONS
    | NEARNESS_WORDS
    | PREPOSITIONS_AFTER_NEARNESS - {"to"}
    | GREETING_WORDS
)
"""Words that a message may have beside place names if the message only names places."""

NAME_PART_SECTIONS = frozenset(
    {"divisions", "districts", "district of", "features", "bays", "parks", *SIDE_SECTIONS}
)
"""Sections of words that are often parts of names; therefore these words are not stop words."""

STOP_WORDS = (
    frozenset[str]().union(
        *(
            _section_words(kind)
            for language in LANGUAGES
            for kind in language.words_around_names
            if kind not in NAME_PART_SECTIONS | OTHER_TOPIC_SECTIONS
        ),
        *(
            _section_words(kind)
            for kind in foreign_words_by_section()
            if kind not in NAME_PART_SECTIONS | {EVERYDAY_SECTION, ARTICLES_SECTION}
        ),
        WEATHER_WORDS,
    )
    - STREET_SUFFIXES
    - PLACE_TYPE_WORDS
)
"""Words that are not names of places by themselves, but may be parts of names.

The set has WEATHER_WORDS, and the words of all sections except NAME_PART_SECTIONS and OTHER_TOPIC_SECTIONS.
"""


def consists_of_stop_words(text: str) -> bool:
    """Return whether all words of *text* are stop words, as in "rain at"."""
    return all(fold(word) in STOP_WORDS for word in re.findall(r"\w[\w'’]*", text))


def is_question_about_label(text: str, *, has_time: bool) -> bool:
    """Return whether *text*, the words beside a chat's label, asks for the weather: "is it raining at".

    *has_time* is True if the caller has removed words that name a time.
    """
    names_weather = any(fold(word) in WEATHER_WORDS for word in re.findall(r"\w+", text))
    return (has_time or "?" in text or names_weather) and consists_of_stop_words(text)


@cache
def everyday_words() -> frozenset[str]:
    """Return the everyday words of all languages, folded; DESCRIBING_WORDS are among them."""
    own = frozenset(fold(word) for language in LANGUAGES for word in language.everyday_words)
    return own | DESCRIBING_WORDS | frozenset(map(fold, foreign_words_by_section()[EVERYDAY_SECTION]))
