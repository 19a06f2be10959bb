"""An answer as a message: a card for one city, a block of two lines each for several."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from handlers.texts import Texts
from handlers.views import units
from services.answers import Answer, Entry
from services.errors import Failure
from services.places import MOST_PLACES, Match, Place, Unknown
from services.weather import Condition, Report

LONGEST_NAME = 60
"""Characters shown of a name: what people type and geocoders answer has no limit, a message has."""

LEFT_OUT_LENGTH = 600
"""Characters for the names left out. Twenty blocks and these stay below Telegram's 4,096."""

CALM = 0.5
"""m/s below which wind rounds to none and its direction means nothing."""

FIGURE_SPACE = "\u2007"
"""As wide as a digit: temperatures stand below each other."""

EMOJI = {
    Condition.CLEAR: "☀️",
    Condition.MOSTLY_CLEAR: "🌤",
    Condition.PARTLY_CLOUDY: "⛅",
    Condition.CLOUDY: "🌥",
    Condition.OVERCAST: "☁️",
    Condition.FOG: "🌫",
    Condition.HAZE: "🌫",
    Condition.DUST: "🌫",
    Condition.DRIZZLE: "🌦",
    Condition.FREEZING_RAIN: "🌧",
    Condition.LIGHT_RAIN: "🌧",
    Condition.RAIN: "🌧",
    Condition.HEAVY_RAIN: "🌧",
    Condition.RAIN_SHOWERS: "🌦",
    Condition.SLEET: "🌨",
    Condition.LIGHT_SNOW: "🌨",
    Condition.SNOW: "❄️",
    Condition.HEAVY_SNOW: "❄️",
    Condition.SNOW_SHOWERS: "🌨",
    Condition.THUNDERSTORM: "⛈",
    Condition.HAIL: "⛈",
    Condition.SQUALL: "💨",
    Condition.TORNADO: "🌪",
}
NIGHT_EMOJI = {
    Condition.CLEAR: "🌙",
    Condition.MOSTLY_CLEAR: "🌙",
    Condition.PARTLY_CLOUDY: "☁️",
    Condition.CLOUDY: "☁️",
}
"""Where the one for the day shows the sun."""


def weather_text(answer: Answer, texts: Texts, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters.

    One city fills a card of at most six lines. Several get a block of two lines each, which begins with the
    name; their local times are told where they differ. A provider other than *usual_provider* is named.
    """
    match answer.entries:
        case (Entry(Match(_, place), Report() as report),):
            blocks = [_card(place, report, texts, now, usual_provider)]
        case entries:
            blocks = _blocks(entries, texts, now, usual_provider)
    if answer.left_out:
        blocks.append(_left_out(answer.left_out, texts))
    return "\n\n".join(blocks)


def _card(place: Place, report: Report, texts: Texts, now: datetime, usual_provider: str) -> str:
    title = " · ".join([_title(place), *_local_time(report, now)])
    felt = (
        [texts("feels-like", temperature=units.temperature(report.feels_like))]
        if report.feels_like is not None
        else []
    )
    lines = [
        f"{_emoji(report)} " + ", ".join([*_temperature(report), *_condition(report, texts), *felt]),
        ", ".join([*_wind(report, texts), *_gusts(report, texts), *_precipitation(report, texts)]),
        ", ".join(_air(report, texts)),
        " · ".join(_sun(report)),
        " · ".join(_origin(report, texts, usual_provider)),
    ]
    return "\n".join([title, *(line[0].upper() + line[1:] for line in lines if line)])


def _blocks(entries: Sequence[Entry], texts: Texts, now: datetime, usual_provider: str) -> list[str]:
    reports = [entry.result for entry in entries if isinstance(entry.result, Report)]
    times_differ = len({report.timezone.utcoffset(now) for report in reports if report.timezone}) > 1
    width = max((len(text) for report in reports for text in _temperature(report)), default=0)
    blocks = []
    for entry in entries:
        if isinstance(entry.item, Match) and isinstance(entry.result, Report):
            place, report = entry.item.place, entry.result
            name = _title(place) if entry.item.choices else _bold(place.name)
            title = " · ".join([name, *(_local_time(report, now) if times_differ else [])])
            temperature = "".join(text.rjust(width, FIGURE_SPACE) for text in _temperature(report))
            details = [*_condition(report, texts), *_wind(report, texts), *_origin(report, texts, usual_provider)]
            blocks.append(f"{title}\n{_emoji(report)} {temperature} {', '.join(details)}".rstrip())
        else:
            blocks.append(f"{_bold(_asked(entry))}: {_why_not(entry, texts)}")
    return blocks


def _asked(entry: Entry) -> str:
    return entry.item.place.name if isinstance(entry.item, Match) else entry.item.asked


def _why_not(entry: Entry, texts: Texts) -> str:
    if entry.failure is not None:
        return failure_text(entry.failure, texts)
    return texts(
        "no-such-place-choices" if isinstance(entry.item, Unknown) and entry.item.choices else "no-such-place"
    )


def failure_text(failure: Failure, texts: Texts) -> str:
    """Return why there is no weather, in words that end a sentence."""
    return texts(f"failure-{failure.reason}", status=str(failure.status or 0))


def _left_out(names: Sequence[str], texts: Texts) -> str:
    shown: list[str] = []
    room = LEFT_OUT_LENGTH
    for name in map(_cut, names):
        room -= len(name) + 2
        if room < 0:
            break
        shown.append(name)
    listed = ", ".join(shown)
    if len(shown) < len(names):
        listed = texts("left-out-more", names=listed, more=str(len(names) - len(shown)))
    return escape(texts("left-out", limit=MOST_PLACES, count=len(names), names=listed))


def _title(place: Place) -> str:
    return _bold(place.name) + escape(_cut(place.label.removeprefix(place.name)), quote=False)


def _bold(name: str) -> str:
    return f"<b>{escape(_cut(name), quote=False)}</b>"


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _emoji(report: Report) -> str:
    if report.condition is None:
        return "🌡"
    day = EMOJI[report.condition]
    return day if report.is_day is not False else NIGHT_EMOJI.get(report.condition, day)


def _temperature(report: Report) -> list[str]:
    return [] if report.temperature is None else [units.temperature(report.temperature)]


def _condition(report: Report, texts: Texts) -> list[str]:
    return [] if report.condition is None else [texts(f"condition-{report.condition}")]


def _wind(report: Report, texts: Texts) -> list[str]:
    if report.wind_speed is None:
        return []
    if report.wind_speed < CALM:
        return [texts("calm")]
    speed = units.wind(report.wind_speed, texts)
    if report.wind_direction is None:
        return [texts("wind", speed=speed)]
    return [texts("wind-from", speed=speed, direction=units.wind_direction(report.wind_direction, texts))]


def _gusts(report: Report, texts: Texts) -> list[str]:
    # Gusts that round to the wind itself are no news.
    if report.wind_gust is None or units.rounded(report.wind_gust) <= units.rounded(report.wind_speed or 0):
        return []
    return [texts("gusts", speed=units.wind(report.wind_gust, texts))]


def _precipitation(report: Report, texts: Texts) -> list[str]:
    if not report.precipitation:
        return []
    return [texts("precipitation", amount=units.millimetres(report.precipitation, texts))]


def _air(report: Report, texts: Texts) -> Iterator[str]:
    if report.humidity is not None:
        yield texts("humidity", percent=units.percent(report.humidity, texts))
    if report.pressure is not None:
        yield texts("pressure", pressure=units.pressure(report.pressure, texts))
    if report.cloud_cover is not None:
        yield texts("clouds", percent=units.percent(report.cloud_cover, texts))
    if report.visibility is not None:
        yield texts("visibility", distance=units.distance(report.visibility, texts))


def _sun(report: Report) -> Iterator[str]:
    if report.sunrise is not None:
        yield f"🌅 {report.sunrise:%H:%M}"
    if report.sunset is not None:
        yield f"🌇 {report.sunset:%H:%M}"


def _local_time(report: Report, now: datetime) -> list[str]:
    return [] if report.timezone is None else [f"{now.astimezone(report.timezone):%H:%M}"]


def _origin(report: Report, texts: Texts, usual_provider: str) -> Iterator[str]:
    if report.provider != usual_provider:
        yield report.provider
    if report.age is not None:
        hours, minutes = divmod(int(report.age.total_seconds()) // 60, 60)
        yield texts("age-hours", hours=hours, minutes=minutes) if hours else texts("age-minutes", minutes=minutes)
