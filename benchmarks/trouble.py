"""Faults for every connection of the bot, and counts of the failed calls."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer
from sandbox.weather import WeatherServer

FAULT_SHARE = 0.05
"""The share of the calls that fail."""
AFTER_CALL_SHARE = 0.2
"""The share of Telegram's faults that occur after Telegram has carried out the call."""

METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "sendChatAction", "getMe", "setMyCommands")
SERVICES = ("openweather", "open-meteo", "geocoding", "openweather-geocoding")

STATUS = FaultKind.STATUS
FAULTS = (
    Fault(STATUS, status=500, body='{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
    Fault(STATUS, status=502),
    Fault(STATUS, status=200, body="<html>not what was asked for</html>"),
    Fault(STATUS, status=200, body='{"ok": true, "resu'),
    Fault(FaultKind.DROP),
    Fault(FaultKind.TRUNCATED),
    Fault(FaultKind.DELAY, seconds=2),
)
# 20 s are longer than the timeout of each call except getUpdates, whose 40 s would only make the run longer.
STUCK = Fault(FaultKind.HANG, seconds=20), Fault(FaultKind.SLOW_BODY, seconds=20)
STUCK_POLL = Fault(FaultKind.HANG, seconds=5), Fault(FaultKind.SLOW_BODY, seconds=5)
LOST_ANSWER = Fault(STATUS, status=502), Fault(FaultKind.DROP), STUCK[0]

FLOOD = ApiError(429, "Too Many Requests: retry after 1", retry_after=1).fault()
QUOTA = Fault(STATUS, status=429, body='{"cod": 429, "message": "temporary blocked"}', retry_after=1)
CONFLICT = ApiError(409, "Conflict: terminated by other getUpdates request").fault()


def cause_trouble(telegram: TelegramServer, weather: WeatherServer, random: Random) -> None:
    """Make FAULT_SHARE of the calls fail, with every kind of fault."""
    telegram.break_share(FAULT_SHARE, [*FAULTS, *STUCK_POLL, FLOOD, CONFLICT], "getUpdates", random=random)
    before = [*FAULTS, *STUCK, FLOOD]
    telegram.break_share(FAULT_SHARE * (1 - AFTER_CALL_SHARE), before, *METHODS, random=random)
    telegram.break_share(FAULT_SHARE * AFTER_CALL_SHARE, LOST_ANSWER, *METHODS, random=random, after=True)
    for service in SERVICES:
        weather.break_share(service, FAULT_SHARE, [*FAULTS, *STUCK, QUOTA], random=random)


def failures(telegram: TelegramServer, weather: WeatherServer) -> list[tuple[str, int, int]]:
    """Return each method and service with the number of its calls and of its failed calls."""
    calls = [(call.method, call.fault) for call in telegram.calls]
    calls += [(request.service, request.fault) for request in weather.requests]
    all_calls = Counter(seam for seam, _ in calls)
    failed = Counter(seam for seam, fault in calls if fault is not None)
    return [(seam, number, failed[seam]) for seam, number in all_calls.items()]


def shown_despite_errors(telegram: TelegramServer) -> set[int]:
    """Return the ids of the messages that Telegram showed although the bot's call failed."""
    return {
        call.answer["result"]["message_id"]
        for call in telegram.calls
        if call.method == "sendMessage" and call.fault is not None and call.ok and not _reports_result(call.fault)
    }


def _reports_result(fault: Fault) -> bool:
    return fault.kind is FaultKind.DELAY  # the delay is shorter than the bot's timeout


async def repeat(act: Callable[[], Awaitable[None]], interval: float, over: asyncio.Event) -> None:
    """Act every *interval* seconds until *over* is set."""
    while not over.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(interval):
                await over.wait()
                return
        await act()
