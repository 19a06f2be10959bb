"""Words for days that are not over, in a question: "tomorrow", "on Friday", "25 ноября", "в следующий вторник"."""

import re

from services.places.reading.words import STREETS

_AT = "(?:on|at|for|over|in|by|from|until|на|в|во|с|со|к|по|до) "
_NEXT = (
    r"(?:this|the|a|next|coming|following|эт(?:от|у|о|ой|ом|и|их)|вс[юе]|всей|всех|(?:следующ|ближайш|будущ)\w+) "
)
_TO = r"(?:\s*[–—-]\s*| (?:to|till|until|through|and|or|по|до|и|или) )"

_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?! (?:harbou?r|island)\b)(?:['’]s)?"
    "|понедельник[ауи]?|вторник[ауи]?|сред[ауые]|четверг[ауи]?|пятниц[ауые]|суббот[ауые]|воскресень[еяю]"
    "|пн|вт|ср|чт|пт|сб|вс)"
)
_SHORT = "(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)"
"""What may be a name or a part of one: Sun City, Rising Sun."""

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|march|mar(?! del)|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_RU = (
    "янв(?:аря)?|февр?(?:аля)?|марта|апр(?:еля)?|мая|июн[ья]|июл[ья]|авг(?:уста)?|сент?(?:ября)?|окт(?:ября)?"
    "|ноя(?:б(?:ря)?)?|дек(?:абря)?|числа"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|-?го|-?е)?"
_DATES = f"{_DAY}(?:{_TO}{_DAY})?"
_YEAR = r"(?:,? 20\d\d(?: г(?:ода)?)?)?"
_FEW = r"(?:\d+|few|two|three|four|five|six|seven|ten|пару|несколько|два|две|три|четыре|пять|шесть|семь|десять)"

_WORDS = (
    "(?:the day after )?tomorrow|tmrw?|(?:после(?: )?)?завтра",
    f"(?:{_NEXT}){{1,2}}(?:week(?:end)?|month)|weekends?|(?:{_NEXT})?выходны[ехм]",
    rf"(?:{_NEXT}){{0,2}}{_WEEKDAY}(?:(?:{_TO}|,\s*|\s+)(?:{_AT})?{_WEEKDAY}\b){{0,6}}",
    f"(?:the |a )?(?:(?:next|coming) )?{_FEW} (?:days|weeks)|ближайшие (?:{_FEW} )?дн(?:и|ей)",
    rf"(?:the )?(?=\d){_DATES}(?: of)? (?:{_MONTH}|{_MONTH_RU})(?! city){_YEAR}",
    f"(?:{_MONTH}) (?:the )?{_DATES}{_YEAR}",
    rf"(?!sun){_SHORT}(?:(?:{_TO}|,\s*|\s+){_SHORT}){{0,6}}(?=\W*$)",
)
_WORDS_AT = (
    f"на (?:{_NEXT})?недел[юе]|через (?:день|неделю)|на месяц|(?:на|через) {_FEW} (?:дня|дней|недели)",
    f"(?:on|for|by|until|this|next) {_SHORT}",
    r"(?:on|for|by|until) the \d{1,2}(?:st|nd|rd|th)(?! (?:avenue|ave|street|st)\b)",
    r"(?:на|с|к|до) \d{1,2}-(?:е|го)",
)
"""Words that may be something else without what goes before them."""

_PHRASE = f"(?:{_AT})?(?:{'|'.join(_WORDS)})|{'|'.join(_WORDS_AT)}"
_COMING_DAYS = re.compile(rf"(?<![\w-])(?=\w)(?:{_PHRASE})\b(?!-)".replace(" ", r"\s+"), re.IGNORECASE)

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
