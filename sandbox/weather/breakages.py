"""The faults of the imitated services, by target."""

from dataclasses import dataclass

from sandbox.faults import Fault, Odds
from sandbox.weather.cities import Cities, City, Point

IMITATIONS = {
    "openweather": ("openweather", "openweather-geocoding", "openweather-air"),
    "open-meteo": ("open-meteo", "geocoding", "air-quality", "marine"),
    "met-norway": ("met-norway",),
    "nws": ("nws",),
    "public-alert-server": ("public-alert-server",),
}
"""The services of each imitation, by the name that the provider declares."""

SERVICES = tuple(service for services in IMITATIONS.values() for service in services)
WARNING_SERVICES = ("nws", "public-alert-server")
TARGETS = {
    **{service: (service,) for service in SERVICES},
    "weather": tuple(service for service in IMITATIONS if service not in WARNING_SERVICES),
    "warnings": WARNING_SERVICES,
}
"""The services that each target covers."""
CITY_RADIUS = 0.1
"""Degrees of latitude and longitude within which a point belongs to a city."""


@dataclass(frozen=True)
class Breakage:
    """The faults of a target, and the requests that they affect."""

    target: str
    services: tuple[str, ...]
    city: City | None
    odds: Odds

    def draw(self, service: str, places: tuple[Point, ...]) -> Fault | None:
        """Return the fault for a request to `service` about `places`; None if the request gets no fault."""
        if service not in self.services:
            return None
        affected = self.city is None or any(_is_near(self.city.point, place) for place in places)
        return self.odds.draw() if affected else None


class Breakages:
    """The faults that are in effect; the latest fault comes first."""

    def __init__(self, cities: Cities) -> None:
        self._cities = cities
        self._breakages: list[Breakage] = []

    def add(self, target: str, service: str, odds: Odds) -> None:
        """Add faults for a service, or for weather requests to `service` about the largest city called `target`.

        Raises ValueError when the target is neither a service nor a city.
        """
        if target in TARGETS:
            breakage = Breakage(target, TARGETS[target], None, odds)
        else:
            breakage = Breakage(target, TARGETS[service], self._city(target), odds)
        self._breakages.insert(0, breakage)

    def remove(self, target: str | None) -> None:
        """Remove the faults of `target`, or all faults if `target` is None."""
        self._breakages = [breakage for breakage in self._breakages if target not in (None, breakage.target)]

    def draw(self, service: str, places: tuple[Point, ...]) -> Fault | None:
        """Return the fault for a request to `service` about `places`; None if the request gets no fault."""
        drawn = (breakage.draw(service, places) for breakage in self._breakages)
        return next(filter(None, drawn), None)

    def _city(self, name: str) -> City:
        named = self._cities.named(name)
        if not named:
            raise ValueError("neither a service nor a city", name)
        return named[0]


def _is_near(first: Point, second: Point) -> bool:
    return all(abs(a - b) <= CITY_RADIUS for a, b in zip(first, second, strict=True))
