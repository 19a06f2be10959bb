"""Decides whether a name in a message without a command certainly means a place, not a word or a person."""

from collections.abc import Sequence
from dataclasses import replace

from services.languages import LANGUAGES, language_by_script
from services.places.index.rows import log_score
from services.places.index.schema import NameKind
from services.places.reading.candidates import (
    MIN_LARGE_CITY_POPULATION,
    candidates_far_apart,
    is_sure_correction,
    relative_likelihood,
)
from services.places.reading.everyday import (
    MIN_LISTED_CITY_POPULATION,
    MIN_TOWN_POPULATION,
    is_capitalized_city_after_separator,
    is_everyday_word,
    means_airport,
)
from services.places.reading.misspelled_cities import folded_letters, is_misspelled_city
from services.places.reading.segments import (
    AREA_CODE_LENGTH,
    MIN_CITY_POPULATION,
    Role,
    Segment,
    is_area_code,
)
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    ADJECTIVE_ENDINGS,
    INSIDE_PREPOSITIONS,
    SURNAME_ENDINGS,
    TOWN_ENDINGS,
    WORDS_BEFORE_DECLINED_NAMES,
    everyday_words,
)
from services.places.text import fold

LETTERS_OF_ALL_LANGUAGES = frozenset[str]().union(*(language.letters for language in LANGUAGES))
"""The letters of all languages of the bot."""

MIN_SHARED_NAME_LENGTH = 6
"""Minimum number of letters of a name that certainly means a place even if several places share it: Кировск."""

MIN_DECLINED_NAME_LENGTH = 5
"""Minimum number of letters of a declined name that certainly means a city, such as Москве."""

MIN_LOCAL_NAME_LENGTH = 4
"""Minimum number of letters of a name in the local language that certainly means a city, such as Wien."""

MAX_OTHERS_LIKELIHOOD_FOR_LOCAL_NAME = 0.2
"""A local name certainly means a city if each other place has at most this likelihood, relative to the city."""

MAX_OTHERS_LIKELIHOOD_FOR_UNIQUE_NAME = 0.05
"""A name counts as unique if each other place has at most this likelihood, relative to the likeliest place."""

MIN_FORMER_CITY_LIKELIHOOD = 0.1
"""Minimum likelihood of the large city that formerly had a town's name, relative to the town."""

MIN_QUALIFIED_TOWN_POPULATION = 500
"""Minimum population of a town that a name beside an unabbreviated country or region certainly means."""

MIN_LISTED_TOWN_POPULATION = 1_000
"""Minimum population of a town that a name in a list, or beside the town's area, certainly means."""


def are_separated(tokens: Sequence[Token]) -> bool:
    """Return whether *tokens* have a comma or a stronger separator, such as a line break, between them."""
    return any(token.gap >= Gap.COMMA for token in tokens[1:])


def is_clearly_place(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* certainly means a place or region, even if the message has no other words."""
    if segment.role is Role.UNKNOWN:  # *segment* is the name of a region
        return segment.candidates[0].population >= MIN_TOWN_POPULATION and not is_everyday_word(
            replace(segment, area=None), tokens
        )
    return (
        is_certainly_city(segment, tokens)
        or _is_beside_its_area(segment, tokens)
        or _is_unique_name(segment, tokens)
        or _is_former_city_name(segment, tokens)
        or _is_town_as_whole_text(segment, tokens)
    )


def is_certainly_city(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* certainly means a city.

    A declined name must follow a preposition or mean a large city.
    """
    best = segment.candidates[0]
    if segment.is_misspelled:
        return is_misspelled_city(segment, tokens) or (
            are_separated(tokens) and is_sure_correction(segment, tokens)
        )
    # A resort's name scores like a city's; the code of a small airport, such as GPS, scores less.
    if best.score < log_score(MIN_CITY_POPULATION) and (
        best.population < MIN_CITY_POPULATION or means_airport(segment, tokens)
    ):
        return False
    if best.kind == NameKind.COUNTRY and all(
        token.key in everyday_words() for token in tokens[segment.start : segment.end]
    ):
        return is_area_code(tokens[segment.start]) and are_separated(tokens)
    if best.kind == NameKind.DECLINED:
        after_preposition = any(token.key in WORDS_BEFORE_DECLINED_NAMES for token in tokens[: segment.start])
        return after_preposition or _is_locative_of_large_city(segment, tokens)
    if best.kind == NameKind.ALTERNATE and best.score >= log_score(MIN_CITY_POPULATION):  # Moskva, Sankt-Peterburg
        return True
    return (
        best.kind != NameKind.ALTERNATE or _has_foreign_letters(segment, tokens) or _is_local_name(segment, tokens)
    )


def _is_local_name(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a city's name in the local language (Torino), and rarely means another place."""
    best, *others = candidates_far_apart(segment.candidates)
    is_long = len(folded_letters(segment, tokens)) >= MIN_LOCAL_NAME_LENGTH
    is_known = tokens[segment.start].raw[0].isupper() or best.population >= MIN_LARGE_CITY_POPULATION / 2
    is_clearly_place = all(
        other.name == best.name
        or relative_likelihood(best, other) <= MAX_OTHERS_LIKELIHOOD_FOR_LOCAL_NAME
        or other.population <= MAX_OTHERS_LIKELIHOOD_FOR_UNIQUE_NAME * best.population
        for other in others
    )
    return is_long and is_known and is_clearly_place and not is_everyday_word(segment, tokens)


def _has_foreign_letters(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment*, such as 東京 or Київ, has letters that no language of the bot has."""
    letters = {
        char for token in tokens[segment.start : segment.end] for char in token.raw.lower() if char.isalpha()
    }
    return not letters <= LETTERS_OF_ALL_LANGUAGES


def _is_locative_of_large_city(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a large city's name in the locative, the grammatical case after "in": Москве."""
    best, spelling = segment.candidates[0], folded_letters(segment, tokens)
    if (
        best.population < MIN_LARGE_CITY_POPULATION
        or len(spelling) < MIN_DECLINED_NAME_LENGTH
        or is_everyday_word(segment, tokens)
    ):
        return False
    located = (form for language in LANGUAGES for form in language.locative_forms(best.name_in(language.code)))
    return spelling in {fold(form).replace(" ", "") for form in located}


def _is_beside_its_area(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* stands beside its country or region: "Paris, Texas".

    A code such as "TX" must be in capitals or after a comma.
    """
    last = tokens[segment.end - 1]
    has_whole_area = len(last.key) > AREA_CODE_LENGTH
    is_clear_qualifier = has_whole_area or last.raw.isupper() or last.gap is Gap.COMMA
    keys = {token.key for token in tokens[segment.start : segment.end]}
    is_town = segment.candidates[0].population >= (
        MIN_QUALIFIED_TOWN_POPULATION if has_whole_area else MIN_LISTED_TOWN_POPULATION
    )
    return segment.area is not None and is_clear_qualifier and is_town and not keys <= everyday_words()


def _is_unique_name(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* means one town, or towns of one country, and is neither a word nor a surname."""
    best, *others = candidates_far_apart(segment.candidates)
    spelling = folded_letters(segment, tokens)
    unique = all(relative_likelihood(best, other) <= MAX_OTHERS_LIKELIHOOD_FOR_UNIQUE_NAME for other in others)
    language = language_by_script(spelling)
    if language is None:
        return False
    if language.understood_in:
        may_be_shared = best.country in language.shared_name_countries and len(spelling) >= MIN_SHARED_NAME_LENGTH
        is_at_home = any(one.country in language.understood_in for one in (best, *others))
        is_name = (best.country in language.understood_in or _ends_like_town(spelling)) and is_at_home
        is_name = is_name and (
            unique or _ends_like_town(spelling) or (may_be_shared and not spelling.endswith(ADJECTIVE_ENDINGS))
        )
    else:
        # If a name omits the last word "City", its score is below the score of the town's full name, so the name
        # is not certain. In the countries of `word_name_countries`, the names of many towns are ordinary words. In
        # these countries, a name of one word is certain only if the name is capitalized and its town has at least
        # MIN_LISTED_CITY_POPULATION.
        is_word = (
            segment.end - segment.start == 1
            and best.country in language.word_name_countries
            and (best.population < MIN_LISTED_CITY_POPULATION or not tokens[segment.start].raw[0].isupper())
        )
        is_name = unique and best.score >= log_score(max(1, best.population)) and not is_word
    return (
        is_name
        and not segment.is_misspelled
        and best.kind == NameKind.OWN
        and best.population >= (MIN_LISTED_TOWN_POPULATION if _ends_like_town(spelling) else MIN_TOWN_POPULATION)
        and len(spelling) >= language.min_town_name_length
        and not (segment.end - segment.start == 1 and spelling.endswith(SURNAME_ENDINGS))
        and not is_everyday_word(segment, tokens)
    )


def _is_former_city_name(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a town's name that a large city formerly had: «Куйбышев» for Samara."""
    best, *others = segment.candidates
    return (
        not segment.is_misspelled
        and best.kind == NameKind.OWN
        and best.population >= MIN_TOWN_POPULATION
        and len(folded_letters(segment, tokens)) >= MIN_SHARED_NAME_LENGTH
        and not is_everyday_word(segment, tokens)
        and any(
            other.kind == NameKind.ALTERNATE
            and other.country == best.country
            and other.population >= MIN_LARGE_CITY_POPULATION
            and relative_likelihood(best, other) >= MIN_FORMER_CITY_LIKELIHOOD
            for other in others
        )
    )


def _is_town_as_whole_text(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a capitalized town, and the text is only *segment* or "in" and *segment*.

    A name without "in" must have several words. Examples are "Hot Springs" and «в Зеленоградске».
    """
    best, words = segment.candidates[0], tokens[segment.start :]
    is_town = best.population >= MIN_TOWN_POPULATION and not segment.is_misspelled
    if not is_town or segment.end < len(tokens) or not all(word.raw[0].isupper() for word in words):
        return False
    is_located = (
        segment.start == 1
        and tokens[0].key in INSIDE_PREPOSITIONS
        and len(folded_letters(segment, tokens)) >= MIN_DECLINED_NAME_LENGTH
        and not is_everyday_word(segment, tokens)
    )
    if is_located:
        return best.kind in {NameKind.OWN, NameKind.DECLINED}
    return segment.start == 0 and len(words) > 1 and best.kind == NameKind.OWN


def _ends_like_town(spelling: str) -> bool:
    """Return whether *spelling* ends like the names of many towns, as «Кратово» and «Юрьевец» do."""
    return len(spelling) >= MIN_SHARED_NAME_LENGTH and spelling.endswith(TOWN_ENDINGS)


def is_place_among_names(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* in a list means a place.

    Call this function only if all other names of the list certainly mean places.
    """
    best = segment.candidates[0]
    is_town = (
        not segment.is_misspelled and best.kind == NameKind.OWN and best.population >= MIN_LISTED_TOWN_POPULATION
    )
    return is_town and (
        not is_everyday_word(segment, tokens) or is_capitalized_city_after_separator(segment, tokens)
    )
