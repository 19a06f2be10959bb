"""The message of a daily push, with a few lines about the day ahead at each place, and its buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from handlers.texts import Texts
from handlers.views.callbacks import button
from handlers.views.entries import failure_text
from handlers.views.fitting import bold, fit
from handlers.views.hazards import WARNING_SIGN, capitalized, hazard_name, hazard_phrases, with_hours
from handlers.views.names import distinct_names
from handlers.views.report import CONDITION_EMOJI, provider_and_age
from handlers.views.units import Units
from handlers.views.warnings import WarnedPlace, first_known_timezone, warning_lines
from services.daily import Outlook, WeatherChange, WetSpell
from services.errors import Failure
from services.questions import Subject
from services.storage import SavedPlace
from services.warnings import OfficialWarning
from services.weather import Condition
from services.weather.hazards import HAZARDOUS_CONDITIONS
from services.weather.precipitation import PRECIPITATION_CONDITIONS

PushEntries = Sequence[tuple[SavedPlace, Outlook | Failure]]
"""The places of a push, each with its outlook or the failure to fetch it."""

WEATHER_CHANGE_TEXTS = {
    WeatherChange.WARMER: "push-warmer",
    WeatherChange.COLDER: "push-colder",
    WeatherChange.DRY: "push-dry",
}

MAX_HAZARDS_PER_LINE = 3
"""Maximum number of hazards that the line about a place names."""

POSSIBLE_PRECIPITATION_TEXTS = {
    **dict.fromkeys((Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS), "push-may-snow"),
    **dict.fromkeys(
        (Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN, Condition.RAIN_SHOWERS), "push-may-rain"
    ),
}
"""Maps a condition to the key of a text such as "may rain"; for other conditions, the key is `push-may-fall`."""


class PushSubject(StrEnum):
    """What a button under a push shows: the weather now, or the coming days."""

    NOW = "now"
    DAYS = "days"


class PushCallback(CallbackData, prefix="push"):
    """The callback data of a button under a push; *push* is the id of the subscription.

    The button asks about the places of the subscription.
    """

    subject: PushSubject
    push: Annotated[int, Field(ge=0, lt=2**31)]  # users can forge callback data


def push_text(
    entries: PushEntries,
    units: Units,
    *,
    usual_provider: str,
    warnings: Sequence[Sequence[OfficialWarning]] = (),
    now: datetime | None = None,
) -> str:
    """Return a push about the day ahead at each place, as HTML of at most 4,096 characters.

    *warnings* are the official warnings for each of *entries* at the time *now*. The message begins with the
    warnings and hazards at all places. Each place has a block of lines; if the blocks do not fit into a message,
    each place has one line. If the outlook of a place is not about the date in the title, its name is followed by
    the weekday.
    """
    if not entries:
        return units.texts("push-no-places")
    names = distinct_names([saved.labelled_place for saved, _ in entries])
    entries = [(replace(saved, label=name), result) for name, (saved, result) in zip(names, entries, strict=True)]
    outlooks = [outlook for _, outlook in entries if isinstance(outlook, Outlook)]
    if not outlooks:
        lines = [_failure_line(saved, result, units) for saved, result in entries if isinstance(result, Failure)]
        return fit("\n".join(lines))
    first = outlooks[0]
    day = units.texts.date(first.date, "EEEE, d MMMM")
    title = capitalized(units.texts("push-tomorrow", date=day) if first.is_tomorrow else day)
    hazard_words = [
        f"{WARNING_SIGN} {_name_with_day(saved, result, first, units)} · {text}"
        for saved, result in entries
        if isinstance(result, Outlook)
        for text in hazard_phrases(result.hazards, units, result.timezone, is_rest_of_day=result.is_late)
    ]
    warned = [
        WarnedPlace(
            bold(saved.title),
            first_known_timezone(saved.place, None if isinstance(result, Failure) else result.timezone),
            of_place,
        )
        for (saved, result), of_place in zip(entries, warnings, strict=False)
    ]
    official = warning_lines(warned, units, now) if now is not None else []
    blocks = [
        _failure_line(saved, result, units)
        if isinstance(result, Failure)
        else "\n".join(_place_block(saved, result, first, units, usual_provider))
        for saved, result in entries
    ]

    def short_text(*, show_hours: bool) -> str:
        head = "\n".join([*official, title])
        return f"{head}\n\n" + "\n".join(
            _failure_line(saved, result, units)
            if isinstance(result, Failure)
            else _place_line(saved, result, first, units, show_hours=show_hours)
            for saved, result in entries
        )

    whole = "\n\n".join(["\n".join([*official, *hazard_words, title]), *blocks])
    return fit(whole, lambda: short_text(show_hours=True), lambda: short_text(show_hours=False))


def push_keyboard(push_id: int, place_count: int, texts: Texts) -> InlineKeyboardMarkup | None:
    """Return the buttons under a push about *place_count* places; None for a push without places."""
    if not place_count:
        return None
    row = [button(texts("button-now"), PushCallback(subject=PushSubject.NOW, push=push_id))]
    if place_count <= Subject.DAYS.limit:
        row.append(button(texts("button-days"), PushCallback(subject=PushSubject.DAYS, push=push_id)))
    return InlineKeyboardMarkup(inline_keyboard=[row])


def _name_with_day(saved: SavedPlace, outlook: Outlook, first: Outlook, units: Units) -> str:
    """Return the name of a place as HTML; add the day of *outlook* if it is not the day of *first*."""
    if (outlook.date, outlook.is_tomorrow) == (first.date, first.is_tomorrow):
        return bold(saved.title)
    day = units.texts.date(outlook.date, "EEEE")
    when = units.texts("push-tomorrow" if outlook.is_tomorrow else "push-today", date=day)
    return f"{bold(saved.title)} · {when}"


def _place_block(
    saved: SavedPlace, outlook: Outlook, first: Outlook, units: Units, usual_provider: str
) -> Iterator[str]:
    yield _name_with_day(saved, outlook, first, units)
    yield _sky_text(outlook, units)
    for spell in outlook.spells:
        yield f"{CONDITION_EMOJI[spell.kind]} {_spell_text(spell, outlook, units)}"
    if wind := list(_wind_phrases(outlook, units)):
        yield "💨 " + ", ".join(wind)
    high = "" if outlook.before_high is None else units.temperature(outlook.before_high)
    before = "today" if outlook.is_tomorrow else "yesterday"
    for change in outlook.changes:
        yield units.texts(WEATHER_CHANGE_TEXTS[change], before=before, high=high)
    if source := list(provider_and_age(outlook, units, usual_provider)):
        yield " · ".join(source)


def _place_line(saved: SavedPlace, outlook: Outlook, first: Outlook, units: Units, *, show_hours: bool) -> str:
    """Return the outlook of a place in one line; *show_hours* adds precipitation with its hours."""
    parts = [_sky_text(outlook, units)]
    if outlook.hazards:
        names = dict.fromkeys(hazard_name(hazard.kind, units) for hazard in outlook.hazards)
        parts.insert(0, f"{WARNING_SIGN} {', '.join(list(names)[:MAX_HAZARDS_PER_LINE])}")
    elif show_hours:
        parts += [_spell_text(spell, outlook, units) for spell in outlook.spells]
    return f"{_name_with_day(saved, outlook, first, units)}: " + ", ".join(parts)


def _failure_line(saved: SavedPlace, failure: Failure, units: Units) -> str:
    return f"{bold(saved.title)}: {failure_text(failure, units.texts)}"


def _sky_text(outlook: Outlook, units: Units) -> str:
    parts = []
    if outlook.low is not None and outlook.high is not None:
        parts.append(units.temperature_range(outlook.low, outlook.high))
    # Other lines name hazards and precipitation with their hours, so this line omits them.
    conditions_in_other_lines = HAZARDOUS_CONDITIONS | (PRECIPITATION_CONDITIONS if outlook.spells else set())
    if outlook.condition is not None and outlook.condition not in conditions_in_other_lines:
        parts.append(units.texts(f"condition-{outlook.condition}"))
    emoji = "🌡" if outlook.condition is None else CONDITION_EMOJI[outlook.condition]
    return f"{emoji} {', '.join(parts)}".rstrip()


def _spell_text(spell: WetSpell, outlook: Outlook, units: Units) -> str:
    kind = units.texts(
        f"condition-{spell.kind}"
        if spell.is_likely
        else POSSIBLE_PRECIPITATION_TEXTS.get(spell.kind, "push-may-fall")
    )
    text = with_hours(
        kind, spell.start, spell.end, units, is_rest_of_day=outlook.is_late, has_breaks=spell.has_breaks
    )
    if spell.probability is None:
        return text
    return units.texts("push-likely", spell=text, percent=units.percent(spell.probability))


def _wind_phrases(outlook: Outlook, units: Units) -> Iterator[str]:
    if outlook.wind_speed is not None:
        speed = units.wind(outlook.wind_speed)
        if outlook.wind_direction is None:
            yield units.texts("wind", speed=speed)
        else:
            yield units.texts("wind-from", speed=speed, direction=units.wind_direction(outlook.wind_direction))
    if outlook.wind_gust is not None:
        yield units.texts("gusts", speed=units.wind(outlook.wind_gust))
