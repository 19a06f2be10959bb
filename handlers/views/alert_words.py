"""Names of alert kinds and of severities, and thresholds in the units of a chat."""

from collections.abc import Mapping

from handlers.views.units import Units
from handlers.views.warnings import SEVERITY_SIGNS, SEVERITY_TEXTS
from services.storage.alert_models import THRESHOLD_KINDS, AlertKinds, AlertSettings
from services.units import MINUS, Unit, rounded
from services.warnings import Severity

KIND_NAME_TEXTS = {
    AlertKinds.PRECIPITATION: "alert-name-precipitation",
    AlertKinds.FROST: "alert-name-frost",
    AlertKinds.HEAT: "alert-name-heat",
    AlertKinds.GUSTS: "alert-name-gusts",
    AlertKinds.HEAVY_RAIN: "alert-name-heavy-rain",
    AlertKinds.HEAVY_SNOW: "alert-name-heavy-snow",
    AlertKinds.UV: "alert-name-uv",
    AlertKinds.WARNINGS: "alert-name-warnings",
}
"""Maps a kind of alerts to the key of its name on a button."""

KIND_LINE_TEXTS = {
    AlertKinds.PRECIPITATION: "alert-line-precipitation",
    AlertKinds.FROST: "alert-line-frost",
    AlertKinds.HEAT: "alert-line-heat",
    AlertKinds.GUSTS: "alert-line-gusts",
    AlertKinds.HEAVY_RAIN: "alert-line-heavy-rain",
    AlertKinds.HEAVY_SNOW: "alert-line-heavy-snow",
    AlertKinds.UV: "alert-line-uv",
    AlertKinds.WARNINGS: "alert-line-warnings",
}
"""Maps a kind of alerts to the key of the line that says in which weather a chat gets the alert."""

SELECTABLE_MIN_SEVERITIES = (Severity.MINOR, Severity.MODERATE, Severity.SEVERE, Severity.EXTREME)
"""The severities of which a chat can choose one; it gets alerts about official warnings from this severity on."""

THRESHOLD_RANGES: Mapping[AlertKinds, tuple[float, float]] = {
    AlertKinds.FROST: (-40.0, 10.0),
    AlertKinds.HEAT: (10.0, 50.0),
    AlertKinds.GUSTS: (5.0, 50.0),
    AlertKinds.HEAVY_RAIN: (2.0, 200.0),
    AlertKinds.HEAVY_SNOW: (1.0, 100.0),
    AlertKinds.UV: (1.0, 14.0),
}
"""Maps a kind of alerts to the lowest and the highest threshold that a chat can set, in the units of
DEFAULT_THRESHOLDS."""

TENTHS_PER_UNIT = 10


def kind_name(kind: AlertKinds, units: Units) -> str:
    """Return the name of *kind* with its emoji: "🥶 Frost"."""
    return units.texts(KIND_NAME_TEXTS[kind])


def kind_names(kinds: AlertKinds, units: Units) -> list[str]:
    """Return the name of each of *kinds*."""
    return [kind_name(kind, units) for kind in AlertKinds if kinds & kind]


def joined_kind_names(kinds: AlertKinds, units: Units) -> str:
    """Return the names of *kinds* in one text: "🥶 Frost, 🥵 Heat"; `read_alert_request` can read this text."""
    return ", ".join(kind_names(kinds, units))


def kind_line(kind: AlertKinds, settings: AlertSettings, units: Units) -> str:
    """Return in which weather a chat with *settings* gets alerts of *kind*: "🥶 Frost: 0 °C or colder"."""
    threshold = threshold_text(kind, settings.threshold(kind), units) if kind in THRESHOLD_KINDS else ""
    severity = severity_name(settings.min_severity, units) if kind is AlertKinds.WARNINGS else ""
    return units.texts(KIND_LINE_TEXTS[kind], threshold=threshold, severity=severity)


def severity_name(severity: Severity, units: Units) -> str:
    """Return the name of *severity* after its coloured sign, if it has one: "🟡 Moderate danger"."""
    key = SEVERITY_TEXTS[severity]
    return f"{SEVERITY_SIGNS.get(severity, '')} {units.texts(key)}".lstrip()


def threshold_text(kind: AlertKinds, value: float, units: Units) -> str:
    """Format a threshold of *kind*, or a forecast value to compare with it: "−5 °C", "17 m/s", "20 mm", "8"."""
    match kind:
        case AlertKinds.FROST | AlertKinds.HEAT:
            return units.temperature(value)
        case AlertKinds.GUSTS:
            return units.wind(value)
        case AlertKinds.HEAVY_RAIN:
            return units.expected_precipitation(value)
        case AlertKinds.HEAVY_SNOW:
            return units.snow_depth(value)
        case _:
            return units.decimal(value, 0)


def moved_threshold(kind: AlertKinds, threshold: float, increment_count: int, units: Units) -> float:
    """Return *threshold* raised by *increment_count* increments, or lowered if *increment_count* is negative.

    An increment is one unit of the chat, such as 1 °F; for rain in inches, it is a tenth of an inch. The result is
    rounded to an increment, and is within THRESHOLD_RANGES.
    """
    lowest, highest = THRESHOLD_RANGES[kind]
    unit, scale = _threshold_unit(kind, units), _increments_per_unit(kind, units)
    threshold_in_unit = threshold if unit is None else unit.convert(threshold)
    moved = (rounded(threshold_in_unit * scale) + increment_count) / scale
    return min(max(moved if unit is None else unit.convert_back(moved), lowest), highest)


def threshold_change_text(kind: AlertKinds, increment_count: int, units: Units) -> str:
    """Return the text of the button that changes a threshold by *increment_count* increments: "+5" or "−0.1"."""
    scale = _increments_per_unit(kind, units)
    amount = units.decimal(abs(increment_count) / scale, 0 if scale == 1 else 1)
    return f"{'+' if increment_count > 0 else MINUS}{amount}"


def _threshold_unit(kind: AlertKinds, units: Units) -> Unit | None:
    """Return the unit in which the chat sees thresholds of *kind*; None for the UV index, which has no unit."""
    match kind:
        case AlertKinds.FROST | AlertKinds.HEAT:
            return units.temperature_unit
        case AlertKinds.GUSTS:
            return units.wind_unit
        case AlertKinds.HEAVY_RAIN:
            return units.precipitation_unit
        case AlertKinds.HEAVY_SNOW:
            return units.snow_unit
        case _:
            return None


def _increments_per_unit(kind: AlertKinds, units: Units) -> int:
    return TENTHS_PER_UNIT if kind is AlertKinds.HEAVY_RAIN and units.is_imperial else 1
