"""Cleans the names of GeoNames for display: removes remarks, transliteration marks and unused labels."""

import re

from services.languages import DEFAULT_LANGUAGE

UNUSED_LABELS = {"Peterburg", "Makkah al Mukarramah"}
"""English labels in pycities that nobody uses; the bot shows GeoNames' main name instead."""

SOFT_SIGN_REMOVALS = str.maketrans("", "", "'\u2019`")
"""Translation table that removes the characters with which GeoNames transliterates soft signs."""

SOFT_SIGN_COUNTRIES = {"RU", "UA", "BY", "KZ", "KG", "TJ", "TM", "UZ", "MD", "GE", "AM", "AZ"}
"""ISO codes of the countries in whose place names the characters of SOFT_SIGN_REMOVALS always mean soft signs."""

_BRACKETED_REMARK = re.compile(r" ?\((?![A-Z]\w*\))[^)]*\)")
"""Matches a remark in brackets, but not a single capitalized word, as in "Frankfurt (Oder)"."""


def is_generated_transliteration(name: str) -> bool:
    """Return whether *name* is a transliteration that GeoNames generated, such as "mosukuwa" or "mo si ke"."""
    return name[:1].islower() and DEFAULT_LANGUAGE.uses_script_of(name)


def label_or_name(name: str, label: str | None) -> str:
    """Return *label*, or *name* if nobody uses *label* or if *label* only adds words to *name*."""
    if label is None or label in UNUSED_LABELS:
        return name
    words, labelled = set(name.split()), set(label.split())
    return name if words < labelled else label


def without_remarks(name: str, country: str) -> str:
    """Return *name* without remarks in brackets and without transliterated soft signs.

    For example, "Kazan’" becomes "Kazan". The names "Xi'an" and "Frankfurt (Oder)" do not change.
    """
    bare = _BRACKETED_REMARK.sub("", name).strip() or name
    return bare.translate(SOFT_SIGN_REMOVALS) if country in SOFT_SIGN_COUNTRIES else bare


def without_city_suffix(name: str) -> str | None:
    """Return *name* without a suffix for "city" (Daly City, Chikushino-shi); None if *name* has no such suffix."""
    return next((name.removesuffix(rank) for rank in (" City", "-shi", "-si") if name.endswith(rank)), None)
