"""The daily push as a message: the day ahead in a few lines per place, for somebody half awake."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from babel.dates import format_date

from handlers.views.entries import failure_text
from handlers.views.fitting import bold, fit
from handlers.views.report import EMOJI, origin
from handlers.views.spells import spell_text
from handlers.views.units import Units
from services.daily import Change, Outlook
from services.errors import Failure
from services.storage import SavedPlace
from services.weather.days import FALLING

Told = Sequence[tuple[SavedPlace, Outlook | Failure]]

CHANGES = {Change.WARMER: "push-warmer", Change.COLDER: "push-colder", Change.DRY: "push-dry"}


def push_text(told: Told, at: datetime, units: Units, *, usual_provider: str) -> str:
    """Return the day ahead of *at* as HTML of at most 4,096 characters: blocks, or lines if they are many."""
    if not told:
        return units.texts("push-no-places")
    outlooks = [outlook for _, outlook in told if isinstance(outlook, Outlook)]
    if not outlooks:
        return fit(
            "\n".join(_failed(saved, result, units) for saved, result in told if isinstance(result, Failure))
        )
    first = outlooks[0]
    day = format_date(first.date, "EEEE, d MMMM", locale=units.texts.language)
    tomorrow = first.date > at.astimezone(first.timezone).date()
    title = _capital(units.texts("push-tomorrow", date=day) if tomorrow else day)
    before = "today" if tomorrow else "yesterday"
    blocks = [
        _failed(saved, result, units)
        if isinstance(result, Failure)
        else "\n".join(_block(saved, result, first.date, before, units, usual_provider))
        for saved, result in told
    ]

    def lines() -> str:
        return f"{title}\n\n" + "\n".join(
            _failed(saved, result, units) if isinstance(result, Failure) else _brief(saved, result, units)
            for saved, result in told
        )

    return fit("\n\n".join([title, *blocks]), lines)


def _block(
    saved: SavedPlace,
    outlook: Outlook,
    day: date,
    before: str,
    units: Units,
    usual_provider: str,
) -> Iterator[str]:
    elsewhen = (
        "" if outlook.date == day else f" · {format_date(outlook.date, 'EEEE', locale=units.texts.language)}"
    )
    yield bold(saved.title) + elsewhen
    yield _sky(outlook, units)
    for spell in outlook.spells:
        yield f"{EMOJI[spell.kind]} {spell_text(spell, units)}"
    if wind := list(_wind(outlook, units)):
        yield "💨 " + ", ".join(wind)
    high = "" if outlook.before_high is None else units.temperature(outlook.before_high)
    for change in outlook.changes:
        yield units.texts(CHANGES[change], before=before, high=high)
    if source := list(origin(outlook, units, usual_provider)):
        yield " · ".join(source)


def _brief(saved: SavedPlace, outlook: Outlook, units: Units) -> str:
    spells = [spell_text(spell, units) for spell in outlook.spells]
    return f"{bold(saved.title)}: " + ", ".join([_sky(outlook, units), *spells])


def _failed(saved: SavedPlace, failure: Failure, units: Units) -> str:
    return f"{bold(saved.title)}: {failure_text(failure, units.texts)}"


def _sky(outlook: Outlook, units: Units) -> str:
    parts = []
    if outlook.low is not None and outlook.high is not None:
        low, high = units.temperature(outlook.low), units.temperature(outlook.high)
        parts.append(low if low == high else units.texts("push-range", low=low, high=high))
    # What falls is told with its hours, by the roughest of it, and not before.
    told_below = {spell.kind for spell in outlook.spells} | (FALLING if outlook.spells else set())
    if outlook.condition is not None and outlook.condition not in told_below:
        parts.append(units.texts(f"condition-{outlook.condition}"))
    emoji = "🌡" if outlook.condition is None else EMOJI[outlook.condition]
    return f"{emoji} {', '.join(parts)}".rstrip()


def _wind(outlook: Outlook, units: Units) -> Iterator[str]:
    if outlook.wind_speed is not None:
        speed = units.wind(outlook.wind_speed)
        if outlook.wind_direction is None:
            yield units.texts("wind", speed=speed)
        else:
            yield units.texts("wind-from", speed=speed, direction=units.wind_direction(outlook.wind_direction))
    if outlook.wind_gust is not None:
        yield units.texts("gusts", speed=units.wind(outlook.wind_gust))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
