"""The conditions on which a live location is answered again."""

import pytest

from handlers.edits import has_moved
from services.storage import AnsweredMessage

MINUTE = 60.0


@pytest.mark.parametrize(
    ("kilometres", "minutes", "expected"),
    [(0, 60, False), (2, 60, False), (4, 14, False), (4, 16, True), (400, 1, False)],
)
def test_a_location_is_answered_again_after_a_move_and_a_pause(
    kilometres: float, minutes: float, expected: bool
) -> None:
    answered = AnsweredMessage(1, 2, 1000.0, 55.75, 37.62)
    latitude = 55.75 + kilometres / 111.2
    assert has_moved(answered, latitude, 37.62, 1000.0 + minutes * MINUTE) == expected


def test_a_location_without_a_known_spot_is_answered() -> None:
    assert has_moved(AnsweredMessage(1, 2, 1000.0), 55.75, 37.62, 1000.0)
