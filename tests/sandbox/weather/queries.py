"""Queries to the weather server, and its error texts, which several tests share."""

import aiohttp

from sandbox.weather import WeatherServer

MOSCOW = (55.7522, 37.6156)
LONDON = (51.5085, -0.1257)


def forecast(*places: tuple[float, float]) -> dict[str, str]:
    latitudes, longitudes = zip(*places, strict=True)
    return {
        "latitude": ",".join(map(str, latitudes)),
        "longitude": ",".join(map(str, longitudes)),
        "current": "temperature_2m",
    }


def openweather_query(weather: WeatherServer, place: tuple[float, float]) -> dict[str, str | float]:
    return {"lat": place[0], "lon": place[1], "appid": weather.key}


async def fetch_body(session: aiohttp.ClientSession) -> bytes:
    """Request the weather in Moscow from Open-Meteo and return the body."""
    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        return await response.read()


def invalid_value(path: str, kind: str, value: str) -> str:
    """Return Open-Meteo's error text for a wrong value of a parameter."""
    return f"Data corrupted at path '{path}'. Cannot initialize {kind} from invalid String value {value}."
