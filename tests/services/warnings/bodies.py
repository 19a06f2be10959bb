"""CAP 1.2 messages as issuers write them."""

from xml.sax.saxutils import escape

SENDER = "https://met.example"

SQUARE = "55.0,37.0 55.0,38.0 56.0,38.0 56.0,37.0 55.0,37.0"
"""A polygon around Moscow."""


def area(polygon: str = SQUARE, *, circle: str = "", name: str = "Moscow") -> str:
    shapes = (f"<polygon>{polygon}</polygon>" if polygon else "") + (
        f"<circle>{circle}</circle>" if circle else ""
    )
    return f"<area><areaDesc>{name}</areaDesc>{shapes}</area>"


def info(language: str = "en-GB", event: str = "Wind warning", *, areas: str = "", **changes: str) -> str:
    fields = {
        "language": language,
        "category": "Met",
        "event": event,
        "urgency": "Future",
        "severity": "Moderate",
        "certainty": "Likely",
        "onset": "2026-01-19T15:00:00+03:00",
        "expires": "2026-01-19T23:00:00+03:00",
        "senderName": "Met Example",
    }
    elements = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in (fields | changes).items() if text)
    return f"<info>{elements}{areas or area()}</info>"


def message(*infos: str, encoding: str = "UTF-8", **changes: str) -> bytes:
    fields = {
        "identifier": "one",
        "sender": SENDER,
        "sent": "2026-01-19T09:00:00+03:00",
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
    }
    elements = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in (fields | changes).items() if text)
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">{elements}{"".join(infos)}</alert>'
    )
    return document.encode(encoding)
