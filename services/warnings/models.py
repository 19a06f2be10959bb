"""Data classes for official warnings, named after the elements of CAP 1.2.

CAP is the Common Alerting Protocol: http://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2.html
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.languages import DEFAULT_LANGUAGE
from services.places.models import Place
from services.warnings.geometry import WarnedArea

MAX_IMMINENT_LEAD_TIME = timedelta(hours=24)
"""Maximum time from now to the onset of a warning that answers show above the weather."""

BYTES_PER_MESSAGE = 1_000
"""Approximate size in memory of a message or a warning without its texts, in bytes."""

BYTES_PER_SHAPE = 250
"""Approximate size in memory of a polygon or a circle, in bytes."""

BYTES_PER_LETTER = 2
"""Approximate size in memory of one letter of a text, in bytes."""

FALLBACK_LANGUAGE = DEFAULT_LANGUAGE.code
"""Language of the text that is shown if the issuer has no text in the chat's language."""

CAP_LANGUAGE_TAG = "en-US"
"""Language tag of a text whose message names no language, according to CAP 1.2."""

MAX_LANGUAGE_CODE_LENGTH = 8
"""Maximum length of a language code, in characters; a longer code is cut."""


def language_code(tag: str) -> str:
    """Return the language code in the language tag *tag*, such as "en" for "en-GB".

    An empty *tag* means CAP_LANGUAGE_TAG.
    """
    return (tag or CAP_LANGUAGE_TAG).partition("-")[0].lower()[:MAX_LANGUAGE_CODE_LENGTH]


class Severity(StrEnum):
    """The severity of an official warning, as CAP 1.2 defines it; the lowest comes first."""

    UNKNOWN = "Unknown"
    MINOR = "Minor"
    MODERATE = "Moderate"
    SEVERE = "Severe"
    EXTREME = "Extreme"

    @property
    def rank(self) -> int:
        """The position among all severities; a higher severity has a higher rank."""
        return _SEVERITIES_IN_ORDER.index(self)


_SEVERITIES_IN_ORDER = list(Severity)


class Urgency(StrEnum):
    """When people should act on a warning, as CAP 1.2 defines it."""

    UNKNOWN = "Unknown"
    PAST = "Past"
    """The danger is over."""
    FUTURE = "Future"
    EXPECTED = "Expected"
    """People should act within the next hour."""
    IMMEDIATE = "Immediate"


class Certainty(StrEnum):
    """How likely the event of a warning is, as CAP 1.2 defines it."""

    UNKNOWN = "Unknown"
    UNLIKELY = "Unlikely"
    POSSIBLE = "Possible"
    LIKELY = "Likely"
    """The event is more likely than not."""
    OBSERVED = "Observed"
    """The event has begun."""


class MessageType(StrEnum):
    """The purpose of a message from an issuer: to warn, to replace earlier messages, or to cancel them."""

    ALERT = "Alert"
    UPDATE = "Update"
    """The message replaces the messages that it refers to."""
    CANCEL = "Cancel"
    """The message cancels the messages that it refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningText:
    """The text of a warning in one language.

    Each part is one line; an unknown part is empty.
    """

    language: str
    """The language as a code such as "en"."""
    event: str
    """The event that the warning is about, in the words of the issuer, such as "Yellow wind warning"."""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    """The advice of the issuer."""
    issuer: str = ""
    """The name of the agency that issued the warning."""
    area: str = ""
    """The names of the warned areas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialWarning:
    """A warning of a national weather service or another authority."""

    alert_id: str
    """The id of the message that contains the warning: its sender and its identifier. Other messages refer to the
    message by this id."""
    replaces: tuple[str, ...] = ()
    """The ids of the earlier messages that the message with this warning replaces."""
    position: int = 0
    """Index of the warning in its message."""
    texts: tuple[WarningText, ...]
    """The texts of the warning: at least one text, and one for each language of the issuer."""
    severity: Severity
    urgency: Urgency = Urgency.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    onset: datetime
    """Time in UTC at which the warning begins to apply."""
    expires: datetime
    """Time in UTC at which the warning ends."""
    sent: datetime
    """Time in UTC at which the message was sent."""
    source: str
    """The name of the service from which the warning was requested."""
    areas: tuple[WarnedArea, ...] = ()
    """The warned areas; empty in a stored alert, and in a warning that the service returned for a single place."""

    @property
    def sender(self) -> str:
        """The sender of the warning: an e-mail address or a URL."""
        return self.alert_id.partition(",")[0]

    @property
    def id(self) -> str:
        """The id of the warning, which is unique among the warnings of all issuers."""
        return f"{self.alert_id}#{self.position}" if self.position else self.alert_id

    def text_in(self, language: str) -> WarningText:
        """Return the text in *language*, or else the English text, or else the first text."""
        for code in (language, FALLBACK_LANGUAGE):
            for text in self.texts:
                if text.language == code:
                    return text
        return self.texts[0]

    def covers(self, place: Place) -> bool:
        """Return whether *place* is in one of the areas; True if no areas are known."""
        return not self.areas or any(area.contains(place.latitude, place.longitude) for area in self.areas)

    def is_over(self, now: datetime) -> bool:
        """Return whether the warning no longer applies at the time *now*."""
        return self.expires <= now or self.urgency is Urgency.PAST

    def is_imminent(self, now: datetime) -> bool:
        """Return whether the warning applies at the time *now*, or begins within MAX_IMMINENT_LEAD_TIME."""
        return not self.is_over(now) and self.onset <= now + MAX_IMMINENT_LEAD_TIME

    @property
    def size_bytes(self) -> int:
        """The approximate size in memory, in bytes."""
        letters = sum(
            len(part)
            for text in self.texts
            for part in (text.event, text.headline, text.description, text.instruction, text.issuer, text.area)
        )
        corners = sum(len(polygon.corners) for area in self.areas for polygon in area.polygons)
        shapes = sum(1 + len(area.polygons) + len(area.circles) for area in self.areas)
        return BYTES_PER_MESSAGE + BYTES_PER_LETTER * letters + corners + BYTES_PER_SHAPE * shapes

    def without_details(self) -> "OfficialWarning":
        """Return the warning without its areas, descriptions and instructions."""
        texts = tuple(replace(text, headline="", description="", instruction="") for text in self.texts)
        return replace(self, areas=(), texts=texts)

    def without_areas(self) -> "OfficialWarning":
        """Return the warning without its areas; areas may take hundreds of kilobytes of memory."""
        return replace(self, areas=())


@dataclass(frozen=True, slots=True, kw_only=True)
class CapMessage:
    """A message of an issuer, which contains warnings, replaces messages, or cancels messages."""

    id: str
    """The sender and the identifier of the message."""
    type: MessageType
    sent: datetime
    references: tuple[str, ...] = ()
    """The ids of the messages that this message replaces or cancels."""
    warnings: tuple[OfficialWarning, ...] = ()
    unlocated_until: datetime | None = None
    """Time in UTC at which the last warning without a known area ends; None if all areas are known."""

    @property
    def size_bytes(self) -> int:
        """The approximate size in memory, in bytes."""
        return BYTES_PER_MESSAGE + sum(warning.size_bytes for warning in self.warnings)

    def without_unlocated_warnings(self) -> "CapMessage":
        """Return a copy without the warnings that have no area; their latest end becomes `unlocated_until`."""
        ends = [warning.expires for warning in self.warnings if not warning.areas]
        return replace(
            self,
            warnings=tuple(warning for warning in self.warnings if warning.areas),
            unlocated_until=max(ends, default=None),
        )

    def for_place(self, place: Place) -> "CapMessage | None":
        """Return the message with only the warnings that cover *place*; the areas of the warnings are removed.

        Return None if the message has no warning for *place*, had no warning without an area, and refers to no
        other message.
        """
        warnings = tuple(warning.without_areas() for warning in self.warnings if warning.covers(place))
        refers_to_none = not self.references or self.type is MessageType.ALERT
        if not warnings and refers_to_none and self.unlocated_until is None:
            return None
        return replace(self, warnings=warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertList:
    """The current messages about one area. Some services list only ids, others complete messages."""

    ids: tuple[str, ...] = ()
    """The ids with which the messages can be requested from the service one by one."""
    messages: tuple[CapMessage, ...] = ()
    """The messages that the list contains."""
    is_complete: bool = True
    """True if the list contains all messages; False if the area may have further warnings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWarnings:
    """The warnings at one place, sorted by severity (the most severe first) and then by time."""

    source: str
    """The name of the service that returned the messages."""
    warnings: tuple[OfficialWarning, ...] = ()
    """The warnings that apply now or later, without their areas."""
    cancelled: frozenset[str] = frozenset()
    """The ids of the messages that the issuer has cancelled."""

    def as_of(self, now: datetime) -> "PlaceWarnings":
        """Return a copy without the warnings that are over at the time *now*."""
        return replace(self, warnings=tuple(warning for warning in self.warnings if not warning.is_over(now)))


def current_warnings(source: str, messages: Collection[CapMessage], now: datetime) -> PlaceWarnings:
    """Return the warnings in *messages* that are not replaced, cancelled or over.

    *messages* are results of `CapMessage.for_place` for one place, returned by the service *source*.
    """
    superseded = {
        reference
        for message in messages
        if message.type is not MessageType.ALERT
        for reference in message.references
    }
    warnings = [
        warning
        for message in messages
        if message.type is not MessageType.CANCEL and message.id not in superseded
        for warning in message.warnings
        if not warning.is_over(now)
    ]
    return PlaceWarnings(
        source=source,
        warnings=tuple(sorted(warnings, key=lambda warning: (-warning.severity.rank, warning.onset, warning.id))),
        cancelled=frozenset(
            reference
            for message in messages
            if message.type is MessageType.CANCEL
            for reference in message.references
        ),
    )
