"""Russian names of places in the cases that a sentence puts them in: Москва → в Москве, в Москву, из Москвы.

Made by the endings alone, without a dictionary, so a form may be one that nobody uses: the index gives forms
little weight, and a form that is wrong finds nothing. Where the gender or the stress is not to be seen ("Казань"
and "Ярославль", "под Ельцом" and "под Мюнхеном") all are made.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from services.languages.russian.endings import ADJECTIVES, CASES, FLEETING, HUSHERS, NOUNS, VELARS

_UNDECLINED_AFTER = {"на", "под", "над", "при", "за"}
_DECLINED_AFTER = {"де", "ла", "ле", "лас", "лос", "дель", "ди", "ду", "дос", "сюр", "ан"}
"""Words before which a name is declined, в Ростове-на-Дону, and those after which it is: в Мар-дель-Плате."""

_UNDECLINED = ("у", "ю", "э", "ё", "о", "аи", "ии", "ои", "уи")
_DECLINED = ("ово", "ево", "ёво", "ино", "ыно", "дно", "вно", "чно", "цо", "село", "озеро")
"""Ends of names that do not change, Баку and Торонто, but for these: Иваново, Пушкино, Гродно, Красное Село."""

_SHORTEST = 3
_SHORTEST_POSSESSIVE = 6
"""Letters of a word that changes at all, unless it ends like Ош, and of one like "Сергиев"."""

_ADJECTIVE_ENDINGS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_POSSESSIVE = ("ев", "ов")
_OWNED = ("ева", "ова", "ина", "евы", "овы", "ины")
"""Ends of possessives, of those that a name must follow too: Сергиев Посад, Марьина Горка, Карловы Вары."""

_WORD = re.compile("[Ѐ-ӿ]*[аеёиоуыэюяієїАЕЁИОУЫЭЮЯІЄЇ][Ѐ-ӿ]*")
"""One with a vowel: КНДР is no word."""

FOREIGN = re.compile("[^гкхй]и$")
"""Ends of names that are not declined where they are not Russian: Бали, but Химки, Бельцы and Гавайи."""

_CASE_ENDINGS = (
    "ами", "ями", "ого", "его", "ому", "ему", "ах", "ях", "ам", "ям", "ом", "ем", "ой", "ей", "ов", "ев", "ых",
    "их", "ым", "им", "а", "я", "у", "ю", "е", "и", "ы",
)  # fmt: skip
_NOMINATIVE_ENDINGS = ("", *"аяоеуюиыэйь")
"""Ends that a case may have, and the nominatives that may be without it."""

Forms = tuple[tuple[str, ...], ...]
"""For each case the forms that a word may have in it."""


def forms(name: str, cases: Iterable[int] = CASES) -> set[str]:
    """Return *name* in those *cases*, without what is equal to it; nothing for one undeclined."""
    pieces = re.split(r"([ -]+)", name)
    words, gaps = pieces[::2], pieces[1::2]
    found = set()
    for changing in _declined(words, gaps):
        declined = [
            _forms(word, adjective=place < len(words) - 1 and (_is_adjective(word) or word.endswith(_OWNED)))
            if place in changing
            else None
            for place, word in enumerate(words)
        ]
        for case in cases:
            choices = [known[case] if known else (word,) for word, known in zip(words, declined, strict=True)]
            for chosen in product(*choices):
                found.add("".join(part for pair in zip(chosen, [*gaps, ""], strict=True) for part in pair))
    return found - {name}


def undeclined(word: str) -> Iterator[str]:
    """Yield the names that *word* may be a case of, though by rule it is not: в Накуре, в Торонте."""
    for ending in _CASE_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            yield from (word.removesuffix(ending) + nominative for nominative in _NOMINATIVE_ENDINGS)


def _declined(words: list[str], gaps: list[str]) -> list[set[int]]:
    """Return the positions of the words that change, and of those that many people change instead."""
    last = len(words) - 1
    for place, word in enumerate(words):
        if place and word.lower() in _UNDECLINED_AFTER:
            return [{place - 1}]
        if place and word.lower() in _DECLINED_AFTER:
            return [{last}, {place - 1}]  # the second is wrong, and usual: в Пуэбле-де-Сарагоса
    # Великий Новгород, Набережные Челны, Сергиев Посад, Каменск-Уральский, but Санкт-Петербург and Нью-Йорк
    changing = {place for place, word in enumerate(words) if place == last or _is_adjective(word)}
    if last and _is_adjective(words[last]):
        changing.add(last - 1)
    # в Гаврилов-Яме, в Лосино-Петровском, and, though it is said to be wrong, в Гусь-Хрустальном
    whole = {place for place in changing if place == last or "-" not in gaps[place]}
    # в Марьиной Горке, but в Санта-Катарине
    owned = {place for place in range(last) if words[place].endswith(_OWNED) and "-" not in gaps[place]}
    return [changing, *([whole] if whole != changing else []), *([changing | owned] if owned else [])]


def _is_adjective(word: str) -> bool:
    possessive = len(word) >= _SHORTEST_POSSESSIVE and word.endswith(_POSSESSIVE)
    return possessive or word.endswith(_ADJECTIVE_ENDINGS)


def _forms(word: str, *, adjective: bool) -> Forms | None:
    """Return the forms of *word* for each case, None when it is no word that changes."""
    if not _WORD.fullmatch(word) or (len(word) < _SHORTEST and not _ends_hard(word)):
        return None
    if word.endswith(_UNDECLINED) and not word.lower().endswith(_DECLINED):
        return None
    kinds = list(_as_adjective(word)) if adjective or word.endswith(_ADJECTIVE_ENDINGS) else []
    possessive = word.endswith(_POSSESSIVE + _OWNED)
    if not kinds or possessive or not (adjective or word.endswith(("ое", "ее"))):  # Стрый → в Стрые
        kinds += _as_noun(word)
    return tuple(tuple(dict.fromkeys(form for kind in kinds for form in kind[case])) for case in CASES)


def _ends_hard(word: str) -> bool:
    return word[-1] not in "аеёийоуьъыэюя"


def _as_adjective(word: str) -> Iterator[Forms]:
    if word.endswith("ий"):
        soft = word[-3] not in VELARS
        endings = ("ем", "его", "ий", "ему", "им") if soft else ("ом", "ого", "ий", "ому", "им")
        yield tuple((word[:-2] + ending,) for ending in endings)
    for nominative, endings in ADJECTIVES:
        if word.endswith(nominative):
            stem = word.removesuffix(nominative)
            yield tuple((_spelled(stem, ending),) for ending in endings)


def _as_noun(word: str) -> Iterator[Forms]:
    stems = [word]
    if len(word) > _SHORTEST:
        stems += [word.removesuffix(end) + short for end, short in FLEETING if word.endswith(end)][:1]
    for stem in stems:
        nominative, cases = next(row for row in NOUNS if stem.endswith(row[0]))
        bare = stem.removesuffix(nominative)
        unstressed = bare.endswith((*HUSHERS, "ц"))  # it may be: под Угличем, but под Ельцом
        yield tuple(
            (
                *(_spelled(bare, ending) for ending in endings),
                *(f"{bare}е{ending[1:]}" for ending in endings if unstressed and ending.startswith("о")),
            )
            for endings in cases
        )


def _spelled(stem: str, ending: str) -> str:
    """Return the form, spelled as Russian does after velars and hushers."""
    return stem + (f"и{ending[1:]}" if ending.startswith("ы") and stem.endswith((*VELARS, *HUSHERS)) else ending)
