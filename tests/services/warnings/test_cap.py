"""Reading of CAP messages: warnings, languages and references, and documents that are no CAP or an attack."""

from datetime import UTC, datetime

import pytest

from services.errors import InvalidResponse
from services.places import Place
from services.warnings import CapMessage, MessageType, OfficialWarning, Severity, Urgency
from services.warnings import cap as reading
from services.warnings.cap import parse_cap
from services.warnings.xml import MAX_ELEMENT_DEPTH, MAX_ELEMENTS
from tests.services.conftest import LONDON, MOSCOW
from tests.services.warnings.bodies import SENDER, area, info, message

BALASHIKHA = Place("Balashikha", 55.81, 37.96)


def parsed(body: bytes) -> CapMessage:
    found = parse_cap(body, "the server")
    assert found is not None
    return found


def only_warning(body: bytes) -> OfficialWarning:
    (warning,) = parsed(body).warnings
    return warning


def test_a_warning_has_the_times_the_severity_the_issuer_and_the_area_of_its_message() -> None:
    body = message(info(description="Gusts  up to\n25 m/s.", instruction="Stay inside.", headline="Strong wind"))
    warning = only_warning(body)

    assert warning.id == f"{SENDER},one"
    assert warning.onset == datetime(2026, 1, 19, 12, tzinfo=UTC)
    assert warning.expires == datetime(2026, 1, 19, 20, tzinfo=UTC)
    assert warning.sent == datetime(2026, 1, 19, 6, tzinfo=UTC)
    assert (warning.severity, warning.urgency) == (Severity.MODERATE, Urgency.FUTURE)
    text = warning.text_in("en")
    assert (text.event, text.headline, text.issuer) == ("Wind warning", "Strong wind", "Met Example")
    assert (text.description, text.instruction) == ("Gusts up to 25 m/s.", "Stay inside.")
    assert text.area == "Moscow"
    assert warning.covers(MOSCOW)
    assert not warning.covers(LONDON)


def test_the_same_warning_in_several_languages_is_one_warning_with_several_texts() -> None:
    body = message(info("ru-RU", "Ветер"), info("fr", "Vent"), info("en-GB", "Wind"))
    warning = only_warning(body)
    assert [warning.text_in(code).event for code in ("ru", "en", "de")] == ["Ветер", "Wind", "Wind"]
    assert only_warning(message(info("fr", "Vent"), info("nl", "Wind"))).text_in("ru").event == "Vent"
    assert only_warning(message(info("", "Wind"))).text_in("en").language == "en"


def test_each_info_of_one_language_is_a_warning_of_its_own() -> None:
    later = {"onset": "2026-01-20T15:00:00+03:00", "expires": "2026-01-20T23:00:00+03:00"}
    infos = [info("de", "Wind"), info("de", "Schnee", **later), info("en", "wind"), info("en", "snow", **later)]
    found = parsed(message(*infos)).warnings
    assert [(warning.text_in("en").event, warning.text_in("de").event) for warning in found] == [
        ("wind", "Wind"),
        ("snow", "Schnee"),
    ]
    assert [warning.id for warning in found] == [f"{SENDER},one", f"{SENDER},one#1"]


def test_a_text_of_another_severity_is_not_taken_for_a_translation() -> None:
    found = parsed(message(info("de", "Sturm", severity="Severe"), info("en", "wind"))).warnings
    assert [(warning.severity, warning.texts[0].event) for warning in found] == [
        (Severity.SEVERE, "Sturm"),
        (Severity.MODERATE, "wind"),
    ]


@pytest.mark.parametrize("changes", [{"status": "Exercise"}, {"status": "Test"}, {"status": "Draft"}])
def test_what_is_not_actual_is_not_a_warning(changes: dict[str, str]) -> None:
    assert parse_cap(message(info(), **changes), "the server") is None


def test_messages_between_authorities_are_not_warnings() -> None:
    assert parse_cap(message(info(), msgType="Ack"), "the server") is None
    assert parse_cap(message(info(), scope="Restricted"), "the server") is None


def test_an_earthquake_and_the_green_level_are_not_warnings_of_the_weather() -> None:
    green = "<parameter><valueName>awareness_level</valueName><value>1; green; Minor</value></parameter>"
    assert parsed(message(info(category="Geo"))).warnings == ()
    assert parsed(message(info(areas=green + area()))).warnings == ()


def test_an_update_names_the_messages_that_it_replaces() -> None:
    references = f"{SENDER},one,2026-01-19T09:00:00+03:00 {SENDER},a,b,2026-01-19T08:00:00+03:00 rubbish"
    body = message(info(), identifier="two", msgType="Update", references=references)
    assert parsed(body).references == (f"{SENDER},one", f"{SENDER},a,b")
    assert only_warning(body).replaces == (f"{SENDER},one", f"{SENDER},a,b")


def test_an_all_clear_cancels_the_messages_that_it_refers_to() -> None:
    body = message(info(responseType="AllClear"), msgType="Update", references=f"{SENDER},one,x")
    found = parsed(body)
    assert (found.type, found.references, found.warnings) == (MessageType.CANCEL, (f"{SENDER},one",), ())


def test_missing_times_follow_from_the_others() -> None:
    warning = only_warning(message(info(onset="", expires="", effective="2026-01-19T10:00:00+03:00")))
    assert warning.onset == datetime(2026, 1, 19, 7, tzinfo=UTC)
    assert warning.expires == datetime(2026, 1, 20, 7, tzinfo=UTC)
    assert only_warning(message(info(onset="soon", expires=""))).onset == datetime(2026, 1, 19, 6, tzinfo=UTC)


def test_a_time_of_year_1_or_9999_is_moved_to_where_it_can_be_computed_and_shown() -> None:
    always = info(onset="0001-01-01T00:00:00+14:00", expires="9999-12-31T23:59:59-12:00")
    warning = only_warning(message(always))
    assert (warning.onset, warning.expires) == (reading.EARLIEST_TIME, reading.LATEST_TIME)
    assert only_warning(message(info(onset="9999-12-31T20:00:00+00:00", expires="x"))).onset == reading.LATEST_TIME


def test_unknown_words_for_severity_and_urgency_are_unknown_not_an_error() -> None:
    warning = only_warning(message(info(severity="Terrible", urgency="")))
    assert (warning.severity, warning.urgency) == (Severity.UNKNOWN, Urgency.UNKNOWN)


@pytest.mark.parametrize(
    "polygon", ["91,0 0,0 0,1", "nan,0 0,0 0,1", "1 2 3", "55,37 x,38 56,38", "", "55,37 56,38"]
)
def test_a_polygon_with_an_impossible_point_covers_nothing(polygon: str) -> None:
    warning = only_warning(message(info(areas=area(polygon) + area("10,10 10,11 11,11"))))
    assert not warning.covers(MOSCOW)
    assert warning.covers(Place("inside", 10.2, 10.8))


def test_a_circle_covers_what_is_within_its_radius_in_kilometres() -> None:
    warning = only_warning(message(info(areas=area("", circle="55.75,37.62 15"))))
    assert warning.covers(MOSCOW)
    assert not warning.covers(BALASHIKHA)  # 22 km away


def test_texts_are_one_line_without_control_characters_and_of_limited_length() -> None:
    warning = only_warning(message(info(event="Wind\u202e\n warning" + " x" * 300, description="a" * 5_000)))
    assert warning.texts[0].event.startswith("Wind warning x")
    assert len(warning.texts[0].event) <= reading.MAX_NAME_LENGTH
    assert len(warning.texts[0].description) == reading.MAX_DESCRIPTION_LENGTH


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "windows-1251", "koi8-r"])
def test_declared_encodings_are_understood(encoding: str) -> None:
    assert only_warning(message(info("ru", "Ветер"), encoding=encoding)).texts[0].event == "Ветер"


BOMB = """<?xml version="1.0"?>
<!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&c;</identifier></alert>"""
EXTERNAL = """<?xml version="1.0"?>
<!DOCTYPE alert [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&secret;</identifier></alert>"""


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        EXTERNAL.encode(),
        b"<!DOCTYPE alert SYSTEM 'http://127.0.0.1/cap.dtd'>" + message(info()).partition(b"\n")[2],
        b"",
        b"\x00\xff\xfe",
        b"not XML",
        b'{"features": []}',
        message(info())[:-20],
        message(info()).replace(b"UTF-8", b"utf-99"),
        message(info("ru", "Ветер"), encoding="windows-1251").replace(b"windows-1251", b"UTF-8"),
        b"<html><body>502 Bad Gateway</body></html>",
        b"<alert>another namespace</alert>",
        message(info(), identifier=""),
        message(info(), sent="yesterday"),
        message(info(), sender="x" * 500),
        b"<a>" * (MAX_ELEMENT_DEPTH + 1) + b"</a>" * (MAX_ELEMENT_DEPTH + 1),
        b"<a>" + b"<b/>" * (MAX_ELEMENTS + 1) + b"</a>",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_documents_that_are_not_cap_or_are_an_attack_are_malformed(body: bytes) -> None:
    with pytest.raises(InvalidResponse):
        parse_cap(body, "the server")


def test_a_million_nested_elements_end_at_the_limit_of_the_depth() -> None:
    with pytest.raises(InvalidResponse):
        parse_cap(b"<a>" * 1_000_000, "the server")


def test_too_many_points_are_malformed_and_further_infos_are_ignored() -> None:
    polygon = " ".join(["55.0,37.0 55.0,38.0 56.0,38.0"] * (reading.MAX_POLYGON_POINTS // 3 + 1))
    with pytest.raises(InvalidResponse):
        parse_cap(message(info(areas=area(polygon))), "the server")
    infos = [info(event=f"Wind {number}") for number in range(reading.MAX_INFOS + 5)]
    assert len(parsed(message(*infos)).warnings) == reading.MAX_INFOS
