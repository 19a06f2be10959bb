"""How each subject is shown: its texts, buttons, picture and command."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from aiogram.types import InlineKeyboardButton

from handlers.texts import Texts
from handlers.views.air_page import air_text
from handlers.views.asked import asked_answer_text
from handlers.views.callbacks import AnswerAction, ForecastCallback, WeatherCallback
from handlers.views.forecast import asked_day_buttons, day_buttons, forecast_text
from handlers.views.hours import hours_text
from handlers.views.pictures import chart_of_answer
from handlers.views.units import Units
from handlers.views.weather import weather_text
from services.answers import Answer
from services.charts import Chart
from services.questions import Quantity, SeveralDays, Subject, When
from services.weather.forecast import USUAL_DAYS

LONG_FORECAST_DAYS = 10
"""Number of days in an answer about TEN_DAYS; also the maximum number of days in a picture."""


@dataclass(frozen=True, slots=True)
class SwitchButton:
    """A button under answers about other subjects that switches them to the subject of this view.

    An answer with more entries than the limit of the subject has no such button.
    """

    text_key: str
    """The key of the text on the button."""
    action: AnswerAction
    is_offered: Callable[[Answer], bool]
    """Return whether an answer within the limit has the button."""


@dataclass(frozen=True, slots=True)
class Command:
    """The command that asks about a subject."""

    name: str
    """The command without its slash; the text `command-NAME` in the `.ftl` files describes it."""
    callback: type[WeatherCallback]
    """The class of the callback data of buttons with example questions."""
    examples: tuple[str, ...] = ("example-one", "example-two")
    """The keys of the texts with example questions."""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """The functions that show an answer about a subject, and the button and command that lead to it."""

    render: Callable[[Answer, Units, datetime, str], str]
    """Render an answer as HTML of at most 4,096 characters.

    The arguments are the answer, the units, the present time, and the name of the usual provider.
    """
    buttons: Callable[[Answer, str, Texts], Iterable[list[InlineKeyboardButton]]] | None = None
    """Return rows of buttons that only this subject has; the arguments are the answer, its token and the texts."""
    chart: Callable[[Answer, Units], Chart | None] | None = None
    """Return the chart of an answer; None if the answer has no data for a chart."""
    switch: SwitchButton | None = None
    command: Command | None = None
    """The command that asks about the subject; None if only questions and buttons do."""


def _asks_for_ten_days(answer: Answer) -> bool:
    return answer.when == SeveralDays(LONG_FORECAST_DAYS) and answer.quantity is Quantity.WEATHER


WEATHER_COMMAND = Command("weather", WeatherCallback)
FORECAST_COMMAND = Command("forecast", ForecastCallback)

ASKED_VIEW = SubjectView(
    render=lambda answer, units, now, usual: asked_answer_text(answer, units, now=now, usual_provider=usual),
    buttons=asked_day_buttons,
    chart=lambda answer, units: (
        chart_of_answer(answer, units, days=_chart_days(answer.when))
        if has_picture(answer.subject, answer.when)
        else None
    ),
    switch=SwitchButton("button-asked", AnswerAction.ASKED, lambda answer: answer.names_time_or_quantity),
)

NOW_VIEW = SubjectView(
    render=lambda answer, units, now, usual: weather_text(answer, units, now=now, usual_provider=usual),
    switch=SwitchButton(
        "button-now",
        AnswerAction.NOW,
        lambda answer: bool(answer.results) or answer.only_place is not None,
    ),
    command=WEATHER_COMMAND,
)

HOURS_VIEW = SubjectView(
    render=lambda answer, units, now, usual: hours_text(answer, units, now=now, usual_provider=usual),
    switch=SwitchButton("button-hours", AnswerAction.HOURS, lambda answer: bool(answer.places)),
)

DAYS_VIEW = SubjectView(
    render=lambda answer, units, _now, usual: forecast_text(answer, units, usual_provider=usual),
    buttons=day_buttons,
    chart=chart_of_answer,
    switch=SwitchButton("button-days", AnswerAction.DAYS, lambda answer: bool(answer.places)),
    command=FORECAST_COMMAND,
)

TEN_DAYS_VIEW = SubjectView(
    render=lambda answer, units, _now, usual: forecast_text(
        answer, units, usual_provider=usual, days=LONG_FORECAST_DAYS
    ),
    chart=lambda answer, units: chart_of_answer(answer, units, days=LONG_FORECAST_DAYS),
    switch=SwitchButton(
        "button-ten-days",
        AnswerAction.TEN_DAYS,
        lambda answer: bool(answer.places) and not _asks_for_ten_days(answer),
    ),
)


AIR_QUANTITIES = frozenset({Quantity.AIR, Quantity.POLLEN, Quantity.UV})
"""Quantities of questions to which the message about the air is a more complete answer."""

AIR_VIEW = SubjectView(
    render=lambda answer, units, now, _usual: air_text(answer, units, now=now),
    switch=SwitchButton(
        "button-air",
        AnswerAction.AIR,
        lambda answer: (
            answer.only_place is not None
            and (
                answer.subject is Subject.NOW
                or (answer.subject is Subject.ASKED and answer.quantity in AIR_QUANTITIES)
            )
        ),
    ),
)


def _view_of(subject: Subject) -> SubjectView:
    """Return the view of *subject*; mypy reports a subject that has no view here."""
    match subject:
        case Subject.NOW:
            return NOW_VIEW
        case Subject.HOURS:
            return HOURS_VIEW
        case Subject.DAYS:
            return DAYS_VIEW
        case Subject.TEN_DAYS:
            return TEN_DAYS_VIEW
        case Subject.AIR:
            return AIR_VIEW
        case Subject.ASKED:
            return ASKED_VIEW
        case _:
            assert_never(subject)


VIEWS: Mapping[Subject, SubjectView] = {subject: _view_of(subject) for subject in Subject}


def command_of(subject: Subject) -> Command:
    """Return the command that asks about *subject*; /weather if it has none."""
    return VIEWS[subject].command or WEATHER_COMMAND


def has_picture(subject: Subject, when: When | None) -> bool:
    """Return whether an answer about *subject*, to a question about the time *when*, has a picture."""
    if subject is Subject.ASKED and (not isinstance(when, SeveralDays) or when.next_week):
        return False
    return VIEWS[subject].chart is not None


def commands() -> Iterator[tuple[Subject, Command]]:
    """Yield each subject that has a command, with the command."""
    for subject, view in VIEWS.items():
        if view.command is not None:
            yield subject, view.command


def all_command_names() -> Iterator[tuple[Subject, str]]:
    """Yield each subject that has a command, with the name of the command.

    /hours is included, which no menu shows.
    """
    yield from ((subject, command.name) for subject, command in commands())
    yield Subject.HOURS, "hours"


def _chart_days(when: When | None) -> int:
    """Return how many days the picture shows in the answer to a question about the time *when*."""
    asked = when.count if isinstance(when, SeveralDays) else None
    return min(asked or USUAL_DAYS, LONG_FORECAST_DAYS)
