"""The daily push as a message: the day ahead in a few lines per place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from babel.dates import format_date

from handlers.views.entries import failure_text
from handlers.views.fitting import bold, fit
from handlers.views.hazards import SIGN, capital, hazard_name, hazard_text, hours_text
from handlers.views.names import distinct_names
from handlers.views.report import EMOJI, origin
from handlers.views.units import Units
from services.daily import Outlook, WeatherChange, WetSpell
from services.errors import Failure
from services.storage import SavedPlace
from services.weather import Condition
from services.weather.hazards import HAZARDOUS_CONDITIONS
from services.weather.precipitation import PRECIPITATION_CONDITIONS

Entries = Sequence[tuple[SavedPlace, Outlook | Failure]]
"""The places of a push, each with its outlook or the failure."""

CHANGE_TEXTS = {
    WeatherChange.WARMER: "push-warmer",
    WeatherChange.COLDER: "push-colder",
    WeatherChange.DRY: "push-dry",
}

MOST_HAZARDS_IN_BRIEF = 3
"""Maximum number of hazards named per place when twenty places share a message."""

POSSIBLE = {
    **dict.fromkeys((Condition.LIGHT_SNOW, Condition.SNOW, Condition.SNOW_SHOWERS), "push-may-snow"),
    **dict.fromkeys(
        (Condition.DRIZZLE, Condition.LIGHT_RAIN, Condition.RAIN, Condition.RAIN_SHOWERS), "push-may-rain"
    ),
}
"""Keys of the texts for precipitation that is merely possible; other conditions have a general text."""


def push_text(entries: Entries, units: Units, *, usual_provider: str) -> str:
    """Return the day ahead as HTML of at most 4,096 characters.

    The hazards of all places come first. Each place has a block, or one line if the blocks do not fit. A place
    with another local date than the title's has the day of the week.
    """
    if not entries:
        return units.texts("push-no-places")
    names = distinct_names([saved.labelled_place for saved, _ in entries])
    entries = [(replace(saved, label=name), result) for name, (saved, result) in zip(names, entries, strict=True)]
    outlooks = [outlook for _, outlook in entries if isinstance(outlook, Outlook)]
    if not outlooks:
        return fit(
            "\n".join(_failed(saved, result, units) for saved, result in entries if isinstance(result, Failure))
        )
    first = outlooks[0]
    day = format_date(first.date, "EEEE, d MMMM", locale=units.texts.language)
    title = capital(units.texts("push-tomorrow", date=day) if first.tomorrow else day)
    dangers = [
        f"{SIGN} {_name(saved, result, first, units)} · "
        + hazard_text(hazard, units, result.timezone, late=result.late)
        for saved, result in entries
        if isinstance(result, Outlook)
        for hazard in result.hazards
    ]
    blocks = [
        _failed(saved, result, units)
        if isinstance(result, Failure)
        else "\n".join(_block(saved, result, first, units, usual_provider))
        for saved, result in entries
    ]

    def lines(*, hours: bool) -> str:
        return f"{title}\n\n" + "\n".join(
            _failed(saved, result, units)
            if isinstance(result, Failure)
            else _line(saved, result, first, units, hours=hours)
            for saved, result in entries
        )

    whole = "\n\n".join(["\n".join([*dangers, title]), *blocks])
    return fit(whole, lambda: lines(hours=True), lambda: lines(hours=False))


def _name(saved: SavedPlace, outlook: Outlook, first: Outlook, units: Units) -> str:
    """Return the name of a place, with its day if it differs from that of the *first* outlook."""
    if (outlook.date, outlook.tomorrow) == (first.date, first.tomorrow):
        return bold(saved.title)
    day = format_date(outlook.date, "EEEE", locale=units.texts.language)
    when = units.texts("push-tomorrow" if outlook.tomorrow else "push-today", date=day)
    return f"{bold(saved.title)} · {when}"


def _block(
    saved: SavedPlace, outlook: Outlook, first: Outlook, units: Units, usual_provider: str
) -> Iterator[str]:
    yield _name(saved, outlook, first, units)
    yield _sky(outlook, units)
    for spell in outlook.spells:
        yield f"{EMOJI[spell.kind]} {_spell(spell, outlook, units)}"
    if wind := list(_wind(outlook, units)):
        yield "💨 " + ", ".join(wind)
    high = "" if outlook.before_high is None else units.temperature(outlook.before_high)
    before = "today" if outlook.tomorrow else "yesterday"
    for change in outlook.changes:
        yield units.texts(CHANGE_TEXTS[change], before=before, high=high)
    if source := list(origin(outlook, units, usual_provider)):
        yield " · ".join(source)


def _line(saved: SavedPlace, outlook: Outlook, first: Outlook, units: Units, *, hours: bool) -> str:
    """Return a place in one line; without *hours*, precipitation is left out."""
    parts = [_sky(outlook, units)]
    if outlook.hazards:
        names = dict.fromkeys(hazard_name(hazard.kind, units) for hazard in outlook.hazards)
        parts.insert(0, f"{SIGN} {', '.join(list(names)[:MOST_HAZARDS_IN_BRIEF])}")
    elif hours:
        parts += [_spell(spell, outlook, units) for spell in outlook.spells]
    return f"{_name(saved, outlook, first, units)}: " + ", ".join(parts)


def _failed(saved: SavedPlace, failure: Failure, units: Units) -> str:
    return f"{bold(saved.title)}: {failure_text(failure, units.texts)}"


def _sky(outlook: Outlook, units: Units) -> str:
    parts = []
    if outlook.low is not None and outlook.high is not None:
        parts.append(units.temperatures(outlook.low, outlook.high))
    # Precipitation and hazards are written with their hours elsewhere.
    named_elsewhere = HAZARDOUS_CONDITIONS | (PRECIPITATION_CONDITIONS if outlook.spells else set())
    if outlook.condition is not None and outlook.condition not in named_elsewhere:
        parts.append(units.texts(f"condition-{outlook.condition}"))
    emoji = "🌡" if outlook.condition is None else EMOJI[outlook.condition]
    return f"{emoji} {', '.join(parts)}".rstrip()


def _spell(spell: WetSpell, outlook: Outlook, units: Units) -> str:
    kind = units.texts(f"condition-{spell.kind}" if spell.likely else POSSIBLE.get(spell.kind, "push-may-fall"))
    text = hours_text(kind, spell.start, spell.end, units, late=outlook.late, broken=spell.has_breaks)
    if spell.probability is None:
        return text
    return units.texts("push-likely", spell=text, percent=units.percent(spell.probability))


def _wind(outlook: Outlook, units: Units) -> Iterator[str]:
    if outlook.wind_speed is not None:
        speed = units.wind(outlook.wind_speed)
        if outlook.wind_direction is None:
            yield units.texts("wind", speed=speed)
        else:
            yield units.texts("wind-from", speed=speed, direction=units.wind_direction(outlook.wind_direction))
    if outlook.wind_gust is not None:
        yield units.texts("gusts", speed=units.wind(outlook.wind_gust))
