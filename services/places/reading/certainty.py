"""Decides whether a name in a message without a command certainly means a place, not a word or a person."""

from collections.abc import Sequence
from dataclasses import replace

from services.languages import LANGUAGES, language_by_script
from services.places.index.rows import log_score
from services.places.index.schema import Kind
from services.places.reading.candidates import (
    LARGE_CITY_POPULATION,
    distant_candidates,
    is_sure_correction,
    relative_likelihood,
)
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    CITY_POPULATION,
    Role,
    Segment,
    is_airport_code,
    is_area_code,
)
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    ADJECTIVE_ENDINGS,
    JOINING_WORDS,
    PREPOSITIONS,
    STOP_WORDS,
    SURNAME_ENDINGS,
    everyday_words,
)
from services.places.text import fold

KNOWN_LETTERS = frozenset[str]().union(*(language.letters for language in LANGUAGES))

TOWN_POPULATION = 10_000
"""Minimum population of a place whose unique name certainly means the place: Anapa, Ялта."""

MAX_AMBIGUOUS_LENGTH = 5
"""Maximum number of letters of a misspelled name that may be another word by chance."""

MIN_MISSPELLED_LENGTH = 5
"""Minimum number of letters of a misspelled name; a shorter one must have the letters of the city's name."""

MIN_SUGGESTED_LENGTH = 10
"""Minimum number of letters of a name with two letters wrong, or with several corrections."""

MISSPELLED_CITY_POPULATION = 300_000
"""Minimum population of a city whose misspelled name is certain if it is longer than MAX_AMBIGUOUS_LENGTH."""

MIN_SHARED_LENGTH = 6
"""Minimum number of letters for a name to be certain if several places of a country share it: Кировск."""

MIN_DECLINED_LENGTH = 5
"""Minimum number of letters for the declined name of a large city to be certain: Москве."""

MIN_LOCAL_LENGTH = 4
"""Minimum number of letters for a city's name in a foreign language to be certain: Wien, Torino."""

MAX_LOCAL_RIVAL_LIKELIHOOD = 0.2
"""Maximum likelihood of another place, relative to the city, for the city's local name to count as certain."""

MAX_UNIQUE_RIVAL_LIKELIHOOD = 0.05
"""Maximum likelihood of another place of a name, relative to the likeliest place, for the name to be unique."""

LISTED_CITY_POPULATION = 50_000
"""Minimum population of a place that an everyday word may mean in a list of names."""

LISTED_TOWN_POPULATION = 1_000
"""Minimum population of a place whose name is certain in a list of cities or beside its country or region."""


def is_list(words: Sequence[Token]) -> bool:
    """Return whether there is a comma or a stronger separator between *words*."""
    return any(word.gap >= Gap.COMMA for word in words[1:])


def is_clearly_place(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* certainly means a place or region, even if the message has no other words."""
    if name.role is Role.UNKNOWN:  # the segment is a region
        return name.candidates[0].population >= TOWN_POPULATION and not is_everyday_word(
            replace(name, area=None), words
        )
    return is_certainly_city(name, words) or _is_qualified(name, words) or _is_unique(name, words)


def is_certainly_city(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is the name of a city.

    A declined name must follow a preposition or mean a large city.
    """
    best = name.candidates[0]
    if name.guessed:
        return is_misspelled_city(name, words) or (is_list(words) and is_sure_correction(name, words))
    # The names of resorts score like those of cities. The codes of small airports, such as GPS, score less.
    if best.score < log_score(CITY_POPULATION) and (
        best.population < CITY_POPULATION or _means_airport(name, words)
    ):
        return False
    if best.kind == Kind.COUNTRY and all(word.key in everyday_words() for word in words[name.start : name.end]):
        return is_area_code(words[name.start]) and is_list(words)
    if best.kind == Kind.DECLINED:
        after_preposition = any(word.key in PREPOSITIONS for word in words[: name.start])
        return after_preposition or _is_locative(name, words)
    if best.kind == Kind.OTHER and best.score >= log_score(CITY_POPULATION):  # Moskva, Sankt-Peterburg
        return True
    return best.kind != Kind.OTHER or _has_foreign_letters(name, words) or _is_local_name(name, words)


def _means_airport(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is the code of an airport in capitals: MOW, but not "mow"."""
    return (
        bool(name.candidates) and name.candidates[0].kind == Kind.STAND_IN and is_airport_code(words[name.start])
    )


def _is_local_name(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is a city's name in a foreign language and hardly means another place: Torino."""
    best, *others = distant_candidates(name.candidates)
    is_long = len(_spelling(name, words)) >= MIN_LOCAL_LENGTH
    is_known = words[name.start].raw[0].isupper() or best.population >= LARGE_CITY_POPULATION / 2
    is_clearly_place = all(
        other.name == best.name
        or relative_likelihood(best, other) <= MAX_LOCAL_RIVAL_LIKELIHOOD
        or other.population <= MAX_UNIQUE_RIVAL_LIKELIHOOD * best.population
        for other in others
    )
    return is_long and is_known and is_clearly_place and not is_everyday_word(name, words)


def _has_foreign_letters(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* has letters that no language of the bot has: 東京, Київ."""
    letters = {char for word in words[name.start : name.end] for char in word.raw.lower() if char.isalpha()}
    return not letters <= KNOWN_LETTERS


def is_misspelled_city(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is the misspelled name of a large city, and too long to resemble a word by chance.

    The longer the name, the smaller the city may be. A name with two wrong letters or
    several corrections must be longer. A name of four
    letters must have two letters swapped: "olso".
    """
    best, length = name.candidates[0], len(_spelling(name, words))
    if not name.guessed or best.kind not in {Kind.OWN, Kind.OTHER} or is_everyday_word(name, words):
        return False
    if name.suggested or not is_sure_correction(name, words):
        return length >= MIN_SUGGESTED_LENGTH and best.population >= CITY_POPULATION
    if length < MIN_MISSPELLED_LENGTH:
        letters = sorted(_spelling(name, words))
        own_names = (best.name, *best.names.values())
        return best.population >= LARGE_CITY_POPULATION and any(letters == sorted(fold(own)) for own in own_names)
    min_population = LARGE_CITY_POPULATION if length <= MAX_AMBIGUOUS_LENGTH else MISSPELLED_CITY_POPULATION
    return best.population >= min_population


def _is_locative(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is the shown name of a large city in the locative case: Москве."""
    best, spelling = name.candidates[0], _spelling(name, words)
    if (
        best.population < LARGE_CITY_POPULATION
        or len(spelling) < MIN_DECLINED_LENGTH
        or is_everyday_word(name, words)
    ):
        return False
    located = (form for language in LANGUAGES for form in language.locative_forms(best.name_in(language.code)))
    return spelling in {fold(form).replace(" ", "") for form in located}


def _spelling(name: Segment, words: Sequence[Token]) -> str:
    return "".join(word.key for word in words[name.start : name.end])


def _is_qualified(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is qualified by its country or region. A code must be in capitals or after a comma."""
    last = words[name.end - 1]
    is_clear_qualifier = len(last.key) > AREA_CODE_LENGTH or last.raw.isupper() or last.gap is Gap.COMMA
    keys = {word.key for word in words[name.start : name.end]}
    is_town = name.candidates[0].population >= LISTED_TOWN_POPULATION
    return name.area is not None and is_clear_qualifier and is_town and not keys <= everyday_words()


def _is_unique(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* means one town, or towns of one country only, and is neither a word nor a surname."""
    best, *others = distant_candidates(name.candidates)
    spelling = _spelling(name, words)
    unique = all(relative_likelihood(best, other) <= MAX_UNIQUE_RIVAL_LIKELIHOOD for other in others)
    language = language_by_script(spelling)
    if language is None:
        return False
    if language.understood_in:
        may_be_shared = best.country in language.shared_name_countries and len(spelling) >= MIN_SHARED_LENGTH
        is_name = best.country in language.understood_in and (
            unique or (may_be_shared and not spelling.endswith(ADJECTIVE_ENDINGS))
        )
    else:
        # A name whose "City" was left out is not certain. A single word is not certain in `word_name_countries`.
        is_word = name.end - name.start == 1 and best.country in language.word_name_countries
        is_name = unique and best.score >= log_score(max(1, best.population)) and not is_word
    return (
        is_name
        and not name.guessed
        and best.kind == Kind.OWN
        and best.population >= TOWN_POPULATION
        and len(spelling) >= language.min_town_name_length
        and not spelling.endswith(SURNAME_ENDINGS)
        and not is_everyday_word(name, words)
    )


def is_place_in_list(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* means a place in a list with other names that certainly mean places."""
    best = name.candidates[0]
    is_town = not name.guessed and best.kind == Kind.OWN and best.population >= LISTED_TOWN_POPULATION
    return is_town and (not is_everyday_word(name, words) or is_written_as_name(name, words))


def is_written_as_name(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is a capitalized name of a city between separators: "Nice, Cork, Bath"."""
    best, first = name.candidates[0], words[name.start]
    is_separate = name.start == 0 or first.gap >= Gap.COMMA or words[name.start - 1].key in JOINING_WORDS
    is_own_name = name.role is Role.NAME and not name.guessed and best.kind == Kind.OWN
    return is_own_name and is_separate and first.raw[0].isupper() and best.population >= LISTED_CITY_POPULATION


def is_everyday_word(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* or its nominative consists of everyday words: "la" (but not "LA"), "теме" (Tema).

    Several words that name an area or an island are no everyday words: Black Forest.
    """
    if name.area is not None or is_area_code(words[name.start]) or _means_airport(name, words):
        return False
    is_area = name.role is Role.UNKNOWN or (name.candidates[:1] and name.candidates[0].kind == Kind.STAND_IN)
    if name.candidates and is_area and name.end - name.start > 1:
        return False  # Black Forest
    keys = [word.key for word in words[name.start : name.end]]
    readings = [keys]
    if name.candidates and name.candidates[0].kind == Kind.DECLINED:
        readings += [fold(nominative).split() for nominative in name.candidates[0].names.values()]
    return any(all(word in everyday_words() or word in STOP_WORDS for word in reading) for reading in readings)
