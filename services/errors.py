"""The errors of the bot, and the failures that users are told.

WeatherBotError
├── ServiceError         a provider did not answer
│   ├── Unavailable      3xx, 5xx or an unknown status, or the connection failed
│   ├── TimedOut         no complete answer in time
│   ├── Malformed        an unreadable answer: cut, too long, not HTTP or JSON, or lacking what it must hold
│   ├── Refused          401, 403: the key is wrong or not active yet
│   ├── Busy             429, or our own budget or cooldown says: not now
│   │   └── Reserved     what is left of the budget is kept for users who have asked for less
│   └── BadRequest       400, 404 and similar: the question itself was wrong
├── StorageError         the database does not work now
│   ├── BadAddress       nor will it before its address, or what is there, is changed
│   │   └── NewerDatabase    a later version made it (services/storage/migrations)
│   └── BackupRefused    there is nothing to copy, or no place for the copy
├── ProbeFailed          `python -m bot check` found what is wrong with a provider
├── IndexNotMade         the place index is missing and cannot be made
├── TooMany              a chat has as many of a kind as it may have (services/storage/models.py)
├── Limited              Telegram limits the pushes (services/daily/limits.py)
└── SettingsError        a setting is missing or refused (bot/config.py)
"""

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why there is no answer, as far as a user needs to know."""

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
    """Any error that the bot raises on purpose. Its message is one line without a key, token or password."""


class ServiceError(WeatherBotError):
    """A provider did not answer a question. Its message names the provider and never holds a key."""

    reason: ClassVar[Reason]
    retry_after: float | None = None

    def __init__(self, provider: str, status: int | None = None) -> None:
        super().__init__(f"{provider}: {self.reason}" + (f" ({status})" if status else ""))
        self.status = status


class Unavailable(ServiceError):
    """The provider is down, unreachable, or hung up."""

    reason = Reason.UNAVAILABLE


class TimedOut(ServiceError):
    """The provider did not send its whole answer in time."""

    reason = Reason.TIMED_OUT


class Malformed(ServiceError):
    """The provider sent something that cannot be read."""

    reason = Reason.MALFORMED


def as_service_error(error: BaseException, provider: str) -> ServiceError:
    """Return *error* if it is a ServiceError; log any other with its traceback, and return Malformed.

    For what a bug in the code of one provider raises: it costs what was asked, and nothing else.
    """
    if isinstance(error, ServiceError):
        return error
    logger.error("%s: reading an answer raised", provider, exc_info=error)
    return Malformed(provider)


class Refused(ServiceError):
    """The provider does not accept the key."""

    reason = Reason.REFUSED


class Busy(ServiceError):
    """The provider's quota is used up, or ours for it."""

    reason = Reason.BUSY


class Reserved(Busy):
    """What is left of the provider's budget is kept for others, for so many seconds at least."""

    reason = Reason.SHARE_SPENT

    def __init__(self, provider: str, retry_after: float) -> None:
        super().__init__(provider)
        self.retry_after = retry_after


class BadRequest(ServiceError):
    """The provider rejects the question."""

    reason = Reason.BAD_REQUEST


class ProbeFailed(WeatherBotError):
    """A provider knows why its probe failed; the message says it, and what to do."""


class StorageError(WeatherBotError):
    """The database does not work now; the same may succeed later."""


class BadAddress(StorageError):
    """The database's address is wrong, or the database refuses access: waiting does not help."""


class BackupRefused(StorageError):
    """The database cannot be copied from there, or to there: waiting does not help."""


class IndexNotMade(WeatherBotError):
    """The place index is missing and cannot be made: waiting does not help."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one place has no answer: the reason and, where a provider gave one, its HTTP status."""

    reason: Reason
    status: int | None = None
    retry_after: float | None = None
    """Seconds after which a user whose share is spent may ask again."""

    @classmethod
    def of(cls, error: ServiceError) -> Self:
        """Return the failure that *error* means to a user."""
        return cls(error.reason, error.status, error.retry_after)

    @property
    def refused(self) -> bool:
        """Whether nothing was asked, since the user had asked for so much before."""
        return self.reason in {Reason.SHARE_SPENT, Reason.TOO_MANY_NAMES}

    @property
    def retryable(self) -> bool:
        """Whether asking again later may help."""
        return self.reason is not Reason.BAD_REQUEST
