"""Requests warnings from the National Weather Service of the United States.

Documentation: https://www.weather.gov/documentation/services-web-api
"""

from collections.abc import Hashable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

import aiohttp
from babel import Locale
from pydantic import AwareDatetime, Field

from services.languages import LANGUAGES
from services.net.bodies import Body, Lenient, single_line, validate
from services.net.budget import Budget
from services.net.http import JsonClient
from services.places.models import Place
from services.providers.declaration import contact_credentials
from services.warnings.cap import (
    MAX_DESCRIPTION_LENGTH,
    MAX_HEADLINE_LENGTH,
    MAX_NAME_LENGTH,
    enum_member,
    message_id_of,
    utc_time_within_limits,
)
from services.warnings.models import (
    CAP_LANGUAGE_TAG,
    AlertList,
    CapMessage,
    Certainty,
    MessageType,
    OfficialWarning,
    Severity,
    Urgency,
    WarningText,
    language_code,
)

NAME = "National Weather Service"
URL = "https://api.weather.gov"

MAX_CALLS_PER_MINUTE = 120
"""Maximum number of calls per minute. The limit of the service itself is higher, but not published."""

MAX_LISTS_PER_HOUR = 65
"""Maximum number of lists, each with the alerts of one place, that the checks for warnings request in an hour.
After so many requests, the checks request a list again only if its cached copy is an hour old."""

MAX_ALERTS_PER_PLACE = 100
"""Maximum number of alerts in a response about one place; a response with more is malformed."""

COORDINATE_DECIMALS = 2
"""Number of decimals of a requested coordinate. The service redirects requests with more than four decimals; two
decimals (0.01°) are enough to tell places apart."""

DEFAULT_WARNING_DURATION = timedelta(hours=24)
"""Assumed duration of a warning that has no end."""

US_ZONES = frozenset(
    {
        *("America/New_York", "America/Detroit", "America/Kentucky/Louisville", "America/Kentucky/Monticello"),
        *("America/Indiana/Indianapolis", "America/Indiana/Vincennes", "America/Indiana/Winamac"),
        *("America/Indiana/Marengo", "America/Indiana/Petersburg", "America/Indiana/Vevay"),
        *("America/Chicago", "America/Indiana/Tell_City", "America/Indiana/Knox", "America/Menominee"),
        *("America/North_Dakota/Center", "America/North_Dakota/New_Salem", "America/North_Dakota/Beulah"),
        *("America/Denver", "America/Boise", "America/Phoenix", "America/Los_Angeles", "America/Anchorage"),
        *("America/Juneau", "America/Sitka", "America/Metlakatla", "America/Yakutat", "America/Nome"),
        *("America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Pacific/Pago_Pago"),
    }
)
"""Time zones that contain only places in the United States and its territories. Source: `zone.tab` of the IANA
database."""

US_LINE_SUFFIX = " = US"
"""End of each line in `countries.txt` that contains a name of the United States."""

US_NAMES = frozenset(
    {
        *(Locale(language.code).territories["US"] for language in LANGUAGES),
        *(
            line.removesuffix(US_LINE_SUFFIX)
            for language in LANGUAGES
            for line in language.read_lines("countries.txt")
            if line.endswith(US_LINE_SUFFIX)
        ),
    }
)
"""The names of the United States in all languages of the bot."""

_NonEmptyId = Annotated[str, Field(min_length=1, max_length=200)]
_LongText = Lenient[Annotated[str, Field(max_length=20_000)]]


class _AlertReference(Body):
    identifier: _NonEmptyId
    sender: _NonEmptyId


class _AlertProperties(Body):
    id: _NonEmptyId
    sender: _NonEmptyId
    sent: AwareDatetime
    status: str
    messageType: str  # noqa: N815 - the service's name
    category: Lenient[str] = None
    event: Annotated[str, Field(min_length=1)]
    severity: Lenient[str] = None
    certainty: Lenient[str] = None
    urgency: Lenient[str] = None
    references: Annotated[
        list[Lenient[_AlertReference]], Field(max_length=MAX_ALERTS_PER_PLACE, default_factory=list)
    ]
    effective: Lenient[AwareDatetime] = None
    onset: Lenient[AwareDatetime] = None
    expires: Lenient[AwareDatetime] = None
    ends: Lenient[AwareDatetime] = None
    senderName: _LongText = None  # noqa: N815
    headline: _LongText = None
    description: _LongText = None
    instruction: _LongText = None
    areaDesc: _LongText = None  # noqa: N815


class _AlertFeature(Body):
    properties: _AlertProperties


class _Response(Body):
    features: Annotated[list[Lenient[_AlertFeature]], Field(max_length=MAX_ALERTS_PER_PLACE)]


class NationalWeatherService:
    """The provider of warnings in the United States."""

    name = NAME
    lists_per_hour = MAX_LISTS_PER_HOUR

    def __init__(self, url: str = URL, contact: str | None = None) -> None:
        """Create the provider.

        *contact* is the email address or the URL of the operator, which the User-Agent header contains.
        """
        self.budget = Budget(MAX_CALLS_PER_MINUTE)
        self.http = JsonClient(NAME, url, credentials=contact_credentials(contact), budget=self.budget)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to the service."""
        self.http.use_session(session)

    async def aclose(self) -> None:
        """Do nothing, because the provider runs no requests in the background."""

    def covers(self, place: Place) -> bool:
        """Return whether *place* is in the United States or one of its territories."""
        return place.timezone in US_ZONES if place.timezone is not None else place.country in US_NAMES

    async def read_alert(self, _alert_id: str) -> CapMessage | None:
        """Return None.

        This method is never needed, because the lists of the service contain the complete alerts.
        """
        return None

    def area_key(self, place: Place) -> Hashable:
        """Return the coordinates of *place*, because the service returns warnings for points."""
        return place.key

    async def list_alerts(self, place: Place) -> AlertList:
        """Return the alerts that apply to *place*; raise ServiceError if the request fails."""
        latitude, longitude = (f"{coordinate:.{COORDINATE_DECIMALS}f}" for coordinate in place.key)
        body = await self.http.get("/alerts/active", {"point": f"{latitude},{longitude}", "status": "actual"})
        return parse_alerts(body)


def parse_alerts(body: object) -> AlertList:
    """Return the alerts in *body*, a response to `/alerts/active`; raise InvalidResponse if *body* is invalid.

    If an alert is invalid, the result has `is_complete` False.
    """
    features = validate(_Response, body, NAME).features
    messages = [_message_from_alert(feature.properties) for feature in features if feature is not None]
    return AlertList(
        messages=tuple(message for message in messages if message is not None),
        is_complete=None not in features,
    )


def _message_from_alert(alert: _AlertProperties) -> CapMessage | None:
    """Return *alert* as a CapMessage; None for tests, exercises and other messages that are no real warnings."""
    message_id = message_id_of(alert.sender, alert.id)
    if alert.status != "Actual" or alert.messageType not in {*MessageType} or message_id is None:
        return None
    message_type = MessageType(alert.messageType)
    references = tuple(_referenced_message_ids(alert))
    sent = utc_time_within_limits(alert.sent)
    return CapMessage(
        id=message_id,
        type=message_type,
        sent=sent,
        references=references,
        warnings=(
            _warning_from_alert(alert, message_id, references if message_type is MessageType.UPDATE else (), sent),
        )
        if alert.category in {"Met", None}
        else (),
    )


def _referenced_message_ids(alert: _AlertProperties) -> Iterator[str]:
    for reference in alert.references:
        if reference is not None and (message_id := message_id_of(reference.sender, reference.identifier)):
            yield message_id


def _warning_from_alert(
    alert: _AlertProperties, message_id: str, replaces: tuple[str, ...], sent: datetime
) -> OfficialWarning:
    onset = utc_time_within_limits(alert.onset or alert.effective or sent)
    # `expires` is the time at which the service renews the text; the dangerous weather often ends later, at
    # `ends`.
    ends = alert.ends or alert.expires
    text = WarningText(
        language=language_code(CAP_LANGUAGE_TAG),
        event=single_line(alert.event, MAX_NAME_LENGTH),
        headline=single_line(alert.headline or "", MAX_HEADLINE_LENGTH),
        description=single_line(alert.description or "", MAX_DESCRIPTION_LENGTH),
        instruction=single_line(alert.instruction or "", MAX_DESCRIPTION_LENGTH),
        issuer=single_line(alert.senderName or "", MAX_NAME_LENGTH) or NAME,
        area=single_line(alert.areaDesc or "", MAX_NAME_LENGTH),
    )
    return OfficialWarning(
        alert_id=message_id,
        replaces=replaces,
        texts=(text,),
        severity=enum_member(Severity, alert.severity or "", Severity.UNKNOWN),
        urgency=enum_member(Urgency, alert.urgency or "", Urgency.UNKNOWN),
        certainty=enum_member(Certainty, alert.certainty or "", Certainty.UNKNOWN),
        onset=onset,
        expires=onset + DEFAULT_WARNING_DURATION if ends is None else utc_time_within_limits(ends),
        sent=sent,
        source=NAME,
    )
