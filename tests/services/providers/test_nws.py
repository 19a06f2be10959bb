"""Alerts of the National Weather Service, as its GeoJSON has them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.errors import InvalidResponse
from services.places import Place
from services.providers.nws.client import NationalWeatherService, parse_alerts
from services.warnings import CapMessage, MessageType, Severity

SENDER = "w-nws.webmaster@noaa.gov"


def alert(**changes: object) -> dict[str, Any]:
    properties: dict[str, object] = {
        "id": "urn:oid:2.49.0.1.840.0.1",
        "areaDesc": "Miami-Dade, FL; Broward, FL",
        "geocode": {"SAME": ["012086"], "UGC": ["FLZ074"]},
        "references": [],
        "sent": "2026-11-27T10:10:00-05:00",
        "effective": "2026-11-27T10:10:00-05:00",
        "onset": "2026-11-27T10:10:00-05:00",
        "expires": "2026-11-27T10:45:00-05:00",
        "ends": "2026-11-27T11:15:00-05:00",
        "status": "Actual",
        "messageType": "Alert",
        "category": "Met",
        "severity": "Severe",
        "certainty": "Observed",
        "urgency": "Immediate",
        "event": "Severe Thunderstorm Warning",
        "sender": SENDER,
        "senderName": "NWS Miami FL",
        "headline": "Severe Thunderstorm Warning issued November 27",
        "description": "At 1010 AM EST,\na severe thunderstorm was near Miami.",
        "instruction": None,
        "response": "Shelter",
        "parameters": {"VTEC": ["/O.NEW.KMFL.SV.W.0100/"]},
    }
    return {"type": "Feature", "geometry": None, "properties": properties | changes}


def messages(*features: object) -> tuple[CapMessage, ...]:
    return parse_alerts({"type": "FeatureCollection", "features": list(features)}).messages


def test_a_warning_ends_when_the_event_ends_not_when_its_text_is_renewed() -> None:
    (found,) = messages(alert())
    (warning,) = found.warnings
    assert found.id == f"{SENDER},urn:oid:2.49.0.1.840.0.1"
    assert warning.onset == datetime(2026, 11, 27, 15, 10, tzinfo=UTC)
    assert warning.expires == datetime(2026, 11, 27, 16, 15, tzinfo=UTC)
    assert warning.severity is Severity.SEVERE
    text = warning.text_in("ru")
    assert (text.event, text.issuer) == ("Severe Thunderstorm Warning", "NWS Miami FL")
    assert text.description == "At 1010 AM EST, a severe thunderstorm was near Miami."


def test_updates_and_cancellations_refer_to_earlier_messages() -> None:
    references = [{"@id": "x", "identifier": "old", "sender": SENDER, "sent": "2026-11-27T10:00:00-05:00"}, "bad"]
    update, cancel = messages(
        alert(messageType="Update", references=references),
        alert(messageType="Cancel", references=references, id="urn:oid:2"),
    )
    assert update.warnings[0].replaces == update.references == (f"{SENDER},old",)
    assert (cancel.type, cancel.references) == (MessageType.CANCEL, (f"{SENDER},old",))


def test_tests_and_other_categories_are_not_warnings() -> None:
    test, quake = alert(status="Test"), alert(category="Geo")
    assert [message.warnings for message in messages(test, quake)] == [()]


def test_an_invalid_alert_leaves_the_others_and_makes_the_result_incomplete() -> None:
    found = parse_alerts({"features": [alert(), alert(sent=None), 5]})
    assert len(found.messages) == 1
    assert not found.is_complete


@pytest.mark.parametrize("body", [{}, [], {"features": None}, {"features": [{}] * 101}])
def test_a_body_without_a_list_of_alerts_is_malformed(body: object) -> None:
    with pytest.raises(InvalidResponse):
        parse_alerts(body)


@pytest.mark.parametrize(
    ("place", "covered"),
    [
        (Place("Miami", 25.77, -80.19, country="США", timezone="America/New_York"), True),
        (Place("San Juan", 18.47, -66.12, country="Puerto Rico", timezone="America/Puerto_Rico"), True),
        (Place("Toronto", 43.7, -79.42, country="Canada", timezone="America/Toronto"), False),
        (Place("El Paso", 31.76, -106.49, country="США"), True),
        (Place("Ciudad Juárez", 31.72, -106.46, country="Mexico"), False),
        (Place("somewhere", 31.72, -106.46), False),
    ],
)
def test_only_places_that_are_surely_in_the_united_states_are_covered(place: Place, *, covered: bool) -> None:
    assert NationalWeatherService().covers(place) is covered
