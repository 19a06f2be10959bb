"""Russian names of places in the cases that a sentence puts them in: Москва → в Москве, в Москву, из Москвы.

Made by the endings alone, without a dictionary, so a form may be one that nobody uses: the index gives forms
little weight, and a form that is wrong finds nothing. Where the gender is not to be seen ("Казань" and
"Ярославль") both are made.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product

PREPOSITIONAL, GENITIVE, ACCUSATIVE, DATIVE, INSTRUMENTAL = CASES = range(5)
"""The cases, in the order of all the tables here; the nominative is what is given."""

Forms = tuple[tuple[str, ...], ...]
"""For each case the forms that a word may have in it."""

_VELARS = "гкхжшчщ"

_UNDECLINED_AFTER = {"на", "под", "над", "при", "за", "де", "ла", "ле", "дель", "ди", "ду", "дос", "сюр", "ан"}
"""Words after these stay as they are: Ростов-на-Дону, Рио-де-Жанейро."""

_UNDECLINED = ("у", "ю", "э", "ё", "о")
_DECLINED = ("ово", "ево", "ёво", "ино", "ыно", "дно", "вно", "чно")
"""Ends of names that do not change, Баку and Торонто, but for these: Иваново, Пушкино, Гродно, Молодечно."""

_SHORTEST = 3
_SHORTEST_POSSESSIVE = 6
"""Letters of a word that changes at all, and of one like "Сергиев"."""

_ADJECTIVE_ENDINGS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")

_ADJECTIVES: tuple[tuple[str, tuple[str, str, str, str, str]], ...] = (
    ("ый", ("ом", "ого", "ый", "ому", "ым")),
    ("ой", ("ом", "ого", "ой", "ому", "ым")),
    ("ая", ("ой", "ой", "ую", "ой", "ой")),
    ("яя", ("ей", "ей", "юю", "ей", "ей")),
    ("ое", ("ом", "ого", "ое", "ому", "ым")),
    ("ее", ("ем", "его", "ее", "ему", "им")),
    ("ые", ("ых", "ых", "ые", "ым", "ыми")),
    ("ие", ("их", "их", "ие", "им", "ими")),
    ("ев", ("евом", "ева", "ев", "еву", "евым")),
    ("ов", ("овом", "ова", "ов", "ову", "овым")),
)

_NOUNS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("ия", (("ии",), ("ии",), ("ию",), ("ии",), ("ией",))),
    ("я", (("е",), ("и",), ("ю",), ("е",), ("ей",))),
    ("ца", (("це",), ("цы",), ("цу",), ("це",), ("цей",))),
    ("а", (("е",), ("ы",), ("у",), ("е",), ("ой",))),
    ("ие", (("ии",), ("ия",), ("ие",), ("ию",), ("ием",))),
    ("е", (("е",), ("я", "а"), ("е",), ("ю", "у"), ("ем",))),
    ("о", (("е",), ("а",), ("о",), ("у",), ("ом",))),
    ("ь", (("и", "е"), ("и", "я"), ("ь",), ("и", "ю"), ("ью", "ем"))),
    ("й", (("е",), ("я",), ("й",), ("ю",), ("ем",))),
    ("ы", (("ах",), ("", "ов"), ("ы",), ("ам",), ("ами",))),
    ("и", (("ах", "ях"), ("", "ов", "ей"), ("и",), ("ам", "ям"), ("ами", "ями"))),
    ("ц", (("це",), ("ца",), ("ц",), ("цу",), ("цем",))),
    ("", (("е",), ("а",), ("",), ("у",), ("ом",))),
)
"""Endings of the nominative and, for each case, what comes in their place; the first that fits counts."""

_FLEETING = (("лец", "льц"), ("ец", "ц"), ("ёл", "л"), ("ёк", "к"), ("ок", "к"), ("ковь", "квь"))
"""Ends whose vowel only the nominative has: Елец → в Ельце, Череповец → в Череповце, Орёл → в Орле."""


def forms(name: str, cases: Iterable[int] = CASES) -> set[str]:
    """Return *name* in those *cases*, without what is equal to it; nothing for one undeclined."""
    pieces = re.split(r"([ -]+)", name)
    words, gaps = pieces[::2], pieces[1::2]
    changing = _declined(words)
    declined = [
        _forms(word, adjective=place < len(words) - 1 and _is_adjective(word)) if place in changing else None
        for place, word in enumerate(words)
    ]
    found = set()
    for case in cases:
        choices = [known[case] if known else (word,) for word, known in zip(words, declined, strict=True)]
        for chosen in product(*choices):
            found.add("".join(part for pair in zip(chosen, [*gaps, ""], strict=True) for part in pair))
    return found - {name}


def _declined(words: list[str]) -> set[int]:
    """Return the positions of the words that change."""
    for place, word in enumerate(words):
        if place and word.lower() in _UNDECLINED_AFTER:  # but Ла-Пас → в Ла-Пасе
            return {place - 1}
    last = len(words) - 1
    # Великий Новгород, Набережные Челны, Сергиев Посад, Каменск-Уральский, but Санкт-Петербург and Нью-Йорк
    return {
        place
        for place, word in enumerate(words)
        if place == last or _is_adjective(word) or (place == last - 1 and _is_adjective(words[last]))
    }


def _is_adjective(word: str) -> bool:
    possessive = len(word) >= _SHORTEST_POSSESSIVE and word.endswith(("ев", "ов"))
    return possessive or word.endswith(_ADJECTIVE_ENDINGS)


def _forms(word: str, *, adjective: bool) -> Forms | None:
    """Return the forms of *word* for each case, None when it is no word that changes."""
    if len(word) < _SHORTEST or not re.fullmatch(r"[А-ЯЁа-яё]+", word):
        return None
    if word.endswith(_UNDECLINED) and not word.endswith(_DECLINED):
        return None
    kinds = list(_as_adjective(word)) if adjective or word.endswith(_ADJECTIVE_ENDINGS) else []
    certain = not word.endswith(("ев", "ов")) and (adjective or word.endswith(("ое", "ее")))  # Стрый → в Стрые
    if not kinds or not certain:
        kinds += _as_noun(word)
    return tuple(tuple(dict.fromkeys(kind[case] for kind in kinds)) for case in CASES)


def _as_adjective(word: str) -> Iterator[tuple[str, ...]]:
    if word.endswith("ий"):
        soft = word[-3] not in "гкх"
        endings = ("ем", "его", "ий", "ему", "им") if soft else ("ом", "ого", "ий", "ому", "им")
        yield tuple(word[:-2] + ending for ending in endings)
    for nominative, endings in _ADJECTIVES:
        if word.endswith(nominative):
            yield tuple(word.removesuffix(nominative) + ending for ending in endings)


def _as_noun(word: str) -> Iterator[tuple[str, ...]]:
    stems = [word]
    if len(word) > _SHORTEST:
        stems += [word.removesuffix(end) + short for end, short in _FLEETING if word.endswith(end)][:1]
    for stem in stems:
        nominative, cases = next(row for row in _NOUNS if stem.endswith(row[0]))
        bare = stem.removesuffix(nominative)
        for number in range(max(map(len, cases))):
            yield tuple(_joined(bare, endings[min(number, len(endings) - 1)]) for endings in cases)


def _joined(stem: str, ending: str) -> str:
    """Return the form, spelled as Russian does after velars and hushers."""
    return stem + ("и" if ending == "ы" and stem[-1:] in _VELARS else ending)
