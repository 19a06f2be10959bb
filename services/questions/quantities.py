"""Finds the quantity that a text asks about, such as rain, wind or the temperature of the sea."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.places.reading.words import JOINING_WORDS
from services.questions.models import Quantity
from services.questions.words import Phrase, PhraseIndex, Word

MISSPELLABLE_KINDS = frozenset({"weather", "temperature", "humidity", "pressure", "rain", "snow", "sun", "sunset"})
"""Kinds of phrases that are recognized even with a misspelling, such as "humidty"."""

QUANTITY_PHRASES = PhraseIndex(
    (language.quantity_phrases for language in LANGUAGES), misspelled_kinds=MISSPELLABLE_KINDS
)

DOUBTFUL_VALUE = "doubtful"
"""The value, in `quantities.txt`, of phrases that may also occur in other texts than questions about the weather,
such as "storm"."""

ASKS_FOR_DAYS_VALUE = "days"
"""The value, in `quantities.txt`, of phrases that ask for one of several days, such as "warmest day"."""

WHOLE_DAY_VALUE = "day"
"""The value, in `quantities.txt`, of phrases about a whole day, such as "hours of sunshine"."""

COMPARING_KIND = "comparing"
"""The kind, in `quantities.txt`, of words in comparisons, such as "than"."""

CHOICE_VALUE = "choice"
"""The value, in `quantities.txt`, of words in a choice, such as "or"."""

COMPARING_QUANTITIES = (Quantity.WARMER, Quantity.COLDER, Quantity.DRIER)
"""Quantities that compare places or days with each other."""

ALERT_QUANTITIES = frozenset(
    {
        Quantity.RAIN,
        Quantity.SNOW,
        Quantity.THUNDER,
        Quantity.HAIL,
        Quantity.ICE,
        Quantity.FROST,
        Quantity.STORM,
        Quantity.WIND,
        Quantity.UV,
        Quantity.TEMPERATURE,
    }
)
"""Quantities about which the bot can send alerts."""

LIMIT_KIND = "limit"
"""The kind, in `quantities.txt`, of words before a limit, such as "over"."""

MINUS_VALUE = "minus"
"""The value, in `quantities.txt`, of the word "minus"."""

ZERO_VALUE = "zero"
"""The value, in `quantities.txt`, of words for zero."""

HOW_MUCH_KIND = "degree"
"""The kind, in `quantities.txt`, of words that ask how much, such as "how" in "how cold"."""

KINDS_WITHOUT_QUANTITY = frozenset({COMPARING_KIND, LIMIT_KIND, HOW_MUCH_KIND})
"""Kinds of phrases in `quantities.txt` that name no quantity."""

COMBINABLE_QUANTITIES = frozenset(
    {
        *(Quantity.TEMPERATURE, Quantity.RAIN, Quantity.SNOW, Quantity.THUNDER, Quantity.FOG, Quantity.ICE),
        *(Quantity.FROST, Quantity.WIND, Quantity.SUNNY, Quantity.PRESSURE, Quantity.HUMIDITY, Quantity.UV),
        *(Quantity.AIR, Quantity.POLLEN, Quantity.SUN, Quantity.SUNSET, Quantity.MOON, Quantity.WATER),
    }
)
"""Quantities that one answer can show in pairs, as for "humidity and pressure"."""

QUANTITIES_ANSWERED_TOGETHER = (
    frozenset({Quantity.RAIN, Quantity.SNOW, Quantity.THUNDER}),
    frozenset({Quantity.TEMPERATURE, Quantity.FROST}),
    frozenset({Quantity.SUN, Quantity.SUNSET}),
)
"""Sets of quantities that one line of an answer shows; a line about rain also answers "rain or snow?"."""

AIR_QUANTITIES_AT_SEA = frozenset({Quantity.WIND, Quantity.RAIN, Quantity.SNOW, Quantity.THUNDER, Quantity.FOG})
"""Quantities of the air: "wind at sea" asks about the wind, not about the temperature of the water."""

_PREFERRED_QUANTITIES = (Quantity.DAILY, Quantity.ALERTS, *COMPARING_QUANTITIES, Quantity.BEACH, Quantity.WATER)
"""A text that names one of these quantities asks about this quantity, whatever other quantities the text names. A
text that names several of these quantities asks about the first in the tuple."""

QUANTITY_SEPARATORS = frozenset(",;.?!+&/\n")
"""Punctuation marks between the phrases for two quantities, as in "rain? wind?"."""

_LEAST_SPECIFIC_QUANTITIES = (Quantity.TEMPERATURE, Quantity.WEATHER)
"""Quantities that count only if the text names no other quantity: "temperature and rain" asks about rain."""

_QUANTITIES_PREFERRED_TO_SUNNY = frozenset({Quantity.SUN, Quantity.SUNSET, Quantity.UV})
"""Quantities preferred to SUNNY: a text with "sun" and a word for one of them does not ask whether the sun
shines."""


@dataclass(frozen=True, slots=True)
class QuantityPhrase:
    """A phrase for a quantity in a text, such as "will it rain"."""

    start: int
    """Index of the first word of the phrase."""
    end: int
    """Index of the word after the phrase."""
    quantity: Quantity
    is_certain: bool
    """Whether the phrase alone shows that the text asks for the weather: "umbrella" does, but not "storm"."""
    names_days: bool = False
    """Whether the phrase asks for one of several days, as "warmest day" does."""
    is_about_whole_day: bool = False
    """Whether the phrase is about a whole day, as "hours of sunshine" is."""


def find_quantity_phrases(words: Sequence[Word], name_positions: AbstractSet[int]) -> list[QuantityPhrase]:
    """Return the phrases for quantities in *words* that contain no word at *name_positions*."""
    found: list[tuple[int, Phrase]] = []
    compares = chooses = measures = False
    at = 0
    while at < len(words):
        phrases = [
            phrase
            for phrase in QUANTITY_PHRASES.phrases_starting_at(words, at)
            if _is_outside_names(words, at, phrase.end, name_positions)
        ]
        compares = compares or any(phrase.kind == COMPARING_KIND for phrase in phrases)
        chooses = chooses or any(
            phrase.kind == COMPARING_KIND and phrase.value == CHOICE_VALUE for phrase in phrases
        )
        measures = measures or any(phrase.kind == HOW_MUCH_KIND for phrase in phrases)
        for_quantities = [phrase for phrase in phrases if phrase.kind not in KINDS_WITHOUT_QUANTITY]
        if for_quantities:
            longest = max(for_quantities, key=lambda phrase: phrase.end)
            found.append((at, longest))
            at = longest.end
        else:
            at += 1
    return [
        QuantityPhrase(
            start,
            phrase.end,
            _quantity_of_phrase(phrase, compares=compares, measures=measures),
            # A doubtful "warmer" is certain in a choice: "is it warmer in Nicosia or Valletta".
            is_certain=phrase.value != DOUBTFUL_VALUE or (chooses and phrase.kind in COMPARING_QUANTITIES),
            names_days=phrase.value == ASKS_FOR_DAYS_VALUE,
            is_about_whole_day=phrase.value == WHOLE_DAY_VALUE,
        )
        for start, phrase in found
    ]


def likeliest_quantity(quantity_phrases: Sequence[QuantityPhrase], *, is_push_request: bool) -> Quantity:
    """Return the quantity that *quantity_phrases* most likely ask about; DAILY if *is_push_request*."""
    quantity_phrases = [one for one in quantity_phrases if not _is_remark_about_sea(one, quantity_phrases)]
    kinds = [_requested_quantity(phrase, quantity_phrases) for phrase in quantity_phrases]
    if is_push_request:
        kinds.append(Quantity.DAILY)
    for quantity in _PREFERRED_QUANTITIES:
        if quantity in kinds:
            return quantity
    special = [quantity for quantity in kinds if quantity not in _LEAST_SPECIFIC_QUANTITIES]
    if special[:1] == [Quantity.SUNNY]:  # "the sun: when does it rise" does not ask whether the sun shines
        special = [*(quantity for quantity in special if quantity in _QUANTITIES_PREFERRED_TO_SUNNY), *special]
    return special[0] if special else min(kinds, key=_LEAST_SPECIFIC_QUANTITIES.index, default=Quantity.WEATHER)


def second_quantity(
    quantity_phrases: Sequence[QuantityPhrase], first_quantity: Quantity, words: Sequence[Word]
) -> Quantity | None:
    """Return the quantity that *quantity_phrases* name besides *first_quantity*; None if they name no other.

    The phrases for the two quantities must have "and", or a punctuation mark, between them.
    """
    if first_quantity not in COMBINABLE_QUANTITIES:
        return None
    firsts = [phrase for phrase in quantity_phrases if phrase.quantity is first_quantity]
    for phrase in quantity_phrases:
        quantity = phrase.quantity
        if quantity is first_quantity or quantity not in COMBINABLE_QUANTITIES or phrase.names_days:
            continue
        if any({first_quantity, quantity} <= quantities for quantities in QUANTITIES_ANSWERED_TOGETHER):
            continue
        if any(_are_separate(one, phrase, words) for one in firsts):
            return quantity
    return None


def _are_separate(first: QuantityPhrase, second: QuantityPhrase, words: Sequence[Word]) -> bool:
    """Return whether "and" or a punctuation mark is between *first* and *second*, in either order."""
    start, end = min(first.end, second.end), max(first.start, second.start)
    return any(
        word.key in JOINING_WORDS or not QUANTITY_SEPARATORS.isdisjoint(word.gap)
        for word in words[start : end + 1]
    )


def _requested_quantity(phrase: QuantityPhrase, quantity_phrases: Sequence[QuantityPhrase]) -> Quantity:
    """Return the quantity of *phrase*; DAILY for "notify me" if *quantity_phrases* name no ALERT_QUANTITIES."""
    is_doubtful = phrase.quantity is Quantity.ALERTS and not phrase.is_certain
    names_weather = any(other.quantity in ALERT_QUANTITIES for other in quantity_phrases)
    return Quantity.DAILY if is_doubtful and not names_weather else phrase.quantity


def _is_remark_about_sea(phrase: QuantityPhrase, quantity_phrases: Sequence[QuantityPhrase]) -> bool:
    """Return whether *phrase* is only a remark about the sea, as in "we go to the sea, will it rain?"."""
    if phrase.quantity is not Quantity.WATER or phrase.is_certain:
        return False
    return any(
        other.quantity in AIR_QUANTITIES_AT_SEA
        or (other.quantity not in {Quantity.WATER, Quantity.TEMPERATURE} and other.is_certain)
        for other in quantity_phrases
    )


def _is_outside_names(words: Sequence[Word], start: int, end: int, name_positions: AbstractSet[int]) -> bool:
    """Return whether the words *start* to *end* (exclusive) are outside names such as "Southend-on-Sea"."""
    hyphens = words[start].gap == "-" or (end < len(words) and words[end].gap == "-")
    return not hyphens and name_positions.isdisjoint(range(start, end))


def _quantity_of_phrase(phrase: Phrase, *, compares: bool, measures: bool) -> Quantity:
    """Return the quantity of *phrase*.

    The quantity is TEMPERATURE for "cold" if the text *measures*, as in "how cold", and for "warmer" if the text
    *compares* nothing.
    """
    quantity = Quantity(phrase.kind)
    is_of_temperature = (quantity in COMPARING_QUANTITIES and not compares) or (
        quantity is Quantity.FROST and measures
    )
    return Quantity.TEMPERATURE if is_of_temperature and phrase.value == DOUBTFUL_VALUE else quantity
