"""The Latin spellings of Russian letters."""

LATIN_SPELLINGS = {
    "а": "a", "б": "b", "в": "v|w", "г": "g", "д": "d", "е": "e|ye|je|ie", "ё": "e|yo|jo|io|o", "ж": "zh|z|j",
    "з": "z", "и": "i|y", "й": "y|j|i|", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f|ph", "х": "kh|h|x", "ц": "ts|c|cz|tz", "ч": "ch|c", "ш": "sh|s",
    "щ": "shch|sch|shh|sh|s", "ъ": "", "ы": "y|i", "ь": "", "э": "e", "ю": "yu|iu|ju|u", "я": "ya|ia|ja|a",
    "-": " ?", " ": " ",
}  # fmt: skip
"""Latin spellings of Russian letters by BGN/PCGN, ISO 9 and GOST 7.79, in passports and in chats.

A vertical line separates the spellings of a letter, as in a regular expression. The spellings have no accents and
apostrophes, because folded names have none.
"""
