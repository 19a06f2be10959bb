"""Answers to questions in words, about weather in which each number identifies its day and hour."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Settings
from bot.telegram import create_bot
from handlers.views.keyboards import answer_keyboard
from handlers.views.subjects import VIEWS
from handlers.views.units import Units
from sandbox.telegram import TelegramServer
from sandbox.weather import StagedWeather, WeatherServer
from services.answers import Answer
from services.places import PlaceIndex
from services.questions import InDays, OnDay, Subject, read_question
from tests.handlers.scene import Scene


def now() -> datetime:
    """Return noon of a Thursday in winter, so that no test depends on the real date."""
    return datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
async def staged(index: PlaceIndex, sqlite_url: str) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramServer())
        weather = await stack.enter_async_context(WeatherServer(now=now, source=StagedWeather(now)))
        settings = Settings.read({"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})
        bot = await stack.enter_async_context(create_bot(settings))
        scene = Scene(telegram, weather, bot)
        await scene.open(stack, index, sqlite_url, now)
        yield scene


def rendered(answer: Answer, units: Units) -> str:
    html = VIEWS[answer.subject].render(answer, units, now(), "Open-Meteo")
    return html.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("нужен ли зонт в Москве завтра?", "☂️ Да: дождь 14:00–17:00, 90 %, около 6 мм"),
        ("погода в Туле завтра утром", "+7 °C"),
        ("Казань завтра в 15:00", "+10 °C"),
        ("снег в Твери послезавтра?", "❄️ Да: снег 06:00–09:00"),
        ("Тверь сегодня", "0…+4 °C"),
        ("погода вчера в Казани", "−6…−2 °C"),
        ("влажность в Риге завтра", "Влажность 55 %"),
        ("УФ-индекс в Сочи завтра", "УФ-индекс до 7"),
        ("качество воздуха в Пекине", "европейский индекс 35"),
        ("температура воды в Анапе", "Море +17 °C (по модели)"),
        ("Сочи через 30 дней", "прогноз пока есть до"),
        ("восход солнца в Москве", "☀️ Восход"),
        ("закат в Москве", "🌇 Закат"),
        ("где завтра холоднее, в Туле или в Твери", "Одинаково: <b>Тула</b> +6…+10 °C"),
        ("завтра в Туле теплее чем сегодня?", " – теплее: +6…+10 °C, "),
        ("снег в Туле сегодня и завтра?", "Снега не ожидается, но будет дождь: "),
        ("пыльца в Москве", "🌾 Пыльцы в воздухе почти нет\n🟢 Воздух неплохой, европейский индекс 35"),
        ("гроза в Туле сегодня?", "Грозы не ожидается, вероятность дождя 0 %"),
        ("гроза в Туле завтра?", "Грозы не ожидается, но будет дождь 14:00–17:00"),
        ("Тула завтра с 10 до 16", "завтра, 10:00–16:00"),
        ("Тула прошлой ночью", "прошлой ночью, 20–"),
        ("дождь в Туле в ближайшие 3 часа?", "ближайшие 3 часа, до"),
    ],
)
async def test_a_question_is_answered_about_what_it_asks(
    staged: Scene, russian: Units, text: str, told: str
) -> None:
    answer = await staged.answers.answer(read_question(text), "ru")

    message = rendered(answer, russian)
    assert told in message
    assert "−30" not in message
    assert answer_keyboard(answer, "token", russian.texts) is not None


async def test_the_pages_of_an_answer_are_fetched_in_turn(staged: Scene, english: Units) -> None:
    answer = await staged.answers.answer(read_question("umbrella tomorrow in Moscow?"), "en")
    pages = {}
    for subject in Subject:
        page = await staged.answers.refetch(replace(answer, subject=subject))
        pages[subject] = rendered(page, english)

    assert "☂️ Yes: rain 14:00–17:00" in pages[Subject.ASKED]
    assert "−30 °C" in pages[Subject.NOW]
    assert len(pages[Subject.HOURS].splitlines()) == 26
    assert "14:00 🌧 10 °C" in pages[Subject.HOURS]
    assert len([line for line in pages[Subject.DAYS].splitlines() if line.startswith("<b>") and "°C" in line]) == 5
    assert len([line for line in pages[Subject.TEN_DAYS].splitlines() if " to " in line and "°C" in line]) == 10


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Moscow tomorrow evening", ["18:00", "19:00", "20:00", "21:00", "22:00", "23:00"]),
        ("Moscow tonight", ["18:00", "19:00", "20:00", "21:00", "22:00", "23:00"]),
        ("Moscow tomorrow from 9 to 12", ["09:00", "10:00", "11:00"]),
    ],
)
async def test_the_hourly_page_shows_the_part_of_the_day_that_was_asked_about(
    staged: Scene, english: Units, text: str, hours: list[str]
) -> None:
    answer = await staged.answers.answer(read_question(text), "en")
    page = await staged.answers.refetch(replace(answer, subject=Subject.HOURS))
    lines = rendered(page, english).splitlines()
    assert [line.split()[0] for line in lines if "°C" in line] == hours


async def test_an_answer_renewed_later_is_about_the_same_day(staged: Scene, english: Units) -> None:
    answer = await staged.answers.answer(read_question("Moscow in two days"), "en")
    assert answer.when == OnDay(InDays(2))
    before = rendered(answer, english).splitlines()[0]
    renewed = await staged.answers.refetch(answer)
    assert renewed.asked_at == answer.asked_at
    assert rendered(renewed, english).splitlines()[0] == before


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Moscow tomorrow", "tomorrow", "today"),
        ("Moscow today", "today", "yesterday"),
        ("umbrella in Moscow tomorrow morning?", "tomorrow morning", "this morning"),
        ("Moscow tomorrow from 10 to 14", "tomorrow, 10:00–14:00", "today, 10:00–14:00"),
    ],
)
async def test_an_answer_renewed_after_midnight_is_about_the_day_that_was_asked_about(
    staged: Scene, english: Units, text: str, before: str, after: str
) -> None:
    answer = await staged.answers.answer(read_question(text), "en")
    assert before in rendered(answer, english).splitlines()[0]
    asked_yesterday = replace(answer, asked_at=answer.asked_at - timedelta(days=1))

    renewed = rendered(await staged.answers.refetch(asked_yesterday), english)

    assert after in renewed.splitlines()[0]
    assert "−30" not in renewed
    for subject in set(Subject) - {Subject.AIR}:
        page = await staged.answers.refetch(replace(asked_yesterday, subject=subject))
        assert "°C" in rendered(page, english)
