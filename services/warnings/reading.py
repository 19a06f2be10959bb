"""Reads those messages of a list of alerts that concern one place."""

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
    failed: frozenset[str]
    """The ids in `alert_list` whose messages could not be read."""

    def current(self, now: datetime) -> PlaceWarnings:
        """Return the warnings that apply at *now* or later; raise Unavailable if the warnings are unknown.

        The warnings are unknown if no warning was found but a message may contain a warning that cannot be read.
        Such a message is not listed, could not be read, or does not say where it applies.
        """
        messages = self.messages.values()
        found = current_warnings(self.provider.name, messages, now)
        is_complete = self.alert_list.is_complete and not self.failed
        has_unlocated = any(message.unlocated_until and message.unlocated_until > now for message in messages)
        if not found.warnings and (has_unlocated or not is_complete):
            raise Unavailable(self.provider.name)
        return found


async def read_messages(
    provider: WarningProvider, place: Place, alert_list: AlertList, last: PlaceMessages | None
) -> PlaceMessages:
    """Return the messages of *alert_list* that concern *place*.

    *last* is the last result for *place*. Messages in *last* from the same provider are not read again.
    """
    messages = {
        message.id: found for message in alert_list.messages if (found := message.for_place(place)) is not None
    }
    known: set[str] = set()
    if last is not None and last.provider is provider:
        known = set(last.alert_list.ids) - last.failed
        messages |= {alert_id: last.messages[alert_id] for alert_id in alert_list.ids if alert_id in last.messages}
    new_ids = [alert_id for alert_id in alert_list.ids if alert_id not in known]
    failed: set[str] = set()
    for alert_id, outcome in zip(new_ids, await asyncio.gather(*map(provider.read_alert, new_ids)), strict=True):
        if isinstance(outcome, ServiceError):
            failed.add(alert_id)
        elif outcome is not None and (found := outcome.for_place(place)) is not None:
            messages[alert_id] = found
        await asyncio.sleep(0)  # let other tasks run: a message may have tens of thousands of corners
    return PlaceMessages(provider, alert_list, messages, frozenset(failed))
