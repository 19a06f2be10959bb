"""The errors of the bot, and the failures that users see.

WeatherBotError
├── ServiceError         a call to a provider failed
│   ├── Unavailable      3xx, 5xx or an unknown status, or no connection
│   ├── TimedOut         no complete response in time
│   ├── Malformed        an invalid response: truncated, too long, not HTTP or JSON, or without a required field
│   ├── Refused          401, 403: the key is invalid or not active yet
│   ├── Busy             429, a spent budget, or a cooldown
│   │   └── Reserved     the rest of the budget is reserved for users with fewer look-ups
│   └── BadRequest       400, 404 and similar: the request is invalid
├── StorageError         the database failed; the same operation may succeed later
│   ├── BadAddress       the address or the database must be changed
│   │   └── NewerDatabase    a later version of the bot made it (services/storage/migrations)
│   └── BackupRefused    the source or the target of the copy is unusable
├── ProbeFailed          `python -m bot check` failed for a provider
├── IndexNotMade         the place index is missing and cannot be built
├── TooMany              a chat has reached a limit (services/storage/models.py)
├── RateLimited              Telegram limits pushes (services/daily/limits.py)
└── SettingsError        a setting is missing or invalid (bot/config.py)
"""

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why there is no answer; the value is a part of the key of the user's text."""

    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed-out"
    MALFORMED = "malformed"
    REFUSED = "refused"
    BUSY = "busy"
    BAD_REQUEST = "bad-request"
    LATE = "late"
    SHARE_SPENT = "share-spent"
    TOO_MANY_NAMES = "too-many-names"


class WeatherBotError(Exception):
    """Base of all errors that the bot raises. The message is one line and contains no secret."""


class ServiceError(WeatherBotError):
    """A call to a provider failed. The message names the provider and contains no key."""

    reason: ClassVar[Reason]
    retry_after: float | None = None

    def __init__(self, provider: str, status: int | None = None) -> None:
        super().__init__(f"{provider}: {self.reason}" + (f" ({status})" if status else ""))
        self.status = status


class Unavailable(ServiceError):
    """The provider is down or unreachable, or closed the connection."""

    reason = Reason.UNAVAILABLE


class TimedOut(ServiceError):
    """The provider did not send a complete response in time."""

    reason = Reason.TIMED_OUT


class Malformed(ServiceError):
    """The provider sent an invalid response."""

    reason = Reason.MALFORMED


def as_service_error(error: BaseException, provider: str) -> ServiceError:
    """Return *error* if it is a ServiceError; otherwise log it with its traceback, and return Malformed.

    A bug in the code of one provider then fails only the call that raised it.
    """
    if isinstance(error, ServiceError):
        return error
    logger.error("%s: reading the response raised", provider, exc_info=error)
    return Malformed(provider)


class Refused(ServiceError):
    """The provider refuses the key."""

    reason = Reason.REFUSED


class Busy(ServiceError):
    """The provider's quota or our budget for it is used up."""

    reason = Reason.BUSY


class Reserved(Busy):
    """The rest of the provider's budget is reserved for other users for *retry_after* seconds or longer."""

    reason = Reason.SHARE_SPENT

    def __init__(self, provider: str, retry_after: float) -> None:
        super().__init__(provider)
        self.retry_after = retry_after


class BadRequest(ServiceError):
    """The provider rejects the request as invalid."""

    reason = Reason.BAD_REQUEST


class ProbeFailed(WeatherBotError):
    """The probe of a provider failed for a known reason; the message says why and what to do."""


class StorageError(WeatherBotError):
    """The database failed; the same operation may succeed later."""


class BadAddress(StorageError):
    """The address is wrong, or the database refuses access; retrying does not help."""


class BackupRefused(StorageError):
    """The source or the target of the copy is unusable; retrying does not help."""


class IndexNotMade(WeatherBotError):
    """The place index is missing and cannot be built; retrying does not help."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one place has no answer: the reason, and the HTTP status if a provider sent one."""

    reason: Reason
    status: int | None = None
    retry_after: float | None = None
    """Seconds after which a user without look-ups left may ask again."""

    @classmethod
    def of(cls, error: ServiceError) -> Self:
        """Return the failure for *error*."""
        return cls(error.reason, error.status, error.retry_after)

    @property
    def refused(self) -> bool:
        """Whether no provider was called, because the user has no look-ups left."""
        return self.reason in {Reason.SHARE_SPENT, Reason.TOO_MANY_NAMES}

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later."""
        return self.reason is not Reason.BAD_REQUEST
