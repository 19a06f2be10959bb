"""A clock that tests set."""

from datetime import datetime


class Clock:
    """A clock in Unix time that stands still until it is told to go on."""

    def __init__(self, start: datetime) -> None:
        self.seconds = start.timestamp()

    def __call__(self) -> float:
        return self.seconds

    def go_to(self, moment: datetime) -> None:
        self.seconds = moment.timestamp()
