"""Follow-up questions, which are completed from the last question of a chat."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from services.languages import LANGUAGES
from services.places import Place
from services.places.reading.words import REQUEST_WORDS
from services.places.text import fold
from services.questions.models import InDays, OnDate, OnDay, OnFeast, OnWeekday, Quantity, Question, When
from services.questions.subjects import Subject

LEAP_YEAR = 2000
"""A year that has every date, 29 February included."""

MAX_CACHED_FOLLOW_UPS = 500
"""Maximum number of texts whose follow-up words are cached."""

MAX_FOLLOWED_AGE = 1800.0
"""Maximum age, in seconds, of a question that can be followed up."""

MAX_AWAITED_AGE = 600.0
"""Maximum age, in seconds, of a prompt whose answer is recognized without being a reply."""

_TALK = [language.talk for language in LANGUAGES]

_COURTESIES = "|".join(alternative for talk in _TALK for alternative in (talk.thanks, talk.fillers))

_FOLLOW_UP = re.compile(
    rf"\W*(?:(?:{_COURTESIES})(?![\w'’-])\W*)*?"
    rf"(?:{'|'.join(talk.follow_ups for talk in _TALK)})(?![\w'’-])[\s,:–—-]*(?=\w)",
    re.IGNORECASE,
)
"""Matches the first words of a follow-up that names a place: "what about Rome", «а в Питере»."""

_TODAY = re.compile(rf"\b(?:{'|'.join(talk.today for talk in _TALK)})\b", re.IGNORECASE)

_DAY_AFTER = re.compile(rf"\b(?:{'|'.join(talk.day_after for talk in _TALK)})\b", re.IGNORECASE)

_NOT_INHERITED = frozenset({Quantity.DAILY, Quantity.WARMER, Quantity.COLDER})
"""Quantities that a follow-up does not take over from the last question."""


@dataclass(frozen=True, slots=True)
class AwaitedAnswer:
    """A prompt of the bot whose answer the next message of the chat may be."""

    prompt: str
    """The kind of the prompt."""
    title: str
    """The title of the prompt, which the handler of the answer needs."""
    asked_at: float
    """Unix time in seconds."""
    next_message_id: int | None = None
    """The id of the first message after the prompt; None before that message. Later messages are no answers."""

    def may_be(self, message_id: int, now: float) -> bool:
        """Return whether the message with this id can be the answer at *now*, Unix time in seconds."""
        return now - self.asked_at <= MAX_AWAITED_AGE and self.next_message_id in {None, message_id}


@dataclass(frozen=True, slots=True)
class LastQuestion:
    """The last question of a chat or topic."""

    places: tuple[Place, ...]
    """The places of the question; empty if the bot replied with a request for a place."""
    asked_at: float
    """Unix time in seconds."""
    subject: Subject = Subject.NOW
    when: When | None = None
    quantity: Quantity = Quantity.WEATHER
    awaited: AwaitedAnswer | None = None
    """The prompt that the bot sent after the question; None if the bot sent none."""

    def is_recent(self, now: float) -> bool:
        """Return whether the question can be followed up at *now*, Unix time in seconds."""
        return now - self.asked_at <= MAX_FOLLOWED_AGE


def without_follow_up(question: Question) -> Question | None:
    """Return *question* without its leading follow-up words; None if it has none."""
    end = _follow_up_end(question.places)
    return replace(question, places=question.places[end:]) if end and not question.is_bare else None


@lru_cache(MAX_CACHED_FOLLOW_UPS)
def _follow_up_end(text: str) -> int:
    """Return the length of the follow-up words at the beginning of *text*; 0 if there are none."""
    found = _FOLLOW_UP.match(text)
    return found.end() if found else 0


def in_context(question: Question, last: LastQuestion, text: str) -> Question:
    """Return the follow-up *question*, read from *text*, with the time and quantity of *last* that it lacks.

    A question without a place, a time and a quantity asks for the weather now: «погода?».
    """
    says_weather = any(fold(word) in REQUEST_WORDS for word in re.findall(r"\w+", text))
    quantity = question.quantity
    if quantity is Quantity.WEATHER and not says_weather and last.quantity not in _NOT_INHERITED:
        quantity = last.quantity
    if _DAY_AFTER.search(text) and isinstance(last.when, OnDay):
        return replace(question, quantity=quantity, when=_day_after(last.when), subject=Subject.DAYS)
    if question.when is not None:
        return replace(question, quantity=quantity, when=_on_same_day(question.when, last.when, text))
    if question.is_bare and question.quantity is Quantity.WEATHER:
        return replace(question, quantity=quantity)
    return replace(question, quantity=quantity, when=last.when, subject=last.subject)


def _on_same_day(when: When, last: When | None, text: str) -> When:
    """Return *when* on the day of *last* if *text* names a part of a day but no day: "in the evening?"."""
    if not isinstance(when, OnDay) or not isinstance(last, OnDay) or _TODAY.search(text):
        return when
    is_part_of_today = when.day == InDays(0) and (when.part is not None or when.hour is not None)
    return replace(when, day=last.day, names_day=True) if is_part_of_today else when


def _day_after(last: OnDay) -> When:
    """Return *last* a day later."""
    match last.day:
        case InDays(days):
            return replace(last, day=InDays(days + 1))
        case OnWeekday(weekday):
            return replace(last, day=replace(last.day, weekday=(weekday + 1) % 7))
        case OnFeast(_, days):
            return replace(last, day=replace(last.day, days=days + 1))
        case OnDate(month, day, year):
            if month is None:
                return replace(last, day=replace(last.day, day=day + 1))
            later = date(year or LEAP_YEAR, month, day) + timedelta(days=1)
            return replace(last, day=OnDate(later.month, later.day, year and later.year))
