"""Numbers as users read them: rounded, with a unit after a no-break space."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from handlers.texts import Texts
from services.storage import ChatSettings

NBSP = "\u00a0"
MINUS = "\u2212"

MMHG_PER_HPA = 0.750062
"""Millimetres of mercury in a hectopascal."""

LEAST_MILLIMETRES = 0.05
"""Precipitation that rounds to a tenth; below, there is nothing to tell."""


def rounded(value: float) -> int:
    """Return *value* to the nearest whole number, halves away from zero as people do it."""
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


def temperature(celsius: float) -> str:
    """Return +21 °C, −4 °C or 0 °C."""
    degrees = rounded(celsius)
    sign = "+" if degrees > 0 else MINUS if degrees < 0 else ""
    return f"{sign}{abs(degrees)}{NBSP}°C"


def wind(metres_per_second: float, texts: Texts) -> str:
    """Return a speed in m/s."""
    return texts("unit-wind", value=str(rounded(metres_per_second)))


def wind_direction(degrees: float, texts: Texts) -> str:
    """Return the nearest of eight compass points."""
    return texts(f"from-{rounded(degrees / 45) % 8}")


def pressure(hectopascals: float, texts: Texts) -> str:
    """Return a pressure in what the language's readers are used to: mmHg in Russian, hPa elsewhere."""
    value = hectopascals * MMHG_PER_HPA if texts.language == "ru" else hectopascals
    return texts("unit-pressure", value=str(rounded(value)))


def distance(metres: float, texts: Texts) -> str:
    """Return a distance in km from one kilometre on, below in tens of metres."""
    if metres >= 1000:  # noqa: PLR2004
        return texts("unit-kilometres", value=str(rounded(metres / 1000)))
    return texts("unit-metres", value=str(rounded(metres / 10) * 10))


def millimetres(amount: float, texts: Texts) -> str:
    """Return an amount of precipitation to a tenth, with the language's decimal sign."""
    return texts("unit-millimetres", value=f"{amount:.1f}".replace(".", "," if texts.language == "ru" else "."))


def percent(value: float, texts: Texts) -> str:
    """Return a share."""
    return texts("unit-percent", value=str(rounded(value)))


class Units:
    """Numbers in the language of *texts* and the units of *settings*."""

    def __init__(self, texts: Texts, settings: ChatSettings = ChatSettings()) -> None:  # noqa: B008 - frozen
        self._texts = texts
        self._settings = settings

    def temperature(self, celsius: float) -> str:
        """Return +21 °C, −4 °C or 0 °C."""
        return temperature(celsius)

    def wind(self, metres_per_second: float) -> str:
        """Return a speed."""
        return wind(metres_per_second, self._texts)

    def time(self, moment: datetime) -> str:
        """Return the time of day."""
        return f"{moment:%H:%M}"

    def percent(self, value: float) -> str:
        """Return a share."""
        return percent(value, self._texts)

    def wind_direction(self, degrees: float) -> str:
        """Return the nearest of eight compass points."""
        return wind_direction(degrees, self._texts)
