"""The newest time zone data, and zones that keep the same time."""

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata

from services.timezones import ZoneData, have_same_time, use_newest_zone_data, zone_data_in_use

PACKAGE = ZoneData(tzdata.IANA_VERSION)
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Path]:
    """A directory that is the system's zone database."""
    path = zoneinfo.TZPATH
    (tmp_path / "UTC").touch()
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    yield tmp_path
    zoneinfo.reset_tzpath(to=path)


@pytest.mark.parametrize(
    "first_line", ["# version 2025b\n", f"# version {tzdata.IANA_VERSION}\n", "R d 1916\n", ""]
)
def test_the_package_is_used_when_the_systems_data_is_not_newer(system: Path, first_line: str) -> None:
    (system / "tzdata.zi").write_text(first_line)

    assert use_newest_zone_data() == PACKAGE
    assert zoneinfo.TZPATH == ()


def test_the_package_is_used_when_the_system_does_not_say_its_version(system: Path) -> None:
    assert zone_data_in_use() == ZoneData("unknown", system)
    assert use_newest_zone_data() == PACKAGE


def test_newer_data_of_the_system_is_used(system: Path) -> None:
    (system / "tzdata.zi").write_text("# version 2099a\n")

    assert use_newest_zone_data() == ZoneData("2099a", system)
    assert str(zone_data_in_use()) == f"2099a, from {system}"


def test_without_data_of_the_system_the_package_is_used(system: Path) -> None:
    (system / "UTC").unlink()

    assert zone_data_in_use() == PACKAGE
    assert str(use_newest_zone_data()) == f"{tzdata.IANA_VERSION}, from the package tzdata"


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (["Europe/Berlin", "Europe/Paris"], True),
        (["Europe/Berlin", "Europe/London"], False),
        (["America/Monterrey", "America/Matamoros"], False),  # the same in winter
        (["America/Phoenix", "America/Los_Angeles"], False),  # the same in summer
        (["Europe/Oslo"], True),
        ([], True),
    ],
)
def test_zones_have_the_same_time_when_clocks_agree_all_year(names: list[str], same: bool) -> None:
    assert have_same_time(map(ZoneInfo, names), NOW) is same
