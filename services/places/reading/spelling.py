"""Names as they were meant: a letter wrong, a space too many, a keyboard in the other layout."""

from collections.abc import Iterator

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщъыьэюя", "αβγδεζηθικλμνξοπρστυφχψω")

SHORTEST = 4
"""Letters of a misspelled name; a shorter one is like too many, and only a city is looked for."""

LONGEST = 24
"""Letters up to which a word's misspellings are looked for."""

FEW, MANY = 1.6, 2.3
"""What a letter dropped or swapped, and one added or changed, costs in log10 of people."""

TORN = 1.6
"""What a space dropped or added costs."""

UNDECLINED = 0.2
"""What a name costs that is declined otherwise than by rule."""

_CASE_ENDINGS = (
    "ами", "ями", "ого", "его", "ому", "ему", "ах", "ях", "ам", "ям", "ом", "ем", "ой", "ей", "ов", "ев", "ых",
    "их", "ым", "им", "а", "я", "у", "ю", "е", "и", "ы",
)  # fmt: skip
_NOMINATIVE_ENDINGS = ("", *"аяоеуюиыэйь")

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_CYRILLIC = dict(zip(_LATIN_KEYS, _CYRILLIC_KEYS, strict=True)) | {
    "{": "х",
    "}": "ъ",
    ":": "ж",
    '"': "э",
    "<": "б",
    ">": "ю",
}
_TO_LATIN = dict(zip(_CYRILLIC_KEYS, _LATIN_KEYS, strict=True))


def one_letter_off(word: str) -> dict[str, float]:
    """Return what *word* may have been before one letter was dropped, swapped with the next, added or changed.

    With each goes what it costs, in log10: of all that can be dropped or swapped there are few, of letters that
    can be added or changed many, so each of these is less likely the one.
    """
    letters = next((alphabet for alphabet in _ALPHABETS if any(char in alphabet for char in word)), "")
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {before + letter + after[1:]: MANY for before, after in halves if after for letter in letters}
    found |= {before + after[1:]: MANY for before, after in halves if after}
    found |= {before + letter + after: FEW for before, after in halves for letter in letters}
    found |= {before + after[1] + after[0] + after[2:]: FEW for before, after in halves if len(after) > 1}
    found.pop(word, None)
    return found


def undeclined(word: str) -> Iterator[str]:
    """Yield the Russian names that *word* may be a case of, though by rule it is not: в Накуре, в Торонте."""
    for ending in _CASE_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            yield from (word.removesuffix(ending) + nominative for nominative in _NOMINATIVE_ENDINGS)


def torn(word: str) -> Iterator[str]:
    """Yield *word* with a space at every place, and with one for every letter."""
    for place in range(1, len(word)):
        yield f"{word[:place]} {word[place:]}"
        if place < len(word) - 1:
            yield f"{word[:place]} {word[place + 1 :]}"


def space_misplaced(word: str, following: str) -> tuple[str, str, str]:
    """Return two words as one, and with the space between them a letter further back and further on."""
    return (
        word + following,
        f"{word[:-1]} {word[-1]}{following}".lstrip(),
        f"{word}{following[0]} {following[1:]}".rstrip(),
    )


def other_layout(text: str) -> str | None:
    """Return what the same keys give in the other layout, English or Russian; None when no letter is on either."""
    lower = text.lower()
    if any("а" <= char <= "я" or char == "ё" for char in lower):
        return "".join(_TO_LATIN.get(char, char) for char in lower)
    if any("a" <= char <= "z" for char in lower):
        return "".join(_TO_CYRILLIC.get(char, char) for char in lower)
    return None
