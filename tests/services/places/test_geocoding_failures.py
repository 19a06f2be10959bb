"""Geocoders that fail, hang or have bugs."""

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.places import LookupFailed, Match, Place, Resolver, Unknown
from tests.services.conftest import asked
from tests.services.places.asking import DOWN, NAME, OUTAGE

pytestmark = pytest.mark.usefixtures("bozuqwix")


@pytest.mark.parametrize(
    "fault",
    [
        OUTAGE,
        Fault(FaultKind.STATUS, 502),
        Fault(FaultKind.STATUS, 429, body="{}"),
        Fault(FaultKind.STATUS, 200, body="{"),
        Fault(FaultKind.HANG),
        Fault(FaultKind.SLOW_BODY),
        Fault(FaultKind.DROP),
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_when_a_geocoder_fails_the_next_is_asked(
    keyed_resolver: Resolver, sandbox: WeatherServer, fault: Fault
) -> None:
    sandbox.break_("geocoding", fault)

    reading = await keyed_resolver.resolve(NAME, "ru")

    assert isinstance(reading.items[0], Match)
    assert reading.items[0].place.full_name == "Бозуквикс, Великобритания"
    assert asked(sandbox, "openweather-geocoding") == 1


async def test_when_all_geocoders_fail_each_unknown_name_has_the_reason(
    keyed_resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", OUTAGE)
    sandbox.break_("openweather-geocoding", Fault(FaultKind.STATUS, 500, body="{}"))

    reading = await keyed_resolver.resolve(f"{NAME}, Moscow, Qwertyzz", "en")

    bozuqwix, moscow, qwertyzz = reading.items
    assert bozuqwix == LookupFailed(NAME, DOWN)
    assert isinstance(moscow, Match)
    assert qwertyzz == LookupFailed("Qwertyzz", DOWN)


@pytest.mark.parametrize("fault", [OUTAGE, Fault(FaultKind.HANG)])
async def test_a_doubtful_misspelling_keeps_its_suggestions_when_the_geocoders_are_down(
    resolver: Resolver, sandbox: WeatherServer, fault: Fault
) -> None:
    (before,) = (await resolver.resolve("Kages", "en")).items
    sandbox.break_("geocoding", fault)

    (item,) = (await resolver.resolve("KAGEs", "ru", time_limit=0.3)).items

    assert isinstance(before, Unknown)
    assert isinstance(item, Unknown)
    assert [place.key for place in item.choices] == [place.key for place in before.choices] != []


@pytest.mark.parametrize("bug", [KeyError("name"), RecursionError(), OverflowError()], ids=repr)
async def test_a_bug_in_the_parser_of_one_geocoder_is_logged_and_the_next_is_asked(
    keyed_resolver: Resolver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, bug: Exception
) -> None:
    def parse(_: object) -> list[Place]:
        raise bug

    monkeypatch.setattr("services.providers.open_meteo.geocoding.parse_places", parse)

    (match,) = (await keyed_resolver.resolve(NAME, "en")).items

    assert isinstance(match, Match)
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [bug]


async def test_a_bug_in_the_parser_of_every_geocoder_affects_only_the_name_that_triggers_it(
    resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(_: object) -> list[Place]:
        raise KeyError("name")

    monkeypatch.setattr("services.providers.open_meteo.geocoding.parse_places", parse)

    unresolved, moscow = (await resolver.resolve(f"{NAME}, Moscow", "en")).items

    assert unresolved == LookupFailed(NAME, Failure(Reason.MALFORMED))
    assert isinstance(moscow, Match)
