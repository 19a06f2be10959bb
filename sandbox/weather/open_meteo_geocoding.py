"""An imitation of Open-Meteo's geocoder, /v1/search."""

from sandbox.weather.answers import JSON, Answer, Query
from sandbox.weather.cities import Cities, City
from sandbox.weather.climate import elevation
from sandbox.weather.open_meteo_query import check_parameters, parse_choice, parse_integer, refuse

PARAMETERS = ("name", "count", "language", "format", "countryCode")
MIN_NAME_LENGTH = 2
"""Minimum number of letters of a name that is searched. A name of this length matches only whole names."""


class OpenMeteoGeocoding:
    """Answers queries to /v1/search."""

    def __init__(self, cities: Cities) -> None:
        self._cities = cities

    def search(self, query: Query) -> Answer:
        """Return the cities called `name`, then those whose name starts with it.

        An answer without cities has no `results`. With `countryCode`, only cities of this country are returned. In
        `name`, the text after a comma is a region or country, such as "Ireland" in "Limerick, Ireland".
        """
        check_parameters(query, PARAMETERS)
        parse_choice(query, "format", {"json": None})
        count = parse_integer(query, "count", 10)
        if not 1 <= count <= 100:
            refuse("Parameter count must be between 1 and 100.")
        if "name" not in query:
            refuse("Value of type 'String' required for key 'name'.")

        name, *areas = (part.strip() for part in query["name"].split(","))
        found: list[City] = []
        if len(name) >= MIN_NAME_LENGTH:
            found = self._cities.named(name, filter(None, areas), prefix=len(name) > MIN_NAME_LENGTH)
        if "countryCode" in query:
            found = [city for city in found if city.country_code == query["countryCode"].upper()]
        results = [_place_fields(city, query.get("language", "en")) for city in found[:count]]
        return Answer(({"results": results} if results else {}) | {"generationtime_ms": 0.1})


def _place_fields(city: City, language: str) -> JSON:
    city_names = {
        "country_code": city.country_code,
        "country": city.country(language),
        "admin1": city.region(language),
        "population": city.population,
    }
    return {
        "id": city.id,
        "name": city.name(language),
        "latitude": city.latitude,
        "longitude": city.longitude,
        "elevation": elevation(*city.point),
        "feature_code": "PPL",
        "timezone": city.timezone,
        **{name: value for name, value in city_names.items() if value},
    }
