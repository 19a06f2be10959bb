"""Words for days that are not over, in a question: "tomorrow", "on Friday", "25 ноября", "в следующий вторник"."""

import re
from collections.abc import Iterable

from services.languages import LANGUAGES
from services.languages.language import DayPatterns
from services.places.reading.words import STREETS

_PACKS = [language.days for language in LANGUAGES]


def _any(alternatives: Iterable[str]) -> str:
    return f"(?:{'|'.join(filter(None, alternatives))})"


def _phrase() -> str:
    """Return the regular expression for days in all languages; a space stands for any white space."""
    day = rf"\d{{1,2}}{_any(days.date_ends for days in _PACKS)}?"
    to = rf"(?:\s*[–—-]\s*| {_any(days.to for days in _PACKS)} )"
    before_date, before_month = (_any(days.date[part] for days in _PACKS) for part in (0, 1))
    patterns = DayPatterns(
        before=f"{_any(days.before for days in _PACKS)} ",
        following=_any(days.following for days in _PACKS),
        few=_any((r"\d+", *(days.few for days in _PACKS))),
        dates=f"{day}(?:{to}{day})?",
        year=rf"(?:,? 20\d\d{_any(days.year_ends for days in _PACKS)}?)?",
        to=to,
    )
    weekday = _any(days.weekdays for days in _PACKS)
    more_weekdays = rf"(?:(?:{to}|,\s*|\s+)(?:{patterns.before})?{weekday}\b){{0,6}}"
    months = _any(days.months for days in _PACKS)
    phrases = [
        *(phrase for days in _PACKS for phrase in days.phrases(patterns)),
        rf"(?:{patterns.following}){{0,2}}{weekday}{more_weekdays}",
        rf"{before_date}?(?=\d){patterns.dates}{before_month}? {months}{patterns.year}",
    ]
    with_preposition = [phrase for days in _PACKS for phrase in days.phrases_with_preposition(patterns)]
    return "|".join([f"(?:{patterns.before})?{_any(phrases)}", *with_preposition])


_COMING_DAYS = re.compile(rf"(?<![\w-])(?=\w)(?:{_phrase()})\b(?!-)".replace(" ", r"\s+"), re.IGNORECASE)

_STREET = re.compile(rf"\b(?:{'|'.join(sorted(STREETS))})\b\.?\s*$", re.IGNORECASE)
"""What goes before a date that a street has its name from: ул. 8 Марта."""

LONGEST_STREET = 16
"""Characters before a date in which such a word is looked for."""


def without_days(text: str) -> tuple[str, int]:
    """Return *text* without the words for days that are not over, and how many times it had some."""
    found = [days for days in _COMING_DAYS.finditer(text) if not _is_street(text, days.start())]
    for days in reversed(found):
        text = f"{text[: days.start()]} {text[days.end() :]}"
    return text, len(found)


def _is_street(text: str, start: int) -> bool:
    return _STREET.search(text[max(0, start - LONGEST_STREET) : start]) is not None
