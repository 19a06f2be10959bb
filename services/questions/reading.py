"""Reads a question in free text: the time, the quantity, and the remaining text, which names the places."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from services.languages import LANGUAGES
from services.places import Place
from services.places.labels import NO_LABELS, has_label
from services.places.reading.tokens import without_urls
from services.places.reading.words import (
    PAST_VERBS,
    QUESTION_OPENING_WORDS,
)
from services.questions.asked_units import UnitPhrase, find_unit_phrases
from services.questions.hints import is_several_days, with_quantity_hints
from services.questions.limits import LimitPhrase, find_limit
from services.questions.meanings import Hint, Meaning
from services.questions.models import MESSAGE_REQUEST_QUANTITIES, Quantity, Question
from services.questions.named_times import (
    DaysBetween,
    InDays,
    InHours,
    NextHours,
    Now,
    OnDay,
    UnclearTime,
    When,
)
from services.questions.phrase_removal import WORDS_OF_QUESTIONS, phrases_without_places, without_phrases
from services.questions.quantities import (
    COMPARING_QUANTITIES,
    QuantityPhrase,
    find_quantity_phrases,
    likeliest_quantity,
    second_quantity,
)
from services.questions.subjects import Subject
from services.questions.talk import is_code_or_link, read_small_talk
from services.questions.time_phrases import (
    find_name_positions,
    find_time_phrases,
    has_unread_time,
    without_negated_days,
)
from services.questions.times import TimePhrase, find_phrases
from services.questions.when import push_times, time_from_meanings
from services.questions.words import Word, split_words, with_plain_characters
from services.units import TemperatureUnit, WindUnit

MAX_QUESTION_LENGTH = 4096
"""Maximum number of characters of a text that are read; the maximum length of a Telegram message."""

MAX_CACHED_QUESTIONS = 500
"""Maximum number of texts whose questions are cached."""

MAX_CACHED_TEXT_LENGTH = 100
"""Maximum number of characters of a text whose question is cached."""

QUANTITIES_OVER_SEVERAL_DAYS = frozenset(
    {
        *(Quantity.RAIN, Quantity.SNOW, Quantity.THUNDER, Quantity.HAIL, Quantity.FOG, Quantity.ICE),
        *(Quantity.FROST, Quantity.STORM, Quantity.WIND, Quantity.TEMPERATURE, Quantity.WEATHER, Quantity.SUNNY),
        *COMPARING_QUANTITIES,
    }
)
"""Quantities for which the question "when" needs the forecast of several days, as in "when will it rain"."""


QUANTITIES_WITH_LIMIT = frozenset({Quantity.TEMPERATURE, Quantity.WIND})
"""Quantities about which a question may name a limit, as in "wind over 40 mph?"."""

QUANTITIES_UNTIL_DAWN = frozenset({Quantity.FROST, Quantity.ICE, Quantity.TEMPERATURE, Quantity.AURORA})
"""Quantities for which "tonight" lasts until dawn, as in "will it freeze tonight"."""

MAX_DAYS_AFTER_COMMAND = 99
"""Maximum number of days that a number after /forecast may mean: "/forecast Oslo 30"."""

MAX_DAYS_AFTER_FORECAST_WORD = 16
"""Maximum number of days that a number after a word such as "forecast" may mean: "forecast Oslo 10"."""

_HERE_WORDS = re.compile(rf"\b(?:{'|'.join(language.talk.here for language in LANGUAGES)})\b", re.IGNORECASE)

MAX_HERE_TEXT_LENGTH = 80
"""Maximum length, in characters, of a text that is searched for words such as "here" and "near me"."""


def read_question(
    text: str, subject: Subject = Subject.NOW, *, labels: Mapping[str, Place] = NO_LABELS
) -> Question:
    """Return the question in *text*; its subject is *subject*, unless *text* asks for hours or for a later day.

    *labels* maps each of the chat's labels, as a key that `label_key` returns, to the labelled place.
    """
    question = (
        _read_cached_question(text, subject)
        if len(text) <= MAX_CACHED_TEXT_LENGTH
        else _read_question(text, subject)
    )
    return replace(question, names_label=True) if has_label(question.places, labels) else question


def asks_about_here(question: Question, text: str) -> bool:
    """Return whether *question*, read from *text*, asks about the user's location, as in "rain here?"."""
    if question.names_label or len(text) > MAX_HERE_TEXT_LENGTH or not _HERE_WORDS.search(text):
        return False
    return replace(question, places=_HERE_WORDS.sub(" ", question.places)).names_no_place


def names_only_places(text: str) -> bool:
    """Return whether *text*, a reply to the bot's request for places, has no words of a question."""
    question = read_question(text)
    asked = (
        question.subject is not Subject.NOW
        or question.quantity is not Quantity.WEATHER
        or question.when is not None
        or question.asks_for_weather
    )
    if asked or "?" in text or is_code_or_link(text) or read_small_talk(text) is not None:
        return False
    keys = [word.key for word in split_words(text[:MAX_QUESTION_LENGTH])]
    return bool(keys) and keys[0] not in QUESTION_OPENING_WORDS and WORDS_OF_QUESTIONS.isdisjoint(keys)


def _read_question(text: str, subject: Subject) -> Question:
    text = with_plain_characters(text[:MAX_QUESTION_LENGTH])
    said = without_urls(text)
    words = split_words(said)
    is_marked = "?" in said
    said = said[: words[-1].end] if words else ""
    phrases = find_phrases(said, words).phrases
    names = find_name_positions(said, words, phrases)
    quantity_phrases = find_quantity_phrases(words, names)
    unit_phrases = find_unit_phrases(words, names, quantity_phrases)
    limit = find_limit(words, phrases, names)
    if limit is not None:
        quantity_phrases = _with_phrase_of_limited_quantity(quantity_phrases, limit, words, unit_phrases)
    says_forecast = any(phrase.kind == "forecast" for some in phrases for phrase in some)
    of_units = {place for phrase in unit_phrases for place in range(phrase.start, phrase.end)}
    max_days = _max_counted_days(subject, says_forecast=says_forecast)
    times = without_negated_days(
        find_time_phrases(words, phrases, names | of_units, quantity_phrases, max_counted_days=max_days), words
    )
    meanings = [time.meaning for time in times]
    quantity_phrases = _without_parts_of_other_phrases(quantity_phrases, times, unit_phrases)
    every_day = _is_every_day(meanings)
    if not every_day and any(is_several_days(meaning) for meaning in meanings):  # "daily temps this week"
        quantity_phrases = [phrase for phrase in quantity_phrases if phrase.quantity is not Quantity.DAILY]
        meanings = [meaning for meaning in meanings if meaning != (Hint.EVERY_DAY,)]
    quantity_phrases += _quantity_phrases_around_times(words, times, names)
    quantity = likeliest_quantity(quantity_phrases, is_push_request=every_day)
    if Hint.HOURLY in meanings:
        subject = Subject.HOURS
    elif says_forecast:
        meanings.append(Hint.FORECAST)
    meanings = with_quantity_hints(meanings, quantity_phrases, quantity)
    if has_unread_time(words, phrases, names, [*times, *quantity_phrases]):
        meanings.append(UnclearTime())
    when = _time_about_quantity(meanings, quantity, is_past=_has_past_verb(words, said))
    times_of_push = push_times(meanings) if quantity is Quantity.DAILY else []
    return Question(
        without_phrases(text, words, phrases_without_places(words, times, quantity_phrases, unit_phrases, limit)),
        Subject.DAYS if subject is Subject.NOW and _may_be_after_today(when) else subject,
        when,
        quantity,
        bool(unit_phrases) or _asks_for_weather(quantity_phrases, is_marked=is_marked),
        tuple(phrase.unit for phrase in unit_phrases),
        second_quantity(quantity_phrases, quantity, words),
        limit.limit if limit is not None and quantity in QUANTITIES_WITH_LIMIT else None,
        times_of_push[1] if len(times_of_push) > 1 else None,
    )


def _max_counted_days(subject: Subject, *, says_forecast: bool) -> int:
    """Return the maximum number of days that a bare number may mean; 0 if a bare number never means days."""
    if subject is Subject.DAYS:
        return MAX_DAYS_AFTER_COMMAND
    return MAX_DAYS_AFTER_FORECAST_WORD if says_forecast else 0


def _without_parts_of_other_phrases(
    quantity_phrases: Iterable[QuantityPhrase], times: Iterable[TimePhrase], units: Iterable[UnitPhrase]
) -> list[QuantityPhrase]:
    """Return *quantity_phrases* without words of a whole day ("dawn till dusk") or a unit ("in celsius")."""
    of_whole_day = {
        place for time in times if time.meaning is Hint.WHOLE_DAY for place in range(time.start, time.end)
    }
    of_degrees = [phrase for phrase in units if isinstance(phrase.unit, TemperatureUnit)]
    return [
        phrase
        for phrase in quantity_phrases
        if phrase.start not in of_whole_day
        and not any(unit.start <= phrase.start < unit.end for unit in of_degrees)
    ]


def _is_every_day(meanings: Iterable[Meaning]) -> bool:
    """Return whether *meanings* name every day; "every day until Wednesday" only names several days."""
    found = list(meanings)
    return not any(isinstance(meaning, DaysBetween) for meaning in found) and any(
        Hint.EVERY_DAY in meaning for meaning in found if isinstance(meaning, tuple)
    )


def _has_past_verb(words: Iterable[Word], said: str) -> bool:
    # The folded form of "we're" is "were", but "we're" is not a verb in the past.
    return any(word.key in PAST_VERBS and said[word.start : word.end].isalpha() for word in words)


def _time_about_quantity(meanings: Iterable[Meaning], quantity: Quantity, *, is_past: bool) -> When | None:
    return time_from_meanings(
        meanings,
        is_push_request=quantity is Quantity.DAILY,
        when_means_days=quantity in QUANTITIES_OVER_SEVERAL_DAYS,
        is_past=is_past,
        is_until_dawn=quantity in QUANTITIES_UNTIL_DAWN,
    )


def _asks_for_weather(quantity_phrases: Iterable[QuantityPhrase], *, is_marked: bool) -> bool:
    """Return whether *quantity_phrases* ask for the weather; *is_marked* is True after a question mark."""
    return any(
        # In a question, a doubtful phrase of several words, such as "above 30", asks for the weather.
        (phrase.is_certain or (is_marked and phrase.end - phrase.start > 1))
        and phrase.quantity not in MESSAGE_REQUEST_QUANTITIES
        for phrase in quantity_phrases
    )


def _with_phrase_of_limited_quantity(
    quantity_phrases: Sequence[QuantityPhrase],
    limit: LimitPhrase,
    words: Sequence[Word],
    units: Sequence[UnitPhrase],
) -> list[QuantityPhrase]:
    """Return *quantity_phrases*; one phrase for the limited quantity replaces the phrases inside *limit*."""
    kept = [phrase for phrase in quantity_phrases if phrase.end <= limit.start or limit.end <= phrase.start]
    is_wind = any(phrase.quantity is Quantity.WIND for phrase in kept) or any(
        isinstance(phrase.unit, WindUnit) for phrase in units
    )
    quantity = Quantity.WIND if is_wind else Quantity.TEMPERATURE
    # "Will it be above 20 in Rome" asks a question, "over 40 people came" does not
    is_asked = words[0].key in QUESTION_OPENING_WORDS
    return sorted(
        [*kept, QuantityPhrase(limit.start, limit.end, quantity, is_certain=is_asked)], key=lambda one: one.start
    )


def _quantity_phrases_around_times(
    words: Sequence[Word], times: Sequence[TimePhrase], names: set[int]
) -> list[QuantityPhrase]:
    """Return the phrases for quantities that have a time inside: "is it safe tomorrow to drive"."""
    taken = {place for time in times for place in range(time.start, time.end)}
    kept = [place for place in range(len(words)) if place not in taken]
    if not times or not kept:
        return []
    rest = [words[place] for place in kept]
    taken_names = {index for index, place in enumerate(kept) if place in names}
    return [
        replace(found, start=kept[found.start], end=kept[found.start] + 1)
        for found in find_quantity_phrases(rest, taken_names)
        if found.is_certain and kept[found.end - 1] - kept[found.start] >= found.end - found.start
    ]


_read_cached_question = lru_cache(MAX_CACHED_QUESTIONS)(_read_question)


def _may_be_after_today(when: When | None) -> bool:
    """Return whether *when* may mean a day after today; hours counted from now do not count as another day."""
    if isinstance(when, OnDay):
        return not isinstance(when.day, InDays) or when.day.days > 0
    return when is not None and not isinstance(when, Now | InHours | NextHours)
