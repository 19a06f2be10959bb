"""Computes the European air quality index from concentrations, and pollen levels from pollen counts."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from services.weather.air import Plant, PollenLevel

POINTS_PER_BAND = 20
"""Width of each band of the European index, in points; for example, 0 to 20 is "good" and 20 to 40 is "fair"."""

EUROPEAN_BANDS: Mapping[str, Sequence[float]] = {
    "pm2_5": (5, 15, 50, 90, 140),
    "pm10": (15, 45, 120, 195, 270),
    "nitrogen_dioxide": (10, 25, 60, 100, 150),
    "ozone": (60, 100, 120, 160, 180),
    "sulphur_dioxide": (20, 40, 125, 190, 275),
}
"""Maps a pollutant to the upper limits of the bands from "good" to "very poor", in µg/m³. Air above the last limit
is "extremely poor". Source: the European Environment Agency, https://airindex.eea.europa.eu/AQI/index.html"""

_TREE, _GRASS, _WEED = (1, 15, 90, 1500), (1, 5, 20, 200), (1, 10, 50, 500)

POLLEN_LEVEL_BOUNDS: Mapping[Plant, Sequence[float]] = {
    Plant.ALDER: _TREE,
    Plant.BIRCH: _TREE,
    Plant.OLIVE: _TREE,
    Plant.GRASS: _GRASS,
    Plant.MUGWORT: _WEED,
    Plant.RAGWEED: _WEED,
}
"""Maps a plant to the lower limits of the levels from "low" to "very high". A limit is the mean count of a day, in
grains/m³. Source: the scale of the National Allergy Bureau, https://pollen.aaaai.org/#/pages/reading-the-charts"""


def european_index(concentrations: Mapping[str, float | None]) -> float | None:
    """Return the European index for *concentrations*; None if no concentration is known.

    *concentrations* maps pollutants to values in µg/m³.

    The European index is the index of the worst pollutant. Within a band, the index is a linear function of the
    concentration. Above the last limit, the index rises as fast as in the last band, like the index of Open-Meteo.
    """
    indices = [
        _index_of_pollutant(value, EUROPEAN_BANDS[pollutant])
        for pollutant, value in concentrations.items()
        if value is not None and pollutant in EUROPEAN_BANDS
    ]
    return max(indices, default=None)


def _index_of_pollutant(concentration: float, limits: Sequence[float]) -> float:
    edges = (0, *limits)
    band = min(bisect_right(edges, concentration), len(limits)) - 1
    low, high = edges[band], edges[band + 1]
    return POINTS_PER_BAND * (band + (concentration - low) / (high - low))


def pollen_level(plant: Plant, grains: float) -> PollenLevel:
    """Return the band for the pollen of *plant*.

    *grains* is the mean pollen count of a day, in grains/m³.
    """
    return PollenLevel(bisect_right(POLLEN_LEVEL_BOUNDS[plant], grains))
