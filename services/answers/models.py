"""An answer: an entry for each name, with its result or the reason why there is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Self

from services.answers.facts import Result
from services.errors import Failure, Reason
from services.places import LookupFailed, Match, Place, Resolution, Spot, identity
from services.questions import Question, Subject, What, When

EPOCH = datetime.fromtimestamp(0, UTC)

LEFT_OUT_KEPT = 60
"""The number of left-out names that are kept, more than a message has room to list; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of an answer and, where it is a place, its result or the failure."""

    item: Resolution
    result: Result | Failure | None = None
    """None where the name is no place, and before the place's result has been fetched."""

    @property
    def failure(self) -> Failure | None:
        """Why the name could not be looked up or its result not be fetched; None where nothing failed."""
        if isinstance(self.item, LookupFailed):
            return self.item.failure
        return self.result if isinstance(self.result, Failure) else None

    @property
    def late(self) -> bool:
        """Whether the place or its result was still being fetched when the answer was due."""
        return self.failure is not None and self.failure.reason is Reason.LATE


@dataclass(frozen=True, slots=True)
class Answer:
    """The entries of one question in the order asked, each place once, and the names left out."""

    language: str
    entries: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()
    """Names past the subject's limit of places."""
    more_left_out: int = 0
    """How many more names were left out than are kept."""
    subject: Subject = Subject.NOW
    """The page that is shown."""
    day: date | None = None
    """The day that is shown hour by hour, None where all days are shown."""
    when: When | None = None
    """The time that was asked about, whatever page is shown; so is *what*."""
    what: What = What.WEATHER
    asked_at: datetime = EPOCH
    """When it was asked: what "tomorrow" goes by."""

    @property
    def results(self) -> list[Result]:
        """What was fetched."""
        results = (entry.result for entry in self.entries)
        return [result for result in results if result is not None and not isinstance(result, Failure)]

    @property
    def places(self) -> list[Place]:
        """The places among the entries, those without a result included."""
        return [entry.item.place for entry in self.entries if isinstance(entry.item, Match)]

    @property
    def only_place(self) -> Place | None:
        """The place of an answer that has one entry; None where there are more entries or it is no place."""
        return self.places[0] if len(self.places) == len(self.entries) == 1 else None

    @property
    def was_specific(self) -> bool:
        """Whether a time or a quantity was asked about, which has a page of its own."""
        return Question("", when=self.when, what=self.what).page is Subject.ASKED

    @property
    def worth_retrying(self) -> bool:
        """Whether something failed for a reason that may have passed by now."""
        return any(entry.failure is not None and entry.failure.retryable for entry in self.entries)

    @property
    def refusal(self) -> Failure | None:
        """The first failure that is due to the limits of the user who asked, None where there is none."""
        failures = (entry.failure for entry in self.entries)
        return next((failure for failure in failures if failure is not None and failure.refused), None)

    @property
    def outdated(self) -> bool:
        """Whether an older result stands in for a current one that could not be fetched."""
        return any(result.age is not None for result in self.results)

    @property
    def late(self) -> bool:
        """Whether something in it may still arrive."""
        return any(entry.late for entry in self.entries)

    def with_entries(self, entries: Iterable[Entry], left_out: Sequence[str] = ()) -> Self:
        """Return the answer with *entries* instead, each place once and no more than its subject's limit.

        Entries past the limit and *left_out* become names left out, before those that were.
        """
        first: dict[Spot | str, Entry] = {}
        for entry in entries:
            first.setdefault(identity(entry.item), entry)
        distinct, limit = list(first.values()), self.subject.limit
        names = (*(entry.item.asked for entry in distinct[limit:]), *left_out, *self.left_out)
        return replace(
            self,
            entries=tuple(distinct[:limit]),
            left_out=names[:LEFT_OUT_KEPT],
            more_left_out=self.more_left_out + len(names[LEFT_OUT_KEPT:]),
        )
