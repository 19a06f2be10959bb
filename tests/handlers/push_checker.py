"""Compares the text of a daily push with the hours of its forecast, and reports contradictions.

The checker has no rule in common with the code that writes pushes: it reads English and counts hours.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from services.weather import Condition, Step
from tests.handlers.push_claims import DAY, Claim, Truth, claims_of

WARMTH = re.compile(r"^(Warmer|Colder) than (today|yesterday)’s high of (\S+) °C")
DRY = re.compile(r"^Wet (today|yesterday), but dry (?:today|tomorrow)$")
RANGE = re.compile(r"(−?\d+)(?: to (−?\d+))? °C")

SEVERE = {
    Condition.TORNADO: ("tornado",),
    Condition.SQUALL: ("squalls",),
    Condition.ASH: ("volcanic ash",),
    Condition.FREEZING_RAIN: ("freezing rain",),
    Condition.FREEZING_DRIZZLE: ("freezing drizzle", "freezing rain"),
    Condition.HEAVY_HAIL: ("severe thunderstorm with hail",),
    Condition.HAIL: ("thunderstorm with hail",),
    Condition.HEAVY_THUNDERSTORM: ("severe thunderstorm", "with hail"),
    Condition.THUNDERSTORM: ("thunderstorm",),
    Condition.HEAVY_SNOW: ("heavy snow",),
    Condition.HEAVY_SNOW_SHOWERS: ("heavy snow",),
    Condition.VERY_HEAVY_RAIN: ("very heavy rain",),
    Condition.HEAVY_SHOWERS: ("heavy showers", "very heavy rain"),
    Condition.HEAVY_RAIN: ("heavy rain", "heavy showers"),
}
"""Maps a dangerous condition to words, of which a line of the push must contain one."""
STRONG_GUST = 17.0
LIKELY, POSSIBLE = 50.0, 30.0
FALLING_SKY = ("drizzle", "rain", "snow", "sleet", "showers")
FALLING_EMOJI = ("🌧", "🌦", "🌨", "❄️")


def contradictions(title: str, block: Sequence[str], truth: Truth) -> list[str]:
    """Return what is wrong with a block of a push."""
    name, sky, *lines = block
    told = [one for line in lines for one in claims_of(line, truth)]
    return [
        *_about_the_day(title, name, lines, truth),
        *_about_temperatures(sky, lines, truth),
        *_about_precipitation(sky, lines, told, truth),
        *_about_dangers(told, lines, truth),
        *_about_order(told),
    ]


def _about_the_day(title: str, name: str, lines: Sequence[str], truth: Truth) -> Iterator[str]:
    own = name.rsplit("</b>", maxsplit=1)[-1].lower()
    label = own or title.lower()
    weekday = f"{truth.day:%A}".lower()
    if weekday not in label:
        yield f"not {weekday}: {label}"
    names_relation = not own or "today" in own or "tomorrow" in own
    if names_relation and ("tomorrow" in label) != truth.tomorrow:
        yield f"{weekday} is {'tomorrow' if truth.tomorrow else 'today'} there: {label}"
    before = "today" if truth.tomorrow else "yesterday"
    for line in lines:
        warmth, dry = WARMTH.match(line), DRY.match(line)
        if (warmth and warmth[2] != before) or (dry and dry[1] != before):
            yield f"the day before is {before}: {line}"


def _about_temperatures(sky: str, lines: Sequence[str], truth: Truth) -> Iterator[str]:
    ahead = [step.temperature for step in truth.ahead if step.temperature is not None]
    found = RANGE.search(sky)
    high = None
    if found:
        low, high = _number(found[1]), _number(found[2] or found[1])
        if abs(low - min(ahead)) > 0.51 or abs(high - max(ahead)) > 0.51:
            yield f"not {min(ahead)} to {max(ahead)}: {sky}"
    for line in lines:
        if (warmth := WARMTH.match(line)) is None:
            continue
        sign = 1 if warmth[1] == "Warmer" else -1
        before = datetime.combine(
            truth.day - DAY, truth.start.astimezone(truth.local).time(), truth.local
        ).astimezone(UTC)
        same_hours = _highest(truth.hours(before, truth.midnight()))
        if (max(ahead) - same_hours) * sign < 2:
            yield f"{max(ahead)} and {same_hours} in the same hours: {line}"
        whole = _highest(truth.hours(truth.midnight(), truth.midnight(1)))
        whole_before = _highest(truth.hours(truth.midnight(-1), truth.midnight()))
        if (whole - whole_before) * sign < 0:
            yield f"{whole} and {whole_before} in the whole days: {line}"
        if high is not None and (high - _number(warmth[3])) * sign <= 0:
            yield f"the highest is {high}: {line}"


def _about_precipitation(sky: str, lines: Sequence[str], told: Sequence[Claim], truth: Truth) -> Iterator[str]:
    wet = [one for one in told if not any(word in one.what for word in ("gusts", "ash", "squall", "tornado"))]
    yield from _about_dry_days([line for line in lines if DRY.match(line)], wet, truth)
    expected = [step for step in truth.ahead if _chance(step) >= LIKELY]
    nothing_falls = not expected and not any(step.condition in SEVERE for step in truth.ahead)
    if nothing_falls and (sky.startswith(FALLING_EMOJI) or any(word in sky for word in FALLING_SKY)):
        yield f"nothing is expected: {sky}"
    if ", clear" in sky and not any(step.condition is Condition.CLEAR for step in truth.ahead):
        yield f"never clear: {sky}"
    for step in expected:
        if not any(one.start < step.end and one.end > step.start for one in wet):
            yield f"{step.start} is not told"
    for one in wet:
        if not one.danger and not one.vague:
            yield from _about_a_spell(one, truth)


def _about_dry_days(dry: Sequence[str], wet: Sequence[Claim], truth: Truth) -> Iterator[str]:
    if not dry:
        return
    if wet:
        yield f"wet and dry: {dry}, {[one.text for one in wet]}"
    if (fallen := _fallen(truth.hours(truth.midnight(), truth.midnight(1)))) >= 1:
        yield f"{fallen} mm fall: {dry}"
    if _fallen(truth.hours(truth.midnight(-1), truth.midnight())) < 0.5:
        yield f"the day before was dry: {dry}"


def _about_a_spell(one: Claim, truth: Truth) -> Iterator[str]:
    least = LIKELY if one.likely else POSSIBLE
    inside = truth.hours(one.start, one.end)
    if inside and not all(_may_fall(step, least) for step in (inside[0], inside[-1])):
        yield f"nothing falls at its beginning or end: {one.text}"
    for first, second in pairwise(inside):
        if not one.broken and not _may_fall(first, least) and not _may_fall(second, least):
            yield f"two dry hours: {one.text}"


def _about_dangers(told: Sequence[Claim], lines: Sequence[str], truth: Truth) -> Iterator[str]:
    for step in truth.ahead:
        if step.condition in SEVERE and not any(
            word in one.what and one.start < step.end and one.end > step.start
            for word in SEVERE[step.condition]
            for one in told
        ):
            yield f"{step.condition} at {step.start} is not told"
        if (step.wind_gust or 0) >= STRONG_GUST and not any("gusts" in line for line in lines):
            yield f"gusts of {step.wind_gust} at {step.start} are not told"
    for one in told:
        if one.danger and not one.vague:
            inside = truth.hours(one.start, one.end)
            for step in (inside[0], inside[-1]) if inside else ():
                if step.condition not in SEVERE and (step.wind_gust or 0) < STRONG_GUST:
                    yield f"no danger at its beginning or end: {one.text}"


def _about_order(told: Sequence[Claim]) -> Iterator[str]:
    dangers = [one for one in told if one.danger]
    for what in {one.what for one in dangers}:
        own = [one for one in dangers if one.what == what]
        if len({one.text for one in own}) > 1:
            yield f"told twice: {[one.text for one in own]}"
        if [one.start for one in own] != sorted(one.start for one in own):
            yield f"not in the order of time: {own[0].text}"


def _chance(step: Step) -> float:
    return step.probability if step.probability is not None else 100.0 if (step.precipitation or 0) >= 0.1 else 0.0


def _may_fall(step: Step, least: float) -> bool:
    return _chance(step) >= least or (least < LIKELY and (step.precipitation or 0) >= 0.5)


def _fallen(steps: Sequence[Step]) -> float:
    return sum(step.precipitation or 0 for step in steps)


def _highest(steps: Sequence[Step]) -> float:
    return max(step.temperature for step in steps if step.temperature is not None)


def _number(text: str) -> float:
    return float(text.replace("−", "-"))
