"""Inline mode: the messages that users send from results, and their buttons."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.views.inline_data import MAX_PLACES_IN_CALLBACK
from sandbox.telegram import ApiError, TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import Stage, without_update_time
from tests.e2e.test_inline import typed
from tests.e2e.warm import WarmBot

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date", "inline_mode")]

OLD = "This message is too old. Please ask again."


async def test_buttons_keep_the_language_of_the_message_for_every_user(stage: Stage) -> None:
    query = typed(stage, "Котка, Рованиеми", stage.telegram.user(language="ru"))
    await query.results()
    message = query.choose("Котка, Рованиеми")
    before = without_update_time(message.text)

    toast = await message.press("Обновить", sender=stage.telegram.user("Bob", language="en")).toast()
    assert toast.text in {"", "Nothing new yet"}  # "Nothing new yet" if the second has not changed
    assert without_update_time(message.text) == before

    message.press("5 дней", sender=stage.telegram.user("Bob", language="en"))
    days = await message.next_edit()
    assert "макс" in days.text
    assert days.buttons == [["🔄 Обновить", "🌤 Сейчас"]]
    message.press("Сейчас")
    assert without_update_time((await message.next_edit()).text) == before


@pytest.mark.parametrize(("language", "shown"), [("en", "Updated at "), ("ru", "Обновлено в ")])
async def test_an_inline_message_ends_with_the_time_of_its_update(
    without_key: Stage, language: str, shown: str
) -> None:
    start = int(time.time())
    query = typed(without_key, "Kotka, Rauma", without_key.telegram.user(language=language))
    offered = (await query.results()).articles[0]
    message = query.choose(offered.title)
    assert "UTC" not in (offered.description or "")
    for _ in range(2):
        (entity,) = [one for one in message.latest.message["entities"] if one["type"] == "date_time"]
        assert (entity["date_time_format"], entity["unix_time"] >= start) == ("r", True)
        last = message.text.splitlines()[-1]
        assert last.startswith(shown)
        assert last.endswith("\u00a0UTC")
        await message.press(message.buttons[0][1]).toast()


async def test_messages_have_no_update_time_if_telegram_refuses_the_entity(tmp_path: Path) -> None:
    refused = ApiError(400, 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 9')
    async with TelegramServer() as telegram, WeatherServer(now=lambda: datetime.now(UTC)) as weather:
        telegram.set_inline_mode()
        telegram.set_guest_mode()
        async with WarmBot.start(telegram, weather, tmp_path, env={"OPENWEATHER_API_KEY": ""}) as bot:
            telegram.break_(refused.fault(), "answerInlineQuery", times=1)
            query = telegram.inline.query(telegram.user(), "Kotka, Rauma")
            message = query.choose((await query.results()).titles[0])
            await message.press("Refresh").toast()
            guest = await telegram.guest.summon(telegram.user(), f"@{telegram.username} Kotka").answer()
            assert "UTC" not in message.text + guest.text
            assert bot.log.count("Telegram refuses date_time entities") == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rome, Kotka", ["Rome, Italy", "Kotka"]),
        ("Kotka; Springfield, Oregon", ["Kotka", "Springfield, Oregon, United States"]),
    ],
)
async def test_a_refreshed_message_still_distinguishes_namesakes(
    without_key: Stage, text: str, names: list[str]
) -> None:
    query = typed(without_key, text)
    message = query.choose((await query.results()).titles[0])
    for _ in range(2):
        blocks = without_update_time(message.text).split("\n\n")
        assert [block.splitlines()[0].split(" · ")[0] for block in blocks] == names
        for button in ("Refresh", "5 days", "Now"):
            await message.press(button).toast()


async def test_a_button_works_in_a_process_that_has_not_seen_the_message(bots: tuple[Stage, Stage]) -> None:
    one, other = bots
    query = typed(one, "Springfield, Oregon")
    article = (await query.results()).articles[0]

    message = other.telegram.inline.send(typed(other, "no matter"), article)
    message.press("5 days")

    assert (await message.next_edit()).text.startswith("Springfield, Oregon, United States")


async def test_a_message_with_more_places_than_callback_data_can_hold_has_a_button_to_ask_again(
    without_key: Stage,
) -> None:
    names = "Moscow, London, Paris, Rome, Berlin, Oslo, Tokyo, Madrid, Vienna"
    query = typed(without_key, names)
    await query.results()
    assert len(names.split(", ")) == MAX_PLACES_IN_CALLBACK + 1
    assert query.choose(names).buttons == [["🔁 Ask again"]]


async def test_forged_callback_data_get_a_notice(without_key: Stage) -> None:
    query = typed(without_key, "Kemi")
    await query.results()
    message = query.choose("Kemi, Finland · now")
    for data in (
        "i:n:en00010:",
        "i:n:en00010:AAAAA",
        "i:n:en00010:______",
        "i:n:en99999:i6aj-A",
        "i:n:xx00010:i6aj-A",
        "i:n:en0001²:i6aj-A",
        "i:n:en:i6aj-A",
        "i:n:en00010:i6aj é",
        f"i:n:en00010:{'i6aj-A' * 8}A",
    ):
        toast = await message.press_data(data).toast()
        assert toast.text == OLD, data
        assert message.latest.version == 0, data


async def test_callback_data_of_another_message_show_the_places_of_that_message(without_key: Stage) -> None:
    query = typed(without_key, "Kemi")
    await query.results()
    message = query.choose("Kemi, Finland · now")
    message.press_data("i:n:en00010:i6aj-A")
    assert (await message.next_edit()).text.startswith("Moscow, Russia")


async def test_a_button_of_a_deleted_message_gets_a_notice(without_key: Stage) -> None:
    query = typed(without_key, "Salo")
    await query.results()
    message = query.choose("Salo, Finland · now")
    message.deleted = True
    assert (await message.press("5 days").toast()).text == OLD
