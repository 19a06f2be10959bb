"""What a text asks about: rain, the wind, the temperature of the sea."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.questions.models import What
from services.questions.words import Phrase, Phrases, Word

PHRASES = Phrases(language.quantities for language in LANGUAGES)

DOUBTFUL = "doubtful"
"""The value of phrases that are said of other things as well."""

COMPARING = "comparing"

_FIRST = (What.DAILY, What.WARMER, What.WATER)
_LAST = (What.TEMPERATURE, What.WEATHER)
"""What is asked about if anything of it is said, and only if nothing else is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about, and whether words say so that are said of nothing else."""

    what: What
    asks_for_weather: bool
    phrases: Sequence[tuple[int, int]]
    """Where the phrases of several words are."""


def asked_quantity(words: Sequence[Word], taken: Collection[int], *, daily: bool) -> Asked:
    """Return what is asked about in *words*, without those at the positions *taken*.

    Whether it is asked for *daily* the times told may say.
    """
    found: list[tuple[int, Phrase]] = []
    compares = False
    at = 0
    while at < len(words):
        phrases = [phrase for phrase in PHRASES.at(words, at) if taken.isdisjoint(range(at, phrase.end))]
        compares = compares or any(phrase.kind == COMPARING for phrase in phrases)
        told = [phrase for phrase in phrases if phrase.kind != COMPARING]
        if told:
            longest = max(told, key=lambda phrase: phrase.end)
            found.append((at, longest))
            at = longest.end
        else:
            at += 1
    kinds = [_what(phrase, compares=compares) for _, phrase in found]
    certain = any(phrase.value != DOUBTFUL and phrase.kind != What.DAILY for _, phrase in found)
    long = [(start, phrase.end) for start, phrase in found if phrase.end - start > 1]
    return Asked(_likeliest([*kinds, What.DAILY] if daily else kinds), certain, long)


def _what(phrase: Phrase, *, compares: bool) -> What:
    what = What(phrase.kind)
    return What.TEMPERATURE if what is What.WARMER and phrase.value == DOUBTFUL and not compares else what


def _likeliest(kinds: Sequence[What]) -> What:
    for what in _FIRST:
        if what in kinds:
            return what
    special = [what for what in kinds if what not in _LAST]
    return special[0] if special else min(kinds, key=_LAST.index, default=What.WEATHER)
