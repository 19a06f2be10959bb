"""Official warnings that a test or a demo issues, in the formats of CAP 1.2 and of the US service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4
from xml.sax.saxutils import escape

from sandbox.weather.answers import JSON, Answer, Query, RefusalError
from sandbox.weather.cities import Point

SENDER = "warnings@sandbox.example"
NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
RADIUS = 0.3
"""Degrees of latitude and longitude between a warned point and the edges of the warned square."""


@dataclass(frozen=True)
class InfoText:
    """The text of a warning in one language."""

    language: str
    event: str
    sender_name: str = "Sandbox Met Office"
    headline: str = ""
    description: str = ""
    instruction: str = ""


SAMPLE_TEXTS = (
    InfoText(
        "en",
        "Wind warning",
        headline="Sample warning",
        description="Sample warning: gusts of up to 25 m/s.",
        instruction="Secure loose objects, and stay away from trees.",
    ),
    InfoText(
        "ru",
        "Сильный ветер",
        "Метеослужба песочницы",
        headline="Пример предупреждения",
        description="Пример предупреждения: порывы ветра до 25 м/с.",
        instruction="Уберите лёгкие предметы и держитесь подальше от деревьев.",
    ),
)
"""The texts of the warnings that a person issues in the sandbox."""


@dataclass(frozen=True)
class IssuedWarning:
    """A message with one warning for a square around a point."""

    point: Point
    texts: Sequence[InfoText]
    sent: datetime
    onset: datetime
    expires: datetime
    severity: str = "Moderate"
    urgency: str = "Expected"
    certainty: str = "Likely"
    category: str = "Met"
    status: str = "Actual"
    message_type: str = "Alert"
    references: str = ""
    body: str | None = None
    """The whole document; None if the document is built from the other fields."""
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def identifier(self) -> str:
        """The identifier of the message among the messages of the sender."""
        return f"sandbox.{self.id}"

    @property
    def reference(self) -> str:
        """The text with which another message refers to this message."""
        return f"{SENDER},{self.identifier},{self.sent.isoformat()}"

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The lowest and highest latitude, and the lowest and highest longitude."""
        latitude, longitude = self.point
        return latitude - RADIUS, latitude + RADIUS, longitude - RADIUS, longitude + RADIUS

    def document(self) -> str:
        """Return the message as XML."""
        return self.body or (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="{NAMESPACE}">'
            + _elements(
                identifier=self.identifier,
                sender=SENDER,
                sent=self.sent.isoformat(timespec="seconds"),
                status=self.status,
                msgType=self.message_type,
                scope="Public",
                references=self.references,
            )
            + "".join(map(self._info, self.texts))
            + "</alert>"
        )

    def _info(self, text: InfoText) -> str:
        south, north, west, east = self.bounds
        corners = ((south, west), (south, east), (north, east), (north, west), (south, west))
        polygon = " ".join(f"{latitude:.4f},{longitude:.4f}" for latitude, longitude in corners)
        elements = _elements(
            language=text.language,
            category=self.category,
            event=text.event,
            urgency=self.urgency,
            severity=self.severity,
            certainty=self.certainty,
            onset=self.onset.isoformat(timespec="seconds"),
            expires=self.expires.isoformat(timespec="seconds"),
            senderName=text.sender_name,
            headline=text.headline,
            description=text.description,
            instruction=text.instruction,
        )
        area = f"<area>{_elements(areaDesc='Sandbox county', polygon=polygon)}</area>"
        return f"<info>{elements}{area}</info>"

    def feature(self) -> JSON:
        """Return the message as the US service sends it."""
        text = self.texts[0]
        references = [reference.split(",") for reference in self.references.split()]
        return {
            "type": "Feature",
            "geometry": None,
            "properties": {
                "id": self.identifier,
                "areaDesc": "Sandbox county",
                "references": [{"sender": sender, "identifier": name} for sender, name, _ in references],
                "sent": self.sent.isoformat(),
                "effective": self.sent.isoformat(),
                "onset": self.onset.isoformat(),
                "expires": self.expires.isoformat(),
                "ends": self.expires.isoformat(),
                "status": self.status,
                "messageType": self.message_type,
                "category": self.category,
                "severity": self.severity,
                "certainty": self.certainty,
                "urgency": self.urgency,
                "event": text.event,
                "sender": SENDER,
                "senderName": text.sender_name,
                "headline": text.headline or None,
                "description": text.description or None,
                "instruction": text.instruction or None,
            },
        }


class WarningDesk:
    """Issues warnings, and answers queries to the FOSS Public Alert Server and to the US service."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._issued: list[IssuedWarning] = []
        self._lost: set[str] = set()

    def issue(
        self,
        point: Point,
        *texts: InfoText,
        begins_in: timedelta = timedelta(),
        lasts: timedelta = timedelta(hours=6),
        severity: str = "Moderate",
        body: str | None = None,
        **fields: str,
    ) -> IssuedWarning:
        """Issue a warning for the surroundings of *point*; *fields* are further fields of the message."""
        now = self._now().replace(microsecond=0)
        onset = now + begins_in
        times = (now, onset, onset + lasts)
        warning = IssuedWarning(point, texts, *times, severity, body=body, **fields)  # type: ignore[arg-type]
        self._issued.append(warning)
        return warning

    def withdraw_all(self) -> None:
        """Remove all warnings."""
        self._issued.clear()
        self._lost.clear()

    def lose(self, warning: IssuedWarning) -> None:
        """Answer requests for the document of *warning* with 503, until `withdraw_all` or `recover`."""
        self._lost.add(warning.id)

    def recover(self) -> None:
        """Send the documents of all warnings again."""
        self._lost.clear()

    def area(self, query: Query) -> Answer:
        """Return the ids of the warnings whose bounds overlap an area."""
        try:
            south, north, west, east = (float(query[key]) for key in ("min_lat", "max_lat", "min_lon", "max_lon"))
        except (KeyError, ValueError):
            raise RefusalError(400, "min_lat, max_lat, min_lon and max_lon are needed") from None
        ids = []
        for warning in self._issued:
            low, high, left, right = warning.bounds
            if low <= north and high >= south and left <= east and right >= west:
                ids.append(warning.id)
        return Answer(ids)

    def redirect(self, name: str) -> Answer:
        """Redirect to the document of a warning."""
        self._find(name)
        return Answer(None, status=301, headers={"Location": f"/media/alerts/{name}.xml"})

    def document(self, name: str) -> Answer:
        """Return the document of a warning."""
        return Answer(self._find(name).document(), content_type="application/xml")

    def active(self, query: Query, user_agent: str) -> Answer:
        """Return the warnings at a point as the US service does."""
        if "weather-bot" not in user_agent:
            raise RefusalError(403, {"title": "Forbidden"})
        try:
            latitude, longitude = map(float, query["point"].split(","))
        except (KeyError, ValueError):
            raise RefusalError(400, {"title": "Bad Request"}) from None
        features = []
        for warning in self._issued:
            south, north, west, east = warning.bounds
            if south <= latitude <= north and west <= longitude <= east and warning.status == "Actual":
                features.append(warning.feature())
        return Answer({"type": "FeatureCollection", "features": features}, ((latitude, longitude),))

    def _find(self, name: str) -> IssuedWarning:
        found = next((warning for warning in self._issued if warning.id == name), None)
        if found is None:
            raise RefusalError(404, "no such alert")
        if found.id in self._lost:
            raise RefusalError(503, "the document is lost")
        return found


def _elements(**texts: str) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in texts.items() if text)
