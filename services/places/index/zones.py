"""Corrects the wrong time zones of places in GeoNames; `python -m services.places.index.zones` writes `zones.txt`.

The package timezonefinder (`pip install '.[zones]'`) finds the time zone at a place's coordinates. The boundaries
of time zones in the package are from https://github.com/evansiroky/timezone-boundary-builder (OpenStreetMap,
ODbL). A time zone is corrected only if clocks in the wrong zone and in the right zone show different times.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.places.index.sources import read_cities
from services.places.index.table_files import read_table
from services.timezones import have_same_time, use_newest_zone_data

CORRECTIONS_FILE = "zones.txt"

CORRECTIONS_HEADER = """\
# Right time zones of places whose time zone in GeoNames is wrong: GeoNames id and name, … = time zone.
# Written by `python -m services.places.index.zones`.

"""

UNCORRECTED_PLACE_IDS = {
    1808588,  # Hekou in China, opposite Lao Cai in Vietnam
    *(878023, 878087, 878242),  # Mbamba Bay, Manda and Liuli in Tanzania, on Lake Malawi
    3624436,  # Canoas in Costa Rica, which forms one town with Paso Canoas in Panama
    7302858,  # Sarupathar in India
    1337357,  # Nganglam in Bhutan
    10370337,  # Ak-Say in Kyrgyzstan
    611847,  # Sukhumi in Abkhazia, where clocks show Moscow time
}
"""GeoNames ids of places that keep their GeoNames time zone, although timezonefinder finds another zone.

For all places in the set except Sukhumi, the coordinates in GeoNames lie on the wrong side of a border.
"""


def read_zone_corrections() -> dict[int, str]:
    """Return the right time zones of all places with a wrong zone in GeoNames, by GeoNames id."""
    return {
        int(place.partition(" ")[0]): zone for places, zone in read_table(CORRECTIONS_FILE) for place in places
    }


def find_zone_corrections(
    cities: Iterable[Mapping[str, Any]], now: datetime
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield each city whose time zone in GeoNames is wrong, with the zone at the city's coordinates."""
    from timezonefinder import TimezoneFinder  # noqa: PLC0415 - the bot runs without timezonefinder

    finder = TimezoneFinder(in_memory=True)
    for city in cities:
        zone = finder.timezone_at_land(lat=city["latitude"], lng=city["longitude"])
        if zone is None or zone == city["timezone"] or city["geonameid"] in UNCORRECTED_PLACE_IDS:
            continue
        if not have_same_time([ZoneInfo(zone), ZoneInfo(city["timezone"])], now):
            yield city, zone


def main() -> None:
    """Compute the corrections of time zones, and write them to the file CORRECTIONS_FILE of this package."""
    print(f"time zone data {use_newest_zone_data()}", file=sys.stderr)
    places: dict[str, list[str]] = defaultdict(list)
    for city, zone in find_zone_corrections(read_cities(lambda: None), datetime.now(UTC)):
        places[zone].append(f"{city['geonameid']} {city['name'].replace(',', '')}")
    lines = [f"{', '.join(places[zone])} = {zone}\n" for zone in sorted(places)]
    Path(__file__).with_name(CORRECTIONS_FILE).write_text(CORRECTIONS_HEADER + "".join(lines), encoding="utf-8")
    print(f"{sum(map(len, places.values()))} corrections", file=sys.stderr)


if __name__ == "__main__":
    main()
