"""Count the messages and calls of a year of rain at 200 places: `python -m benchmarks.alert_year [places]`.

The rain and its forecasts are invented (`benchmarks/rainfall.py`); the code of the bot decides about alerts. A
message is right if rain falls within an hour and a half of the time that it names.
"""

import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.rainfall import DAYS, MINUTES_PER_DAY, START, Climate, episodes, moment
from benchmarks.suite.figures import percentile, table
from services.alerts.models import PrecipitationAlert, PrecipitationPhase, decode_body
from services.alerts.precipitation_check import PrecipitationCheck, check_cell, decode_state, with_forecast
from services.places import Place
from services.storage.alert_models import AlertKinds, AlertSettings, Watch, WatchedCell, cell_of
from services.storage.models import SavedPlace

PLACES = 200
CALLS_PER_DAY = 10_000
"""The calls that Open-Meteo allows in a day."""

TOLERANCE = 90
"""Maximum difference in minutes between the announced and the real beginning for a message to be right."""

LONGEST_EPISODE = 5 * MINUTES_PER_DAY
"""Maximum length of an episode of rain, in minutes."""

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Year:
    """The messages, errors and calls of one year at one place; times are in minutes."""

    forecasts: int = 0
    nowcasts: int = 0
    ends: int = 0
    """Messages about the end of rain."""
    rain_days: int = 0
    wet_share: float = 0.0
    announced_before: list[float] = field(default_factory=list)
    """The time from the message to the rain, for each episode announced before it began."""
    announced_late: int = 0
    """Episodes announced after they began."""
    missed: int = 0
    """Episodes that no message announced."""
    false_alarms: int = 0
    errors: list[float] = field(default_factory=list)
    """The difference between the announced and the real beginning, for each episode announced before."""
    most_in_a_day: int = 0


def main() -> int:
    """Print the results; return 1 if 500 places need more than CALLS_PER_DAY calls a day, else 0."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PLACES
    began = time.monotonic()
    with ProcessPoolExecutor() as pool:
        years = list(pool.map(simulate, range(count), chunksize=5))
    calls = statistics.mean((year.forecasts + year.nowcasts) / DAYS for year in years)
    print(f"{count} places, a year, simulated in {time.monotonic() - began:.0f} s\n")
    print(table(["what", "figure"], results(years)))
    print()
    rows = [
        [f"{places:,}", f"{calls * places:,.0f}", f"{calls * places / CALLS_PER_DAY:.0%}"]
        for places in (100, 500, 2_000)
    ]
    print(table(["places", "calls a day", f"part of {CALLS_PER_DAY:,}"], rows))
    return int(500 * calls > CALLS_PER_DAY)


def simulate(number: int) -> Year:
    """Return the year at the place *number*, after running the checks that the monitor would run."""
    climate = Climate(number)
    place = Place(f"Place {number}", -60 + number % 120, number / 2)
    settings = AlertSettings(tells_end=True)
    watches = [(Watch(1, 1, SavedPlace(place), AlertKinds.PRECIPITATION), settings)]
    now, end = moment(number), moment((DAYS - 1) * MINUTES_PER_DAY)
    stored: dict[str, str] = {}
    forecasts = nowcasts = 0
    alerts: list[PrecipitationAlert] = []
    while now < end:
        minutes = (now - START) / MINUTE
        cell = WatchedCell(cell_of(place), place, watches, stored)
        state = decode_state(stored.get(PrecipitationCheck.name))
        if state.needs_forecast(now):
            forecasts += 1
            state = with_forecast(state, cell, climate.forecast(minutes), now)
        nowcast = None
        if state.needs_nowcast(now):
            nowcasts += 1
            nowcast = climate.nowcast(minutes)
        result = check_cell(cell, state, nowcast, now)
        stored = {PrecipitationCheck.name: result.state}
        alerts += [
            body for alert in result.alerts if isinstance(body := decode_body(alert.body), PrecipitationAlert)
        ]
        now = result.next_check_at
    return judge(climate, alerts, forecasts, nowcasts)


def judge(climate: Climate, alerts: Sequence[PrecipitationAlert], forecasts: int, nowcasts: int) -> Year:
    """Return the year of *climate* with a verdict on *alerts*."""
    announcements = [
        alert for alert in alerts if alert.phase in {PrecipitationPhase.COMING, PrecipitationPhase.FALLING}
    ]
    rain = episodes(climate.real)
    before, errors, late, missed = [], [], 0, 0
    by_day: dict[int, list[PrecipitationAlert]] = {}
    for alert in announcements:
        by_day.setdefault((alert.start - START).days, []).append(alert)
    for start, end in rain:
        days_around = range(int(start // MINUTES_PER_DAY) - 1, int(end // MINUTES_PER_DAY) + 2)
        nearby = [alert for day in days_around for alert in by_day.get(day, ())]
        about = [alert for alert in nearby if is_about(alert, start, end)]
        if not about:
            missed += 1
        elif (lead := start - minutes_of(about[0].seen_at)) > 0:
            before.append(lead)
            errors.append(minutes_of(about[0].start) - start)
        else:
            late += 1
    days = [alert.seen_at.date() for alert in announcements]
    return Year(
        forecasts=forecasts,
        nowcasts=nowcasts,
        ends=len(alerts) - len(announcements),
        rain_days=len({start // MINUTES_PER_DAY for start, _ in rain}),
        wet_share=sum(shower.length for shower in climate.real) / DAYS / MINUTES_PER_DAY,
        announced_before=before,
        announced_late=late,
        missed=missed,
        false_alarms=sum(not has_rain(alert, rain) for alert in announcements),
        errors=errors,
        most_in_a_day=max(map(days.count, set(days)), default=0),
    )


def is_about(alert: PrecipitationAlert, start: float, end: float) -> bool:
    """Return whether *alert* is about the rain from *start* to *end*."""
    return start - TOLERANCE <= minutes_of(alert.start) <= max(start + TOLERANCE, end)


def has_rain(alert: PrecipitationAlert, rain: Sequence[tuple[float, float]]) -> bool:
    """Return whether *alert* is about one of *rain*: the beginnings and ends of episodes, in their order."""
    first = bisect_left(rain, minutes_of(alert.start) - LONGEST_EPISODE, key=lambda episode: episode[0])
    last = bisect_left(rain, minutes_of(alert.start) + TOLERANCE + 1, key=lambda episode: episode[0])
    return any(is_about(alert, start, end) for start, end in rain[first:last])


def minutes_of(at: datetime) -> float:
    """Return the minutes from the start of the year to *at*."""
    return (at - START) / MINUTE


def results(years: Sequence[Year]) -> list[list[str]]:
    """Return the rows of the table."""
    episode_count = sum(len(year.announced_before) + year.announced_late + year.missed for year in years)
    before = [lead for year in years for lead in year.announced_before]
    errors = [abs(error) for year in years for error in year.errors]
    begun = len(before) + sum(year.announced_late + year.false_alarms for year in years)
    place_days = len(years) * DAYS

    def mean(values: Sequence[float]) -> str:
        return f"{statistics.mean(values):.1f} ({min(values):.1f}–{max(values):.1f})"

    return [
        ["rain falls, part of the time", f"{statistics.mean(year.wet_share for year in years):.1%}"],
        ["days with rain a year", mean([year.rain_days for year in years])],
        ["episodes of rain a place and day", f"{episode_count / place_days:.2f}"],
        ["messages that rain begins, a place and day", f"{begun / place_days:.2f}"],
        [
            "messages that rain ends (if wanted), a place and day",
            f"{sum(year.ends for year in years) / place_days:.2f}",
        ],
        [
            "most messages that rain begins, on one day at one place",
            str(max(year.most_in_a_day for year in years)),
        ],
        ["episodes announced before they begin", f"{len(before) / episode_count:.0%}"],
        [
            "… median and 10th percentile of the warning time",
            f"{statistics.median(before):.0f} and {percentile(before, 0.1):.0f} min",
        ],
        [
            "… median and 90th percentile of the error of the beginning",
            f"{statistics.median(errors):.0f} and {percentile(errors, 0.9):.0f} min",
        ],
        [
            "episodes announced after they begin",
            f"{sum(year.announced_late for year in years) / episode_count:.0%}",
        ],
        ["episodes missed", f"{sum(year.missed for year in years) / episode_count:.0%}"],
        [
            "false alarms, part of the messages that rain begins",
            f"{sum(year.false_alarms for year in years) / begun:.0%}",
        ],
        ["hourly forecasts a place and day", mean([year.forecasts / DAYS for year in years])],
        ["quarter-hour forecasts a place and day", mean([year.nowcasts / DAYS for year in years])],
    ]


if __name__ == "__main__":
    sys.exit(main())
