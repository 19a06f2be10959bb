"""Requests warnings of many countries from a FOSS Public Alert Server.

Source: https://invent.kde.org/webapps/foss-public-alert-server

The server finds the alerts of an area by their bounding boxes. A response may therefore contain alerts whose
polygons are outside the area. If an alert contains only a code of its area, the server adds polygons to the alert.
"""

import asyncio
import logging
from collections.abc import Hashable
from math import floor
from typing import Annotated

import aiohttp
from cachetools import LRUCache, TTLCache
from pydantic import Field, TypeAdapter, ValidationError

from services.errors import InvalidResponse, RequestRejected, ServiceError
from services.net.bodies import Lenient
from services.net.budget import Budget
from services.net.concurrency import SingleFlight
from services.net.http import JsonClient
from services.places.models import Place
from services.providers.declaration import contact_credentials
from services.warnings.cap import parse_cap
from services.warnings.models import BYTES_PER_MESSAGE, AlertList, CapMessage

logger = logging.getLogger(__name__)

NAME = "FOSS Public Alert Server"
URL = "https://alerts.kde.org"

AREA_DEGREES = 2
"""Height and width of the areas for which alerts are requested, in degrees. Larger areas need fewer requests for
lists, but more requests for single alerts. docs/alerts.md has measurements."""

MAX_CALLS_PER_MINUTE = 240
"""Maximum number of calls per minute. The server documents no limit, but the number is low because volunteers run
the server."""

MAX_LISTS_PER_HOUR = 350
"""Maximum number of lists of alerts that the checks for warnings request in an hour. After so many requests, the
checks request a list again only if its cached copy is an hour old."""

MAX_CONCURRENT_CALLS = 8
"""Maximum number of concurrent requests for alerts; further requests wait."""

MAX_ALERTS_PER_AREA = 300
"""Maximum number of alerts that are requested for one area. If the area has more alerts, its warnings are
incomplete."""

MAX_ALERT_BYTES = 1024 * 1024
"""Maximum size of an alert in bytes; a larger alert counts as unreadable. An alert with detailed borders has some
300,000 bytes."""

MAX_BYTES_PARSED_IN_EVENT_LOOP = 32 * 1024
"""Maximum size in bytes of an alert that is parsed in the event loop; larger alerts are parsed in a thread."""

MAX_CACHED_ALERT_BYTES = 12 * 1024 * 1024
"""Maximum total size of the cached alerts in bytes, as estimated by `_approximate_size`."""

UNREADABLE_RETRY_SECONDS = 3600.0
"""Time in seconds for which an unreadable alert is not requested again."""

MAX_UNREADABLE_IDS = 1_000
"""Maximum number of unreadable alerts whose ids are remembered."""

Area = tuple[int, int]
"""The south-west corner of an area, in multiples of AREA_DEGREES."""

AlertId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_~:-][A-Za-z0-9._~:-]{0,199}$")]
"""The id of an alert. An id has only characters that need no quoting in a URL, and an id cannot be a path such as
"..". The server of KDE uses UUIDs as ids, but its documentation does not promise UUIDs."""

_ALERT_IDS_ADAPTER: TypeAdapter[list[AlertId | None]] = TypeAdapter(
    Annotated[list[Lenient[AlertId]], Field(max_length=50_000)]
)


class PublicAlertServer:
    """The provider of warnings for all countries whose alerts the Public Alert Server collects."""

    name = NAME
    lists_per_hour = MAX_LISTS_PER_HOUR

    def __init__(self, url: str = URL, contact: str | None = None) -> None:
        """Create the provider.

        *contact* is the email address or the URL of the operator, which the User-Agent header contains.
        """
        self.budget = Budget(MAX_CALLS_PER_MINUTE)
        self.http = JsonClient(NAME, url, credentials=contact_credentials(contact), budget=self.budget)
        self._alerts: LRUCache[AlertId, CapMessage | None] = LRUCache(MAX_CACHED_ALERT_BYTES, _approximate_size)
        """Maps ids to the alerts that were read; the value is None if an alert is not a public warning. Alerts
        never change."""
        self._unreadable: TTLCache[AlertId, InvalidResponse | None] = TTLCache(
            MAX_UNREADABLE_IDS, UNREADABLE_RETRY_SECONDS
        )
        """Maps ids of unreadable alerts to the error; the value is None if the server no longer has the alert."""
        self._calls: SingleFlight[AlertId, CapMessage | ServiceError | None] = SingleFlight()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_CALLS)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to the server."""
        self.http.use_session(session)

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._calls.aclose()

    def covers(self, _place: Place) -> bool:
        """Return True for every place, because the server does not say which countries it lacks."""
        return True

    def area_key(self, place: Place) -> Hashable:
        """Return the area of *place*."""
        return _area_of(place)

    async def list_alerts(self, place: Place) -> AlertList:
        """Return the list of the alerts whose bounding boxes overlap the area of *place*.

        Invalid ids, and ids beyond MAX_ALERTS_PER_AREA, are left out; if any are left out, the list has
        `is_complete` False. Raise ServiceError if the request fails.
        """
        south, west = (AREA_DEGREES * index for index in _area_of(place))
        bounds = {
            "min_lat": south,
            "max_lat": min(90, south + AREA_DEGREES),
            "min_lon": west,
            "max_lon": min(180, west + AREA_DEGREES),
        }
        body = await self.http.get("/alert/area", bounds)
        try:
            listed = list(dict.fromkeys(_ALERT_IDS_ADAPTER.validate_python(body)))
        except ValidationError as exc:
            raise InvalidResponse(NAME, 200) from exc
        ids = [alert_id for alert_id in listed if alert_id is not None][:MAX_ALERTS_PER_AREA]
        return AlertList(ids=tuple(sorted(ids)), is_complete=len(ids) == len(listed))

    async def read_alert(self, alert_id: AlertId) -> CapMessage | ServiceError | None:
        """Return the alert with the id *alert_id*.

        Return None if the alert is not a public warning or was deleted; return the ServiceError if the alert could
        not be read.
        """
        if alert_id in self._alerts:
            return self._alerts[alert_id]
        if alert_id in self._unreadable:
            return self._unreadable[alert_id]
        call = self._calls.get_or_start(alert_id, lambda: self._request(alert_id))
        return await asyncio.shield(call)

    async def _request(self, alert_id: AlertId) -> CapMessage | ServiceError | None:
        try:
            async with self._slots:
                body = await self.http.get_bytes(f"/alert/{alert_id}", max_bytes=MAX_ALERT_BYTES)
            # A long document is parsed in a thread, so that the event loop is not blocked.
            message = (
                await asyncio.to_thread(_parse_alert, body)
                if len(body) > MAX_BYTES_PARSED_IN_EVENT_LOOP
                else _parse_alert(body)
            )
        except (InvalidResponse, RequestRejected) as error:
            logger.info("ignored an unreadable alert: %s", error)
            # RequestRejected: the server answers 404 if it has deleted the alert since it sent the list.
            self._unreadable[alert_id] = outcome = error if isinstance(error, InvalidResponse) else None
            return outcome
        except ServiceError as error:
            return error
        self._alerts[alert_id] = message
        return message


def _parse_alert(body: bytes) -> CapMessage | None:
    """Return the message in *body*, without the warnings that have no area.

    Raise InvalidResponse if *body* is not CAP.
    """
    message = parse_cap(body, NAME)
    return None if message is None else message.without_unlocated_warnings()


def _area_of(place: Place) -> Area:
    """Return the area of *place*."""
    return floor(place.latitude / AREA_DEGREES), floor(place.longitude / AREA_DEGREES)


def _approximate_size(message: CapMessage | None) -> int:
    """Return the approximate size of *message* in memory, in bytes."""
    return BYTES_PER_MESSAGE if message is None else message.size_bytes
