"""Reads the messages in a list of alerts, and keeps the messages that concern one place."""

import asyncio
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import aiohttp

from services.errors import ServiceError, Unavailable
from services.net.shares import MeteredService
from services.places.models import Place
from services.warnings.models import AlertList, CapMessage, PlaceWarnings, current_warnings


class WarningProvider(MeteredService, Protocol):
    """A provider of official warnings."""

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests."""

    async def aclose(self) -> None:
        """Cancel all running requests."""

    @property
    def lists_per_hour(self) -> int:
        """The number of lists that checks may request in an hour."""

    def covers(self, place: Place) -> bool:
        """Return whether the provider knows the warnings at *place*."""

    def area_key(self, place: Place) -> Hashable:
        """Return the key of the area around *place*.

        The provider lists the messages of an area together.
        """

    async def list_alerts(self, place: Place) -> AlertList:
        """Return the list of messages about the area around *place*; raise ServiceError if the request fails."""

    async def read_alert(self, alert_id: str) -> CapMessage | ServiceError | None:
        """Return the message with the id *alert_id*.

        Return None if the message is not a public warning or was deleted; return the ServiceError if the message
        could not be read.
        """


@dataclass(frozen=True, slots=True)
class PlaceMessages:
    """The messages of one provider that concern one place."""

    provider: WarningProvider
    alert_list: AlertList
    messages: Mapping[str, CapMessage]
    """Maps ids in `alert_list` to the messages that concern the place, which are results of
    `CapMessage.for_place`."""
    failed_ids: frozenset[str]
    """The ids in `alert_list` whose messages could not be read."""

    def warnings_from(self, now: datetime) -> PlaceWarnings:
        """Return the warnings that apply at *now* or later; raise Unavailable if the warnings are unknown.

        The warnings are unknown if none was found but there may be one in a message that is not listed, could not
        be read, or does not say where it applies.
        """
        messages = self.messages.values()
        found = current_warnings(self.provider.name, messages, now)
        is_complete = self.alert_list.is_complete and not self.failed_ids
        has_unlocated = any(message.unlocated_until and message.unlocated_until > now for message in messages)
        if not found.warnings and (has_unlocated or not is_complete):
            raise Unavailable(self.provider.name)
        return found


async def read_messages(
    provider: WarningProvider, place: Place, alert_list: AlertList, previous: PlaceMessages | None
) -> PlaceMessages:
    """Return the messages of *alert_list* that concern *place*.

    *previous* is the previous result for *place*. The messages of *previous* are not read again if they are from
    *provider*.
    """
    messages = {
        message.id: found for message in alert_list.messages if (found := message.for_place(place)) is not None
    }
    known: set[str] = set()
    if previous is not None and previous.provider is provider:
        known = set(previous.alert_list.ids) - previous.failed_ids
        messages |= {
            alert_id: previous.messages[alert_id] for alert_id in alert_list.ids if alert_id in previous.messages
        }
    new_ids = [alert_id for alert_id in alert_list.ids if alert_id not in known]
    failed_ids: set[str] = set()
    for alert_id, outcome in zip(new_ids, await asyncio.gather(*map(provider.read_alert, new_ids)), strict=True):
        if isinstance(outcome, ServiceError):
            failed_ids.add(alert_id)
        elif outcome is not None and (found := outcome.for_place(place)) is not None:
            messages[alert_id] = found
        await asyncio.sleep(0)  # other tasks run between messages, which may have tens of thousands of corners
    return PlaceMessages(provider, alert_list, messages, frozenset(failed_ids))
