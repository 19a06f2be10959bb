"""Trouble at every seam of the bot, and the account of it."""

from collections import Counter
from random import Random

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer
from sandbox.weather import WeatherServer

SHARE = 0.05
"""Of all calls at a seam."""
AFTERWARDS = 0.2
"""Share of Telegram's failures that come once it has done what it was asked for."""

METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "sendChatAction", "getMe", "setMyCommands")
SERVICES = ("openweather", "open-meteo", "geocoding", "openweather-geocoding")

STATUS = FaultKind.STATUS
BROKEN = (
    Fault(STATUS, status=500, body='{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
    Fault(STATUS, status=502),
    Fault(STATUS, status=200, body="<html>not what was asked for</html>"),
    Fault(STATUS, status=200, body='{"ok": true, "resu'),
    Fault(FaultKind.DROP),
    Fault(FaultKind.TRUNCATED),
    Fault(FaultKind.DELAY, seconds=2),
)
# Longer than any call but getUpdates waits. That one waits for 40 seconds, which would only make the run longer.
STUCK = Fault(FaultKind.HANG, seconds=20), Fault(FaultKind.SLOW_BODY, seconds=20)
STUCK_POLL = Fault(FaultKind.HANG, seconds=5), Fault(FaultKind.SLOW_BODY, seconds=5)
LOST_ANSWER = Fault(STATUS, status=502), Fault(FaultKind.DROP), STUCK[0]

FLOOD = ApiError(429, "Too Many Requests: retry after 1", retry_after=1).fault()
QUOTA = Fault(STATUS, status=429, body='{"cod": 429, "message": "temporary blocked"}', retry_after=1)
CONFLICT = ApiError(409, "Conflict: terminated by other getUpdates request").fault()


def cause_trouble(telegram: TelegramServer, weather: WeatherServer, random: Random) -> None:
    """Let SHARE of the calls fail, in all the ways there are."""
    telegram.break_share(SHARE, [*BROKEN, *STUCK_POLL, FLOOD, CONFLICT], "getUpdates", random=random)
    before = [*BROKEN, *STUCK, FLOOD]
    telegram.break_share(SHARE * (1 - AFTERWARDS), before, *METHODS, random=random)
    telegram.break_share(SHARE * AFTERWARDS, LOST_ANSWER, *METHODS, random=random, after=True)
    for service in SERVICES:
        weather.break_share(service, SHARE, [*BROKEN, *STUCK, QUOTA], random=random)


def failures(telegram: TelegramServer, weather: WeatherServer) -> list[tuple[str, int, int]]:
    """Return each seam with the calls it has had and how many of them have failed."""
    calls = [(call.method, call.fault) for call in telegram.calls]
    calls += [(request.service, request.fault) for request in weather.requests]
    all_calls = Counter(seam for seam, _ in calls)
    failed = Counter(seam for seam, fault in calls if fault is not None)
    return [(seam, number, failed[seam]) for seam, number in all_calls.items()]


def taken_unseen(telegram: TelegramServer) -> set[int]:
    """Return the numbers of the messages that Telegram has shown without the bot being told so."""
    return {
        call.answer["result"]["message_id"]
        for call in telegram.calls
        if call.method == "sendMessage" and call.fault is not None and call.ok and not _told(call.fault)
    }


def _told(fault: Fault) -> bool:
    return fault.kind is FaultKind.DELAY  # shorter than the bot waits
