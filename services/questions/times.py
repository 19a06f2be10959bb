"""Finds the phrases for times in a text, such as "on Friday evening", by the rules of `rules.py`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.languages import LANGUAGES
from services.languages.foreign import (
    foreign_time_phrases_by_section,
    foreign_time_words,
    has_foreign_weather_word,
)
from services.questions.meanings import Meaning
from services.questions.numerals import find_numbers
from services.questions.patterns import Pattern
from services.questions.rules import TIME_RULES, MeaningReader
from services.questions.words import PhrasedText, PhraseIndex, Word, split_words


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A phrase for a time in a text, such as "on Friday evening", and its meaning."""

    start: int
    """Index of the first word of the phrase."""
    end: int
    """Index of the word after the phrase."""
    meaning: Meaning


MISSPELLABLE_KINDS = frozenset({"day", "part", "tonight", "weekday", "weekend", "now"})
"""Kinds of phrases that are recognized even with a misspelling, such as "tomorow"."""

TIME_PHRASES = PhraseIndex((language.time_phrases for language in LANGUAGES), misspelled_kinds=MISSPELLABLE_KINDS)

MAX_CACHED_RULE_SELECTIONS = 500
"""Maximum number of sets of kinds for which `_rules_for_kinds` caches its result."""

LAST_LATIN_LETTER = "\u024f"
"""The last European letter of the Latin script in Unicode; later characters belong to other scripts."""

_FOREIGN_TIME_PHRASES = PhraseIndex([foreign_time_phrases_by_section()])
_FOREIGN_TIME_WORDS = frozenset(word.key for phrase in foreign_time_words() for word in split_words(phrase))


_CompiledRule = tuple[Pattern, MeaningReader]

_COMPILED_RULES = [(Pattern(pattern), meaning) for pattern, meaning in TIME_RULES]


TIME_PHRASE_KINDS = frozenset({"name", "feature", "forecast"}).union(
    *(pattern.kinds for pattern, _ in _COMPILED_RULES)
)
"""The kinds of phrases that may be in the `times.txt` of a language pack; tests report other kinds."""


def find_phrases(text: str, words: Sequence[Word]) -> PhrasedText:
    """Return *words*, the words of *text*, with the phrases and numbers that begin at each word."""
    found = [list(TIME_PHRASES.phrases_starting_at(words, start)) for start in range(len(words))]
    is_foreign = has_foreign_weather_word(text)
    for start, phrases in enumerate(found):
        for phrase in _FOREIGN_TIME_PHRASES.phrases_starting_at(words, start):
            if is_foreign or phrase.kind == "name" or _is_foreign_time(words[start : phrase.end]):
                phrases.append(phrase)
    for start, phrase in find_numbers(text, words):
        found[start].append(phrase)
    return PhrasedText(words, found)


def _is_foreign_time(words: Sequence[Word]) -> bool:
    """Return whether *words*, a foreign phrase for a time, cannot name a place; "maine" is also a US state."""
    return all(word.key in _FOREIGN_TIME_WORDS or word.key[0] > LAST_LATIN_LETTER for word in words)


def match_time_rules(text: PhrasedText) -> Iterator[TimePhrase]:
    """Yield the phrases for times in *text*, in order; of phrases with the same first word, yield the longest."""
    kinds = frozenset(phrase.kind for phrases in text.phrases for phrase in phrases)
    if not kinds:
        return
    rules = _rules_for_kinds(kinds)
    at = 0
    while at < len(text.words):
        time = _longest_time_phrase(rules, text, at)
        if time is None:
            at += 1
        else:
            yield time
            at = time.end


@lru_cache(MAX_CACHED_RULE_SELECTIONS)
def _rules_for_kinds(kinds: frozenset[str]) -> Sequence[_CompiledRule]:
    """Return the rules that may match in a text whose phrases have the given *kinds*."""
    return [(pattern, meaning) for pattern, meaning in _COMPILED_RULES if pattern.may_match(kinds)]


def _longest_time_phrase(rules: Sequence[_CompiledRule], text: PhrasedText, start: int) -> TimePhrase | None:
    kinds = {phrase.kind for phrase in text.phrases[start]}
    best: TimePhrase | None = None
    for pattern, meaning in rules if kinds else ():
        found = None if kinds.isdisjoint(pattern.first_kinds) else pattern.match(text, start)
        if found is None or (best is not None and found.end <= best.end):
            continue
        value = meaning(found)
        if value is not None:
            best = TimePhrase(start, found.end, value)
    return best
