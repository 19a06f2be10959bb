"""English words for the schedule of a daily push, such as "mon-fri 8am" and "at 8 on weekends"."""

from services.languages.language import ScheduleWords

SCHEDULE_WORDS = ScheduleWords(
    weekdays=(
        r"mon(?:days?)?",
        r"tue(?:s|sdays?)?",
        r"wed(?:nesdays?)?",
        r"thu(?:rs?|rsdays?)?",
        r"fri(?:days?)?",
        r"sat(?:urdays?)?",
        r"sun(?:days?)?",
    ),
    every_day=r"every\s*(?:day|morning|evening)|daily",
    workdays=r"weekdays?|workdays?",
    weekend=r"weekends?",
    on="on|every",
    to="to|through|thru",
    joining="and",
    at="at",
    halves=r"[ap]\.?\s?m\b\.?|in\s+the\s+(?:morning|afternoon|evening)|at\s+night",
    from_noon=("p", "in the a", "in the e", "at"),
    from_midnight=("a", "in the m", "at"),
    noon="noon|midday",
    midnight="midnight",
    hour="h",
    hours=r"h\b|o'?clock",
    another_time="and|or",
    unsupported="every|each|except|excluding|through|until|till|once|twice|today|tonight|tomorrow|utc|gmt|msk",
)
