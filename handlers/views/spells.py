"""Spells of precipitation in words: "rain 14:00–17:00"."""

from handlers.views.units import Units
from services.daily import Spell


def spell_text(spell: Spell, units: Units) -> str:
    """Return what falls and when, and how likely that is."""
    told = spell_hours(spell, units)
    if spell.probability is None:
        return told
    return units.texts("push-likely", spell=told, percent=units.percent(spell.probability))


def spell_hours(spell: Spell, units: Units, *, all_day: bool = True) -> str:
    """Return what falls and when; unless *all_day*, only what falls where that is all the time asked about."""
    kind = units.texts(f"condition-{spell.kind}")
    start, end = (moment and units.time(moment) for moment in (spell.start, spell.end))
    if start and end:
        told = units.texts("push-between", kind=kind, start=start, end=end)
    elif start:
        told = units.texts("push-from", kind=kind, start=start)
    elif end:
        told = units.texts("push-until", kind=kind, end=end)
    else:
        told = units.texts("push-all-day", kind=kind) if all_day else kind
    return units.texts("push-broken", spell=told) if spell.broken else told
