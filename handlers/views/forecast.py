"""The days to come as a message: a line a day for one city, a table for several, or the hours of one day.

Also its buttons, which open a day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton
from babel.dates import format_date

from handlers.texts import Texts
from handlers.views import report as phrases
from handlers.views.callbacks import AnswerAction, Press, button
from handlers.views.comparison import comparison_table, distinct_names
from handlers.views.entries import left_out, title, without_weather
from handlers.views.fitting import bold, fit
from handlers.views.hazards import SIGN, hazard_days, hazard_text
from handlers.views.units import LEAST_MILLIMETRES, Units, day_label
from services.answers import Answer
from services.daily.outlook import STRONG_GUST
from services.places import Match
from services.weather import Day, Forecast, Polar, Step
from services.weather.days import midnight
from services.weather.falls import FALLING
from services.weather.forecast import DAYS
from services.weather.hazards import GUSTS, HAZARDS, Hazard, hazards

POLAR = {Polar.DAY: "polar-day", Polar.NIGHT: "polar-night"}


def forecast_text(answer: Answer, units: Units, *, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters, readable without its picture.

    A provider other than *usual_provider* is named.
    """
    match forecasts_of(answer):
        case []:
            blocks = []
        case [(match, forecast)]:
            lines = _hours(match, forecast, answer.day, units) or _days(match, forecast, units)
            blocks = ["\n".join([*lines, *_origin(forecast, units, usual_provider)])]
        case told:
            blocks = [_comparison(told, units, usual_provider)]
    blocks += [
        without_weather(entry, units.texts) for entry in answer.entries if not isinstance(entry.result, Forecast)
    ]
    if answer.left_out:
        blocks.append(left_out(answer, units.texts))
    return fit("\n\n".join(blocks))


def forecasts_of(answer: Answer) -> list[tuple[Match, Forecast]]:
    """Return the places of *answer* that have a forecast, with their forecasts."""
    return [
        (match, forecast)
        for match, forecast in ((entry.item, entry.result) for entry in answer.entries)
        if isinstance(match, Match) and isinstance(forecast, Forecast)
    ]


def day_buttons(answer: Answer, token: str, texts: Texts) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a row that opens each day of the only forecast, and a button that closes the open day."""
    match forecasts_of(answer):
        case [(_, forecast)]:
            days = [day.date for day in forecast.days[:DAYS]]
            yield [
                button(
                    f"✓ {day.day}" if day == answer.day else day_label(day, texts),
                    Press(answer=token, action=AnswerAction.DAY, choice=index),
                )
                for index, day in enumerate(days)
            ]
            if answer.day in days:
                yield [button(texts("button-all-days"), Press(answer=token, action=AnswerAction.DAYS))]


def _comparison(told: Sequence[tuple[Match, Forecast]], units: Units, usual_provider: str) -> str:
    forecasts = [forecast for _, forecast in told]
    named = list(zip(distinct_names([match.place for match, _ in told]), forecasts, strict=True))
    origins = [
        f"{bold(name)}: {origin}"
        for name, forecast in named
        for origin in _origin(forecast, units, usual_provider)
    ]
    dangers = [f"{SIGN} {bold(name)} · {days}" for name, forecast in named if (days := _dangers(forecast, units))]
    return "\n".join([*dangers, comparison_table(named, units), *origins])


def _days(match: Match, forecast: Forecast, units: Units) -> list[str]:
    name = " · ".join(title(match, units, in_full=True))
    dangers = _dangers(forecast, units)
    lines = [f"{SIGN} {dangers}", name] if dangers else [name]
    for number, day in enumerate(forecast.days[:DAYS]):
        label = f"<b>{day_label(day.date, units.texts)}</b>"
        if not number:  # today, of which hours are over
            hours = units.texts("day-whole" if day.whole else "day-rest")
            label = f"{label} ({hours})"
        lines.append(f"{label} {_day(day, units)}")
        lines += [
            f"{SIGN} {hazard_text(hazard, units, forecast.timezone)}"
            for hazard in hazards_of_day(day.date, forecast)
        ]
    return lines


def _dangers(forecast: Forecast, units: Units) -> str:
    """Return what is still ahead, with its days."""
    return hazard_days(
        ((day.date, hazards_of_day(day.date, forecast, ahead=True)) for day in forecast.days[:DAYS]), units
    )


def hazards_of_day(day: date, forecast: Forecast, *, ahead: bool = False) -> tuple[Hazard, ...]:
    """Return what is dangerous on a day in those of its hours that are known, or in those still *ahead*."""
    start, end = (midnight(day + timedelta(days=number), forecast.timezone) for number in (0, 1))
    return hazards(forecast.steps if ahead else (*forecast.earlier, *forecast.steps), start, end)


def _day(day: Day, units: Units) -> str:
    parts = []
    if day.temperature_min is not None and day.temperature_max is not None:
        parts.append(units.temperatures(day.temperature_min, day.temperature_max))
    falls = list(_falls(day, units))
    # What falls is told by the emoji and its amount, what is dangerous by lines of its own.
    if day.condition is not None and day.condition not in (FALLING | HAZARDS if falls else HAZARDS):
        parts.append(units.texts(f"condition-{day.condition}"))
    parts += falls
    if day.wind_gust is not None and STRONG_GUST <= day.wind_gust < min(GUSTS.values()):
        parts.append(units.texts("gusts", speed=units.wind(day.wind_gust)))
    elif day.wind_speed is not None:
        parts.append(units.wind(day.wind_speed))
    if day.condition is None:
        return f"🌡 {', '.join(parts) or units.texts('day-unknown')}"
    return f"{phrases.EMOJI[day.condition]} {', '.join(parts)}".rstrip()


def _hours(match: Match, forecast: Forecast, date: date | None, units: Units) -> list[str]:
    """Return a line for each step of the day, none when there is no such day."""
    day = next((day for day in forecast.days if day.date == date), None)
    if day is None:
        return []
    when = format_date(day.date, "EEEE, d MMMM", locale=units.texts.language)
    light = [f"🌅 {units.time(day.sunrise)}"] if day.sunrise else []
    light += [f"🌇 {units.time(day.sunset)}"] if day.sunset else []
    light += [units.texts(POLAR[day.polar])] if day.polar else []
    steps = [step for step in forecast.steps if step.start.astimezone(forecast.timezone).date() == date]
    # Of the step under way OpenWeather tells no temperature, and a line without one looks broken.
    told = [step for step in steps if step.temperature is not None] or [step for step in steps if step.condition]
    hours = [f"{units.time(step.start.astimezone(forecast.timezone))} {_hour(step, units)}" for step in told]
    return [
        *(
            f"{SIGN} {hazard_text(hazard, units, forecast.timezone)}"
            for hazard in hazards_of_day(day.date, forecast)
        ),
        " · ".join([*title(match, units, in_full=False), when]),
        *(hours or [units.texts("day-unknown")]),
        " · ".join(light),
    ]


def _hour(step: Step, units: Units) -> str:
    parts = [] if step.temperature is None else [units.temperature(step.temperature)]
    if step.condition in HAZARDS:
        parts.append(units.texts(f"condition-{step.condition}"))
    parts += _falls(step, units)
    if step.wind_speed is not None and step.wind_direction is not None and step.wind_speed >= phrases.CALM:
        direction = units.wind_direction(step.wind_direction)
        parts.append(units.texts("wind-brief", speed=units.wind(step.wind_speed), direction=direction))
    elif step.wind_speed is not None:
        parts.append(units.wind(step.wind_speed))
    if (step.wind_gust or 0.0) >= min(GUSTS.values()) and step.wind_gust is not None:
        parts.append(units.texts("gusts", speed=units.wind(step.wind_gust)))
    return f"{phrases.emoji(step)} {', '.join(parts)}"


def _falls(time: Day | Step, units: Units) -> Iterator[str]:
    if time.precipitation is not None and time.precipitation >= LEAST_MILLIMETRES:
        likely = f" ({units.percent(time.probability)})" if time.probability is not None else ""
        yield units.rounded_millimetres(time.precipitation) + likely


def _origin(forecast: Forecast, units: Units, usual_provider: str) -> list[str]:
    origin = " · ".join(phrases.origin(forecast, units, usual_provider))
    return [origin] if origin else []
