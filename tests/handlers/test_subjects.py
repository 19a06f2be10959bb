"""Rules that hold for every subject, including future subjects."""

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from bot.profile import PRIVATE_CHAT_COMMANDS
from handlers.texts import LANGUAGE_CODES, texts_for
from handlers.views.callbacks import AnswerAction, AnswerCallback, ForecastCallback, WeatherCallback
from handlers.views.fitting import MAX_MESSAGE_LENGTH, utf16_length
from handlers.views.keyboards import answer_keyboard, examples_keyboard
from handlers.views.subjects import VIEWS, command_of, commands, has_picture
from handlers.views.units import Units
from sandbox.telegram.html import parse_html
from services.answers import Answer, Entry
from services.places import Match, Place
from services.questions import Question, SeveralDays, Subject
from tests.handlers.conftest import LONDON, MOSCOW, NOW, report
from tests.handlers.scene import Scene
from tests.pictures import WINTER, hourly

MOST_BUTTONS, MOST_IN_A_ROW, LONGEST_DATA = 100, 8, 64
"""Telegram's limits for an inline keyboard, the last one in bytes."""

TOKEN = "x" * 8

subjects = pytest.mark.parametrize("subject", Subject, ids=lambda subject: subject.key)


def check_keyboard(keyboard: InlineKeyboardMarkup | None) -> None:
    assert keyboard is not None
    rows = keyboard.inline_keyboard
    assert 0 < sum(map(len, rows)) <= MOST_BUTTONS
    assert all(0 < len(row) <= MOST_IN_A_ROW for row in rows)
    for button in (button for row in rows for button in row):
        assert button.text
        assert button.callback_data is not None
        assert len(button.callback_data.encode()) <= LONGEST_DATA


def long_names(count: int) -> list[Place]:
    name = "🌍" * 300
    return [Place(name, number, number * 2, country=name, region=name) for number in range(count)]


def test_commands_and_callback_data_of_subjects_are_unique() -> None:
    views = [VIEWS[subject] for subject in Subject]
    switches = [view.switch.action for view in views if view.switch is not None]
    known = [command for _, command in commands()]
    for names in (
        [subject.key for subject in Subject],
        [command.name for command in known],
        [command.callback.__prefix__ for command in known],
        switches,
    ):
        assert len(set(names)) == len(names)
    assert len({id(view) for view in views}) == len(Subject)


def asking(subject: Subject) -> Question:
    """Return a question whose answer is about *subject*."""
    if subject is Subject.ASKED:
        return Question("", when=SeveralDays(7))
    return Question("", subject)


@subjects
@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_each_subject_has_its_texts_in_every_language(subject: Subject, language: str) -> None:
    view, command, texts = VIEWS[subject], command_of(subject), texts_for(language)
    assert command.name in PRIVATE_CHAT_COMMANDS
    assert texts(f"command-{command.name}")
    assert all(map(texts, command.examples))
    assert view.switch is None or texts(view.switch.text_key)
    check_keyboard(examples_keyboard(texts, has_saved_places=True, subject=subject))


@subjects
@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("count", [1, 2, 20])
async def test_an_answer_about_each_subject_fits_into_a_message(
    scene: Scene, subject: Subject, language: str, count: int
) -> None:
    units = Units(texts_for(language))

    answer = await scene.answers.answer_about(long_names(count), language, asking(subject))

    assert len(answer.results) == min(count, subject.limit)
    assert len(answer.left_out) == max(0, count - subject.limit)
    text, _ = parse_html(VIEWS[subject].render(answer, units, NOW, "Nobody"))
    assert utf16_length(text) <= MAX_MESSAGE_LENGTH
    check_keyboard(answer_keyboard(answer, TOKEN, units.texts))


@subjects
async def test_only_answers_with_results_have_a_picture(scene: Scene, subject: Subject, english: Units) -> None:
    chart = VIEWS[subject].chart
    if chart is None:
        assert not has_picture(subject, SeveralDays())
        return
    assert chart(await scene.answers.answer_about([MOSCOW, LONDON], "en", asking(subject)), english) is not None
    assert chart(Answer("en", subject=subject), english) is None


def test_a_result_without_a_renderer_is_an_error_and_not_an_unknown_place(english: Units) -> None:
    forecast, weather = hourly(MOSCOW, WINTER), report()
    for subject, result in ((Subject.NOW, forecast), (Subject.DAYS, weather)):
        answer = Answer("en", (Entry(Match("Moscow", MOSCOW), result),), subject=subject)
        with pytest.raises(ValueError, match=type(result).__name__):
            VIEWS[subject].render(answer, english, NOW, "Open-Meteo")


@pytest.mark.parametrize(
    ("data", "packed"),
    [
        (AnswerCallback(answer="token", action=AnswerAction.REFRESH), "a:token:refresh:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.RETRY), "a:token:retry:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.NAMESAKES, entry=1), "a:token:others:1:0"),
        (AnswerCallback(answer="token", action=AnswerAction.BACK), "a:token:back:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.CHOOSE, entry=1, choice=2), "a:token:choose:1:2"),
        (AnswerCallback(answer="token", action=AnswerAction.SAVE), "a:token:save:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.DAYS), "a:token:days:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.DAY, choice=3), "a:token:day:0:3"),
        (AnswerCallback(answer="token", action=AnswerAction.NOW), "a:token:now:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.HOURS), "a:token:hours:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.TEN_DAYS), "a:token:ten:0:0"),
        (AnswerCallback(answer="token", action=AnswerAction.ASKED), "a:token:asked:0:0"),
        (WeatherCallback(text="Moscow"), "ask:Moscow"),
        (ForecastCallback(text=""), "5d:"),
    ],
)
def test_callback_data_of_old_messages_is_understood(data: CallbackData, packed: str) -> None:
    assert data.pack() == packed
    assert type(data).unpack(packed) == data
