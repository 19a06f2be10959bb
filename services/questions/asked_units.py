"""Finds the units that a question requests for its answer, such as "in fahrenheit" and «в км/ч»."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.places.reading.words import INSIDE_PREPOSITIONS
from services.questions.models import Quantity
from services.questions.quantities import QuantityPhrase
from services.questions.words import Phrase, PhraseIndex, Word
from services.units import UNITS_BY_VALUE, Unit

UNIT_KINDS = frozenset({"temperature", "wind", "pressure"})
"""Kinds of phrases in `settings.txt` whose values are units."""

_UNIT_PHRASES = PhraseIndex(
    {
        section: phrases
        for section, phrases in language.setting_phrases.items()
        if " " in section and section.partition(" ")[0] in UNIT_KINDS
    }
    for language in LANGUAGES
)

CLEAR_UNIT_SYMBOL_LENGTHS = range(3, 5)
"""Lengths of the symbols that are units in any text, such as "kmh" and "mmhg"; longer words may have other
meanings."""


@dataclass(frozen=True, slots=True)
class UnitPhrase:
    """A phrase for a unit in a text, such as "in fahrenheit"."""

    start: int
    """Index of the first word of the phrase."""
    end: int
    """Index of the word after the phrase."""
    unit: Unit


def find_unit_phrases(
    words: Sequence[Word], name_positions: Collection[int], quantity_phrases: Sequence[QuantityPhrase]
) -> list[UnitPhrase]:
    """Return one phrase, the first in *words*, for each kind of unit: temperature, wind and pressure.

    Words at *name_positions* are ignored. A unit that also measures other things, such as "miles", counts only if
    *quantity_phrases* name the quantity of the unit: "wind in miles".
    """
    quantities = {phrase.quantity for phrase in quantity_phrases}
    phrase_by_kind: dict[str, UnitPhrase] = {}
    for start in range(len(words)):
        phrase = max(_UNIT_PHRASES.phrases_starting_at(words, start), key=lambda phrase: phrase.end, default=None)
        if phrase is None or not set(name_positions).isdisjoint(range(start, phrase.end)):
            continue
        is_introduced = (
            start > 0 and words[start - 1].key in INSIDE_PREPOSITIONS and words[start].is_joined_to_previous
        )
        if _is_clearly_unit(phrase, words[start].key, start, quantities, is_introduced=is_introduced):
            unit_phrase = UnitPhrase(start - is_introduced, phrase.end, UNITS_BY_VALUE[phrase.value])
            phrase_by_kind.setdefault(phrase.kind, unit_phrase)
    return list(phrase_by_kind.values())


def _is_clearly_unit(
    phrase: Phrase, first_word: str, start: int, quantities: Collection[Quantity], *, is_introduced: bool
) -> bool:
    """Return whether *phrase* certainly means a unit; *is_introduced* is True after a word such as "in"."""
    if phrase.end - start > 1:
        return True
    if phrase.kind == "temperature":  # "in F" means Fahrenheit, but the Russian «в с» may mean something else
        return len(first_word) > 1 or (is_introduced and first_word.isascii())
    if Quantity(phrase.kind) in quantities:
        return is_introduced or len(first_word) in CLEAR_UNIT_SYMBOL_LENGTHS
    return len(first_word) in CLEAR_UNIT_SYMBOL_LENGTHS
