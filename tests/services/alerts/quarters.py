"""Quarters of an hour with amounts chosen by the tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.weather import Condition, Quarter
from services.weather.nowcast import QUARTER_LENGTH

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def quarters(
    *amounts: float | None, start: datetime = NOON, condition: Condition = Condition.RAIN
) -> list[Quarter]:
    """Return successive quarters from *start* with these *amounts* in mm; wet quarters have *condition*."""
    return [
        Quarter(
            start=start + number * QUARTER_LENGTH,
            precipitation=amount,
            condition=condition if amount else Condition.OVERCAST,
        )
        for number, amount in enumerate(amounts)
    ]


def rain(before: int, wet: int, after: int = 8, amount: float = 0.5) -> Sequence[float]:
    """Return the amounts of dry quarters, wet quarters and dry quarters."""
    return [0.0] * before + [amount] * wet + [0.0] * after
