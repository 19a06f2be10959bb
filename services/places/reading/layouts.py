"""Reads texts that were typed in the wrong keyboard layout: "vjcrdf" is «москва»."""

import re
from collections.abc import Mapping, Sequence

from services.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from services.places.index.reader import PlaceIndex
from services.places.index.schema import NameKind
from services.places.reading.certainty import is_certainly_city
from services.places.reading.everyday import is_everyday_word
from services.places.reading.lattice import Lattice
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Token, tokenize

MIN_OTHER_KEYBOARD_LAYOUT_LENGTH = 3
"""Minimum number of letters of a name that is typed in the wrong keyboard layout; «гл» ("UK") is too short."""


def _keyboard_mapping(typed: Language, meant: Language) -> Mapping[str, str]:
    """Map each character on the keyboard of *typed* to the character on the same key in the layout of *meant*."""
    board = typed.keyboard
    keys = dict(zip(board.keys, meant.keyboard.keys, strict=True))
    return keys | {char: keys[key] for char, key in board.shifted.items()}


_KEYBOARD_LAYOUTS = [
    (typed.letters, [_keyboard_mapping(typed, meant) for meant in LANGUAGES if meant is not typed])
    for typed in (*(language for language in LANGUAGES if language is not DEFAULT_LANGUAGE), DEFAULT_LANGUAGE)
]
"""The letters of each language, and the mappings of its keyboard to the keyboards of the other languages.

The default language is last, because words of other languages may have some of its letters.
"""


_PUNCTUATION_IN_WORD = re.compile(r"(?:^|[^\W\d_])[;\[\]',.`]+[^\W\d_]")


def has_punctuation_in_words(text: str) -> bool:
    """Return whether a punctuation mark is inside a word or begins *text*: "v.y[ty" for «мюнхен».

    In another keyboard layout, the key of the punctuation mark types a letter.
    """
    return _PUNCTUATION_IN_WORD.search(text) is not None


def texts_in_other_layouts(text: str) -> list[str]:
    """Return the texts that the keys of *text* type in the other keyboard layouts: "moscow" for «ьщысщц».

    The list is empty if *text* has no letters of a known layout.
    """
    lower = text.lower()
    for letters, layouts in _KEYBOARD_LAYOUTS:
        if any(char in letters for char in lower):
            return ["".join(keys.get(char, char) for char in lower) for keys in layouts]
    return []


def names_cities_in_other_layout(
    segments: Sequence[Segment], tokens: Sequence[Token], text: str, index: PlaceIndex
) -> bool:
    """Return whether *text* is unknown as typed, but names large cities in another keyboard layout: «ьщысщц».

    A short word of *text* may be known as typed: "yf" in "hjcnjd-yf-ljye".
    """
    unknown = [segment.role is Role.UNKNOWN and not segment.candidates for segment in segments]
    is_gibberish = any(unknown) and all(
        is_unknown or len(tokens[segment.start].key) < MIN_OTHER_KEYBOARD_LAYOUT_LENGTH
        for segment, is_unknown in zip(segments, unknown, strict=True)
    )
    return (is_gibberish or has_punctuation_in_words(text)) and any(
        _names_large_places(typed, index) for typed in texts_in_other_layouts(text)
    )


def _names_large_places(text: str, index: PlaceIndex) -> bool:
    tokens, _ = tokenize(text)
    segments = Lattice(tokens, index).best_segments()
    return bool(segments) and all(
        segment.role is Role.NAME
        and segment.candidates[0].kind in {NameKind.OWN, NameKind.COUNTRY, NameKind.STAND_IN}
        and len(tokens[segment.start].key) >= MIN_OTHER_KEYBOARD_LAYOUT_LENGTH
        and is_certainly_city(segment, tokens)
        and not is_everyday_word(segment, tokens)
        for segment in segments
    )
