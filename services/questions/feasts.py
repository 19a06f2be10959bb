"""Dates of feasts that are on another date each year, such as Easter."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.questions.named_times import Feast

MONDAY, THURSDAY = 0, 3

JULIAN_TO_GREGORIAN_OFFSET = timedelta(days=13)
"""Number of days to add to a Julian date in the years 1900 to 2099 for the Gregorian date."""


def feast_dates(feast: Feast, year: int) -> Sequence[date]:
    """Return the Gregorian dates of *feast* in *year*, in order."""
    match feast:
        case Feast.EASTER:
            return (_western_easter(year),)
        case Feast.ORTHODOX_EASTER:
            return (_orthodox_easter(year),)
        case Feast.THANKSGIVING:
            first = date(year, 11, 1)
            return (first + timedelta(days=(THURSDAY - first.weekday()) % 7, weeks=3),)
        case Feast.BANK_HOLIDAY:
            return _bank_holidays(year)


def _bank_holidays(year: int) -> Sequence[date]:
    """Return the bank holidays of England in *year*; a holiday on a weekend is not moved to a working day.

    Source: https://www.gov.uk/bank-holidays
    """
    easter = _western_easter(year)
    first_monday_of_may = date(year, 5, 1) + timedelta(days=(MONDAY - date(year, 5, 1).weekday()) % 7)
    last_mondays = [last - timedelta(days=last.weekday()) for last in (date(year, 5, 31), date(year, 8, 31))]
    return sorted(
        [
            date(year, 1, 1),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            first_monday_of_may,
            *last_mondays,
            date(year, 12, 25),
            date(year, 12, 26),
        ]
    )


def _western_easter(year: int) -> date:
    """Return the date of Easter Sunday in the western churches, by the anonymous Gregorian algorithm."""
    century, year_of_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, rest = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    weekday = (32 + 2 * rest + 2 * (year_of_century // 4) - epact - year_of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _orthodox_easter(year: int) -> date:
    """Return the Gregorian date of Easter Sunday in the Orthodox churches, by Meeus's Julian algorithm."""
    epact = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - epact + 34) % 7
    month, day = divmod(epact + weekday + 114, 31)
    return date(year, month, day + 1) + JULIAN_TO_GREGORIAN_OFFSET
