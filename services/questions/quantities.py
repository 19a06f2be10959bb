"""The quantity that a text asks about, such as rain, the wind or the temperature of the sea."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.questions.models import Quantity
from services.questions.words import Phrase, PhraseIndex, Word

PHRASES = PhraseIndex(language.quantities for language in LANGUAGES)

DOUBTFUL = "doubtful"
"""The value of phrases that do not ask for the weather by themselves, such as "storm"."""

OF_DAYS = "days"
"""The value of phrases that ask for one of several days, such as "warmest day"."""

COMPARING, CHOICE = "comparing", "choice"
"""The kind of words for a comparison, and the value of those between two alternatives, such as "or"."""

COMPARISONS = (Quantity.WARMER, Quantity.COLDER, Quantity.DRIER)
"""Quantities that compare places or days."""

_PREFERRED = (Quantity.DAILY, *COMPARISONS, Quantity.WATER)
"""Quantities that are read if the text mentions them, whatever else it mentions."""
_LEAST_SPECIFIC = (Quantity.TEMPERATURE, Quantity.WEATHER)
"""Quantities that are read only if the text mentions no other one."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase for a quantity, with the words from `start` up to `end`."""

    start: int
    end: int
    quantity: Quantity
    is_certain: bool
    """Whether the phrase asks for the weather by itself."""
    names_days: bool = False
    """Whether the phrase asks for one of several days, as "warmest day" does."""


def find_mentions(words: Sequence[Word], taken: AbstractSet[int]) -> list[Mention]:
    """Return the quantities mentioned in *words*, except at the positions *taken*."""
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
            _quantity_of(phrase, compares=compares),
            # "is it warmer in Nicosia or Valletta" asks for the weather by itself.
            is_certain=phrase.value != DOUBTFUL or (chooses and phrase.kind in COMPARISONS),
            names_days=phrase.value == OF_DAYS,
        )
        for start, phrase in found
    ]


def likeliest_quantity(mentions: Sequence[Mention], *, daily: bool) -> Quantity:
    """Return the quantity that the text most likely asks about; DAILY if it requests a message *daily*."""
    mentions = [one for one in mentions if not _is_remark(one, mentions)]
    kinds = [*(mention.quantity for mention in mentions), *((Quantity.DAILY,) if daily else ())]
    for quantity in _PREFERRED:
        if quantity in kinds:
            return quantity
    special = [quantity for quantity in kinds if quantity not in _LEAST_SPECIFIC]
    return special[0] if special else min(kinds, key=_LEAST_SPECIFIC.index, default=Quantity.WEATHER)


def _is_remark(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Return whether *mention* is a remark about the sea, not the question: "we go to the sea, will it rain?"."""
    if mention.quantity is not Quantity.WATER or mention.is_certain:
        return False
    return any(
        other.quantity not in {Quantity.WATER, Quantity.TEMPERATURE} and other.is_certain for other in mentions
    )


def _is_free(words: Sequence[Word], start: int, end: int, taken: AbstractSet[int]) -> bool:
    """Return whether the words are not part of a name such as Southend-on-Sea."""
    hyphens = words[start].gap == "-" or (end < len(words) and words[end].gap == "-")
    return not hyphens and taken.isdisjoint(range(start, end))


def _quantity_of(phrase: Phrase, *, compares: bool) -> Quantity:
    quantity = Quantity(phrase.kind)
    return (
        Quantity.TEMPERATURE if quantity in COMPARISONS and phrase.value == DOUBTFUL and not compares else quantity
    )
