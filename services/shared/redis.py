"""A store in Redis, which several processes share. The store sends commands to Redis in batches."""

import asyncio
from collections.abc import Callable, Sequence
from hashlib import blake2b
from time import monotonic
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from services.errors import WeatherBotError
from services.shared.breaker import Breaker
from services.shared.scripts import CLAIM_SCRIPT, RELEASE_SCRIPT, RENEW_SCRIPT, SPEND_SCRIPT
from services.shared.store import (
    LEASE_SECONDS,
    AwaitedLookUpFailed,
    ClaimResult,
    Cooldown,
    LeaseHeld,
    LeaseTaken,
    Spending,
    StoredValue,
)

ROUND_TRIP_TIMEOUT = 0.05
"""Time limit in seconds of each round trip to Redis; within a data centre, a round trip takes less than 1 ms."""

RECONNECT_TIMEOUT = 0.25
"""Time limit in seconds of the round trip after a timeout that a busy event loop may have caused. The round trip
opens a new connection."""

PROBE_TIMEOUT = 1.0
"""Time limit in seconds of the PING at the bot's start, and of each PING after a failure."""

CHECK_COMMAND_TIMEOUT = 5.0
"""Time limit in seconds of `probe`, the check of Redis by `python -m bot check`."""

BUSY_LOOP_FACTOR = 1.2
"""If a round trip takes 1.2 times its time limit or longer, a busy event loop may have delayed it."""

MAX_BATCH_SIZE = 200
"""Maximum number of commands that are sent to Redis together."""

MAX_WAITING_COMMANDS = 5_000
"""Maximum number of waiting commands; further commands are dropped."""

Command = tuple[str | bytes | int | float, ...]

OnReply = Callable[[Any], None]
"""A function that gets the reply to a command, or None if Redis did not answer or refused the command."""


class RedisStore:
    """Shares values with the other processes of the bot through the Redis at *url*.

    The argument *token* is the bot's token.

    The store has one connection. Commands that arrive while a batch of commands is being sent form the next batch.
    After a failure no command is sent until a PING in the background has succeeded.
    """

    def __init__(self, url: str, token: str, *, timeout: float | None = None) -> None:
        bot_id = token.partition(":")[0]
        self._prefix = f"weather-bot:{bot_id}:"
        self._secret = blake2b(token.encode()).digest()
        self._timeout = ROUND_TRIP_TIMEOUT if timeout is None else timeout
        self._redis = connect(url)
        self._breaker = Breaker("Redis")
        self._was_loop_busy = False
        """True if the last batch got no reply in time, but a busy event loop may have caused the delay."""
        self._waiting: list[tuple[Command, OnReply]] = []
        self._sender: asyncio.Task[None] | None = None
        self._probe: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the connection; if Redis does not answer within PROBE_TIMEOUT, return without an error."""
        await self._run_probe()

    async def aclose(self) -> None:
        """Send the waiting commands, such as the release of a lease, and close the connection."""
        if self._sender is not None:
            await asyncio.wait({self._sender}, timeout=2 * self._timeout)
        for task in (self._sender, self._probe):
            if task is not None:
                task.cancel()
                await asyncio.wait({task})
        await self._redis.aclose()

    def digest(self, text: str) -> str:
        """Return a digest of *text* for use in keys.

        Without the bot's token, nobody can guess *text* from the digest.
        """
        return blake2b(text.encode(errors="replace"), key=self._secret, digest_size=16).hexdigest()

    async def get(self, key: str) -> StoredValue | None:
        """Return the value of *key*; None if *key* has no value."""
        value, time_left = self._call("GET", self._prefix + key), self._call("PTTL", self._prefix + key)
        match await value, await time_left:
            case bytes(body), int(left):
                return StoredValue(body, max(0, left) / 1000)
        return None

    def put(self, key: str, body: bytes, seconds: float) -> None:
        """Store *body* under *key* for *seconds*."""
        self._send(("SET", self._prefix + key, body, "PX", _milliseconds(seconds)))

    async def claim(self, key: str, token: str, min_seconds_left: float, awaited_token: str) -> ClaimResult | None:
        """Return the value of *key* if it is fresh, else the result of the attempt to take the lease."""
        arguments = token, _milliseconds(LEASE_SECONDS), round(1000 * min_seconds_left), awaited_token
        reply = await self._call("EVAL", CLAIM_SCRIPT, 2, self._prefix + key, self._lease_key(key), *arguments)
        match reply:
            case [b"value", bytes(body), int(left)]:
                return StoredValue(body, max(0, left) / 1000)
            case [b"held", bytes(holder)]:
                return LeaseHeld(holder.decode(errors="replace"))
            case [b"failed", bytes(failure)]:
                return AwaitedLookUpFailed(failure)
            case [b"taken"]:
                return LeaseTaken()
        return None

    def renew(self, key: str, token: str) -> None:
        """Extend the lease of *key* to LEASE_SECONDS if the lease still belongs to *token*."""
        self._send(("EVAL", RENEW_SCRIPT, 1, self._lease_key(key), token, _milliseconds(LEASE_SECONDS)))

    def release(self, key: str, token: str, failure: bytes = b"") -> None:
        """End the lease of *key* if it belongs to *token*; waiting callers get *failure* unless it is empty."""
        self._send(("EVAL", RELEASE_SCRIPT, 1, self._lease_key(key), token, _milliseconds(LEASE_SECONDS), failure))

    async def spend(
        self, budget_key: str, cooldown_key: str, calls: int, limit: int, seconds: float
    ) -> Spending | Cooldown | None:
        """Spend *calls* calls of a budget that allows *limit* calls in any period of *seconds*.

        If a cooldown is stored, return the cooldown and spend nothing.
        """
        keys = self._prefix + budget_key, self._prefix + cooldown_key
        reply = await self._call("EVAL", SPEND_SCRIPT, 2, *keys, calls, limit, _milliseconds(seconds))
        match reply:
            case [b"cooldown", bytes(reason), int(left)]:
                return Cooldown(reason, max(0, left) / 1000)
        return _parse_spending(reply)

    def spend_later(
        self, budget_key: str, calls: int, limit: int, seconds: float, on_result: Callable[[Spending], None]
    ) -> None:
        """Spend *calls* calls, or refund them if *calls* is negative.

        Call *on_result* after Redis has answered.
        """

        def on_reply(reply: object) -> None:
            if (spending := _parse_spending(reply)) is not None:
                on_result(spending)

        self._send(
            ("EVAL", SPEND_SCRIPT, 1, self._prefix + budget_key, calls, limit, _milliseconds(seconds)), on_reply
        )

    def _lease_key(self, key: str) -> str:
        return f"{self._prefix}{key}:lease"

    def _call(self, *command: str | bytes | float) -> asyncio.Future[Any]:
        """Send *command*, and return a future for the reply.

        The future gets None if Redis does not answer or refuses the command.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def on_reply(reply: object) -> None:
            if not future.done():  # the future is cancelled if its caller was cancelled
                future.set_result(reply)

        self._send(command, on_reply)
        return future

    def _send(self, command: Command, on_reply: OnReply = lambda _: None) -> None:
        if self._breaker.is_open or len(self._waiting) >= MAX_WAITING_COMMANDS:
            if self._breaker.is_probe_due and self._probe is None:
                self._probe = asyncio.create_task(self._run_probe())
            on_reply(None)
            return
        self._waiting.append((command, on_reply))
        if self._sender is None:
            # The task starts in the next iteration of the event loop, so that all commands of this iteration are
            # one batch.
            self._sender = asyncio.create_task(self._send_batches())

    async def _send_batches(self) -> None:
        batch: list[tuple[Command, OnReply]] = []
        try:
            while self._waiting and not self._breaker.is_open:
                batch, self._waiting = self._waiting[:MAX_BATCH_SIZE], self._waiting[MAX_BATCH_SIZE:]
                replies = await self._send_batch([command for command, _ in batch])
                for (_, on_reply), reply in zip(batch, replies, strict=True):
                    on_reply(reply)
                batch = []
        finally:  # even if the task fails or is cancelled, no caller may wait forever
            unanswered, self._waiting, self._sender = [*batch, *self._waiting], [], None
            for _, on_reply in unanswered:
                on_reply(None)

    async def _send_batch(self, commands: Sequence[Command]) -> list[Any]:
        limit = max(self._timeout, RECONNECT_TIMEOUT) if self._was_loop_busy else self._timeout
        started = monotonic()
        try:
            async with asyncio.timeout(limit):
                pipeline = self._redis.pipeline(transaction=False)
                for command in commands:
                    pipeline.execute_command(*command)
                replies: list[Any] = await pipeline.execute(raise_on_error=False)
        except Exception as error:  # noqa: BLE001 - the bot works without Redis
            # If even the timeout is late, the event loop was busy, and Redis may have replied in time.
            is_late = isinstance(error, TimeoutError) and monotonic() - started >= BUSY_LOOP_FACTOR * limit
            if self._was_loop_busy or not is_late:
                self._breaker.record_failure(_error_text(error))
            self._was_loop_busy = is_late
            return [None] * len(commands)
        self._was_loop_busy = False
        refusals = [reply for reply in replies if isinstance(reply, RedisError)]
        if refusals:
            self._breaker.log_refusal(_error_text(refusals[0]))
        else:
            self._breaker.record_success()
        return [None if isinstance(reply, RedisError) else reply for reply in replies]

    async def _run_probe(self) -> None:
        try:
            async with asyncio.timeout(PROBE_TIMEOUT):
                await self._redis.ping()
        except Exception as error:  # noqa: BLE001 - the bot works without Redis
            self._breaker.record_failure(_error_text(error))
        else:
            self._breaker.record_success()
        finally:
            self._probe = None


class RedisProblem(WeatherBotError):
    """Redis does not answer, answers too slowly, or refuses commands; the message says why."""


async def probe(url: str) -> str:
    """Write a value to the Redis at *url*; return a text about its version and speed.

    Raise RedisProblem if Redis does not work.
    """
    redis = connect(url)
    try:
        async with asyncio.timeout(CHECK_COMMAND_TIMEOUT):
            version = (await redis.info("server")).get("redis_version", "of an unknown version")
            seconds = min([await _seconds_of_write(redis) for _ in range(3)])
    except (RedisError, OSError, TimeoutError) as exc:
        raise RedisProblem(_error_text(exc)) from exc
    finally:
        await redis.aclose()
    if seconds > ROUND_TRIP_TIMEOUT:
        raise RedisProblem(
            f"Redis answers in {1000 * seconds:.0f} ms, but the bot waits for {1000 * ROUND_TRIP_TIMEOUT:.0f} ms"
        )
    return f"version {version} answers in {1000 * seconds:.1f} ms"


async def _seconds_of_write(redis: Redis) -> float:
    started = monotonic()
    await redis.set("weather-bot:check", b"1", px=1000)
    return monotonic() - started


def connect(url: str) -> Redis:
    """Return a client of the Redis at *url*; the client opens its only connection with the first command."""
    return Redis.from_url(
        url,
        max_connections=1,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=PROBE_TIMEOUT,
        socket_connect_timeout=PROBE_TIMEOUT,
    )


def _parse_spending(reply: object) -> Spending | None:
    match reply:
        case [b"spent" | b"refused" as outcome, int(spent), int(left)]:
            return Spending(outcome == b"spent", spent, max(0, left) / 1000)
    return None


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _error_text(error: BaseException) -> str:
    """Return the message of *error* as one line, or "no answer in time" if *error* has no message."""
    return " ".join(str(error).split()) or "no answer in time"
