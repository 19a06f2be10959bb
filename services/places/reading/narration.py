"""Recognizes messages that ask nothing: news, past weather, quotations and thanks."""

import re
from collections.abc import Sequence

from services.languages import LANGUAGES
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    COURTEOUS_WORDS,
    DESCRIBING_WORDS,
    DESTINATION_PREPOSITIONS,
    JOINING_WORDS,
    NAME_PREPOSITIONS,
    NEWS_WORDS,
    OTHER_NAME_PREPOSITIONS,
    PAST_VERBS,
    QUESTION_OPENING_WORDS,
    QUESTION_WORDS,
    REQUEST_WORDS,
    STOP_WORDS,
    THANKING_WORDS,
    WORDS_BEFORE_DECLINED_NAMES,
    everyday_words,
)

PAST_VERB_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.past_endings)
"""Folded endings of verbs in the past tense, such as "ed" and «ала»."""

WEATHER_DESCRIPTION_ENDINGS = tuple(
    ending for language in LANGUAGES for ending in language.weather_description_endings
)
"""Folded endings of words that describe the weather, such as «ая» in «ужасная погода»."""

MIN_PAST_VERB_LENGTH = 5
"""Minimum number of letters of a word whose ending shows that it is a verb in the past tense."""

MAX_UNKNOWN_WORDS_OF_REQUEST = 2
"""Maximum number of unknown words in a message that mentions the weather but does not look like a question.

The bot reads a message with more unknown words as a story, and does not answer.
"""

MIN_WORDS_OF_THANKS = 4
"""Minimum number of words after "thanks" in a message of only thanks; a shorter message may name a place."""

_IDIOMS = re.compile(rf"\b(?:{'|'.join(language.talk.idioms for language in LANGUAGES)})\b", re.IGNORECASE)

_QUOTATION = re.compile(r'[«“„"]([^«»“”„"]+)[»”“"]')

MIN_QUOTED_WORDS = 3
"""Minimum number of words of a quotation; names of places rarely have so many words."""


def asks_question(tokens: Sequence[Token], text: str) -> bool:
    """Return whether *text* has the form of a question: a question mark, or a word such as "is" or "what"."""
    first = next((token.key for token in tokens if token.key not in COURTEOUS_WORDS), "")
    # The question may follow a comma or a hyphen: "Got a wedding in Bath, is it going to rain".
    opens_clause = any(token.gap >= Gap.HYPHEN and token.key in QUESTION_OPENING_WORDS for token in tokens[1:])
    asks = first in QUESTION_OPENING_WORDS or opens_clause
    return "?" in text or asks or any(token.key in QUESTION_WORDS for token in tokens)


def is_weather_remark(segments: Sequence[Segment], tokens: Sequence[Token], text: str, *, has_time: bool) -> bool:
    """Return whether *text* has a word such as "weather", but only describes the weather: «погода шепчет».

    A text without names and unknown words must have one of DESCRIBING_WORDS, no time, and not the form of a
    question. Any other text must have one unknown word with one of WEATHER_DESCRIPTION_ENDINGS, and no name.
    """
    words = [segment for segment in segments if segment.role is not Role.OTHER]
    if not words:
        asks = "?" in text or tokens[0].key in QUESTION_OPENING_WORDS
        return not (asks or has_time) and any(token.key in DESCRIBING_WORDS for token in tokens)
    token = tokens[words[0].start]
    is_unknown = words[0].role is Role.UNKNOWN and not words[0].candidates and token.raw.islower()
    before = tokens[words[0].start - 1].key if words[0].start else ""
    is_located = before in NAME_PREPOSITIONS | WORDS_BEFORE_DECLINED_NAMES
    return len(words) == 1 and is_unknown and not is_located and token.key.endswith(WEATHER_DESCRIPTION_ENDINGS)


def is_narration(segments: Sequence[Segment], tokens: Sequence[Token], text: str) -> bool:
    """Return whether *text*, whose words are *segments*, tells news or a story instead of asking.

    Examples are "Snow closed schools in Boston" and «погода в Сочи была шикарная».
    """
    if "?" not in text and (_gives_thanks(tokens) or _IDIOMS.search(text)):
        return True
    if asks_question(tokens, text):
        return False
    unknown = [segment for segment in segments if segment.role is Role.UNKNOWN and not segment.candidates]
    return len(unknown) > MAX_UNKNOWN_WORDS_OF_REQUEST or is_news_or_thanks(segments, tokens, text)


def has_idiom(text: str) -> bool:
    """Return whether *text* has a phrase that asks nothing: "under the weather", "you said it would rain"."""
    return _IDIOMS.search(text) is not None


def is_news_or_thanks(segments: Sequence[Segment], tokens: Sequence[Token], text: str) -> bool:
    """Return whether *text*, whose words are *segments*, gives thanks, is a quotation, or has a word of news."""
    names = {place for name in segments if name.role is Role.NAME for place in range(name.start, name.end)}
    return (
        any(_is_word_of_news(token) for place, token in enumerate(tokens) if place not in names)
        or _is_quotation(text)
        or _gives_thanks(tokens)
        or _IDIOMS.search(text) is not None
    )


def _is_word_of_news(token: Token) -> bool:
    """Return whether *token* is a verb in the past tense or another word of news, such as "police"."""
    key = token.key
    if key in NEWS_WORDS or key in PAST_VERBS:
        return True
    is_past = len(key) >= MIN_PAST_VERB_LENGTH and key.endswith(PAST_VERB_ENDINGS)
    return is_past and key not in STOP_WORDS and key not in everyday_words()


def _is_quotation(text: str) -> bool:
    """Return whether most words of *text* are in quotation marks."""
    quoted = sum(len(found[1].split()) for found in _QUOTATION.finditer(text))
    return quoted >= MIN_QUOTED_WORDS and 2 * quoted > len(text.split())


def _gives_thanks(tokens: Sequence[Token]) -> bool:
    """Return whether *tokens* begin with thanks, and no question follows: "thanks for the forecast in Oslo"."""
    keys = [token.key for token in tokens]
    if keys[0] not in THANKING_WORDS:
        return False
    rest = [key for key in keys if key not in THANKING_WORDS]
    asks = bool(rest) and rest[0] in JOINING_WORDS | QUESTION_WORDS | QUESTION_OPENING_WORDS | REQUEST_WORDS
    is_for_something = any(key in NAME_PREPOSITIONS | WORDS_BEFORE_DECLINED_NAMES for key in rest[:3])
    return not asks and (is_for_something or len(rest) >= MIN_WORDS_OF_THANKS)


def greets_from_place(tokens: Sequence[Token], position: int) -> bool:
    """Return whether "from" follows the greeting at *position*: "Hello from Berlin" asks nothing."""
    following = tokens[position + 1].key if position + 1 < len(tokens) else ""
    return following in (OTHER_NAME_PREPOSITIONS | DESTINATION_PREPOSITIONS) - NAME_PREPOSITIONS
