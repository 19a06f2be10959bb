"""Names as they were meant: a letter wrong, a space too many, a keyboard in another layout."""

from collections.abc import Iterator, Mapping

from services.languages import DEFAULT, LANGUAGES, Language

_ALPHABETS = (*(language.alphabet for language in LANGUAGES), "αβγδεζηθικλμνξοπρστυφχψω")
"""Those of the languages, and that of others' names for their cities."""

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


def _keys(typed: Language, meant: Language) -> Mapping[str, str]:
    """Return what the keys that type a character in the layout of one language give in that of another."""
    board = typed.keyboard
    keys = dict(zip(board.keys, meant.keyboard.keys, strict=True))
    return keys | {char: keys[key] for char, key in board.shifted.items()}


_LAYOUTS = [
    (typed.letters, [_keys(typed, meant) for meant in LANGUAGES if meant is not typed])
    for typed in (*(language for language in LANGUAGES if language is not DEFAULT), DEFAULT)
]
"""The letters of each language with its keys in other layouts. The default language comes last, as others write
some of their words in its letters."""


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
    """Yield the names that *word* may be a case of, though by rule it is not: в Накуре, в Торонте."""
    for language in LANGUAGES:
        if language.declension is not None:
            yield from language.declension.undeclined(word)


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


def other_layouts(text: str) -> list[str]:
    """Return what the same keys give in the other layouts; nothing when no letter is on any of them."""
    lower = text.lower()
    for letters, layouts in _LAYOUTS:
        if any(char in letters for char in lower):
            return ["".join(keys.get(char, char) for char in lower) for keys in layouts]
    return []
