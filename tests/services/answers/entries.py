"""Entries of answers, and names and places for tests of them."""

from sandbox.faults import Fault, FaultKind
from services.answers import Answer
from services.errors import Failure, Reason
from services.places import (
    Match,
    Unknown,
)
from services.weather import Report

OUTAGE = Fault(FaultKind.STATUS, 503, body="{}")


LATE = Failure(Reason.LATE)


DOWN = Failure(Reason.UNAVAILABLE, 503)


TWELVE = "Moscow, London, Paris, Oslo, Rome, Riga, Bern, Lima, Kazan, Omsk, Tula, Perm"


NAME = "Bozuqwix"
"""A place that only the geocoders have."""


def names_with_reports(answer: Answer) -> list[tuple[str, bool]]:
    """Return the name of each entry, and whether it has a report."""
    return [
        (
            entry.resolution.place.name if isinstance(entry.resolution, Match) else entry.resolution.asked,
            isinstance(entry.result, Report),
        )
        for entry in answer.entries
    ]


def suggestions(answer: Answer, position: int) -> list[str]:
    """Return the names suggested for an unknown one."""
    item = answer.entries[position].resolution
    assert isinstance(item, Unknown)
    return [place.name for place in item.choices]
