"""Russian names in the data of GeoNames: labels, which have faults, and names without a label."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher

STRESS = "\u0301"
"""Some of the labels are from an encyclopedia."""

_RANK = re.compile(r"\b(Область|Край|Район|Округ|Провинция|Республика)$")
"""What a region's name ends in, in capitals at times."""

_LETTERS = set("абвгдежзийклмнопрстуфхцчшщъыьэюяё -—.'’")
_LATIN = str.maketrans(
    {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
)
"""How GeoNames writes Russian letters in its own names."""


def read_label(label: str | None) -> str | None:
    """Return *label* without stress, None if it is not Russian: "Gomel’"."""
    name = (label or "").replace(STRESS, "")
    return name if name and _LETTERS.issuperset(name.lower()) else None


def read_region(label: str) -> str:
    """Return the label of a region with a small letter in the word for its kind."""
    return _RANK.sub(lambda found: found[0].lower(), label)


def nominative(label: str, name: str, others: Collection[str]) -> str:
    """Return the label of *name* as the place is called: some are cases, "Фейсалабаде" (Faisalabad), "Кассале"."""
    stem = next((label.removesuffix(ending) for ending in ("ом", "е", "а") if label.endswith(ending)), label)
    called = {"a": f"{stem}а" if label.endswith("е") else label}.get(name[-1], stem)
    return label if name.endswith(tuple("eiouy")) or called not in others else called


def likeliest(name: str, others: Collection[str]) -> str | None:
    """Return which of *others* in Russian letters sounds most like *name*; None when there is none."""
    russian = [other for other in others if _LETTERS.issuperset(other.lower()) and _is_cyrillic(other)]
    plain = name.lower()
    return max(
        russian,
        default=None,
        key=lambda other: SequenceMatcher(None, plain, other.lower().translate(_LATIN)).ratio(),
    )


def _is_cyrillic(name: str) -> bool:
    letter = next((char for char in name if char.isalpha()), "")
    return "\u0400" <= letter <= "\u052f"
