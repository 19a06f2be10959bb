"""Completes follow-up questions, such as "and tomorrow?", with the place or time of the chat's last question."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from services.languages import LANGUAGES
from services.places import Place
from services.places.reading.words import REQUEST_WORDS
from services.places.text import fold
from services.questions.clock import NOON
from services.questions.dates import days_later
from services.questions.models import HOURLY_TIME_TYPES, MESSAGE_REQUEST_QUANTITIES, Quantity, Question
from services.questions.named_times import DayPart, InDays, Now, OnDay, When
from services.questions.subjects import Subject

MAX_CACHED_FOLLOW_UP_TEXTS = 500
"""Maximum number of texts for which the result of `_bounds_without_follow_up_words` is cached."""

MAX_FOLLOW_UP_AGE = 1800.0
"""Maximum time, in seconds, between a question and its follow-up."""

MAX_PROMPT_AGE = 600.0
"""Maximum time, in seconds, between a prompt and a message that answers the prompt without being a reply to it."""

_TALK_WORDS = [language.talk for language in LANGUAGES]

_COURTESY_WORDS = "|".join(alternative for talk in _TALK_WORDS for alternative in (talk.thanks, talk.fillers))

_FOLLOW_UP_BEGINNING = re.compile(
    rf"\W*(?:(?:{_COURTESY_WORDS})(?![\w'’-])\W*)*?"
    rf"(?:{'|'.join(talk.follow_ups for talk in _TALK_WORDS)})(?![\w'’-])[\s,:–—-]*(?=\w)",
    re.IGNORECASE,
)
"""Matches the words before the place in a follow-up: "what about" in "what about Rome", «а в» in «а в Питере»."""

_WORDS_BEFORE_NEXT_PLACE = re.compile(r"\bdo\W*\Z", re.IGNORECASE)
"""Matches "do" before the place, as in "now do Rome", where "now" does not name the time."""

_THANKS_BEGINNING = re.compile(
    rf"\W*(?:(?:{_COURTESY_WORDS})\W+)*?(?:{'|'.join(talk.thanks for talk in _TALK_WORDS)})\W+(?=\w)",
    re.IGNORECASE,
)
"""Matches thanks before the place in a follow-up such as "thanks, Bergamo too"."""

_FOLLOW_UP_END = re.compile(
    rf"(?<=\w)[\s,–—-]+(?:{'|'.join(talk.follow_up_ends for talk in _TALK_WORDS)})(?=[\s?!.]*\Z)", re.IGNORECASE
)
"""Matches the words after the place in a follow-up: "as well" in "Rome as well?", «тоже» in «в Питере тоже?»."""

MAX_FOLLOW_UP_END_LENGTH = 30
"""Maximum number of characters, including punctuation marks, after the place in a follow-up such as "Rome as
well?"."""

_CORRECTION_BEGINNING = re.compile(
    rf"\W*(?:(?:{'|'.join(talk.refusals for talk in _TALK_WORDS)})(?!\w)[\s,.!–—-]*)+(?=\w)", re.IGNORECASE
)
"""Matches words such as "no," before the place in a correction such as "no, Bern"."""

_WORDS_OF_CORRECTIONS = frozenset(
    fold(word) for talk in _TALK_WORDS for words in (talk.correcting, talk.elliptic) for word in words.split()
)

_BARE_NEGATION = re.compile(
    rf"\b(?:{'|'.join(talk.negations for talk in _TALK_WORDS)})\b(?!\s*[,.!–—-])", re.IGNORECASE
)
"""Matches a negation that no punctuation mark follows, such as "not" in "not tomorrow"."""

_STATED_HALF_OF_DAY = re.compile(
    r"\d[:.]\d\d|(?:\b|\d)(?:"
    + "|".join(
        word
        for language in LANGUAGES
        for kind, phrases in language.time_phrases.items()
        if kind.startswith("half ") or kind in {"part morning", "part night"}
        for word in phrases
    )
    + r")\b",
    re.IGNORECASE,
)
"""Matches "8:00" and words such as "am", which tell whether an hour is before or after noon."""

_TODAY_WORDS = re.compile(rf"\b(?:{'|'.join(talk.today for talk in _TALK_WORDS)})\b", re.IGNORECASE)


def _pattern_of_kinds(*kinds: str) -> re.Pattern[str]:
    """Return a pattern for the phrases of the given *kinds* in `times.txt`."""
    words = [word for language in LANGUAGES for kind in kinds for word in language.time_phrases[kind]]
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_WHEN_WORDS = _pattern_of_kinds("when")
_ENDING_WORDS = _pattern_of_kinds("ending")
_REST_OF_DAY_WORDS = _pattern_of_kinds("later", "whole_day")

_DAY_AFTER_WORDS = re.compile(rf"\b(?:{'|'.join(talk.day_after for talk in _TALK_WORDS)})\b", re.IGNORECASE)

_NOT_INHERITED_QUANTITIES = MESSAGE_REQUEST_QUANTITIES | {Quantity.WARMER, Quantity.COLDER}
"""Quantities that a follow-up never takes from the last question."""


@dataclass(frozen=True, slots=True)
class PendingPrompt:
    """A prompt that the bot has sent to a chat, and the message that may answer the prompt."""

    prompt: str
    """The kind of the prompt; it determines which handler receives the answer."""
    title: str
    """The title of the prompt, which is passed to the handler of the answer."""
    asked_at: float
    """When the bot sent the prompt: Unix time in seconds."""
    next_message_id: int | None = None
    """The id of the first message after the prompt; None until a message arrives. Of the messages that are no
    reply to the prompt, only this message may answer the prompt."""

    def may_be_answered_by(self, message_id: int, now: float) -> bool:
        """Return whether the message *message_id* can answer the prompt at *now*, a Unix time in seconds."""
        return now - self.asked_at <= MAX_PROMPT_AGE and self.next_message_id in {None, message_id}


@dataclass(frozen=True, slots=True)
class LastQuestion:
    """The last question of a chat or forum topic, from which a follow-up gets missing parts such as the place."""

    places: tuple[Place, ...]
    """The places of the question; empty if the question named no place, so that the bot asked for a place."""
    asked_at: float
    """When the user asked the question: Unix time in seconds."""
    subject: Subject = Subject.NOW
    when: When | None = None
    quantity: Quantity = Quantity.WEATHER
    awaited: PendingPrompt | None = None
    """The prompt that the bot sent after the question; None if the bot sent no prompt."""

    second_quantity: Quantity | None = None
    """The second quantity, such as the pressure in "humidity and pressure"; None if there is only one."""

    def is_recent(self, now: float) -> bool:
        """Return whether the question is recent enough for a follow-up at *now*, a Unix time in seconds."""
        return now - self.asked_at <= MAX_FOLLOW_UP_AGE


def without_follow_up_words(question: Question) -> Question | None:
    """Return *question* without words such as "what about" in `places`.

    Return None if `places` has no words such as "what about", or if *question* names no place.
    """
    start, end = _bounds_without_follow_up_words(question.places)
    if (start, end) == (0, len(question.places)) or question.names_no_place:
        return None
    is_next = question.when == Now() and _WORDS_BEFORE_NEXT_PLACE.search(question.places, 0, start) is not None
    return replace(question, places=question.places[start:end], when=None if is_next else question.when)


def without_leading_no(question: Question) -> Question | None:
    """Return *question* without "no," at the beginning of `places`, as in the correction "no, Bern".

    Return None if `places` does not begin with a word such as "no", or if *question* names no place.
    """
    found = _CORRECTION_BEGINNING.match(question.places)
    return (
        replace(question, places=question.places[found.end() :]) if found and not question.names_no_place else None
    )


def corrects_time(question: Question) -> bool:
    """Return whether *question* only corrects the time of the previous question, as "no, tomorrow" does."""
    words = map(fold, re.findall(r"\w+", question.places))
    is_negated = _BARE_NEGATION.search(question.places) is not None  # "not tomorrow" names no other time
    return question.when is not None and not is_negated and all(word in _WORDS_OF_CORRECTIONS for word in words)


@lru_cache(MAX_CACHED_FOLLOW_UP_TEXTS)
def _bounds_without_follow_up_words(text: str) -> tuple[int, int]:
    """Return the indices (start, end) of *text* without words such as "what about" and "as well"."""
    beginning = _FOLLOW_UP_BEGINNING.match(text)
    ending = _FOLLOW_UP_END.search(text, max(0, len(text) - MAX_FOLLOW_UP_END_LENGTH))
    if beginning is None and ending is not None:
        beginning = _THANKS_BEGINNING.match(text, 0, ending.start())
    return beginning.end() if beginning else 0, ending.start() if ending else len(text)


def complete_follow_up(question: Question, last_question: LastQuestion, text: str) -> Question:
    """Return *question*, read from *text*; take a missing time or quantity from *last_question*.

    A question such as "weather?", without place, time and quantity, asks for the weather now, whatever the time of
    *last_question*.
    """
    says_weather = any(fold(word) in REQUEST_WORDS for word in re.findall(r"\w+", text))
    quantity = question.quantity
    if (
        quantity is Quantity.WEATHER
        and not says_weather
        and last_question.quantity not in _NOT_INHERITED_QUANTITIES
    ):
        quantity = last_question.quantity
        question = replace(question, second_quantity=last_question.second_quantity)
    if _DAY_AFTER_WORDS.search(text) and isinstance(last_question.when, OnDay):
        return replace(
            question,
            quantity=quantity,
            when=replace(last_question.when, day=days_later(last_question.when.day, 1)),
            subject=Subject.DAYS,
        )
    if question.when is not None:
        # After /hours, the bot asks for a place; the answer "Oslo tomorrow" asks for the hours of tomorrow.
        subject = (
            Subject.HOURS
            if last_question.subject is Subject.HOURS and not last_question.places
            else question.subject
        )
        when: When | None = on_day_of_last_question(question.when, last_question.when, text)
        # "When does it start?" after a question about rain tomorrow asks for an hour of tomorrow; "when does it
        # stop?" after a question about rain now asks for an hour of today.
        if (
            (isinstance(last_question.when, OnDay) or _ENDING_WORDS.search(text))
            and question.quantity is Quantity.WEATHER
            and _WHEN_WORDS.search(text)
        ):
            when = last_question.when
        return replace(question, quantity=quantity, when=when, subject=subject)
    if question.names_no_place and question.quantity is Quantity.WEATHER and not question.units:
        if question.subject is Subject.HOURS:  # "by the hour" after an answer about tomorrow means tomorrow
            return replace(
                question, when=last_question.when if isinstance(last_question.when, HOURLY_TIME_TYPES) else None
            )
        return replace(question, quantity=quantity)
    subject = last_question.subject if question.subject is Subject.NOW else question.subject
    return replace(question, quantity=quantity, when=last_question.when, subject=subject)


def on_day_of_last_question(when: When, last_when: When | None, text: str) -> When:
    """Return *when*, moved to the day of *last_when* if *text*, such as "at 7?", names no day."""
    if not isinstance(when, OnDay) or not isinstance(last_when, OnDay) or _TODAY_WORDS.search(text):
        return when
    is_part_of_today = when.day == InDays(0) and (
        when.part is not None or when.hour is not None or _REST_OF_DAY_WORDS.search(text) is not None
    )
    if not is_part_of_today:
        return when
    hour = when.hour
    # "At 8?" after a question about an evening means 20:00.
    is_half_stated = _STATED_HALF_OF_DAY.search(text) is not None
    if last_when.part is DayPart.EVENING and hour and 0 < hour.hour < NOON and not is_half_stated:
        hour = hour.replace(hour=hour.hour + NOON) if when.until is None else hour
    return replace(when, day=last_when.day, hour=hour, names_day=True)
