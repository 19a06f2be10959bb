"""Reads requests for alerts, such as "warn me about frost in Kazan", in all languages of the bot."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.places import Place
from services.places.labels import NO_LABELS
from services.questions import Quantity, read_question
from services.questions.quantities import QUANTITY_PHRASES
from services.questions.time_phrases import find_name_positions
from services.questions.times import find_phrases
from services.questions.words import split_words
from services.storage.alert_models import ALL_KINDS, AlertKinds

KINDS_BY_QUANTITY: Mapping[str, AlertKinds] = {
    Quantity.RAIN: AlertKinds.PRECIPITATION | AlertKinds.HEAVY_RAIN,
    Quantity.SNOW: AlertKinds.PRECIPITATION | AlertKinds.HEAVY_SNOW,
    Quantity.THUNDER: AlertKinds.PRECIPITATION | AlertKinds.WARNINGS,
    Quantity.HAIL: AlertKinds.PRECIPITATION | AlertKinds.WARNINGS,
    Quantity.ICE: AlertKinds.PRECIPITATION | AlertKinds.FROST,
    Quantity.FROST: AlertKinds.FROST,
    Quantity.TEMPERATURE: AlertKinds.FROST | AlertKinds.HEAT,
    Quantity.STORM: AlertKinds.GUSTS | AlertKinds.WARNINGS,
    Quantity.WIND: AlertKinds.GUSTS,
    Quantity.UV: AlertKinds.UV,
}
"""Maps each quantity that a request can name to the kinds of alerts about the quantity."""

REFUSING_WORDS = frozenset(
    word for language in LANGUAGES for words in (language.commands.stop, language.commands.never) for word in words
)
"""Words that begin a request to stop alerts, such as "stop" and "don't"."""

KINDS_BY_WORD = {
    word: kind
    for language in LANGUAGES
    for words, kind in (
        (language.commands.cold, AlertKinds.FROST),
        (language.commands.heat, AlertKinds.HEAT),
    )
    for word in words
}
"""Maps each folded word for a low or a high temperature to the kind of alerts: frost or heat."""

MAX_REQUEST_LENGTH = 500
"""Maximum number of characters that are searched for kinds of alerts; the rest of a longer text is ignored."""


@dataclass(frozen=True, slots=True)
class AlertRequest:
    """A parsed request for alerts."""

    kinds: AlertKinds
    """The kinds of alerts that the request names; all kinds if the request names none."""
    places: str
    """The text that names the places; empty if the request names none."""
    is_refusal: bool = False
    """Whether the text asks to stop alerts, such as "don't warn me"."""


def read_alert_request(text: str, *, labels: Mapping[str, Place] = NO_LABELS) -> AlertRequest:
    """Return the request for alerts in *text*, which is a sentence or the argument of /alerts.

    *labels* maps the keys of the chat's labels to places; `label_key` returns the key of a label.
    """
    question = read_question(text, labels=labels)
    text = text[:MAX_REQUEST_LENGTH]
    words = split_words(text)
    kinds = AlertKinds(0)
    names = find_name_positions(text, words, find_phrases(text, words).phrases)
    for start, word in enumerate(words):
        if start in names:
            continue  # "hot" in "Hot Springs"
        kinds |= KINDS_BY_WORD.get(word.key, AlertKinds(0))
        for phrase in QUANTITY_PHRASES.phrases_starting_at(words, start):
            if phrase.kind == Quantity.TEMPERATURE and word.key in KINDS_BY_WORD:
                continue  # "жара" (heat) asks for alerts about heat, not about frost
            kinds |= KINDS_BY_QUANTITY.get(phrase.kind, AlertKinds(0))
    is_refusal = bool(words) and words[0].key in REFUSING_WORDS
    return AlertRequest(kinds or ALL_KINDS, "" if question.names_no_place else question.places, is_refusal)
