"""The imitation of Telegram's Bot API, served on a port of this machine."""

import json
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from random import Random
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox import faults
from sandbox.faults import Fault, FaultKind, Odds
from sandbox.loopback import serve
from sandbox.telegram.api import BotApi
from sandbox.telegram.chats import Chat
from sandbox.telegram.events import Upload
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.feed import Feed
from sandbox.telegram.guest import GuestMode
from sandbox.telegram.inline import InlineMode
from sandbox.telegram.limits import SendLimits
from sandbox.telegram.members import BotMembership
from sandbox.telegram.rules import ApiError, parse_call
from sandbox.telegram.user_messages import Json

MAX_UPLOAD_BYTES = 50_000_000

BOT_ID = 42

# Telegram has carried out the call before it sends one of these faults.
_FAULTS_AFTER_CALL = {FaultKind.TRUNCATED, FaultKind.SLOW_BODY, FaultKind.DELAY, FaultKind.MUTATED}


@dataclass
class Call:
    """A call by the bot. While the call is in progress, such as a long poll, `answer` is empty."""

    method: str
    params: dict[str, Any]
    """The parameters as they were sent: strings, with JSON for values of other types."""
    files: dict[str, Upload] = field(default_factory=dict)
    """The uploaded files, by the name that parameters use after `attach://`."""
    at: float = field(default_factory=time.monotonic)
    fault: Fault | None = None
    answer: Json = field(default_factory=dict)
    """`ok` with `result`, or `error_code` and `description`; empty when a fault came first."""

    @property
    def ok(self) -> bool:
        """Whether Telegram carried out the call, even if a fault hid that from the bot."""
        return bool(self.answer.get("ok"))


@dataclass(frozen=True)
class _MethodFaults:
    odds: Odds
    methods: frozenset[str]
    after: bool
    chat: int | None

    def draw(self, call: Call) -> Fault | None:
        if self.methods and call.method.lower() not in self.methods:
            return None
        concerns_chat = self.chat is None or call.params.get("chat_id") == str(self.chat)
        return self.odds.draw() if concerns_chat else None


class TelegramServer:
    """A Bot API server and the users who talk to its one bot.

    The server is at least as strict as Telegram. The bot must use `token`, and `calls` contains the calls of the
    bot. The default token is random, because a web page of another site can send requests to any port of this
    machine. A callback query may be answered once, within `press_lifetime` seconds by `clock`.
    """

    username = "weather_sandbox_bot"

    def __init__(
        self,
        *,
        token: str | None = None,
        clock: Callable[[], float] = time.time,
        press_lifetime: float = 30.0,
    ) -> None:
        self.token = token = token or f"{BOT_ID}:SANDBOX-{secrets.token_urlsafe(24)}"
        self.url = ""
        self.calls: Feed[Call] = Feed()
        self.chats: dict[int, Chat] = {}
        self.open_calls = 0
        """Number of calls of the bot, except getUpdates, that the server has not answered yet."""
        self.limits = SendLimits()
        """The limits on sent messages, by the time of `clock`; none by default."""
        bot = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Weather",
            "username": self.username,
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": False,
            "supports_guest_queries": False,
        }
        self._exchange = Exchange(bot, clock)
        self.webhooks = self._exchange.updates.webhooks
        """The webhook that the bot has set, and the requests to it."""
        self.inline = InlineMode(self._exchange)
        """Inline mode, which is off until `set_inline_mode`."""
        self.guest = GuestMode(self._exchange, self.inline)
        """Guest mode, which is off until `set_guest_mode`."""
        self._api = BotApi(self._exchange, self.chats, self.limits, press_lifetime, self.guest)
        self._ids = count(1001)
        self._troubles: list[_MethodFaults] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_UPLOAD_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self.url = await self._stack.enter_async_context(serve(app))
        self._stack.push_async_callback(self.webhooks.aclose)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def user(self, name: str = "Alice", *, language: str = "en") -> Json:
        """Return a new user whose Telegram is in `language`."""
        return {"id": next(self._ids), "is_bot": False, "first_name": name, "language_code": language}

    def private_chat(self, user: Json | None = None, *, language: str = "en") -> Chat:
        """Return a private chat of the bot with `user`, by default a new user whose Telegram is in `language`."""
        user = user or self.user(language=language)
        return self._add_chat({"id": user["id"], "type": "private", "first_name": user["first_name"]}, [user])

    def group(self, *members: Json, title: str = "Friends") -> Chat:
        """Return a group of the bot and `members`, by default one new user."""
        info = {"id": -next(self._ids), "type": "group", "title": title}
        return self._add_chat(info, list(members) or [self.user()])

    def forum(self, *members: Json, title: str = "Travellers") -> Chat:
        """Return a supergroup with topics; its members are the bot and `members`, by default one new user."""
        number = -1_000_000_000_000 - next(self._ids)
        info = {"id": number, "type": "supergroup", "is_forum": True, "title": title}
        return self._add_chat(info, list(members) or [self.user()])

    def channel(self, owner: Json, *admins: Json, title: str = "News") -> Chat:
        """Return a channel that *owner* has created; the bot is not in it."""
        info = {"id": -1_000_000_000_000 - next(self._ids), "type": "channel", "title": title}
        channel = self._add_chat(info, [owner, *admins])
        channel.admins = {admin["id"] for admin in admins}
        channel.membership = BotMembership("left")
        return channel

    def direct_messages(self, *users: Json, title: str = "News") -> Chat:
        """Return the direct messages chat of a channel, in which the bot may write; each user has a topic."""
        number = -1_000_000_000_000 - next(self._ids)
        info = {"id": number, "type": "supergroup", "is_direct_messages": True, "title": title}
        chat = self._add_chat(info, list(users) or [self.user()])
        chat.membership = BotMembership("administrator", frozenset({"can_manage_direct_messages"}))
        return chat

    def set_privacy_mode(self, *, enabled: bool = True) -> None:
        """Switch privacy mode, as @BotFather's /setprivacy does."""
        self._exchange.bot["can_read_all_group_messages"] = not enabled

    def set_inline_mode(self, *, location: bool = False, feedback: bool = False) -> None:
        """Switch inline mode on, as @BotFather's /setinline, /setinlinegeo and /setinlinefeedback do."""
        self._exchange.bot["supports_inline_queries"] = True
        self.inline.enabled, self.inline.location, self.inline.feedback = True, location, feedback

    def set_guest_mode(self) -> None:
        """Switch guest mode on, as @BotFather does."""
        self._exchange.bot["supports_guest_queries"] = True
        self.guest.enabled = True

    def set_webhook(self, url: str) -> None:
        """Set a webhook, as another program with the same token could; no update is delivered to it.

        getUpdates is refused until the webhook is deleted.
        """
        self.webhooks.url = url

    def put_update(self, update: Json) -> None:
        """Queue a raw update for the bot, valid or not."""
        self._exchange.updates.put_raw(update)

    def break_(
        self, fault: Fault, *methods: str, times: int | None = None, after: bool = False, chat: int | None = None
    ) -> None:
        """Make `methods` (default: all) fail for the next `times` calls, or until `mend()`.

        If several faults match a call, the latest one is used. By default Telegram does not carry out a call that
        fails. With `after`, Telegram carries the call out before it fails; TRUNCATED, SLOW_BODY, DELAY and MUTATED
        imply `after`, because they need the answer. `ApiError.fault` makes refusals. With `chat`, only calls about
        this chat id fail.
        """
        self._add_fault(Odds([fault], times), methods, after=after, chat=chat)

    def break_share(
        self, share: float, faults: Sequence[Fault], *methods: str, random: Random, after: bool = False
    ) -> None:
        """Make `share` of the calls of `methods` (default: all) fail until `mend()`, each with one of `faults`.

        `random` selects the failing calls and their faults. `methods` and `after` have the same meaning as in
        `break_`.
        """
        self._add_fault(Odds(faults, share=share, random=random), methods, after=after)

    def mend(self) -> None:
        """Remove all faults."""
        self._troubles.clear()

    def _add_fault(self, odds: Odds, methods: Sequence[str], *, after: bool, chat: int | None = None) -> None:
        self._troubles.insert(0, _MethodFaults(odds, frozenset(method.lower() for method in methods), after, chat))

    def _add_chat(self, info: Json, members: list[Json]) -> Chat:
        chat = Chat(self._exchange, info, members)
        self.chats[chat.id] = chat
        return chat

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return web.json_response(ApiError(401, "Unauthorized").answer(), status=401)
        name = request.match_info["method"]
        form = await request.post()
        files = {key: _upload(value) for key, value in form.items() if isinstance(value, web.FileField)}
        params = {key: value for key, value in form.items() if key not in files}
        if request.method == "GET":  # Telegram also reads the body of a GET request, which aiohttp ignores
            params |= parse_qsl(await request.text())
        call = Call(name, {**request.query, **params}, files)
        self.calls.append(call)
        if name.lower() == "getupdates":
            return await self._respond(request, call)
        self.open_calls += 1
        try:
            return await self._respond(request, call)
        finally:
            self.open_calls -= 1

    async def _respond(self, request: web.Request, call: Call) -> web.StreamResponse:
        drawn = ((trouble.draw(call), trouble.after) for trouble in self._troubles)
        fault, after = next(((fault, after) for fault, after in drawn if fault is not None), (None, False))
        call.fault = fault
        if fault is None or after or fault.kind in _FAULTS_AFTER_CALL:
            call.answer = await self._answer(call)
        status = call.answer.get("error_code", 200)
        if fault is None:
            return web.json_response(call.answer, status=status)
        return await faults.apply(fault, request, json.dumps(call.answer).encode(), status)

    async def _answer(self, call: Call) -> Json:
        try:
            return {"ok": True, "result": await self._api.call(parse_call(call.method, call.params, call.files))}
        except ApiError as error:
            return error.answer()


def _upload(file: web.FileField) -> Upload:
    return Upload(file.filename, file.file.read())
