"""Requests for alerts in sentences and after /alerts."""

import pytest

from services.alerts.request import read_alert_request
from services.storage import ALL_KINDS, AlertKinds

RAIN = AlertKinds.PRECIPITATION | AlertKinds.HEAVY_RAIN


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Moscow, London", ALL_KINDS),
        ("дача", ALL_KINDS),
        ("warn me about rain in Oslo", RAIN),
        ("tell me when it rains in Oslo", RAIN),
        ("предупреди о дожде в Москве", RAIN),
        ("frost Kazan", AlertKinds.FROST),
        ("предупреждай о заморозках", AlertKinds.FROST),
        ("предупреди о жаре и ветре в Сочи", AlertKinds.HEAT | AlertKinds.GUSTS),
        ("мороз Казань", AlertKinds.FROST),
        ("warn me about heat in Rome", AlertKinds.HEAT),
        ("warn me about the temperature in Rome", AlertKinds.FROST | AlertKinds.HEAT),
        ("сообщай о снеге в Уфе", AlertKinds.PRECIPITATION | AlertKinds.HEAVY_SNOW),
        ("warn me about frost in Hot Springs", AlertKinds.FROST),
        ("warn me about storms in Miami", AlertKinds.GUSTS | AlertKinds.WARNINGS),
    ],
)
def test_a_request_may_name_kinds_of_alerts(text: str, kinds: AlertKinds) -> None:
    assert read_alert_request(text).kinds == kinds


@pytest.mark.parametrize("text", ["don't warn me any more", "stop warning me", "не предупреждай больше"])
def test_a_request_for_no_more_alerts_is_recognized(text: str) -> None:
    assert read_alert_request(text).is_refusal


@pytest.mark.parametrize("text", ["warn me about frost", "предупреждай о заморозках", ""])
def test_a_request_without_a_place_names_none(text: str) -> None:
    assert read_alert_request(text).places == ""
    assert not read_alert_request(text).is_refusal
