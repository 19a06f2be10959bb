"""Asking a resolver, and what it has asked of the geocoders."""

from sandbox.weather import WeatherServer
from services.places import Match, Resolution, Resolver


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
