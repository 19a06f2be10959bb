"""The exceptions that the bot raises, and the failures that users see.

WeatherBotError
├── ServiceError         a call to a provider failed
│   ├── Unavailable      3xx, 5xx or an unknown status, or no connection
│   ├── TimedOut         no complete response in time
│   ├── InvalidResponse  the response is truncated, too long, not HTTP or JSON, or lacks a required field
│   ├── KeyRefused       401, 403: the key is invalid or not active yet
│   ├── CallLimitReached 429, a spent budget, or a cooldown
│   │   └── ReservedForOthers  the rest of the budget is reserved for users with fewer look-ups
│   └── RequestRejected  400, 404 and similar: the request is invalid
├── StorageError         the database failed; the same operation may succeed later
│   ├── BadDatabaseAddress   the address is wrong, or the database refuses access
│   │   └── NewerDatabase    a later version of the bot has migrated the database (services/storage/migrations)
│   ├── BackupRefused    the source or the target of a backup cannot be used
│   └── TransferRefused  the source or the target of a transfer to another database cannot be used
├── RedisProblem         Redis does not answer (services/shared/redis.py)
├── ProbeFailed          `python -m bot check` failed for a provider
├── IndexNotMade         the place index is missing and cannot be built
├── ChatLimitReached     a chat has reached a limit (services/storage/models.py)
├── RateLimited          Telegram limits pushes (services/delivery/limits.py)
└── SettingsError        a setting is missing or invalid (bot/config.py)
"""

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why a place has no result. The value is part of a key in the `.ftl` files.

    Each reason from UNAVAILABLE to BAD_REQUEST stands for a subclass of ServiceError.
    """

    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed-out"
    MALFORMED = "malformed"
    REFUSED = "refused"
    BUSY = "busy"
    BAD_REQUEST = "bad-request"
    LATE = "late"
    """The deadline of the answer passed before the result arrived."""
    SHARE_SPENT = "share-spent"
    """The user has no look-ups left, or the remaining calls of a provider are reserved for other users."""
    TOO_MANY_NAMES = "too-many-names"
    """The text contains more unknown names than may be looked up for one message."""


class WeatherBotError(Exception):
    """Base class of the bot's own exceptions.

    The message of each exception is one line and contains no secret.
    """


class ServiceError(WeatherBotError):
    """A call to a provider failed; the message names the provider and contains no API key."""

    reason: ClassVar[Reason]
    retry_after: float | None = None
    """Time in seconds after which a repeated call may succeed; None if the time is unknown."""

    def __init__(self, provider: str, status: int | None = None) -> None:
        super().__init__(f"{provider}: {self.reason}" + (f" ({status})" if status else ""))
        self.status = status


class Unavailable(ServiceError):
    """The provider is down or unreachable, or it closed the connection."""

    reason = Reason.UNAVAILABLE


class TimedOut(ServiceError):
    """The provider did not send a complete response in time."""

    reason = Reason.TIMED_OUT


class InvalidResponse(ServiceError):
    """The provider sent an invalid response."""

    reason = Reason.MALFORMED


def as_service_error(error: BaseException, provider: str) -> ServiceError:
    """Return *error* if it is a ServiceError; else log the traceback of *error*, and return an InvalidResponse.

    A bug in the code for a provider makes only one call fail.
    """
    if isinstance(error, ServiceError):
        return error
    logger.error("%s: parsing a response raised an exception", provider, exc_info=error)
    return InvalidResponse(provider)


class KeyRefused(ServiceError):
    """The provider refuses the API key."""

    reason = Reason.REFUSED


class CallLimitReached(ServiceError):
    """The provider's quota or the bot's own budget of calls to the provider is used up."""

    reason = Reason.BUSY


class ReservedForOthers(CallLimitReached):
    """The remaining calls of the provider are reserved for other users, for at least *retry_after* seconds."""

    reason = Reason.SHARE_SPENT

    def __init__(self, provider: str, retry_after: float) -> None:
        super().__init__(provider)
        self.retry_after = retry_after


class RequestRejected(ServiceError):
    """The provider rejects the request as invalid."""

    reason = Reason.BAD_REQUEST


class ProbeFailed(WeatherBotError):
    """A provider failed the check by `python -m bot check`; the message says why, and what to do."""


class StorageError(WeatherBotError):
    """The database failed; the same operation may succeed later."""


class BadDatabaseAddress(StorageError):
    """The address of the database is wrong, or the database refuses access; retrying does not help."""


class BackupRefused(StorageError):
    """The source or the target of a backup cannot be used; retrying does not help."""


class TransferRefused(StorageError):
    """The source or the target of a transfer to another database cannot be used; retrying does not help."""


class IndexNotMade(WeatherBotError):
    """The place index is missing, and it cannot be built; retrying does not help."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why a place has no result, with details."""

    reason: Reason
    status: int | None = None
    """The HTTP status of the provider's response, if there is one."""
    retry_after: float | None = None
    """Time in seconds until a user who has spent all look-ups may ask again; None if the failure has another
    reason."""

    @classmethod
    def from_error(cls, error: ServiceError) -> Self:
        """Return a Failure with the reason, the HTTP status and the `retry_after` of *error*."""
        return cls(error.reason, error.status, error.retry_after)

    @property
    def is_over_limit(self) -> bool:
        """Whether no provider was called because the user has reached a limit of look-ups."""
        return self.reason in {Reason.SHARE_SPENT, Reason.TOO_MANY_NAMES}

    @property
    def is_retryable(self) -> bool:
        """Whether the same request may succeed later."""
        return self.reason is not Reason.BAD_REQUEST
