"""Phrases about the air: air quality index, concentrations, pollen, UV index, and the air notice of a card."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from babel import Locale

from handlers.views.units import LANGUAGES_BY_CODE, Units
from services.places import Place
from services.units import rounded
from services.weather.air import AirHour, AirIndex, AirQuality, PollenForecast, PollenLevel
from services.weather.air_notice import AirNotice
from services.weather.forecast import highest

AIR_CATEGORIES: Mapping[AirIndex, Sequence[tuple[int, str, str]]] = {
    AirIndex.EUROPEAN: (
        (100, "air-extremely-poor", "🟣"),
        (80, "air-very-poor", "🟤"),
        (60, "air-poor", "🔴"),
        (40, "air-moderate", "🟡"),
        (20, "air-fair", "🟢"),
        (-1, "air-good", "🔵"),
    ),
    AirIndex.US: (
        (300, "air-us-hazardous", "🟤"),
        (200, "air-us-very-unhealthy", "🟣"),
        (150, "air-us-unhealthy", "🔴"),
        (100, "air-us-sensitive", "🟠"),
        (50, "air-us-moderate", "🟡"),
        (-1, "air-us-good", "🟢"),
    ),
}
"""Maps an index to its categories: the value above which a category begins, the key of its text, its colour.

Sources: https://airindex.eea.europa.eu/AQI/index.html and https://www.airnow.gov/aqi/aqi-basics/
"""

AIR_INDEX_TEXTS = {AirIndex.EUROPEAN: "asked-air", AirIndex.US: "asked-air-us"}
"""Maps an index to the key of the text with the value and the category of the index."""

POLLEN_TEXTS = {
    PollenLevel.NONE: "pollen-level-none",
    PollenLevel.LOW: "pollen-level-low",
    PollenLevel.MODERATE: "pollen-level-moderate",
    PollenLevel.HIGH: "pollen-level-high",
    PollenLevel.VERY_HIGH: "pollen-level-very-high",
}
"""Maps a level of pollen to the key of its word."""

UV_CATEGORIES = ((11, "uv-extreme"), (8, "uv-very-high"), (6, "uv-high"), (3, "uv-moderate"), (0, "uv-low"))
"""Pairs (minimum UV index of a category of the WHO, key of the text that names the category)."""

MIN_HIGH_OZONE = 120.0
"""Concentration of ozone, in µg/m³, above which ozone is shown; at this value the European category "poor" begins.
"""

MIN_HIGH_DUST = 45.0
"""Concentration of desert dust, in µg/m³, above which dust is shown: the WHO's guideline for PM10 in a day."""

POLLEN_AREA = (30.0, 72.0, -25.0, 45.0)
"""The area of the model that forecasts pollen: minimum and maximum latitude, minimum and maximum longitude.

Source: https://ads.atmosphere.copernicus.eu/datasets/cams-europe-air-quality-forecasts
"""

US_COUNTRY_CODE = "US"


@cache
def name_of_us(language: str) -> str:
    """Return the name of the US in *language*, as `Place.country` contains it."""
    shown_names = (line.partition(" = ") for line in LANGUAGES_BY_CODE[language].read_lines("countries.txt"))
    usual_name = str(Locale(language).territories[US_COUNTRY_CODE])
    return next((name for name, _, code in shown_names if code == US_COUNTRY_CODE), usual_name)


def shown_index(place: Place, hours: Iterable[AirHour], units: Units) -> AirIndex | None:
    """Return the index that is shown for *place*; None if *hours* have no index.

    The index of the US is shown for places in the US and in chats with US units, and the European index otherwise.
    If *hours* have only one of the two indices, return that one.
    """
    hours = list(hours)
    order = list(_preferred_indices(place, units))
    return next((kind for kind in order if any(hour.index(kind) is not None for hour in hours)), None)


def _preferred_indices(place: Place, units: Units) -> tuple[AirIndex, AirIndex]:
    is_us = units.is_imperial or place.country == name_of_us(units.texts.language)
    return (AirIndex.US, AirIndex.EUROPEAN) if is_us else (AirIndex.EUROPEAN, AirIndex.US)


def category_dot_and_word(air_index: AirIndex, index_value: float, units: Units) -> tuple[str, str]:
    """Return the coloured dot and the word for the category of *index_value*: ("🟢", "fair")."""
    index = rounded(index_value)
    return next((dot, units.texts(key)) for above, key, dot in AIR_CATEGORIES[air_index] if index > above)


def index_text(air_index: AirIndex, index_value: float, units: Units) -> str:
    """Return *index_value* with its dot and word: "🟢 Air: fair, European index 35"."""
    dot, word = category_dot_and_word(air_index, index_value, units)
    return units.texts(AIR_INDEX_TEXTS[air_index], dot=dot, word=word, index=rounded(index_value))


def concentrations_text(hours: Sequence[AirHour], units: Units, *, shows_low_ozone: bool = False) -> str:
    """Return the highest concentrations of *hours*: "PM2.5 12 µg/m³, PM10 20 µg/m³".

    Ozone and desert dust are included if they are high; if *shows_low_ozone* is true, ozone is always included.
    """
    amounts = (
        ("asked-pm2-5", highest(hour.pm2_5 for hour in hours), -1.0),
        ("asked-pm10", highest(hour.pm10 for hour in hours), -1.0),
        ("asked-ozone", highest(hour.ozone for hour in hours), -1.0 if shows_low_ozone else MIN_HIGH_OZONE),
        ("asked-dust", highest(hour.dust for hour in hours), MIN_HIGH_DUST),
    )
    return ", ".join(
        units.texts(key, amount=rounded(amount))
        for key, amount, above in amounts
        if amount is not None and amount > above
    )


def pollen_text(
    pollen: Iterable[PollenForecast], units: Units, *, min_level: PollenLevel = PollenLevel.LOW
) -> str:
    """Return the plants whose pollen is at *min_level* or a higher level: "birch high, grass low".

    The plant with the most pollen is first. The text is empty if the pollen of all plants is below *min_level*.
    """
    present = sorted(
        (forecast for forecast in pollen if forecast.level >= min_level), key=lambda forecast: -forecast.level
    )
    return ", ".join(_plant_and_level(forecast, units) for forecast in present)


def _plant_and_level(forecast: PollenForecast, units: Units) -> str:
    level = units.texts(POLLEN_TEXTS[forecast.level])
    return units.texts("pollen-of", plant=units.texts(f"pollen-{forecast.plant}"), level=level)


def pollen_line(air: AirQuality, place: Place, day: date, units: Units) -> str:
    """Return a line with the pollen on *day*, or with the reason why the pollen is unknown."""
    if pollen := air.pollen_on(day):
        present = pollen_text(pollen, units)
        return units.texts("pollen", plants=present) if present else units.texts("pollen-none")
    south, north, west, east = POLLEN_AREA
    if not (south <= place.latitude <= north and west <= place.longitude <= east):
        reason = "elsewhere"
    elif air.has_computed_index:  # a provider whose index the bot computes has no pollen
        reason = "source"
    else:
        reason = "time" if air.pollen_days else "season"
    return units.texts("pollen-unknown", reason=reason)


def uv_word(index: int, units: Units) -> str:
    """Return the WHO's category of the UV index *index*."""
    return units.texts(next(key for minimum, key in UV_CATEGORIES if index >= minimum))


def notice_lines(notice: AirNotice, place: Place, units: Units) -> Iterator[str]:
    """Yield lines that warn of poor air, a high UV index and much pollen."""
    air_index, _ = _preferred_indices(place, units)
    if (value := notice.index(air_index)) is not None:
        yield index_text(air_index, value, units)
    if notice.uv_index is not None and notice.uv_end is not None:
        index = rounded(notice.uv_index)
        yield units.texts(
            "notice-uv-until" if notice.uv_start is None else "notice-uv",
            index=index,
            word=uv_word(index, units),
            start=units.time(notice.uv_start) if notice.uv_start is not None else "",
            end=units.time(notice.uv_end),
        )
    if notice.pollen:
        yield units.texts("pollen", plants=pollen_text(notice.pollen, units))


def air_source(air: AirQuality, units: Units, *, is_always_named: bool = False) -> Iterator[str]:
    """Yield a phrase with the provider of *air* if the bot has computed the index or *is_always_named* is true."""
    if air.has_computed_index:
        yield units.texts("air-computed", provider=air.provider)
    elif is_always_named:
        yield units.texts("air-source", provider=air.provider)
