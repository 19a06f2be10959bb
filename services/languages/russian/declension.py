"""Declension of Russian names of places: Москва → в Москве, в Москву, из Москвы.

The module builds the forms of a name from its ending, without a dictionary. Some built forms are not real words.
Wrong forms do no harm, because the place index gives declined names a low weight. The spelling of a name may hide
its gender (Казань, Ярославль) or its stress (под Ельцом, под Мюнхеном). For hidden gender or stress, the module
builds all possible forms.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from services.languages.russian.endings import (
    ADJECTIVE_ENDINGS,
    CASES,
    FLEETING_VOWEL_ENDINGS,
    HUSHING_CONSONANTS,
    NOUN_ENDINGS,
    VELARS,
)

_PREPOSITIONS = {"на", "под", "над", "при", "за"}
"""Prepositions inside names; only the words before the preposition are declined: в Ростове-на-Дону."""

_FOREIGN_PARTICLES = {"де", "ла", "ле", "лас", "лос", "дель", "ди", "ду", "дос", "сюр", "ан"}
"""Foreign articles and prepositions inside names; only the last word of the name is declined: в Мар-дель-Плате."""

_UNDECLINED_ENDINGS = ("у", "ю", "э", "ё", "о", "аи", "ии", "ои", "уи")
"""Endings of names that are not declined, such as Баку and Торонто."""

_DECLINED_EXCEPTION_ENDINGS = ("ово", "ево", "ёво", "ино", "ыно", "дно", "вно", "чно", "цо", "село", "озеро")
"""Endings of names that are declined despite an ending in _UNDECLINED_ENDINGS: Иваново, Красное Село."""

_MIN_DECLINED_WORD_LENGTH = 3
"""Minimum number of letters of a declined word that ends in a vowel; words that end in a consonant may be
shorter."""

_MIN_POSSESSIVE_ADJECTIVE_LENGTH = 6
"""Minimum number of letters of a possessive adjective: Сергиев is a possessive adjective, Киев is too short."""

_NOMINATIVE_ADJECTIVE_ENDINGS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_POSSESSIVE_ENDINGS = ("ев", "ов")
"""Endings of possessive adjectives, such as Сергиев in Сергиев Посад."""

_POSSESSIVE_ENDINGS_IF_NOUN_FOLLOWS = ("ева", "ова", "ина", "евы", "овы", "ины")
"""Endings of possessive adjectives that stand before another word, such as Марьина in Марьина Горка."""

_WORD_PATTERN = re.compile("[Ѐ-ӿ]*[аеёиоуыэюяієїАЕЁИОУЫЭЮЯІЄЇ][Ѐ-ӿ]*")
"""Matches a Cyrillic word with a vowel; abbreviations such as КНДР, which are not declined, do not match."""

FOREIGN_NAME_PATTERN = re.compile("[^гкхй]и$")
"""Matches names such as Бали, which are declined only if the place is in a country of `understood_in`."""

_CASE_ENDINGS = (
    "ами", "ями", "ого", "его", "ому", "ему", "ах", "ях", "ам", "ям", "ом", "ем", "ой", "ей", "ов", "ев", "ых",
    "их", "ым", "им", "а", "я", "у", "ю", "е", "и", "ы",
)  # fmt: skip
_NOMINATIVE_ENDINGS = ("", *"аяоеуюиыэйь")
"""Endings that a name may have in the nominative if its declined form has one of _CASE_ENDINGS."""

FormsByCase = tuple[tuple[str, ...], ...]
"""The possible forms of a word: one tuple of forms for each grammatical case in CASES."""


def inflect(name: str, cases: Iterable[int] = CASES) -> set[str]:
    """Return the forms of *name* in *cases*, without *name* itself; empty if *name* is indeclinable."""
    pieces = re.split(r"([ -]+)", name)
    words, gaps = pieces[::2], pieces[1::2]
    found = set()
    for changing in _declined_positions(words, gaps):
        declined = [
            _forms_of_word(
                word,
                adjective=place < len(words) - 1
                and (_is_adjective(word) or word.endswith(_POSSESSIVE_ENDINGS_IF_NOUN_FOLLOWS)),
            )
            if place in changing
            else None
            for place, word in enumerate(words)
        ]
        for case in cases:
            choices = [known[case] if known else (word,) for word, known in zip(words, declined, strict=True)]
            for chosen in product(*choices):
                found.add("".join(part for pair in zip(chosen, [*gaps, ""], strict=True) for part in pair))
    return found - {name}


def irregular_nominatives(word: str) -> Iterator[str]:
    """Yield the names of which *word* may be an irregular form: "Торонто" and others for "Торонте"."""
    for ending in _CASE_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            yield from (word.removesuffix(ending) + nominative for nominative in _NOMINATIVE_ENDINGS)


def _declined_positions(words: list[str], gaps: list[str]) -> list[set[int]]:
    """Return sets of indices of the words to decline: first the correct set, then the sets of common mistakes."""
    last = len(words) - 1
    for place, word in enumerate(words):
        if place and word.lower() in _PREPOSITIONS:
            return [{place - 1}]
        if place and word.lower() in _FOREIGN_PARTICLES:
            # A common mistake is to decline the word before the particle: в Пуэбле-де-Сарагоса.
            return [{last}, {place - 1}]
    # In Великий Новгород, the adjective and the last word are declined. In Санкт-Петербург, only the last word is
    # declined. In Каменск-Уральский, the last word is an adjective, so the noun before the adjective is declined
    # too.
    changing = {place for place, word in enumerate(words) if place == last or _is_adjective(word)}
    if last and _is_adjective(words[last]):
        changing.add(last - 1)
    # People may leave words before a hyphen unchanged: "в Гаврилов-Яме" is correct, "в Гусь-Хрустальном" a
    # mistake.
    without_hyphenated = {place for place in changing if place == last or "-" not in gaps[place]}
    # Possessive adjectives are declined before a space, as in "в Марьиной Горке", but not before a hyphen.
    possessives = {
        place
        for place in range(last)
        if words[place].endswith(_POSSESSIVE_ENDINGS_IF_NOUN_FOLLOWS) and "-" not in gaps[place]
    }
    return [
        changing,
        *([without_hyphenated] if without_hyphenated != changing else []),
        *([changing | possessives] if possessives else []),
    ]


def _is_adjective(word: str) -> bool:
    possessive = len(word) >= _MIN_POSSESSIVE_ADJECTIVE_LENGTH and word.endswith(_POSSESSIVE_ENDINGS)
    return possessive or word.endswith(_NOMINATIVE_ADJECTIVE_ENDINGS)


def _forms_of_word(word: str, *, adjective: bool) -> FormsByCase | None:
    """Return the possible forms of *word* in each grammatical case; None if *word* is not declined."""
    if not _WORD_PATTERN.fullmatch(word) or (
        len(word) < _MIN_DECLINED_WORD_LENGTH and not _ends_in_hard_consonant(word)
    ):
        return None
    if word.endswith(_UNDECLINED_ENDINGS) and not word.lower().endswith(_DECLINED_EXCEPTION_ENDINGS):
        return None
    kinds = list(_adjective_forms(word)) if adjective or word.endswith(_NOMINATIVE_ADJECTIVE_ENDINGS) else []
    possessive = word.endswith(_POSSESSIVE_ENDINGS + _POSSESSIVE_ENDINGS_IF_NOUN_FOLLOWS)
    if not kinds or possessive or not (adjective or word.endswith(("ое", "ее"))):  # Стрый → в Стрые
        kinds += _noun_forms(word)
    return tuple(tuple(dict.fromkeys(form for kind in kinds for form in kind[case])) for case in CASES)


def _ends_in_hard_consonant(word: str) -> bool:
    return word[-1] not in "аеёийоуьъыэюя"


def _adjective_forms(word: str) -> Iterator[FormsByCase]:
    if word.endswith("ий"):
        soft = word[-3] not in VELARS
        endings = ("ем", "его", "ий", "ему", "им") if soft else ("ом", "ого", "ий", "ому", "им")
        yield tuple((word[:-2] + ending,) for ending in endings)
    for nominative, endings in ADJECTIVE_ENDINGS:
        if word.endswith(nominative):
            stem = word.removesuffix(nominative)
            yield tuple((_join_ending(stem, ending),) for ending in endings)


def _noun_forms(word: str) -> Iterator[FormsByCase]:
    stems = [word]
    if len(word) > _MIN_DECLINED_WORD_LENGTH:
        stems += [word.removesuffix(end) + short for end, short in FLEETING_VOWEL_ENDINGS if word.endswith(end)][
            :1
        ]
    for stem in stems:
        nominative, cases = next(row for row in NOUN_ENDINGS if stem.endswith(row[0]))
        bare = stem.removesuffix(nominative)
        # After ж, ш, ч, щ and ц, the ending is -ем if unstressed (под Угличем), and -ом if stressed (под Ельцом).
        maybe_unstressed = bare.endswith((*HUSHING_CONSONANTS, "ц"))
        yield tuple(
            (
                *(_join_ending(bare, ending) for ending in endings),
                *(f"{bare}е{ending[1:]}" for ending in endings if maybe_unstressed and ending.startswith("о")),
            )
            for endings in cases
        )


def _join_ending(stem: str, ending: str) -> str:
    """Join *stem* and *ending*; after г, к, х, ж, ш, ч and щ, write и instead of ы."""
    return stem + (
        f"и{ending[1:]}" if ending.startswith("ы") and stem.endswith((*VELARS, *HUSHING_CONSONANTS)) else ending
    )
