"""The view of each subject: its command, texts, buttons and picture."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from aiogram.types import InlineKeyboardButton

from handlers.texts import Texts
from handlers.views.asked import asked_text
from handlers.views.callbacks import AnswerAction, Ask, AskDays
from handlers.views.forecast import asked_day_buttons, day_buttons, forecast_text
from handlers.views.hours import hours_text
from handlers.views.pictures import forecast_chart
from handlers.views.units import Units
from handlers.views.weather import weather_text
from services.answers import Answer
from services.charts import Chart
from services.questions import Quantity, SeveralDays, Subject, When
from services.weather.forecast import DAYS as USUAL_DAYS

LONG_FORECAST_DAYS = 10
"""Number of days on the page TEN_DAYS and in the longest picture."""


@dataclass(frozen=True, slots=True)
class Switch:
    """The button that switches an answer about another subject to this subject."""

    label: str
    """The key of the text on the button."""
    action: AnswerAction
    is_offered: Callable[[Answer], bool]
    """Return whether the answer has the button."""


@dataclass(frozen=True, slots=True)
class Command:
    """The command that asks about a subject."""

    name: str
    """The command without its slash; the text with the key `command-NAME` describes it."""
    ask: type[Ask]
    """The type of callback data of the example buttons."""
    examples: tuple[str, ...]
    """The keys of the example questions."""
    prompt: str
    """The key of the text that asks for a city."""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """How an answer about a subject is shown."""

    render: Callable[[Answer, Units, datetime, str], str]
    """Render an answer as HTML of at most 4,096 characters, given the time and the provider that is not named."""
    buttons: Callable[[Answer, str, Texts], Iterable[list[InlineKeyboardButton]]] | None = None
    """Return the subject's own rows of buttons under an answer, given the answer's token."""
    chart: Callable[[Answer, Units], Chart | None] | None = None
    """Return the chart of an answer; None if the answer has nothing to draw."""
    switch: Switch | None = None
    command: Command | None = None
    """None for a page that is reached only by a question or a button."""


def _has_room_for(answer: Answer, subject: Subject) -> bool:
    return bool(answer.places) and len(answer.entries) <= subject.limit


def _asks_for_ten(answer: Answer) -> bool:
    """Return whether the question is about the weather of LONG_FORECAST_DAYS days, like the page TEN_DAYS."""
    return answer.when == SeveralDays(LONG_FORECAST_DAYS) and answer.quantity is Quantity.WEATHER


WEATHER = Command(name="weather", ask=Ask, examples=("example-one", "example-two"), prompt="ask-city")
FORECAST = Command(name="forecast", ask=AskDays, examples=("example-one", "example-two"), prompt="ask-city")

ASKED = SubjectView(
    render=lambda answer, units, now, usual: asked_text(answer, units, now=now, usual_provider=usual),
    buttons=asked_day_buttons,
    chart=lambda answer, units: (
        forecast_chart(answer, units, days=_days_drawn(answer.when))
        if has_picture(answer.subject, answer.when)
        else None
    ),
    switch=Switch("button-asked", AnswerAction.ASKED, lambda answer: answer.names_time_or_quantity),
)

NOW = SubjectView(
    render=lambda answer, units, now, usual: weather_text(answer, units, now=now, usual_provider=usual),
    switch=Switch(
        "button-now",
        AnswerAction.NOW,
        lambda answer: bool(answer.results) or answer.only_place is not None,
    ),
    command=WEATHER,
)

HOURS = SubjectView(
    render=lambda answer, units, now, usual: hours_text(answer, units, now=now, usual_provider=usual),
    switch=Switch("button-hours", AnswerAction.HOURS, lambda answer: _has_room_for(answer, Subject.HOURS)),
)

DAYS = SubjectView(
    render=lambda answer, units, _now, usual: forecast_text(answer, units, usual_provider=usual),
    buttons=day_buttons,
    chart=forecast_chart,
    switch=Switch("button-days", AnswerAction.DAYS, lambda answer: _has_room_for(answer, Subject.DAYS)),
    command=FORECAST,
)

TEN_DAYS = SubjectView(
    render=lambda answer, units, _now, usual: forecast_text(
        answer, units, usual_provider=usual, days=LONG_FORECAST_DAYS
    ),
    chart=lambda answer, units: forecast_chart(answer, units, days=LONG_FORECAST_DAYS),
    switch=Switch(
        "button-ten-days",
        AnswerAction.TEN_DAYS,
        lambda answer: _has_room_for(answer, Subject.TEN_DAYS) and not _asks_for_ten(answer),
    ),
)


def view_of(subject: Subject) -> SubjectView:
    """Return the view of *subject*; a subject without a view fails the type check."""
    match subject:
        case Subject.NOW:
            return NOW
        case Subject.HOURS:
            return HOURS
        case Subject.DAYS:
            return DAYS
        case Subject.TEN_DAYS:
            return TEN_DAYS
        case Subject.ASKED:
            return ASKED
        case _:
            assert_never(subject)


def command_of(subject: Subject) -> Command:
    """Return the command of *subject*, or /weather if it has none."""
    return view_of(subject).command or WEATHER


def _days_drawn(when: When | None) -> int:
    """Return the days of the picture that follows an answer about *when*."""
    asked = when.count if isinstance(when, SeveralDays) else None
    return min(asked or USUAL_DAYS, LONG_FORECAST_DAYS)


def has_picture(subject: Subject, when: When | None) -> bool:
    """Return whether an answer about *subject* and the time *when* has a picture."""
    coming_days = isinstance(when, SeveralDays) and not when.next_week
    return view_of(subject).chart is not None and (subject is not Subject.ASKED or coming_days)


def commands() -> Iterator[tuple[Subject, Command]]:
    """Yield each subject that has a command, with the command."""
    for subject in Subject:
        command = view_of(subject).command
        if command is not None:
            yield subject, command
