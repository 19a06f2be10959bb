"""English words for days to come: "tomorrow", "on Friday", "25th of November"."""

from collections.abc import Sequence

from services.languages.language import DayPatterns, DayWords

_SHORT = "(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)"
"""What may be a name or a part of one: Sun City, Rising Sun."""

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|march|mar(?! del)|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)


def _phrases(patterns: DayPatterns) -> Sequence[str]:
    return (
        "(?:the day after )?tomorrow|tmrw?",
        f"(?:{patterns.following}){{1,2}}(?:week(?:end)?|month)|weekends?",
        f"(?:the |a )?(?:(?:next|coming) )?{patterns.few} (?:days|weeks)",
        f"(?:{_MONTHS}) (?:the )?{patterns.dates}{patterns.year}",
        rf"(?!sun){_SHORT}(?:(?:{patterns.to}|,\s*|\s+){_SHORT}){{0,6}}(?=\W*$)",
    )


def _phrases_with_preposition(_: DayPatterns) -> Sequence[str]:
    return (
        f"(?:on|for|by|until|this|next) {_SHORT}",
        r"(?:on|for|by|until) the \d{1,2}(?:st|nd|rd|th)(?! (?:avenue|ave|street|st)\b)",
    )


DAYS = DayWords(
    before="on|at|for|over|in|by|from|until",
    following="(?:this|the|a|next|coming|following) ",
    to="to|till|until|through|and|or",
    weekdays=r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?! (?:harbou?r|island)\b)(?:['’]s)?",
    months=f"(?:{_MONTHS})(?! city)",
    few="few|two|three|four|five|six|seven|ten",
    date=("the ", " of"),
    date_ends="st|nd|rd|th",
    phrases=_phrases,
    phrases_with_preposition=_phrases_with_preposition,
)
