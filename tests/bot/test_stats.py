"""/stats, which only admins may send."""

from dataclasses import replace

from aiogram import Bot
from aiogram.types import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.profile import update_profile
from handlers.stats import stats_text
from handlers.texts import texts_for
from sandbox.telegram import TelegramServer
from services.statistics import BudgetUse, Statistics
from services.storage import Database
from services.storage.queue_figures import QueueFigures
from tests.bot.conftest import Env, running

FIGURES = Statistics(
    answers=1200,
    users=310,
    groups=12,
    stored_chats=900,
    subscriptions=40,
    budgets=(BudgetUse("Open-Meteo", 512, 10000),),
    loop_lag=0.0123,
    memory_bytes=220 * 2**20,
    uptime=3 * 86400.0 + 5,
)


async def test_an_admin_gets_the_figures_and_others_an_unknown_command(
    telegram: TelegramServer, settings: Env
) -> None:
    admin, other = telegram.private_chat(language="ru"), telegram.private_chat()
    async with running({**settings, "ADMIN_IDS": f"{admin.id}, 7"}):
        admin.send("/weather Oslo")
        await admin.next_message()
        admin.send("/stats")
        text = (await admin.next_message()).text
        assert "Пользователей: " in text
        assert "Open-Meteo: " in text
        for chat in (admin, other):
            chat.send("/nonsense")
        unknown = [(await chat.next_message()).text for chat in (admin, other)]
        other.send("/stats")
        assert (await other.next_message()).text == unknown[1]
        group = telegram.group()
        group.send("/stats", sender=admin.user)
        group.send("/help", sender=admin.user)
        assert "/weather" in (await group.next_message()).text  # the answer to /help comes first


async def test_without_admins_the_command_is_unknown(telegram: TelegramServer, settings: Env) -> None:
    chat = telegram.private_chat()
    async with running(settings):
        chat.send("/stats")
        assert "don’t know that command" in (await chat.next_message()).text


def test_the_figures_are_short_lines_in_both_languages() -> None:
    english, russian = (stats_text(FIGURES, texts_for(code)) for code in ("en", "ru"))
    assert "Answers: 1200\nUsers: 310, groups: 12" in english
    assert "Running for 3 days" in english
    assert "Longest delay of the last minute: 12 ms" in english
    assert english.endswith("\nOpen-Meteo: 512 of 10000")
    assert "Работает 3 дня" in russian
    assert "Память: 220 МиБ" in russian
    assert max(len(line) for line in (english + russian).splitlines()) <= 45


def test_with_a_webhook_the_figures_show_the_queue() -> None:
    queued = replace(FIGURES, queue=QueueFigures(length=120, oldest_seconds=3.4, leases=480, workers=3))
    english, russian = (stats_text(queued, texts_for(code)) for code in ("en", "ru"))
    assert english.endswith("Waiting or in progress: 120\nThe oldest has waited 3 s\nChats: 480, processes: 3")
    assert russian.endswith("Ждут или в работе: 120\nСамое старое ждёт 3 с\nЧатов: 480, процессов: 3")


async def test_only_the_menu_of_admins_has_the_command(bot: Bot, telegram: TelegramServer) -> None:
    admin = telegram.private_chat()
    await update_profile(bot, {admin.id})
    for code in ("", "ru"):
        menus = [
            {entry.command for entry in await bot.get_my_commands(scope=scope, language_code=code)}
            for scope in (BotCommandScopeChat(chat_id=admin.id), BotCommandScopeAllPrivateChats())
        ]
        assert menus[0] - menus[1] == {"stats"}


async def test_the_figures_of_a_day_count_answers_and_chats(database: Database) -> None:
    from sqlalchemy import insert  # noqa: PLC0415

    from services.statistics import StatisticsService  # noqa: PLC0415
    from services.storage.schema import answered_messages  # noqa: PLC0415
    from services.weather import WeatherService  # noqa: PLC0415

    rows = [(1, 0, 90_000.0), (1, 1, 90_000.0), (-5, 0, 90_000.0), (2, 0, 3_000.0)]
    async with database.begin() as connection:
        await connection.execute(
            insert(answered_messages),
            [
                {"chat_id": chat, "slot": slot, "message_id": 1, "answer_id": 2, "answered_at": at}
                for chat, slot, at in rows
            ],
        )
    service = StatisticsService(database, WeatherService([]), lambda: 0.5, clock=lambda: 100_000.0)
    figures = await service.read()
    assert (figures.answers, figures.users, figures.groups, figures.loop_lag) == (3, 1, 1, 0.5)
    assert figures.memory_bytes is None or figures.memory_bytes > 2**20
