"""Alerts that come by themselves, and their buttons."""

import re
from datetime import timedelta

import pytest

from sandbox.telegram import BotMessage, Chat
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]


async def alert_about_rain(stage: Stage, chat: Chat, kind: str = "rain") -> BotMessage:
    """Let precipitation begin in 25 minutes in a new city that the chat watches, and return the alert."""
    city = stage.city(latitude=45.0 + len(stage.weather.showers.added) / 2, longitude=37.3)
    stage.weather.bring(kind, timedelta(minutes=25), timedelta(minutes=50), 3.0, city.name_en)
    await stage.ask(f"/alerts {city.name_en}", chat)
    return await chat.next_message()


async def test_an_alert_comes_before_the_rain_and_leads_to_the_weather(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    alert = await alert_about_rain(database_stage, chat)
    text = alert.text.replace("\u00a0", " ")
    assert re.search(r"🌧 \S.*: rain in about [12][05] minutes, from \d\d:\d\d to \d\d:\d\d, up to 3 mm/h", text)
    assert "From a model, not radar." in text
    assert alert.buttons == [["🌤 Weather there", "🔕 Until tomorrow"], ["⚙️ Alerts"]]
    chat.press(alert, "🌤 Weather there")
    assert " · now " in (await chat.next_message()).text.splitlines()[0]


async def test_alerts_are_muted_until_tomorrow_and_unmuted(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    alert = await alert_about_rain(database_stage, chat, "snow")
    assert re.search(r"❄️ \S.*: снег примерно через [12][05] минут", alert.text.replace("\u00a0", " "))
    toast = await chat.press(alert, "🔕 До завтра").toast()
    assert re.match(r"Без оповещений до 07:00", toast.text.replace("\u00a0", " "))
    muted = await chat.next_edit(alert)
    assert muted.buttons == [["🔔 Снова оповещать"], ["⚙️ Оповещения"]]
    assert "🔕 Без оповещений до 07:00" in (await database_stage.ask("/alerts", chat)).text.replace("\u00a0", " ")
    chat.press(muted, "🔔 Снова оповещать")
    assert (await chat.next_edit(muted)).buttons == alert.buttons
    assert "🔕" not in (await database_stage.ask("/alerts", chat)).text


async def test_the_button_to_the_settings_sends_the_list_and_keeps_the_alert(database_stage: Stage) -> None:
    forum = database_stage.telegram.forum()
    alert = await alert_about_rain(database_stage, forum)
    forum.press(alert, "⚙️ Alerts")
    assert (await forum.next_message()).text.startswith("🔔 Alerts\n\n1. ")


async def test_a_chat_that_has_blocked_the_bot_gets_no_alerts_until_it_returns(database_stage: Stage) -> None:
    chat, other = database_stage.telegram.private_chat(), database_stage.telegram.private_chat()
    await alert_about_rain(database_stage, chat)
    watched = (await database_stage.ask("/alerts", chat)).text.splitlines()[2].split()[1]
    chat.block()
    count = len(chat.answers)
    await database_stage.ask(f"/alerts {watched}", other)
    assert watched in (await other.next_message()).text
    assert len(chat.answers) == count
    chat.unblock()
    assert f"1. {watched}" in (await database_stage.ask("/alerts", chat)).text
