"""Resolves texts, and reads which names the geocoders were asked for."""

from sandbox.faults import Fault, FaultKind
from sandbox.weather import City, WeatherServer
from services.errors import Failure, Reason
from services.places import Match, Resolution, Resolver

OUTAGE = Fault(FaultKind.STATUS, 503, body="{}")
DOWN = Failure(Reason.UNAVAILABLE, 503)

NAME = "Bozuqwix"
"""A place that the geocoders know and the index does not, with the fixture `bozuqwix`."""


async def resolve(resolver: Resolver, text: str, language: str = "en") -> list[Resolution]:
    return (await resolver.resolve(text, language)).items


async def spots(resolver: Resolver, text: str, language: str = "en") -> list[tuple[float, float] | str]:
    """Return the spots of the places, and the names that are none."""
    return [
        item.place.key if isinstance(item, Match) else item.asked
        for item in await resolve(resolver, text, language)
    ]


def searches(sandbox: WeatherServer) -> list[str]:
    return [request.params["name"] for request in sandbox.requests if request.service == "geocoding"]


def settle(sandbox: WeatherServer, name: str, *, population: int = 1000, **known: str) -> City:
    """Let the geocoders know a place of that name."""
    latitude = 3.0 * len(name) + (ord(name[0]) - ord("A"))
    city = City(name_en=name, latitude=latitude, longitude=-40.0, population=population, **known)  # type: ignore[arg-type]
    sandbox.add_city(city)
    return city
