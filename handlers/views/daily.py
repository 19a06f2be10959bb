"""The daily pushes of a chat: the list of them, the buttons under it, and when the next one comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from babel.dates import format_date
from pydantic import Field

from handlers.texts import Texts
from handlers.views.callbacks import button
from handlers.views.fitting import LONGEST_NAME, cut, fit
from handlers.views.units import Units
from services.places.models import zone
from services.schedule import EVERY_DAY, Schedule, Weekdays
from services.storage import MAX_SUBSCRIPTIONS, SavedPlaceList, Subscription
from services.units import MINUS

COMMON_TIMES = (7 * 60, 8 * 60, 9 * 60, 21 * 60)
"""Minutes after midnight, with a button each."""

NAMES_SHOWN = 5
"""Places of one push that are named in the list: ten pushes may have twenty each."""

RUN = 3
"""Weekdays in a row from which they are told as a span."""


class Act(StrEnum):
    """What a button under the list does."""

    PAUSE = "pause"
    RESUME = "resume"
    ZONE = "zone"
    REMOVE = "remove"
    AT = "at"


class DailyPress(CallbackData, prefix="d"):
    """A button under the list of pushes; *number* is the push's, or the minutes after midnight for a new one."""

    act: Act
    number: Annotated[int, Field(ge=0, lt=2**31)]  # callback data can be made up


def daily_text(pushes: Sequence[Subscription], units: Units, now: datetime) -> str:
    """Return the list of *pushes*, as HTML of at most 4,096 characters."""
    if not pushes:
        return units.texts("daily-none")

    def text(names_shown: int) -> str:
        lines = [f"{number}. {_line(push, units, now, names_shown)}" for number, push in enumerate(pushes, 1)]
        blocks = [units.texts("daily-title"), *lines, units.texts("daily-legend")]
        if len(pushes) < MAX_SUBSCRIPTIONS:
            blocks.append(units.texts("daily-more"))
        return "\n\n".join(blocks)

    return fit(text(NAMES_SHOWN), lambda: text(1))


def daily_keyboard(pushes: Sequence[Subscription], units: Units) -> InlineKeyboardMarkup:
    """Return buttons to pause, resume, set and remove each of *pushes*, and for new ones at common times."""
    rows = []
    for number, push in enumerate(pushes, 1):
        time = time_text(push.schedule.minutes, units)
        first = (Act.RESUME, "button-resume") if push.paused else (Act.PAUSE, "button-pause")
        rows.append(
            [
                button(units.texts(label, number=str(number), time=time), DailyPress(act=act, number=push.id))
                for act, label in (first, (Act.ZONE, "button-zone"), (Act.REMOVE, "button-end"))
            ]
        )
    if len(pushes) < MAX_SUBSCRIPTIONS:
        rows.append(
            [
                button(
                    units.texts("button-at", time=time_text(minutes, units)),
                    DailyPress(act=Act.AT, number=minutes),
                )
                for minutes in COMMON_TIMES
            ]
        )
    return InlineKeyboardMarkup(inline_keyboard=rows)


def set_text(push: Subscription, places: SavedPlaceList, units: Units, now: datetime) -> str:
    """Return that *push*, about *places*, is set, and when it comes for the first time.

    Where each place is, is told: a name may be that of another than was meant.
    """
    names = [saved.label or saved.place.label for saved in places]
    told = _told(push, units) | {"places": _shown(names, "; ", units.texts)}
    return units.texts("daily-set", **told, **_next(push, units, now))


def not_set_text(problems: Sequence[str], texts: Texts) -> str:
    """Return the *problems* because of which no push is set, as HTML of at most 4,096 characters."""
    not_set = texts("daily-not-set")
    return fit("\n".join([*problems, "", not_set]), lambda: "\n".join([not_set, "", *problems]))


def wanted_text(minutes: int, weekdays: Weekdays, units: Units) -> str:
    """Return when a push is wanted, in words that can be read back."""
    time = time_text(minutes, units)
    return time if weekdays == EVERY_DAY else f"{time}, {weekdays_text(weekdays, units.texts)}"


def time_text(minutes: int, units: Units) -> str:
    """Return a time of day given in minutes after midnight."""
    return units.time(datetime.min + timedelta(minutes=minutes))  # noqa: DTZ901 - a clock's face, not a moment


def weekdays_text(weekdays: Weekdays, texts: Texts) -> str:
    """Return "every day", "Mon–Fri" or "Mon, Wed"."""
    if weekdays == EVERY_DAY:
        return texts("days-every")
    runs: list[list[int]] = []
    for number in (day.bit_length() - 1 for day in weekdays):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    days = [texts(f"day-{number}") for number in range(len(Weekdays))]
    parts = []
    for run in runs:
        names = [days[number] for number in run]
        parts += [f"{names[0]}–{names[-1]}"] if len(run) >= RUN else names
    return ", ".join(parts)


def _line(push: Subscription, units: Units, now: datetime, names_shown: int) -> str:
    when = (
        units.texts("daily-paused")
        if push.next_at is None
        else units.texts("daily-next", **_next(push, units, now))
    )
    mark = "⏸ " if push.paused else ""
    one = units.texts("daily-one", **_told(push, units, names_shown))
    return f"{mark}{one}\n{when}"


def _told(push: Subscription, units: Units, names_shown: int = NAMES_SHOWN) -> dict[str, str]:
    return {
        "time": time_text(push.schedule.minutes, units),
        "days": weekdays_text(push.schedule.weekdays, units.texts),
        "places": _shown([saved.title for saved in push.places], ", ", units.texts, names_shown)
        if push.places
        else units.texts("daily-saved-places"),
    }


def _next(push: Subscription, units: Units, now: datetime) -> dict[str, str]:
    local = zone(push.schedule.timezone)
    moment = (push.next_at or push.schedule.next_after(now)).astimezone(local)
    time = units.time(moment)
    days = (moment.date() - now.astimezone(local).date()).days
    if days > 1:
        date = format_date(moment, "EEEE, d MMMM", locale=units.texts.language)
        when = units.texts("date-later", date=date, time=time)
    else:
        when = units.texts("date-tomorrow" if days else "date-today", time=time)
    return {"when": when, "zone": _zone_text(push.schedule, moment, units.texts)}


def _zone_text(schedule: Schedule, moment: datetime, texts: Texts) -> str:
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    hours_text = texts("daily-hours", offset=offset)
    return hours_text if schedule.timezone.startswith(("Etc/", "UTC")) else f"{schedule.timezone}, {hours_text}"


def _shown(names: Sequence[str], between: str, texts: Texts, most: int = NAMES_SHOWN) -> str:
    shown = between.join(cut(name, LONGEST_NAME) for name in names[:most])
    if len(names) > most:
        shown = texts("left-out-more", names=shown, more=str(len(names) - most))
    return escape(shown, quote=False)
