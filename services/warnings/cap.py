"""Parses messages of the Common Alerting Protocol, CAP 1.2, from XML.

The specification is at http://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2.html
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from services.errors import InvalidResponse
from services.net.bodies import single_line
from services.warnings.geometry import Circle, WarnedArea, are_valid_coordinates, polygon_of_corners
from services.warnings.models import (
    CapMessage,
    Certainty,
    MessageType,
    OfficialWarning,
    Severity,
    Urgency,
    WarningText,
    language_code,
)
from services.warnings.xml import Element, InvalidXmlError, parse_xml

NAMESPACES = frozenset({"urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1"})
"""XML namespaces of CAP 1.2 and 1.1; the elements that this module reads are the same in both versions."""

MAX_INFOS = 60
"""Maximum number of `info` elements in a message; further elements are ignored."""

MAX_AREAS = 2_000
"""Maximum number of areas in a message; further areas are ignored."""

MAX_REFERENCES = 100
"""Maximum number of references in a message; further references are ignored."""

MAX_POLYGON_POINTS = 50_000
"""Maximum number of points in all polygons of a message together; a message with more points is malformed."""

MAX_NAME_LENGTH = 100
"""Maximum length of the name of an event, issuer or area, in characters; longer names are cut."""

MAX_HEADLINE_LENGTH = 200
"""Maximum length of a headline, in characters; longer headlines are cut."""

MAX_DESCRIPTION_LENGTH = 1_000
"""Maximum length of a description or an instruction, in characters; longer texts are cut."""

MAX_MESSAGE_ID_LENGTH = 300
"""Maximum length of the id of a message, in characters; a message with a longer id is malformed."""

MAX_RADIUS_KILOMETRES = 20_100.0
"""Maximum radius of a circle, in km; this is half of the Earth's circumference."""

DEFAULT_DURATION = timedelta(hours=24)
"""Assumed duration of a warning that has no end."""

EARLIEST_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The earliest valid time; an earlier time is replaced by EARLIEST_TIME. Some issuers send the year 1 for
"always"."""

LATEST_TIME = datetime(2100, 1, 1, tzinfo=UTC)
"""The latest valid time; a later time is replaced by LATEST_TIME. Some issuers send the year 9999 for "always",
and adding a duration to the year 9999 would fail."""

WEATHER_CATEGORY = "Met"
ALL_CLEAR_RESPONSE_TYPE = "AllClear"
"""The response type of an `info` element that says that the danger is over."""

GREEN_LEVEL = "1"
"""First character of MeteoAlarm's parameter `awareness_level` if no danger is expected."""

EnumMember = TypeVar("EnumMember", bound=StrEnum)


def parse_cap(body: bytes, source: str) -> CapMessage | None:
    """Return the message in *body*, a CAP document from the service *source*.

    Return None if the message is not for the public, or if it is an exercise or a test. Warnings that are not
    about the weather, or that say "no danger", are left out. Raise InvalidResponse if *body* is not CAP.
    """
    try:
        alert = parse_xml(body)
    except InvalidXmlError as exc:
        raise InvalidResponse(source, 200) from exc
    if alert.name != "alert" or alert.namespace not in NAMESPACES:
        raise InvalidResponse(source, 200)
    if alert.find_text("status") != "Actual" or alert.find_text("scope") not in {"Public", ""}:
        return None
    try:
        message_type = MessageType(alert.find_text("msgType"))
    except ValueError:  # the type is "Ack" or "Error", which authorities send to each other
        return None
    sent, message_id = (
        _parse_time(alert.find_text("sent")),
        message_id_of(alert.find_text("sender"), alert.find_text("identifier")),
    )
    if sent is None or message_id is None:
        raise InvalidResponse(source, 200)
    infos = alert.find_all("info")[:MAX_INFOS]
    active = [
        info
        for info in infos
        if ALL_CLEAR_RESPONSE_TYPE not in _child_texts(info, "responseType")
        and not _is_awareness_level_green(info)
    ]
    message = CapMessage(
        id=message_id,
        type=MessageType.CANCEL if infos and not active else message_type,
        sent=sent,
        references=tuple(_parse_references(alert.find_text("references"))),
    )
    return replace(message, warnings=tuple(_parse_warnings(active, message, source)))


def message_id_of(sender: str, identifier: str) -> str | None:
    """Return the id by which other messages refer to the message with *sender* and *identifier*.

    Return None if a part of the id is missing or the id is too long.
    """
    message_id = f"{sender},{identifier}"
    return message_id if sender and identifier and len(message_id) <= MAX_MESSAGE_ID_LENGTH else None


def utc_time_within_limits(moment: datetime) -> datetime:
    """Return the aware time *moment* in UTC, limited to the range from EARLIEST_TIME to LATEST_TIME."""
    return min(max(moment, EARLIEST_TIME), LATEST_TIME).astimezone(UTC)


def enum_member(members: type[EnumMember], value: str, unknown: EnumMember) -> EnumMember:
    """Return the member of the enum *members* with the value *value*; return *unknown* if there is none."""
    try:
        return members(value)
    except ValueError:
        return unknown


def _parse_references(text: str) -> Iterator[str]:
    """Yield the ids of the messages in *text*, whose format is "sender,identifier,sent sender,identifier,sent"."""
    for reference in text.split()[:MAX_REFERENCES]:
        sender, _, rest = reference.partition(",")
        identifier, _, _sent = rest.rpartition(",")
        if message_id := message_id_of(sender, identifier):
            yield message_id


def _parse_warnings(infos: Sequence[Element], message: CapMessage, source: str) -> Iterator[OfficialWarning]:
    """Yield the warnings about the weather in *infos*, the `info` elements of a message.

    A message has an `info` element for each language of each warning. Elements are about the same warning if they
    have the same severity, the same times, and the same position among the elements of their language.
    """
    count = Counter[str]()
    groups: dict[tuple[int, Severity, datetime, datetime], list[Element]] = {}
    for info in infos:
        if WEATHER_CATEGORY not in _child_texts(info, "category"):
            continue
        language = _language_of(info)
        severity = enum_member(Severity, info.find_text("severity"), Severity.UNKNOWN)
        onset = _parse_time(info.find_text("onset")) or _parse_time(info.find_text("effective")) or message.sent
        expires = _parse_time(info.find_text("expires")) or onset + DEFAULT_DURATION
        groups.setdefault((count[language], severity, onset, expires), []).append(info)
        count[language] += 1
    areas_by_group = _parse_areas(groups.values(), source)
    for position, (key, group) in enumerate(groups.items()):
        texts = [text for info in group if (text := _parse_text(info)) is not None]
        if not texts:
            continue
        _, severity, onset, expires = key
        yield OfficialWarning(
            alert_id=message.id,
            replaces=message.references if message.type is MessageType.UPDATE else (),
            position=position,
            texts=tuple(texts),
            severity=severity,
            urgency=enum_member(Urgency, group[0].find_text("urgency"), Urgency.UNKNOWN),
            certainty=enum_member(Certainty, group[0].find_text("certainty"), Certainty.UNKNOWN),
            onset=onset,
            expires=expires,
            sent=message.sent,
            source=source,
            areas=areas_by_group[position],
        )


def _parse_text(info: Element) -> WarningText | None:
    event = single_line(info.find_text("event"), MAX_NAME_LENGTH)
    headline = single_line(info.find_text("headline"), MAX_HEADLINE_LENGTH)
    if not event and not headline:
        return None
    areas = ", ".join(dict.fromkeys(area.find_text("areaDesc") for area in info.find_all("area")[:MAX_AREAS]))
    return WarningText(
        language=_language_of(info),
        event=event or headline[:MAX_NAME_LENGTH],
        headline=headline,
        description=single_line(info.find_text("description"), MAX_DESCRIPTION_LENGTH),
        instruction=single_line(info.find_text("instruction"), MAX_DESCRIPTION_LENGTH),
        issuer=single_line(info.find_text("senderName"), MAX_NAME_LENGTH),
        area=single_line(areas, MAX_NAME_LENGTH),
    )


def _language_of(info: Element) -> str:
    return language_code(info.find_text("language"))


def _parse_areas(groups: Iterable[Sequence[Element]], source: str) -> list[tuple[WarnedArea, ...]]:
    """Return the areas of each of *groups*; a group is the `info` elements about one warning.

    Raise InvalidResponse if all polygons together have more than MAX_POLYGON_POINTS points.
    """
    areas_left, points_left = MAX_AREAS, MAX_POLYGON_POINTS
    result: list[tuple[WarnedArea, ...]] = []
    for group in groups:
        # Most issuers repeat the areas in each language, so only the areas of one element are read.
        elements = next(
            (
                with_shape
                for info in group
                if (with_shape := [*filter(_has_polygon_or_circle, info.find_all("area"))])
            ),
            [],
        )
        areas: list[WarnedArea] = []
        for element in elements[:areas_left]:
            corners = [_parse_corners(polygon.text) for polygon in element.find_all("polygon")]
            points_left -= sum(len(latitudes) for latitudes, _ in corners)
            if points_left < 0:
                raise InvalidResponse(source, 200)
            areas.append(
                WarnedArea(
                    tuple(polygon for axes in corners if (polygon := polygon_of_corners(*axes)) is not None),
                    tuple(
                        circle
                        for one in element.find_all("circle")
                        if (circle := _parse_circle(one.text)) is not None
                    ),
                )
            )
        areas_left -= len(areas)
        result.append(tuple(areas))
    return result


def _has_polygon_or_circle(area: Element) -> bool:
    return bool(area.find_all("polygon") or area.find_all("circle"))


def _parse_corners(text: str) -> tuple[Sequence[float], Sequence[float]]:
    """Return the latitudes and the longitudes in *text*, whose format is "latitude,longitude latitude,longitude".

    Return empty sequences if *text* is invalid.
    """
    try:
        numbers = [float(number) for number in text.replace(",", " ").split()]
    except ValueError:
        return (), ()
    latitudes, longitudes = numbers[::2], numbers[1::2]
    is_valid = len(numbers) == 2 * len(text.split()) and are_valid_coordinates(latitudes, longitudes)
    return (latitudes, longitudes) if is_valid else ((), ())


def _parse_circle(text: str) -> Circle | None:
    """Return the circle in *text*, whose format is "latitude,longitude radius"; None if *text* is invalid."""
    point, _, radius_text = text.partition(" ")
    latitudes, longitudes = _parse_corners(point)
    radius = _parse_number(radius_text)
    if not latitudes or radius is None or not 0 <= radius <= MAX_RADIUS_KILOMETRES:
        return None
    return Circle(latitudes[0], longitudes[0], radius)


def _parse_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _parse_time(text: str) -> datetime | None:
    """Return the time in *text* in UTC; None if *text* is invalid.

    An example of *text* is "2026-11-27T15:00:00+03:00".
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return utc_time_within_limits(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def _child_texts(info: Element, name: str) -> list[str]:
    return [element.text for element in info.find_all(name)]


def _is_awareness_level_green(info: Element) -> bool:
    return any(
        parameter.find_text("valueName") == "awareness_level"
        and parameter.find_text("value").startswith(GREEN_LEVEL)
        for parameter in info.find_all("parameter")
    )
