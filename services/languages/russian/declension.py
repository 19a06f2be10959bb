"""Declension of Russian names of places: Москва → в Москве, в Москву, из Москвы.

Forms are built from endings, without a dictionary, so some of them do not exist. Wrong forms are harmless, because
the place index gives all forms little weight. If the spelling does not show the gender or the stress, all possible
forms are built: Казань and Ярославль differ in gender, под Ельцом and под Мюнхеном in stress.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from services.languages.russian.endings import ADJECTIVES, CASES, FLEETING, HUSHERS, NOUNS, VELARS

_UNDECLINED_AFTER = {"на", "под", "над", "при", "за"}
"""Words that end the declined part of a name: в Ростове-на-Дону."""

_DECLINED_AFTER = {"де", "ла", "ле", "лас", "лос", "дель", "ди", "ду", "дос", "сюр", "ан"}
"""Words after which only the last word of a name is declined: в Мар-дель-Плате."""

_UNDECLINED_ENDINGS = ("у", "ю", "э", "ё", "о", "аи", "ии", "ои", "уи")
"""Endings of names that are not declined, such as Баку and Торонто."""

_DECLINED_EXCEPTIONS = ("ово", "ево", "ёво", "ино", "ыно", "дно", "вно", "чно", "цо", "село", "озеро")
"""Exceptions from _UNDECLINED_ENDINGS, such as Иваново, Пушкино, Гродно and Красное Село."""

_MIN_LENGTH = 3
"""Minimum length of a declined word, in letters, unless it ends in a consonant, such as Ош."""

_MIN_POSSESSIVE_LENGTH = 6
"""Minimum length of a possessive adjective, such as Сергиев, in letters."""

_ADJECTIVE_ENDINGS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_POSSESSIVE = ("ев", "ов")
"""Endings of possessive adjectives: Сергиев Посад."""

_POSSESSIVE_BEFORE_NOUN = ("ева", "ова", "ина", "евы", "овы", "ины")
"""Endings that are possessive only before another word: Марьина Горка, Карловы Вары."""

_WORD = re.compile("[Ѐ-ӿ]*[аеёиоуыэюяієїАЕЁИОУЫЭЮЯІЄЇ][Ѐ-ӿ]*")
"""Matches a word with a vowel; abbreviations such as КНДР do not match."""

FOREIGN = re.compile("[^гкхй]и$")
"""Matches names that are not declined if they are foreign: Бали, but not Химки, Бельцы or Гавайи."""

_CASE_ENDINGS = (
    "ами", "ями", "ого", "его", "ому", "ему", "ах", "ях", "ам", "ям", "ом", "ем", "ой", "ей", "ов", "ев", "ых",
    "их", "ым", "им", "а", "я", "у", "ю", "е", "и", "ы",
)  # fmt: skip
_NOMINATIVE_ENDINGS = ("", *"аяоеуюиыэйь")
"""Endings that replace one of _CASE_ENDINGS to give a possible nominative."""

Forms = tuple[tuple[str, ...], ...]
"""The possible forms of a word in each case."""


def forms(name: str, cases: Iterable[int] = CASES) -> set[str]:
    """Return the forms of *name* in *cases* that differ from it; empty if it is not declined."""
    pieces = re.split(r"([ -]+)", name)
    words, gaps = pieces[::2], pieces[1::2]
    found = set()
    for changing in _declined(words, gaps):
        declined = [
            _forms(
                word,
                adjective=place < len(words) - 1
                and (_is_adjective(word) or word.endswith(_POSSESSIVE_BEFORE_NOUN)),
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
    """Yield names of which *word* may be an irregular form: в Накуре, в Торонте."""
    for ending in _CASE_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            yield from (word.removesuffix(ending) + nominative for nominative in _NOMINATIVE_ENDINGS)


def _declined(words: list[str], gaps: list[str]) -> list[set[int]]:
    """Return the positions of the declined words; the sets after the first are alternatives in common use."""
    last = len(words) - 1
    for place, word in enumerate(words):
        if place and word.lower() in _UNDECLINED_AFTER:
            return [{place - 1}]
        if place and word.lower() in _DECLINED_AFTER:
            return [{last}, {place - 1}]  # the second set is a common mistake: в Пуэбле-де-Сарагоса
    # The last word and adjectives are declined, as in Великий Новгород, and the noun before a last adjective, as
    # in Каменск-Уральский. Other words are not: Санкт-Петербург.
    changing = {place for place, word in enumerate(words) if place == last or _is_adjective(word)}
    if last and _is_adjective(words[last]):
        changing.add(last - 1)
    # Only the last of two words with a hyphen is declined in "в Гаврилов-Яме" and, a common mistake, in
    # "в Гусь-Хрустальном".
    whole = {place for place in changing if place == last or "-" not in gaps[place]}
    # Possessives are declined before a space, as in "в Марьиной Горке", but not before a hyphen.
    owned = {
        place for place in range(last) if words[place].endswith(_POSSESSIVE_BEFORE_NOUN) and "-" not in gaps[place]
    }
    return [changing, *([whole] if whole != changing else []), *([changing | owned] if owned else [])]


def _is_adjective(word: str) -> bool:
    possessive = len(word) >= _MIN_POSSESSIVE_LENGTH and word.endswith(_POSSESSIVE)
    return possessive or word.endswith(_ADJECTIVE_ENDINGS)


def _forms(word: str, *, adjective: bool) -> Forms | None:
    """Return the forms of *word* in each case; None if it is not declined."""
    if not _WORD.fullmatch(word) or (len(word) < _MIN_LENGTH and not _ends_in_hard_consonant(word)):
        return None
    if word.endswith(_UNDECLINED_ENDINGS) and not word.lower().endswith(_DECLINED_EXCEPTIONS):
        return None
    kinds = list(_as_adjective(word)) if adjective or word.endswith(_ADJECTIVE_ENDINGS) else []
    possessive = word.endswith(_POSSESSIVE + _POSSESSIVE_BEFORE_NOUN)
    if not kinds or possessive or not (adjective or word.endswith(("ое", "ее"))):  # Стрый → в Стрые
        kinds += _as_noun(word)
    return tuple(tuple(dict.fromkeys(form for kind in kinds for form in kind[case])) for case in CASES)


def _ends_in_hard_consonant(word: str) -> bool:
    return word[-1] not in "аеёийоуьъыэюя"


def _as_adjective(word: str) -> Iterator[Forms]:
    if word.endswith("ий"):
        soft = word[-3] not in VELARS
        endings = ("ем", "его", "ий", "ему", "им") if soft else ("ом", "ого", "ий", "ому", "им")
        yield tuple((word[:-2] + ending,) for ending in endings)
    for nominative, endings in ADJECTIVES:
        if word.endswith(nominative):
            stem = word.removesuffix(nominative)
            yield tuple((_join_ending(stem, ending),) for ending in endings)


def _as_noun(word: str) -> Iterator[Forms]:
    stems = [word]
    if len(word) > _MIN_LENGTH:
        stems += [word.removesuffix(end) + short for end, short in FLEETING if word.endswith(end)][:1]
    for stem in stems:
        nominative, cases = next(row for row in NOUNS if stem.endswith(row[0]))
        bare = stem.removesuffix(nominative)
        # The ending is unstressed in "под Угличем" and stressed in "под Ельцом".
        maybe_unstressed = bare.endswith((*HUSHERS, "ц"))
        yield tuple(
            (
                *(_join_ending(bare, ending) for ending in endings),
                *(f"{bare}е{ending[1:]}" for ending in endings if maybe_unstressed and ending.startswith("о")),
            )
            for endings in cases
        )


def _join_ending(stem: str, ending: str) -> str:
    """Join *stem* and *ending* by the spelling rules after velars and hushers."""
    return stem + (f"и{ending[1:]}" if ending.startswith("ы") and stem.endswith((*VELARS, *HUSHERS)) else ending)
