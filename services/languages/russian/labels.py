"""Corrects the Russian labels of places in GeoNames, and chooses a Russian name for a place without a label."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher

STRESS_MARK = "\u0301"
"""Combining acute accent, which marks the stressed vowel in some labels of GeoNames."""

_REGION_TYPE = re.compile(r"\b(Область|Край|Район|Округ|Провинция|Республика)$")
"""Matches a capitalized type of region at the end of a name, such as "Область" in "Томская Область"."""

_RUSSIAN_CHARACTERS = set("абвгдежзийклмнопрстуфхцчшщъыьэюяё -—.'’")
_UKRAINIAN_NAME = re.compile("[сзц]ьк(?:ий|а|е)$", re.IGNORECASE)
"""Matches a Ukrainian name without letters that Russian lacks: «Первомайське»."""

_TRANSLITERATION = str.maketrans(
    {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
)
"""Maps Russian letters to the Latin letters that replace them in the default names of GeoNames."""


def read_label(label: str | None) -> str | None:
    """Return *label* without stress marks; None if *label* is in another language, as "Gomel’" is."""
    name = (label or "").replace(STRESS_MARK, "")
    return name if name and _is_russian(name) else None


def read_region_label(label: str) -> str:
    """Return *label* with the type of the region in lower case: "Томская область" for "Томская Область"."""
    return _REGION_TYPE.sub(lambda found: found[0].lower(), label)


def nominative_of_label(label: str, name: str, other_names: Collection[str]) -> str:
    """Return *label* in the nominative: "Фейсалабад" for the label "Фейсалабаде".

    *name* is the default name of the place ("Faisalabad"), and *other_names* are the place's other names.
    """
    stem = next((label.removesuffix(ending) for ending in ("ом", "е", "а") if label.endswith(ending)), label)
    called = {"a": f"{stem}а" if label.endswith("е") else label}.get(name[-1], stem)
    return label if name.endswith(tuple("eiouy")) or called not in other_names else called


def most_similar_russian_name(latin_name: str, names: Collection[str]) -> str | None:
    """Return the Russian name in *names* that sounds most like *latin_name*; None if none is Russian."""
    russian = [name for name in names if _is_russian(name) and _is_cyrillic(name)]
    lower_case = latin_name.lower()
    return max(
        russian,
        default=None,
        key=lambda name: SequenceMatcher(None, lower_case, name.lower().translate(_TRANSLITERATION)).ratio(),
    )


def _is_russian(name: str) -> bool:
    return _RUSSIAN_CHARACTERS.issuperset(name.lower()) and not _UKRAINIAN_NAME.search(name)


def _is_cyrillic(name: str) -> bool:
    letter = next((char for char in name if char.isalpha()), "")
    return "\u0400" <= letter <= "\u052f"
