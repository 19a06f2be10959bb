"""Whether a name in a message without a command is certainly that of a place, and no word or person's name."""

from collections.abc import Sequence
from dataclasses import replace

from services.languages import LANGUAGES, language_by_script
from services.places.index.rows import score
from services.places.index.schema import Kind
from services.places.reading.candidates import LARGE_CITY, apart, is_sure, likeness
from services.places.reading.segments import AREA_CODE_LENGTH, CITY, Role, Segment, in_capitals, is_airport_code
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import ADJECTIVES, JOINING, PREPOSITIONS, STOPS, SURNAMES, everyday
from services.places.text import fold

KNOWN_LETTERS = frozenset[str]().union(*(language.letters for language in LANGUAGES))

TOWN = 10_000
"""The least population of a place whose unique name counts as that of a place: Anapa, Ялта."""

LONGEST_AMBIGUOUS = 5
"""Letters up to which a misspelled name may be another word by chance."""

SHORTEST_SHARED = 6
"""Letters from which a name that several places of a country share counts as that of a place: Кировск."""

SHORTEST_DECLINED = 5
"""Letters from which the declined name of a large city counts as that of a place: Москве."""

SHORTEST_LOCAL = 4
"""Letters from which a city's name in another language counts as that of a place: Wien, Torino."""

AS_LITTLE = 0.2
"""The greatest likelihood of other places, relative to the city, that such a name may have."""

UNIQUE = 0.05
"""The greatest likelihood of other places of a name, relative to the likeliest, for the name to be unique."""

LISTED_CITY = 50_000
"""The least population of a place that an everyday word means in a list of names."""

LISTED_TOWN = 1_000
"""The least population of a place whose name counts beside its country or region, or in a list with cities."""


def is_list(words: Sequence[Token]) -> bool:
    """Whether there is a comma or a stronger separator between the words."""
    return any(word.gap >= Gap.COMMA for word in words[1:])


def is_clear(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is certainly that of a place or region, even without other words."""
    if name.role is Role.UNKNOWN:  # a region
        return name.candidates[0].population >= TOWN and not is_everyday(replace(name, area=None), words)
    return is_certain(name, words) or _is_qualified(name, words) or _is_unique(name, words)


def is_certain(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is the name of a city. A declined one must follow a preposition or be of a large city."""
    best = name.candidates[0]
    if name.guessed:
        return is_sure(name, words) and (is_list(words) or _is_large(name, words))
    # Resorts have the score of a city, codes of small airports have less: GPS.
    if best.score < score(CITY) and (best.population < CITY or _is_code(name, words)):
        return False
    if best.kind == Kind.COUNTRY and all(word.key in everyday() for word in words[name.start : name.end]):
        return in_capitals(words[name.start]) and is_list(words)
    if best.kind == Kind.DECLINED:
        after_preposition = any(word.key in PREPOSITIONS for word in words[: name.start])
        return after_preposition or _is_location(name, words)
    if best.kind == Kind.OTHER and best.score >= score(CITY):  # Moskva, Sankt-Peterburg
        return True
    return best.kind != Kind.OTHER or _is_foreign(name, words) or _is_local(name, words)


def _is_code(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is an airport's code: MOW, but not "mow"."""
    return (
        bool(name.candidates) and name.candidates[0].kind == Kind.STAND_IN and is_airport_code(words[name.start])
    )


def _is_local(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is a city's name in another language, and hardly any other word: Torino, Beograd."""
    best, *others = apart(name.candidates)
    is_long = len(_spelling(name, words)) >= SHORTEST_LOCAL
    is_known = words[name.start].raw[0].isupper() or best.population >= LARGE_CITY / 2
    is_clear = all(
        likeness(best, other) <= AS_LITTLE or other.population <= UNIQUE * best.population for other in others
    )
    return is_long and is_known and is_clear and not is_everyday(name, words)


def _is_foreign(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* has letters that are in none of the bot's languages, so that it is no word: 東京, Київ."""
    letters = {char for word in words[name.start : name.end] for char in word.raw.lower() if char.isalpha()}
    return not letters <= KNOWN_LETTERS


def _is_large(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is a long own name of a large city, which no other word resembles by chance."""
    best = name.candidates[0]
    return (
        best.kind == Kind.OWN and best.population >= LARGE_CITY and len(_spelling(name, words)) > LONGEST_AMBIGUOUS
    )


def _is_location(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is the shown name of a large city in the case for "in the city": Москве."""
    best, spelling = name.candidates[0], _spelling(name, words)
    if best.population < LARGE_CITY or len(spelling) < SHORTEST_DECLINED or is_everyday(name, words):
        return False
    located = (form for language in LANGUAGES for form in language.locative_forms(best.name_in(language.code)))
    return spelling in {fold(form).replace(" ", "") for form in located}


def _spelling(name: Segment, words: Sequence[Token]) -> str:
    return "".join(word.key for word in words[name.start : name.end])


def _is_qualified(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* has its country or region beside it, which a code of two letters must be clearly."""
    last = words[name.end - 1]
    is_clear_qualifier = len(last.key) > AREA_CODE_LENGTH or last.raw.isupper() or last.gap is Gap.COMMA
    keys = {word.key for word in words[name.start : name.end]}
    is_town = name.candidates[0].population >= LISTED_TOWN
    return name.area is not None and is_clear_qualifier and is_town and not keys <= everyday()


def _is_unique(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is that of a town alone, or of towns of one country, and is no word or surname."""
    best, *others = apart(name.candidates)
    spelling = _spelling(name, words)
    unique = all(likeness(best, other) <= UNIQUE for other in others)
    language = language_by_script(spelling)
    if language is None:
        return False
    if language.understood_in:
        may_be_shared = best.country in language.own_countries and len(spelling) >= SHORTEST_SHARED
        is_name = best.country in language.understood_in and (
            unique or (may_be_shared and not spelling.endswith(ADJECTIVES))
        )
    else:
        # Names shortened by "City" do not count, nor single words in countries where many words are names.
        is_word = name.end - name.start == 1 and best.country in language.word_countries
        is_name = unique and best.score >= score(max(1, best.population)) and not is_word
    return (
        is_name
        and not name.guessed
        and best.kind == Kind.OWN
        and best.population >= TOWN
        and len(spelling) >= language.shortest_town
        and not spelling.endswith(SURNAMES)
        and not is_everyday(name, words)
    )


def is_listed(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* counts as that of a place in a list with names that certainly are."""
    best = name.candidates[0]
    is_town = not name.guessed and best.kind == Kind.OWN and best.population >= LISTED_TOWN
    return is_town and (not is_everyday(name, words) or is_written_as_name(name, words))


def is_written_as_name(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* is capitalized, separated from other words and that of a city: "Nice, Cork, Bath"."""
    best, first = name.candidates[0], words[name.start]
    is_separate = name.start == 0 or first.gap >= Gap.COMMA or words[name.start - 1].key in JOINING
    is_own_name = name.role is Role.NAME and not name.guessed and best.kind == Kind.OWN
    return is_own_name and is_separate and first.raw[0].isupper() and best.population >= LISTED_CITY


def is_everyday(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name*, or its nominative, consists of everyday words: "la" but not "LA", "в теме" (not in Tema).

    Several words that are an area, an island or the like are no everyday words together.
    """
    if name.area is not None or in_capitals(words[name.start]) or _is_code(name, words):
        return False
    is_area = name.role is Role.UNKNOWN or (name.candidates[:1] and name.candidates[0].kind == Kind.STAND_IN)
    if name.candidates and is_area and name.end - name.start > 1:
        return False  # Black Forest
    keys = [word.key for word in words[name.start : name.end]]
    readings = [keys]
    if name.candidates and name.candidates[0].kind == Kind.DECLINED:
        readings += [fold(nominative).split() for nominative in name.candidates[0].names.values()]
    return any(all(word in everyday() or word in STOPS for word in reading) for reading in readings)
