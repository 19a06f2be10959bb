"""Ignores the words around the place in a sentence: "the wedding is in Florence", «концерт в Белграде»."""

from collections.abc import Sequence
from itertools import groupby

from services.places.reading.everyday import is_everyday_word
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    DESTINATION_PREPOSITIONS,
    INSIDE_PREPOSITIONS,
    JOINING_WORDS,
    NAME_PREPOSITIONS,
    OTHER_NAME_PREPOSITIONS,
    REQUEST_WORDS,
    WEATHER_WORDS,
    WORDS_BEFORE_DECLINED_NAMES,
)

WORDS_BEFORE_PLACES = (
    NAME_PREPOSITIONS | WORDS_BEFORE_DECLINED_NAMES | OTHER_NAME_PREPOSITIONS | DESTINATION_PREPOSITIONS
)
"""Prepositions, after which a word is likely to name a place."""

POSSESSIVE_ENDINGS = ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s")
"""Endings of names in the possessive, as in "Munich's Christmas market"."""

MIN_PROSE_WORD_LENGTH = 5
"""Minimum number of letters of an unknown word that is ignored; a shorter word may be a code or a nickname."""


def with_prose_ignored(segments: Sequence[Segment], tokens: Sequence[Token]) -> list[Segment]:
    """Return *segments* with the role OTHER for words that belong to the sentence around a place.

    No role changes unless a capital letter or a word such as "in" marks a place in the text. A lower-case word
    without such a mark gets the role OTHER if the word is unknown, or is both a name and an everyday word. If the
    text has a capitalized name, prepositions do not mark lower-case words: "ice off the car in Hull".
    """
    names = [segment for segment in segments if segment.role is Role.NAME]
    has_capitals = any(tokens[name.start].raw[0].isupper() for name in names)
    if not (has_capitals or any(_is_marked_as_place(name, tokens) for name in names)):
        return list(segments)
    marks = JOINING_WORDS
    if not has_capitals:
        # If "in" marks a name as a place, "with" and similar words mark no further place: «в Рязани с детьми».
        is_located = any(_is_marked_as_place(name, tokens, NAME_PREPOSITIONS) for name in names)
        marks |= INSIDE_PREPOSITIONS if is_located else WORDS_BEFORE_PLACES
    found: list[Segment] = []
    for small, group in groupby(
        segments, key=lambda segment: _role_of_word(segment, tokens, has_capitals=has_capitals)
    ):
        run = list(group)
        beside_name = found[-1:] and found[-1].role is not Role.OTHER
        after = segments[len(found) + len(run) : len(found) + len(run) + 1]
        named = beside_name or any(segment.role is not Role.OTHER for segment in after)
        # For example, the word "or" in "rain or shine" joins no names.
        joins_names = len(found) > 1 and found[-2].role is not Role.OTHER
        marks_of_run = marks if joins_names or len(found) == 1 else marks - JOINING_WORDS
        # A word beside a name may be a misspelled place: «химкх» in «погода в Москве химкх».
        if small is not None or named or _is_marked_as_place(run[0], tokens, marks_of_run):
            found += run
        else:
            found += [Segment(word.start, word.end, word.score, Role.OTHER) for word in run]
    return found


def with_unknown_words_ignored(segments: Sequence[Segment], tokens: Sequence[Token]) -> list[Segment]:
    """Return *segments* with the role OTHER for unknown lower-case words of the sentence around a place.

    The unknown word must be directly beside a name that is capitalized or follows a preposition: «нас в Уфе
    зальёт». In a text with a word for the weather, any name suffices: "leeds wind strenght". No comma or word such
    as "and" may be between the name and the unknown word: «в Уфе и Зальёте». Call this function after the
    correction of words, because the function would otherwise ignore misspelled names.
    """
    found = list(segments)
    names_weather = any(token.key in WEATHER_WORDS | REQUEST_WORDS for token in tokens)
    for place, segment in enumerate(segments):
        word = tokens[segment.start]
        is_unknown = segment.role is Role.UNKNOWN and not segment.candidates
        if not is_unknown or not word.raw[0].islower() or len(word.key) < MIN_PROSE_WORD_LENGTH:
            continue
        before, after = segments[max(0, place - 1) : place], segments[place + 1 : place + 2]
        is_beside_name = any(
            name.role is Role.NAME
            and not name.is_misspelled
            and tokens[second.start].gap < Gap.COMMA
            and (
                names_weather
                or tokens[name.start].raw[0].isupper()
                or _is_marked_as_place(name, tokens, WORDS_BEFORE_PLACES)
            )
            for name, second in (*((one, segment) for one in before), *((one, one) for one in after))
        )
        if is_beside_name:
            found[place] = Segment(segment.start, segment.end, segment.score, Role.OTHER)
    return found


def with_possessions_ignored(segments: Sequence[Segment], tokens: Sequence[Token]) -> list[Segment]:
    """Return *segments* with the role OTHER for words after a possessive name: "Munich's Christmas market".

    If a name ends with "'s", all words up to the next comma get the role OTHER.
    """
    found: list[Segment] = []
    belongs = False
    for segment in segments:
        belongs = belongs and tokens[segment.start].gap < Gap.COMMA
        found.append(Segment(segment.start, segment.end, segment.score, Role.OTHER) if belongs else segment)
        belongs = belongs or (
            segment.role is Role.NAME and tokens[segment.end - 1].raw.lower().endswith(POSSESSIVE_ENDINGS)
        )
    return found


def _role_of_word(segment: Segment, tokens: Sequence[Token], *, has_capitals: bool) -> Role | None:
    """Return the role of *segment*, or None for a lower-case word that is unknown or an everyday word.

    If *has_capitals*, also return None for a lower-case word that is a small place's name, such as "sail".
    """
    if segment.role is Role.OTHER or segment.end - segment.start > 1 or not tokens[segment.start].raw[0].islower():
        return segment.role
    is_small_name = is_everyday_word(segment, tokens) or (has_capitals and segment.may_be_misspelled)
    small = is_small_name if segment.role is Role.NAME else not segment.candidates
    return None if small else segment.role


def _is_marked_as_place(
    segment: Segment, tokens: Sequence[Token], marks: frozenset[str] = WORDS_BEFORE_PLACES | JOINING_WORDS
) -> bool:
    """Return whether the word before *segment* is one of *marks*, such as "in" or "and"."""
    start = segment.start
    return start > 0 and tokens[start].gap < Gap.BREAK and tokens[start - 1].key in marks
