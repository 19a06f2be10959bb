"""The daily pushes of a chat as messages: the list, its buttons, and the confirmation of a new push."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from handlers.texts import Texts
from handlers.views.callbacks import button
from handlers.views.fitting import MAX_NAME_LENGTH, fit, truncate
from handlers.views.names import distinct_names
from handlers.views.units import Units
from services.places.models import zone_by_name
from services.schedule import EVERY_DAY, Schedule, Weekdays
from services.storage import MAX_SUBSCRIPTIONS_PER_CHAT, SavedPlaceList, Subscription
from services.units import MINUS

SUGGESTED_TIMES = (7 * 60, 8 * 60, 9 * 60, 21 * 60)
"""The times of day for which buttons add a push, in minutes after midnight."""

MAX_NAMES_PER_PUSH = 5
"""Maximum number of places that the list of pushes names for each push."""

MIN_WEEKDAY_RANGE = 3
"""Minimum number of successive weekdays that are written as a range: "Mon–Wed"."""


class PushAction(StrEnum):
    """Actions of the buttons under the list of pushes."""

    LIST = "list"
    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    ZONE = "zone"
    REMOVE = "remove"
    AT = "at"
    ALERTS = "alerts"
    """Watch the places of the push, so that the chat gets alerts about them."""


class DailyCallback(CallbackData, prefix="d"):
    """The callback data of a button under the list of pushes."""

    action: PushAction
    value: Annotated[int, Field(ge=0, lt=2**31)] = 0  # users can forge callback data
    """The id of a push; for the action AT, the time of a new push in minutes after midnight."""


def daily_text(
    pushes: Sequence[Subscription],
    units: Units,
    now: datetime,
    selected_id: int | None = None,
    *,
    has_saved_places: bool = False,
) -> str:
    """Return the list of *pushes* as HTML of at most 4,096 characters.

    The push with the id *selected_id* is marked. Without pushes, the text says how to add one; the saved places
    are mentioned only if *has_saved_places* is true.
    """
    if not pushes:
        return units.texts("daily-none" if has_saved_places else "daily-none-without-places")

    def list_text(max_names: int) -> str:
        lines = [
            f"{'👉 ' if push.id == selected_id else ''}{number}. {_push_line(push, units, now, max_names)}"
            for number, push in enumerate(pushes, 1)
        ]
        blocks = [units.texts("daily-title"), *lines, units.texts("daily-legend")]
        if len(pushes) < MAX_SUBSCRIPTIONS_PER_CHAT:
            blocks.append(units.texts("daily-more"))
        return "\n\n".join(blocks)

    return fit(list_text(MAX_NAMES_PER_PUSH), lambda: list_text(1))


def daily_keyboard(
    pushes: Sequence[Subscription], units: Units, selected_id: int | None = None
) -> InlineKeyboardMarkup:
    """Return a button for each push and each of SUGGESTED_TIMES.

    If a push has the id *selected_id*, return the buttons that change this push instead.
    """
    chosen = next((push for push in pushes if push.id == selected_id), None)
    if chosen is not None:
        return InlineKeyboardMarkup(inline_keyboard=_push_button_rows(chosen, units.texts))
    rows = [
        [button(_push_button_text(number, push, units), DailyCallback(action=PushAction.OPEN, value=push.id))]
        for number, push in enumerate(pushes, 1)
    ]
    if len(pushes) < MAX_SUBSCRIPTIONS_PER_CHAT:
        rows.append(
            [
                button(
                    units.texts("button-at", time=time_text(minutes, units)),
                    DailyCallback(action=PushAction.AT, value=minutes),
                )
                for minutes in SUGGESTED_TIMES
            ]
        )
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _push_button_text(number: int, push: Subscription, units: Units) -> str:
    mark = "⏸ " if push.paused else ""
    return f"{mark}{number}. {schedule_text(push.schedule.minutes, push.schedule.weekdays, units)}"


def _push_button_rows(push: Subscription, texts: Texts) -> list[list[InlineKeyboardButton]]:
    pause = (PushAction.RESUME, "button-resume") if push.paused else (PushAction.PAUSE, "button-pause")
    actions = (
        pause,
        (PushAction.ALERTS, "button-alert-daily"),
        (PushAction.ZONE, "button-zone"),
        (PushAction.REMOVE, "button-end"),
        (PushAction.LIST, "button-back"),
    )
    return [[button(texts(label), DailyCallback(action=action, value=push.id))] for action, label in actions]


def subscribed_keyboard(push: Subscription, texts: Texts) -> InlineKeyboardMarkup:
    """Return the button under the confirmation of *push*; it watches the places of *push*."""
    watch = button(texts("button-alert-daily"), DailyCallback(action=PushAction.ALERTS, value=push.id))
    return InlineKeyboardMarkup(inline_keyboard=[[watch]])


def subscribed_text(
    push: Subscription,
    places: SavedPlaceList,
    units: Units,
    now: datetime,
    *,
    command: str = "/daily",
    is_new: bool = True,
) -> str:
    """Return the confirmation of *push*, with its *places* and the time of its next message.

    If *is_new* is false, the text says that the chat already had the push. The user can change the push with
    *command*. Places without a label are named with their country, so that the user notices a wrong namesake.
    """
    names = [saved.label or saved.place.full_name for saved in places]
    words = _push_text_arguments(push, units) | {"places": _join_names(names, "; ", units.texts)}
    return units.texts(
        "daily-set" if is_new else "daily-exists",
        **words,
        command=command,
        **_next_time_arguments(push, units, now),
    )


def schedule_text(minutes: int, weekdays: Weekdays, units: Units) -> str:
    """Return the schedule of a push in words: "08:00, Mon–Fri"; `parse_push_request` can read them."""
    time = time_text(minutes, units)
    return time if weekdays == EVERY_DAY else f"{time}, {weekdays_text(weekdays, units.texts)}"


def time_text(minutes: int, units: Units) -> str:
    """Return the time of day that is *minutes* after midnight: "08:00"."""
    return units.time(datetime.min + timedelta(minutes=minutes))  # noqa: DTZ901 - any date will do, because only the time is shown


def weekdays_text(weekdays: Weekdays, texts: Texts) -> str:
    """Return *weekdays* in words: "every day", "Mon–Fri" or "Mon, Wed"."""
    if weekdays == EVERY_DAY:
        return texts("days-every")
    runs: list[list[int]] = []
    for weekday in (day.bit_length() - 1 for day in weekdays):
        if runs and runs[-1][-1] == weekday - 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    days = [texts(f"day-{number}") for number in range(len(Weekdays))]
    parts = []
    for run in runs:
        names = [days[number] for number in run]
        parts += [f"{names[0]}–{names[-1]}"] if len(run) >= MIN_WEEKDAY_RANGE else names
    return ", ".join(parts)


def _push_line(push: Subscription, units: Units, now: datetime, max_names: int) -> str:
    when = (
        units.texts("daily-paused")
        if push.next_at is None
        else units.texts("daily-next", **_next_time_arguments(push, units, now))
    )
    mark = "⏸ " if push.paused else ""
    description = units.texts("daily-one", **_push_text_arguments(push, units, max_names))
    return f"{mark}{description}\n{when}"


def _push_text_arguments(push: Subscription, units: Units, max_names: int = MAX_NAMES_PER_PUSH) -> dict[str, str]:
    return {
        "time": time_text(push.schedule.minutes, units),
        "days": weekdays_text(push.schedule.weekdays, units.texts),
        "places": _join_names(
            distinct_names([saved.labelled_place for saved in push.places]), ", ", units.texts, max_names
        )
        if push.places
        else units.texts("daily-saved-places"),
    }


def _next_time_arguments(push: Subscription, units: Units, now: datetime) -> dict[str, str]:
    local = zone_by_name(push.schedule.timezone)
    moment = (push.next_at or push.schedule.next_after(now)).astimezone(local)
    time = units.time(moment)
    days = (moment.date() - now.astimezone(local).date()).days
    if days > 1:
        date = units.texts.date(moment.date(), "EEEE, d MMMM")
        when = units.texts("date-later", date=date, time=time)
    else:
        when = units.texts("date-tomorrow" if days else "date-today", time=time)
    return {"when": when, "zone": _time_zone_text(push.schedule, moment, units.texts)}


def _time_zone_text(schedule: Schedule, moment: datetime, texts: Texts) -> str:
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    hours_text = texts("daily-hours", offset=offset)
    return hours_text if schedule.timezone.startswith(("Etc/", "UTC")) else f"{schedule.timezone}, {hours_text}"


def _join_names(names: Sequence[str], separator: str, texts: Texts, limit: int = MAX_NAMES_PER_PUSH) -> str:
    joined = separator.join(truncate(name, MAX_NAME_LENGTH) for name in names[:limit])
    if len(names) > limit:
        joined = texts("left-out-more", names=joined, more=str(len(names) - limit))
    return escape(joined, quote=False)
