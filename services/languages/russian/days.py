"""Russian words for days to come: "завтра", "в пятницу", "25 ноября", "в следующий вторник"."""

from collections.abc import Sequence

from services.languages.language import DayPatterns, DayWords


def _phrases(patterns: DayPatterns) -> Sequence[str]:
    return (
        "(?:после(?: )?)?завтра",
        f"(?:{patterns.following})?выходны[ехм]",
        f"ближайшие (?:{patterns.few} )?дн(?:и|ей)",
    )


def _phrases_with_preposition(patterns: DayPatterns) -> Sequence[str]:
    return (
        f"на (?:{patterns.following})?недел[юе]|через (?:день|неделю)|на месяц",
        f"(?:на|через) {patterns.few} (?:дня|дней|недели)",
        r"(?:на|с|к|до) \d{1,2}-(?:е|го)",
    )


DAYS = DayWords(
    before="на|в|во|с|со|к|по|до",
    following=r"(?:эт(?:от|у|о|ой|ом|и|их)|вс[юе]|всей|всех|(?:следующ|ближайш|будущ)\w+) ",
    to="по|до|и|или",
    weekdays=(
        "понедельник[ауи]?|вторник[ауи]?|сред[ауые]|четверг[ауи]?|пятниц[ауые]|суббот[ауые]|воскресень[еяю]"
        "|пн|вт|ср|чт|пт|сб|вс"
    ),
    months=(
        "янв(?:аря)?|февр?(?:аля)?|марта|апр(?:еля)?|мая|июн[ья]|июл[ья]|авг(?:уста)?|сент?(?:ября)?"
        "|окт(?:ября)?|ноя(?:б(?:ря)?)?|дек(?:абря)?|числа"
    ),
    few="пару|несколько|два|две|три|четыре|пять|шесть|семь|десять",
    date=("", ""),
    date_ends="-?го|-?е",
    year_ends=" г(?:ода)?",
    phrases=_phrases,
    phrases_with_preposition=_phrases_with_preposition,
)
