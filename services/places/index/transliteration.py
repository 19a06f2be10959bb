"""Recognizes names of cities that are spelled in Latin letters: "ekaterinburg", "nizhnij tagil"."""

import re
from functools import lru_cache

from services.languages import LANGUAGES
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind

MIN_TRANSLITERATED_POPULATION = 100_000
"""Minimum population of a place whose transliterated name counts as the place's own name."""

MAX_CACHED_PATTERNS = 2_000
"""Maximum number of names whose patterns are cached; a pattern takes about 3 KB."""

_TRANSLITERATED_LANGUAGES = {language.code: language for language in LANGUAGES if language.latin_spellings}


def as_own_name_if_transliterated(folded_name: str, candidate: Candidate) -> Candidate:
    """Return *candidate*, with the kind OWN if *folded_name* is a transliteration of the place's name."""
    is_own = candidate.kind == NameKind.ALTERNATE and is_transliteration(folded_name, candidate)
    return candidate._replace(kind=NameKind.OWN) if is_own else candidate


def is_transliteration(folded_name: str, candidate: Candidate) -> bool:
    """Return whether *folded_name* is a city's name, in a language of the city's country, in Latin letters.

    Return False if the bot has no language of the city's country, as for "Barselona" (in Spain).
    """
    return (
        candidate.population >= MIN_TRANSLITERATED_POPULATION
        and folded_name.isascii()
        and any(
            candidate.country in language.understood_in
            and (name := candidate.names.get(code)) is not None
            and _spelling_pattern(name, code).fullmatch(folded_name) is not None
            for code, language in _TRANSLITERATED_LANGUAGES.items()
        )
    )


@lru_cache(MAX_CACHED_PATTERNS)
def _spelling_pattern(name: str, code: str) -> re.Pattern[str]:
    spellings = _TRANSLITERATED_LANGUAGES[code].latin_spellings
    return re.compile("".join(f"(?:{spellings.get(char, re.escape(char))})" for char in name.casefold()))
