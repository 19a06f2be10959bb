"""What a text asks about: rain, the wind, the temperature of the sea."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.questions.models import What
from services.questions.words import Phrase, Phrases, Word

PHRASES = Phrases(language.quantities for language in LANGUAGES)

DOUBTFUL = "doubtful"
"""The value of phrases that are said of other things as well."""

COMPARING, CHOICE = "comparing", "choice"

COMPARISONS = (What.WARMER, What.COLDER)

_FIRST = (What.DAILY, *COMPARISONS, What.WATER)
_LAST = (What.TEMPERATURE, What.WEATHER)
"""What is asked about if anything of it is said, and only if nothing else is."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase for a quantity, from the word `start` to `end`."""

    start: int
    end: int
    what: What
    is_certain: bool
    """Whether it is said of nothing else."""


def mentions_of(words: Sequence[Word], taken: AbstractSet[int]) -> list[Mention]:
    """Return the quantities mentioned in *words*, without those at the positions *taken*."""
    found: list[tuple[int, Phrase]] = []
    compares = chooses = False
    at = 0
    while at < len(words):
        phrases = [phrase for phrase in PHRASES.at(words, at) if _is_free(words, at, phrase.end, taken)]
        compares = compares or any(phrase.kind == COMPARING for phrase in phrases)
        chooses = chooses or any(phrase.kind == COMPARING and phrase.value == CHOICE for phrase in phrases)
        told = [phrase for phrase in phrases if phrase.kind != COMPARING]
        if told:
            longest = max(told, key=lambda phrase: phrase.end)
            found.append((at, longest))
            at = longest.end
        else:
            at += 1
    return [
        Mention(
            start,
            phrase.end,
            _what(phrase, compares=compares),
            # "is it warmer in Nicosia or Valletta" is said of nothing else
            phrase.value != DOUBTFUL or (chooses and phrase.kind in COMPARISONS),
        )
        for start, phrase in found
    ]


def likeliest(mentions: Sequence[Mention], *, daily: bool) -> What:
    """Return which of the quantities mentioned is asked about; DAILY if it is asked for *daily*."""
    mentions = [one for one in mentions if not _is_scenery(one, mentions)]
    kinds = [*(mention.what for mention in mentions), *((What.DAILY,) if daily else ())]
    for what in _FIRST:
        if what in kinds:
            return what
    special = [what for what in kinds if what not in _LAST]
    return special[0] if special else min(kinds, key=_LAST.index, default=What.WEATHER)


def _is_scenery(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether the water is only mentioned: "we go to the sea, will it rain?"."""
    if mention.what is not What.WATER or mention.is_certain:
        return False
    return any(other.what not in {What.WATER, What.TEMPERATURE} and other.is_certain for other in mentions)


def _is_free(words: Sequence[Word], start: int, end: int, taken: AbstractSet[int]) -> bool:
    """Whether these words are no part of a name: Southend-on-Sea."""
    hyphens = words[start].gap == "-" or (end < len(words) and words[end].gap == "-")
    return not hyphens and taken.isdisjoint(range(start, end))


def _what(phrase: Phrase, *, compares: bool) -> What:
    what = What(phrase.kind)
    return What.TEMPERATURE if what in COMPARISONS and phrase.value == DOUBTFUL and not compares else what
