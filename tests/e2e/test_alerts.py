"""The command /alerts: watching places, and its buttons."""

import json

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import BotMessage, Chat
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALL_KINDS = ["precipitation", "frost", "heat", "gusts", "heavy_rain", "heavy_snow", "uv", "warnings"]


async def watches(stage: Stage, chat: Chat) -> list[dict[str, object]]:
    """Return the watched places of the chat as they are exported."""
    exported = (await stage.ask("/privacy export", chat)).file
    assert exported is not None
    found: list[dict[str, object]] = json.loads(exported.content).get("watches", [])
    return found


def plain(message: BotMessage) -> str:
    """Return the text of *message* with plain spaces."""
    return message.text.replace("\u00a0", " ")


async def press(chat: Chat, message: BotMessage, label: str | dict[str, str]) -> BotMessage:
    """Press a button, and return the edited message."""
    chat.press(message, label)
    return await chat.next_edit(message)


@pytest.mark.usefixtures("current_date")
async def test_a_place_is_watched_by_command_with_what_is_known_now(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    city = database_stage.calm_city()
    answer = await database_stage.ask(f"/alerts {city.name_en}", chat)
    lines = plain(answer).splitlines()
    assert lines[0] == f"✅ I’m watching {city.name_en}, Russia"
    assert any(" – by the model" in line or line.startswith("🌤 The model shows no") for line in lines)
    assert "🥶 Frost: 0 °C or colder" in lines
    assert "⚠️ Official warnings: 🟡 Moderate danger or worse" in lines
    assert answer.buttons == [["✏️ Choose what", "🗑 Remove"]]
    listed = await database_stage.ask("/alerts", chat)
    assert f"1. {city.name_en} – everything" in listed.text


async def test_several_places_labels_and_russian_names_are_watched(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    await database_stage.ask("/places Тверь", chat)
    await database_stage.ask("/places назвать 1 дача", chat)
    answer = await database_stage.ask("/оповещения дача, Казань", chat)
    assert answer.text.startswith("✅ Слежу за погодой: дача; Казань, Россия\n")
    listed = await database_stage.ask("оповещения", chat)
    assert "1. дача – обо всём\n2. Казань – обо всём" in plain(listed)


async def test_the_button_under_an_answer_about_one_place_watches_it(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    city = database_stage.calm_city()
    card = await database_stage.ask(f"/weather {city.name_en}", chat)
    chat.press(card, "🔔 Alerts")
    assert (await chat.next_message()).text.startswith(f"✅ I’m watching {city.name_en}, Russia\n")
    several = await database_stage.ask(f"/weather {city.name_en}, {database_stage.city().name_en}", chat)
    assert not any("🔔" in label for row in several.buttons for label in row)


async def test_the_places_of_a_daily_push_are_watched_by_its_button(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    confirmation = await database_stage.ask("/daily 8:00 Oslo, Bergen", chat)
    chat.press(confirmation, "🔔 Rain and warnings too")
    assert (await chat.next_message()).text.startswith("✅ I’m watching Oslo, Norway; Bergen, Norway\n")


async def test_kinds_are_switched_and_a_place_is_paused_and_removed(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/alerts Oslo, Bergen", chat)
    shown = await database_stage.ask("/alerts", chat)
    shown = await press(chat, shown, "Bergen")
    shown = await press(chat, shown, "✅ ☀️ UV")
    assert "▫️ ☀️ UV" in [label for row in shown.buttons for label in row]
    shown = await press(chat, shown, "▫️ ☀️ UV")
    shown = await press(chat, shown, "✅ 🥶 Frost")
    shown = await press(chat, shown, "⏸ Pause")
    assert shown.text.startswith("⏸ Bergen, Norway – paused")
    exported = await watches(database_stage, chat)
    assert [(watch["kinds"], watch["paused"]) for watch in exported] == [
        (ALL_KINDS, False),
        ([kind for kind in ALL_KINDS if kind != "frost"], True),
    ]

    shown = await press(chat, shown, "▶️ Resume")
    shown = await press(chat, shown, "🗑 Remove")
    assert "1. Oslo – everything" in shown.text
    assert "Bergen" not in shown.text


async def test_thresholds_are_changed_in_the_units_of_the_chat(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/settings fahrenheit", chat)
    await database_stage.ask("/alerts Oslo", chat)
    shown = await press(chat, await database_stage.ask("/alerts", chat), "⚙️ Thresholds")
    shown = await press(chat, shown, "🥶 Frost")
    assert plain(shown).startswith("🥶 Frost: 32 °F or colder\n")
    shown = await press(chat, shown, "−5")
    shown = await press(chat, shown, "+1")
    assert plain(shown).startswith("🥶 Frost: 28 °F or colder\n")
    shown = await press(chat, shown, "‹ Back")
    assert "🥶 Frost: 28 °F or colder" in plain(shown)
    shown = await press(chat, shown, "☔️ Heavy rain")
    shown = await press(chat, shown, "+0.1")
    assert "0.9 in or more over 24 hours" in plain(shown)
    shown = await press(chat, shown, "By default: 0.8")
    assert "0.8 in or more over 24 hours" in plain(shown)


async def test_quiet_hours_severity_and_ends_are_set(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/alerts Oslo", chat)
    shown = await press(chat, await database_stage.ask("/alerts", chat), "⚙️ Thresholds")
    shown = await press(chat, shown, "🌙 Quiet hours")
    shown = await press(chat, shown, "23:00–07:00")
    shown = await press(chat, shown, "Begin 1 h later")
    shown = await press(chat, shown, "End 1 h later")
    shown = await press(chat, shown, "‹ Back")
    assert "🌙 Quiet hours: 00:00–08:00" in shown.text
    shown = await press(chat, shown, "⚠️ Severity")
    shown = await press(chat, shown, "🟠 Severe danger")
    assert "✓ 🟠 Severe danger" in [label for row in shown.buttons for label in row]
    shown = await press(chat, shown, "‹ Back")
    shown = await press(chat, shown, "🌤 Tell me when it is over")
    assert "⚠️ Official warnings: 🟠 Severe danger or worse" in shown.text
    assert "🌤 When rain or snow is over: I tell you" in shown.text
    assert "🌙 Quiet hours: 00:00–08:00" in (await database_stage.ask("/alerts", chat)).text


@pytest.mark.parametrize("text", ["/alerts off", "/alerts стоп", "stop", "don't warn me any more"])
async def test_a_wish_to_stop_offers_to_pause_or_remove_all(database_stage: Stage, text: str) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/alerts Oslo, Bergen", chat)
    asked = await database_stage.ask(text, chat)
    assert asked.text == "Stop the alerts of this chat? 2 places are watched."
    paused = await press(chat, asked, "⏸ Pause")
    assert paused.text.count("– paused") == 2
    removed = await press(chat, paused, {"callback_data": "al:remove-all:0:0"})
    assert removed.text.startswith("🔔 Alerts: a message when rain")
    assert await watches(database_stage, chat) == []


async def test_without_watched_places_places_are_asked_for(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    assert (await database_stage.ask("/alerts off", chat)).text == "No alerts are set here. Set some with /alerts."
    asked = await database_stage.ask("/alerts", chat)
    assert "For which places? Send me their names" in asked.text
    assert (await database_stage.ask("Oslo", chat)).text.startswith("✅ I’m watching Oslo, Norway\n")


async def test_saved_places_are_watched_with_one_press(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/places Oslo, Bergen", chat)
    asked = await database_stage.ask("/alerts", chat)
    chat.press(asked, "⭐ Saved places")
    assert (await chat.next_message()).text.startswith("✅ I’m watching Oslo, Norway; Bergen, Norway\n")


async def test_namesakes_are_chosen_with_a_button(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    asked = await database_stage.ask("/alerts frost Birmingam", chat)
    assert asked.text.startswith("Birmingam: no such place. Did you mean one of these?")
    chat.press(asked, asked.buttons[0][0])
    added = await chat.next_message()
    assert added.text.startswith("✅ I’m watching Birmingham, ")
    assert "🥶 Frost" in added.text
    assert "UV" not in added.text


async def test_the_number_of_watched_places_is_limited(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    for _ in range(2):
        names = ", ".join(city.name_en for city in database_stage.cities(10))
        assert (await database_stage.ask(f"/alerts {names}", chat)).text.startswith("✅ Слежу")
    answer = await database_stage.ask("/alerts Осло", chat)
    assert answer.text.startswith("Здесь уже 20 мест с оповещениями")


async def test_in_a_group_alerts_belong_to_the_topic_in_which_they_were_requested(database_stage: Stage) -> None:
    forum = database_stage.telegram.forum()
    topic = forum.create_topic("Weather")
    forum.send("/alerts Oslo", topic=topic)
    answer = await forum.next_message()
    assert answer.thread_id == topic
    assert answer.text.startswith("✅ I’m watching Oslo, Norway\n")


@pytest.mark.parametrize(
    "data",
    [
        "al:on:999999:1",
        "al:off:0:256",
        "al:pause:-1:0",
        "al:explode:1:0",
        "as:limit:2:99",
        "as:limit:1:1",
        "as:limit:3:1",
        "as:severity:0:9",
        "as:hours:0:-3",
        "am:mute:1-2-3-4-5-6",
        "am:mute:999999",
        "ac:0:0:255",
        "ao:0",
    ],
)
async def test_forged_callback_data_change_nothing(database_stage: Stage, data: str) -> None:
    chat = database_stage.telegram.private_chat()
    await database_stage.ask("/alerts Oslo", chat)
    shown = await database_stage.ask("/alerts", chat)
    await chat.press(shown, {"callback_data": data}).toast()
    assert (await database_stage.ask("/alerts", chat)).text == shown.text


async def test_unknown_rain_is_called_unknown_while_the_service_is_down(without_key: Stage) -> None:
    chat = without_key.telegram.private_chat()
    city = without_key.city()
    without_key.weather.break_(city.name_en, Fault(FaultKind.STATUS, 503))
    answer = await without_key.ask(f"/alerts {city.name_en}", chat)
    assert "❔ Rain: unknown right now, the weather service is not answering" in answer.text
    assert "no rain" not in answer.text
