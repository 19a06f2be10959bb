"""The answer to a question, with an entry for each name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Self

from services.answers.place_data import Result
from services.errors import Failure, Reason
from services.places import LookupFailed, Match, Place, Resolution, Spot, resolution_key
from services.questions import Limit, Quantity, Question, Subject, When
from services.units import Unit
from services.warnings import OfficialWarning
from services.weather.air_notice import AirNotice

EPOCH = datetime.fromtimestamp(0, UTC)

MAX_LEFT_OUT = 60
"""Maximum number of names in `Answer.left_out`; further names are only counted. A message has no room for more
names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in an answer: its resolution and, if the name is a place, the data of the place or the failure."""

    item: Resolution
    result: Result | Failure | None = None
    """The fetched data or the failure; None before the data are fetched, and if the name is not a place."""
    notice: AirNotice | None = None
    """The warning about the air; only an answer about the weather now at a single place can have a warning."""
    awaits_notice: bool = field(default=False, compare=False)
    """True while the air quality is looked up, after which the answer may get a warning about the air."""
    warnings: tuple[OfficialWarning, ...] = ()
    """The official warnings that the answer shows above the weather; also empty if the warnings are unknown."""

    @property
    def failure(self) -> Failure | None:
        """The failure to look up the name or to fetch its result; None if both succeeded."""
        if isinstance(self.item, LookupFailed):
            return self.item.failure
        return self.result if isinstance(self.result, Failure) else None

    @property
    def is_late(self) -> bool:
        """Whether the look-up of the name or of its result was still running at the answer's deadline."""
        return self.failure is not None and self.failure.reason is Reason.LATE


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, with an entry for each name.

    The entries are in the order of the question, and each place has one entry only.
    """

    language: str
    entries: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()
    """The names that are not answered because the question has more names than the subject's limit."""
    more_left_out: int = 0
    """Number of further names beyond the limit that `left_out` does not contain."""
    subject: Subject = Subject.NOW
    """The subject that the message shows."""
    day: date | None = None
    """The day that is shown hour by hour; None if all days are shown."""
    when: When | None = None
    """The time that the question names; None if the question names no time."""
    quantity: Quantity = Quantity.WEATHER
    """The quantity of the question."""
    asked_at: datetime = EPOCH
    """The time at which the question was asked; "tomorrow" is relative to this time."""
    units: tuple[Unit, ...] = ()
    """The units that the question names; they replace the chat's units in the answer."""
    second_quantity: Quantity | None = None
    """The second quantity that the question names; None if the question names at most one quantity."""
    limit: Limit | None = None
    """The limit that the question names; None if the question names no limit."""
    then: tuple["Answer", ...] = ()
    """The answers to further questions of the same message, such as "Bergen on Sunday" in "Oslo now, Bergen on
    Sunday"."""

    places: tuple[Place, ...] = field(init=False, repr=False, compare=False)
    """The places of the entries, with and without a result."""

    def __post_init__(self) -> None:
        places = tuple([entry.item.place for entry in self.entries if isinstance(entry.item, Match)])
        object.__setattr__(self, "places", places)

    @property
    def parts(self) -> tuple["Answer", ...]:
        """A tuple of this answer and the answers to the further questions of the message, in the order asked."""
        return (self, *self.then)

    @property
    def all_entries(self) -> tuple[Entry, ...]:
        """The entries of all parts, in order."""
        return tuple([entry for part in self.parts for entry in part.entries]) if self.then else self.entries

    @property
    def results(self) -> tuple[Result, ...]:
        """The fetched results of all parts, without the failures."""
        results = [entry.result for entry in self.all_entries]
        return tuple([result for result in results if result is not None and not isinstance(result, Failure)])

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The failures of all entries that have no result, in all parts."""
        failures = [entry.failure for entry in self.all_entries]
        return tuple([failure for failure in failures if failure is not None])

    @property
    def only_place(self) -> Place | None:
        """The place of the only entry; None if there are more entries or the entry is not a place."""
        return self.places[0] if len(self.places) == len(self.entries) == 1 else None

    @property
    def names_time_or_quantity(self) -> bool:
        """Whether the question names a time or a quantity, which the subject ASKED shows."""
        return Question("", when=self.when, quantity=self.quantity).answer_subject is Subject.ASKED

    @property
    def shows_warnings(self) -> bool:
        """Whether the answer shows official warnings above the weather."""
        return self.subject is Subject.NOW

    @property
    def is_worth_retrying(self) -> bool:
        """Whether an entry failed for a temporary reason."""
        return any(failure.is_retryable for failure in self.failures)

    @property
    def limit_failure(self) -> Failure | None:
        """The first failure caused by the user's limits; None if there is none."""
        return next((failure for failure in self.failures if failure.is_over_limit), None)

    @property
    def is_outdated(self) -> bool:
        """Whether a result is outdated because a current one could not be fetched."""
        return any(result.age is not None for result in self.results)

    @property
    def is_late(self) -> bool:
        """Whether the look-up for an entry is still running."""
        return any(failure.reason is Reason.LATE for failure in self.failures)

    @property
    def awaits_notice(self) -> bool:
        """Whether a warning about the air may follow."""
        return any(entry.awaits_notice for entry in self.all_entries)

    @property
    def lacks_results(self) -> bool:
        """Whether a place has no result yet; an answer from callback data, for example, has no results."""
        return any(isinstance(entry.item, Match) and entry.result is None for entry in self.all_entries)

    def asks_same(self, other: "Answer") -> bool:
        """Return whether *other* is equal to this answer, apart from results and failures."""
        return [*map(_without_results, self.parts)] == [*map(_without_results, other.parts)]

    def with_entries(self, entries: Iterable[Entry], left_out: Sequence[str] = ()) -> Self:
        """Return a copy with *entries*, without repeated places and without entries beyond the subject's limit.

        The names of the omitted entries and the names in *left_out* are put before the names in `self.left_out`.
        """
        first: dict[Spot | str, Entry] = {}
        for entry in entries:
            first.setdefault(resolution_key(entry.item), entry)
        distinct, limit = list(first.values()), self.subject.limit
        names = (*(entry.item.asked for entry in distinct[limit:]), *left_out, *self.left_out)
        return replace(
            self,
            entries=tuple(distinct[:limit]),
            left_out=names[:MAX_LEFT_OUT],
            more_left_out=self.more_left_out + len(names[MAX_LEFT_OUT:]),
        )


def _without_results(answer: Answer) -> tuple[Answer, list[object]]:
    """Return *answer* without entries, and the item of each entry.

    In place of a failed look-up, the list contains the name.
    """
    items = (entry.item for entry in answer.entries)
    return replace(answer, entries=(), then=()), [
        item.asked if isinstance(item, LookupFailed) else item for item in items
    ]
