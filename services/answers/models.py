"""Data classes for an answer, and for its entries: one for each name in the question."""

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

MAX_LEFT_OUT_NAMES = 60
"""Maximum number of names in `Answer.left_out`, because a message has no room for more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in an answer: its resolution and, for a place, the data or the failure to fetch them."""

    resolution: Resolution
    result: Result | Failure | None = None
    """The data or the failure; None until the data are fetched, and for a name that is not a place."""
    notice: AirNotice | None = None
    """The air notice; only in an answer about the weather now at a single place."""
    awaits_notice: bool = field(default=False, compare=False)
    """True while the air quality is being looked up, so that `notice` may be set later."""
    warnings: tuple[OfficialWarning, ...] = ()
    """The official warnings to show above the weather; empty if there are no warnings or if they are unknown."""

    @property
    def failure(self) -> Failure | None:
        """The failure to look up the name or to fetch the data; None without a failure."""
        if isinstance(self.resolution, LookupFailed):
            return self.resolution.failure
        return self.result if isinstance(self.result, Failure) else None

    @property
    def is_late(self) -> bool:
        """True if the name or its data were still being looked up at the deadline of the answer."""
        return self.failure is not None and self.failure.reason is Reason.LATE


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: an entry for each name, in the order of the question.

    A place has only one entry, even if the question repeats it.
    """

    language: str
    entries: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()
    """Names without an answer, because the question has more names than the limit of the subject."""
    more_left_out: int = 0
    """Number of names without an answer that did not fit into `left_out`."""
    subject: Subject = Subject.NOW
    """The subject that the message shows."""
    day: date | None = None
    """The day of which the message shows the hours; None if the message shows all days."""
    when: When | None = None
    """The time that the question names; None if the question names no time."""
    quantity: Quantity = Quantity.WEATHER
    """The quantity of the question."""
    asked_at: datetime = EPOCH
    """The time of the question, to which words such as "tomorrow" are relative."""
    units: tuple[Unit, ...] = ()
    """The units that the question names; in the answer, they replace the units of the chat."""
    second_quantity: Quantity | None = None
    """The second quantity that the question names; None if the question names at most one quantity."""
    limit: Limit | None = None
    """The limit that the question names; None if the question names no limit."""
    then: tuple["Answer", ...] = ()
    """The answers to the further questions of a message: to "Bergen on Sunday" in "Oslo now, Bergen on Sunday"."""

    places: tuple[Place, ...] = field(init=False, repr=False, compare=False)
    """The places of the entries, also of those that have no result."""

    def __post_init__(self) -> None:
        places = tuple([entry.resolution.place for entry in self.entries if isinstance(entry.resolution, Match)])
        object.__setattr__(self, "places", places)

    @property
    def parts(self) -> tuple["Answer", ...]:
        """This answer, followed by the answers to the further questions of the message."""
        return (self, *self.then)

    @property
    def all_entries(self) -> tuple[Entry, ...]:
        """The entries of this answer and of its further answers, in the order of the message."""
        return tuple([entry for part in self.parts for entry in part.entries]) if self.then else self.entries

    @property
    def results(self) -> tuple[Result, ...]:
        """The data of all entries, without the failures."""
        results = [entry.result for entry in self.all_entries]
        return tuple([result for result in results if result is not None and not isinstance(result, Failure)])

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The failures of all entries."""
        failures = [entry.failure for entry in self.all_entries]
        return tuple([failure for failure in failures if failure is not None])

    @property
    def only_place(self) -> Place | None:
        """The place of the only entry; None if there are several entries, or if the entry is not a place."""
        return self.places[0] if len(self.places) == len(self.entries) == 1 else None

    @property
    def names_time_or_quantity(self) -> bool:
        """Whether the question names a time or a quantity."""
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
        """The first failure that the limits of the user have caused; None if they caused no failure."""
        return next((failure for failure in self.failures if failure.is_over_limit), None)

    @property
    def is_outdated(self) -> bool:
        """True if an entry has outdated data, because newer data could not be fetched."""
        return any(result.age is not None for result in self.results)

    @property
    def is_late(self) -> bool:
        """Whether the look-up for an entry was still running at the deadline of the answer."""
        return any(failure.reason is Reason.LATE for failure in self.failures)

    @property
    def awaits_notice(self) -> bool:
        """True while the air quality is being looked up, so that an air notice may be added later."""
        return any(entry.awaits_notice for entry in self.all_entries)

    @property
    def lacks_results(self) -> bool:
        """Whether the data of a place have not been fetched, as in an answer from callback data."""
        return any(isinstance(entry.resolution, Match) and entry.result is None for entry in self.all_entries)

    def asks_same_question(self, other_answer: "Answer") -> bool:
        """Return whether *other_answer* answers the same question with the same places; results may differ."""
        return [*map(_without_results, self.parts)] == [*map(_without_results, other_answer.parts)]

    def with_entries(self, entries: Iterable[Entry], left_out: Sequence[str] = ()) -> Self:
        """Return a copy with *entries*, without repeated places, up to the limit of the subject.

        The names beyond the limit, then *left_out*, are put before the names in `self.left_out`.
        """
        first: dict[Spot | str, Entry] = {}
        for entry in entries:
            first.setdefault(resolution_key(entry.resolution), entry)
        distinct, limit = list(first.values()), self.subject.limit
        names = (*(entry.resolution.asked for entry in distinct[limit:]), *left_out, *self.left_out)
        return replace(
            self,
            entries=tuple(distinct[:limit]),
            left_out=names[:MAX_LEFT_OUT_NAMES],
            more_left_out=self.more_left_out + len(names[MAX_LEFT_OUT_NAMES:]),
        )


def _without_results(answer: Answer) -> tuple[Answer, list[object]]:
    """Return *answer* without entries, and a list of the resolutions of its names.

    If the look-up of a name failed, the list has the name itself, because failures are not compared.
    """
    items = (entry.resolution for entry in answer.entries)
    return replace(answer, entries=(), then=()), [
        item.asked if isinstance(item, LookupFailed) else item for item in items
    ]
