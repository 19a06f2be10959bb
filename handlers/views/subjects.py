"""The Telegram half of each subject: its command, texts, buttons and picture."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from aiogram.types import InlineKeyboardButton

from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction, Ask, AskDays
from handlers.views.forecast import day_buttons, forecast_text
from handlers.views.pictures import forecast_chart
from handlers.views.units import Units
from handlers.views.weather import weather_text
from services.answers import Answer
from services.charts import Chart
from services.questions import Subject


@dataclass(frozen=True, slots=True)
class Switch:
    """The button that turns an answer about another subject into one about this subject."""

    label: str
    """The key of the text on the button."""
    action: AnswerAction
    is_offered: Callable[[Answer], bool]
    """Return whether the answer gets the button."""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """How a subject is asked for, and how an answer about it is shown."""

    command: str
    """The command without its slash; the text `command-…` describes it."""
    ask: type[Ask]
    """The callback data of its example buttons."""
    examples: tuple[str, ...]
    """The keys of the texts of the examples."""
    prompt: str
    """The key of the text that asks for a city."""
    render: Callable[[Answer, Units, datetime, str], str]
    """Return the answer as HTML of at most 4,096 characters, at this time; other providers than this are named."""
    buttons: Callable[[Answer, str, Texts], Iterable[list[InlineKeyboardButton]]] | None = None
    """Return the rows of buttons of its own under the answer stored with this token."""
    chart: Callable[[Answer, Units], Chart | None] | None = None
    """Return the picture that follows the answer; None where the answer has nothing to draw."""
    switch: Switch | None = None


NOW = SubjectView(
    command="weather",
    ask=Ask,
    examples=("example-one", "example-two"),
    prompt="ask-city",
    render=lambda answer, units, now, usual: weather_text(answer, units, now=now, usual_provider=usual),
    switch=Switch(
        "button-now",
        AnswerAction.NOW,
        lambda answer: bool(answer.results) or answer.only_place is not None,
    ),
)

DAYS = SubjectView(
    command="forecast",
    ask=AskDays,
    examples=("example-one", "example-two"),
    prompt="ask-city",
    render=lambda answer, units, _now, usual: forecast_text(answer, units, usual_provider=usual),
    buttons=day_buttons,
    chart=forecast_chart,
    switch=Switch(
        "button-days",
        AnswerAction.DAYS,
        lambda answer: bool(answer.places) and len(answer.entries) <= Subject.DAYS.limit,
    ),
)


def view_of(subject: Subject) -> SubjectView:
    """Return the view of *subject*. A subject without one does not pass the type checker."""
    match subject:
        case Subject.NOW:
            return NOW
        case Subject.DAYS:
            return DAYS
        case _:
            assert_never(subject)
