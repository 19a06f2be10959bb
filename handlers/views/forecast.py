"""The forecast of the coming days as a message, and the buttons that show the hours of a day.

The message about one place has a line for each day, or for each hour of one day. The message about several places
has a table.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton

from handlers.texts import Texts
from handlers.views import report as phrases
from handlers.views.callbacks import AnswerAction, answer_button
from handlers.views.comparison import comparison_table
from handlers.views.entries import failed_entry_text, left_out_text, place_title_phrases
from handlers.views.fitting import bold, fit
from handlers.views.hazards import WARNING_SIGN, hazard_days_text, hazard_phrases, with_warning_sign
from handlers.views.names import distinct_names
from handlers.views.units import Units, short_date
from services.answers import Answer, PlaceData
from services.daily.outlook import MIN_STRONG_GUST
from services.places import Match
from services.questions import OnDay
from services.questions.periods import period_of
from services.weather import Day, Forecast, PolarDayOrNight, Step
from services.weather.days import midnight
from services.weather.forecast import USUAL_DAYS
from services.weather.hazards import HAZARDOUS_CONDITIONS, MIN_GUST_SPEEDS, Hazard, find_hazards
from services.weather.precipitation import PRECIPITATION_CONDITIONS

POLAR_TEXTS = {PolarDayOrNight.DAY: "polar-day", PolarDayOrNight.NIGHT: "polar-night"}


def forecast_text(answer: Answer, units: Units, *, usual_provider: str, days: int = USUAL_DAYS) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    The forecast for one place has at most *days* days. The text names each provider other than *usual_provider*.
    """
    match forecasts_of(answer):
        case []:
            blocks = []
        case [(match, forecast)]:
            lines = _hour_lines(match, forecast, answer.day, units) or day_lines(match, forecast, days, units)
            blocks = ["\n".join([*lines, *forecast_source_lines(forecast, units, usual_provider)])]
        case forecasts:
            blocks = [_comparison_text(forecasts, units, usual_provider)]
    blocks += [
        failed_entry_text(entry, units.texts) for entry in answer.entries if not isinstance(entry.result, Forecast)
    ]
    if answer.left_out:
        blocks.append(left_out_text(answer, units.texts))
    return fit("\n\n".join(blocks))


def forecasts_of(answer: Answer) -> list[tuple[Match, Forecast]]:
    """Return each place of *answer* that has a forecast, with the forecast."""
    return [
        (match, forecast)
        for match, forecast in ((entry.resolution, _forecast_in(entry.result)) for entry in answer.entries)
        if isinstance(match, Match) and forecast is not None
    ]


def _forecast_in(result: object) -> Forecast | None:
    match result:
        case Forecast():
            return result
        case PlaceData():
            return result.forecast
        case _:
            return None


def day_buttons(answer: Answer, answer_token: str, texts: Texts) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a row of buttons that show the hours of one day each; if a day is shown, also a button for all days.

    Yield nothing if *answer* has forecasts for several places.
    """
    match forecasts_of(answer):
        case [(_, forecast)]:
            yield _day_row(forecast, answer.day, answer_token, texts)
            if answer.day in [day.date for day in forecast.days]:
                yield [answer_button(texts("button-all-days"), answer_token, AnswerAction.DAYS)]


def asked_day_buttons(answer: Answer, answer_token: str, texts: Texts) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a row of buttons that show the hours of other days, if *answer* is about one day at one place."""
    match forecasts_of(answer):
        case [(_, forecast)] if isinstance(answer.when, OnDay):
            shown_day = asked_date(answer, forecast)
            yield _day_row(
                forecast, shown_day, answer_token, texts, first=_first_button_index(forecast, shown_day)
            )


def asked_date(answer: Answer, forecast: Forecast) -> date:
    """Return the first date of the question of *answer*, in the time zone of *forecast*."""
    return period_of(answer.when, answer.asked_at, forecast.timezone).dates[0]


def _first_button_index(forecast: Forecast, shown_day: date) -> int:
    """Return the index in *forecast* of the first day with a button.

    The index is above 0 only if *shown_day* would have no button otherwise; *shown_day* is then about in the
    middle.
    """
    days = [day.date for day in forecast.days]
    return (
        max(0, min(days.index(shown_day) - USUAL_DAYS // 2, len(days) - USUAL_DAYS))
        if shown_day in days[USUAL_DAYS:]
        else 0
    )


def _day_row(
    forecast: Forecast, shown_day: date | None, answer_token: str, texts: Texts, *, first: int = 0
) -> list[InlineKeyboardButton]:
    return [
        answer_button(
            f"✓ {day.date.day}" if day.date == shown_day else short_date(day.date, texts),
            answer_token,
            AnswerAction.DAY,
            choice=day.date.toordinal(),
        )
        for day in forecast.days[first : first + USUAL_DAYS]
    ]


def _comparison_text(forecasts: Sequence[tuple[Match, Forecast]], units: Units, usual_provider: str) -> str:
    named_forecasts = with_distinct_names(forecasts)
    return "\n".join(
        [
            *hazard_lines_of_places(named_forecasts, units),
            comparison_table(named_forecasts, units),
            *source_lines_of_places(named_forecasts, units, usual_provider),
        ]
    )


def with_distinct_names(forecasts: Sequence[tuple[Match, Forecast]]) -> list[tuple[str, Forecast]]:
    """Return each forecast with a name of its place that none of the other places has."""
    names = distinct_names([match.place for match, _ in forecasts])
    return list(zip(names, (forecast for _, forecast in forecasts), strict=True))


def hazard_lines_of_places(named_forecasts: Iterable[tuple[str, Forecast]], units: Units) -> list[str]:
    """Return, for each place with hazards in the next USUAL_DAYS days, a line of HTML with the hazards."""
    return [
        f"{WARNING_SIGN} {bold(name)} · {days}"
        for name, forecast in named_forecasts
        if (days := _hazards_text(forecast.days[:USUAL_DAYS], forecast, units))
    ]


def source_lines_of_places(
    named_forecasts: Iterable[tuple[str, Forecast]], units: Units, usual_provider: str
) -> list[str]:
    """Return a line of HTML for each forecast that is outdated or not from *usual_provider*."""
    return [
        f"{bold(name)}: {origin}"
        for name, forecast in named_forecasts
        for origin in forecast_source_lines(forecast, units, usual_provider)
    ]


def day_lines(match: Match, forecast: Forecast, day_count: int, units: Units) -> list[str]:
    """Return lines of HTML: the name of a place, and up to *day_count* days, each followed by its hazards."""
    name = " · ".join(place_title_phrases(match, units, always_with_region=True))
    days = forecast.days[:day_count]
    hazard_words = _hazards_text(days, forecast, units)
    lines = [" · ".join([name, *with_warning_sign([hazard_words] if hazard_words else [])])]
    for index, day in enumerate(days):
        label = f"<b>{short_date(day.date, units.texts)}</b>"
        if not index:  # the forecast of today may lack the past hours
            hours = units.texts("day-whole" if day.is_complete else "day-rest")
            label = f"{label} ({hours})"
        lines.append(f"{label} {_day_words(day, units)}")
        lines += [
            f"{WARNING_SIGN} {text}"
            for text in hazard_phrases(hazards_of_day(day.date, forecast), units, forecast.timezone)
        ]
    if USUAL_DAYS < day_count != len(days):
        last = units.texts.date(days[-1].date, "d MMMM")
        lines.append(units.texts("asked-no-further", date=last))
    return lines


def _hazards_text(days: Iterable[Day], forecast: Forecast, units: Units) -> str:
    """Return the hazards of *days* in one text, without hazards that are over: "Ice: Thu 26, Fri 27"."""
    return hazard_days_text(((day.date, hazards_of_day(day.date, forecast, is_ahead=True)) for day in days), units)


def hazards_of_day(day: date, forecast: Forecast, *, is_ahead: bool = False) -> tuple[Hazard, ...]:
    """Return the hazards of *day*; if *is_ahead* is true, omit those that are over."""
    start, end = (midnight(day + timedelta(days=offset), forecast.timezone) for offset in (0, 1))
    return find_hazards(forecast.steps if is_ahead else (*forecast.earlier, *forecast.steps), start, end)


def _day_words(day: Day, units: Units) -> str:
    parts = []
    if day.temperature_min is not None and day.temperature_max is not None:
        parts.append(units.temperature_range(day.temperature_min, day.temperature_max))
    precipitation = list(_precipitation_phrase(day, units))
    # The emoji and the amount already show precipitation, and each hazard has its own line.
    if day.condition is not None and day.condition not in (
        PRECIPITATION_CONDITIONS | HAZARDOUS_CONDITIONS if precipitation else HAZARDOUS_CONDITIONS
    ):
        parts.append(units.texts(f"condition-{day.condition}"))
    parts += precipitation
    if day.wind_gust is not None and MIN_STRONG_GUST <= day.wind_gust < min(MIN_GUST_SPEEDS.values()):
        parts.append(units.texts("gusts", speed=units.wind(day.wind_gust)))
    elif day.wind_speed is not None:
        parts.append(units.wind(day.wind_speed))
    if day.condition is None:
        return f"🌡 {', '.join(parts) or units.texts('day-unknown')}"
    return f"{phrases.CONDITION_EMOJI[day.condition]} {', '.join(parts)}".rstrip()


def _hour_lines(match: Match, forecast: Forecast, date: date | None, units: Units) -> list[str]:
    """Return lines about *date*: a heading, the steps, and the sun; an empty list if *forecast* lacks *date*."""
    day = next((day for day in forecast.days if day.date == date), None)
    if day is None:
        return []
    when = units.texts.date(day.date, "EEEE, d MMMM")
    light = [f"🌅 {units.time(day.sunrise)}"] if day.sunrise else []
    light += [f"🌇 {units.time(day.sunset)}"] if day.sunset else []
    light += [units.texts(POLAR_TEXTS[day.polar])] if day.polar else []
    steps = [step for step in forecast.steps if step.start.astimezone(forecast.timezone).date() == date]
    # OpenWeather has no temperature for the current step, so its line would look broken.
    known = [step for step in steps if step.temperature is not None] or [step for step in steps if step.condition]
    hours = [f"{units.time(step.start.astimezone(forecast.timezone))} {step_words(step, units)}" for step in known]
    hazards = hazards_of_day(day.date, forecast, is_ahead=True)
    hazard_words = hazard_phrases(hazards, units, forecast.timezone)
    return [
        " · ".join(
            [*place_title_phrases(match, units, always_with_region=False), when, *with_warning_sign(hazard_words)]
        ),
        *(hours or [units.texts("day-unknown")]),
        " · ".join(light),
    ]


def step_words(step: Step, units: Units) -> str:
    """Return the weather of *step* in one line: "☀️ 21 °C, 3 m/s NE"."""
    parts = [] if step.temperature is None else [units.temperature(step.temperature)]
    if step.condition in HAZARDOUS_CONDITIONS:
        parts.append(units.texts(f"condition-{step.condition}"))
    parts += _precipitation_phrase(step, units)
    if (
        step.wind_speed is not None
        and step.wind_direction is not None
        and step.wind_speed >= phrases.MIN_SHOWN_WIND_SPEED
    ):
        direction = units.wind_direction(step.wind_direction)
        parts.append(units.texts("wind-brief", speed=units.wind(step.wind_speed), direction=direction))
    elif step.wind_speed is not None:
        parts.append(units.wind(step.wind_speed))
    if (step.wind_gust or 0.0) >= min(MIN_GUST_SPEEDS.values()) and step.wind_gust is not None:
        parts.append(units.texts("gusts", speed=units.wind(step.wind_gust)))
    return f"{phrases.condition_emoji(step)} {', '.join(parts)}"


def _precipitation_phrase(period: Day | Step, units: Units) -> Iterator[str]:
    if period.precipitation is not None and units.shows_precipitation(period.precipitation):
        likely = f" ({units.percent(period.probability)})" if period.probability is not None else ""
        yield units.precipitation(period.precipitation) + likely


def forecast_source_lines(forecast: Forecast, units: Units, usual_provider: str) -> list[str]:
    """Return a line with the provider, unless it is *usual_provider*, and the age of an outdated forecast."""
    origin = " · ".join(phrases.provider_and_age(forecast, units, usual_provider))
    return [origin] if origin else []
