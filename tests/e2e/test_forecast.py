"""The command /forecast: the text at once, the picture after it, and the buttons that change the page."""

import re
import struct

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import BotMessage
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]

DAY = re.compile(r"[A-Z][a-z]{2} \d{1,2} .+[+−]?\d°?.*")
HOUR = re.compile(r"\d\d:00 .+ [+−]?\d+\u00a0°C.*")


def size(picture: BotMessage) -> tuple[int, int]:
    assert picture.photo is not None
    assert picture.photo.content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture.photo.content[16:24])
    return width, height


async def test_a_forecast_has_a_line_a_day_and_a_picture_follows(stage: Stage) -> None:
    chat, city = stage.telegram.private_chat(), stage.city()

    answer = await stage.ask(f"/forecast {city.name_en}", chat)
    picture = await chat.next_message()

    first, *days = [line for line in answer.text.splitlines() if not line.startswith("⚠️")]
    assert first.partition(" · ⚠️")[0] == city.name_en
    assert 4 <= len(days) <= 5
    assert all(DAY.fullmatch(day) for day in days[1:])  # today may be nearly over
    assert len(answer.buttons[0]) == len(days)
    assert answer.buttons[1:] == [["🌤 Now", "🕒 Hours", "📅 10 days"], ["🔄 Refresh", "⭐ Save", "🔔 Alerts"]]
    assert max(size(picture)) <= 1280


@pytest.mark.parametrize(
    ("text", "language", "title", "degrees"),
    [
        ("прогноз погоды в Лондоне на неделю", "ru", r"Лондон, Великобритания, 7 дней", 5),
        ("Лондон на выходные", "ru", r"Лондон, Великобритания, выходные", 1),
        ("погода в Лондоне в пятницу", "ru", r"Лондон, Великобритания, (\w+, )?пт \d+ \w+.*", 1),
        ("London on Friday", "en", r"London, United Kingdom, (\w+, )?Fri \d+ \w+.*", 1),
        ("/weather London tomorrow", "en", r"London, United Kingdom, tomorrow, \w+ \d+ \w+", 1),
        ("/forecast London for the next 5 days", "en", r"London, United Kingdom", 4),
    ],
)
async def test_a_question_about_coming_days_gets_their_forecast(
    with_key: Stage, text: str, language: str, title: str, degrees: int
) -> None:
    answer = await with_key.ask(text, language=language)
    first, *rest = answer.text.splitlines()
    assert re.fullmatch(title, first.partition(" · ⚠️")[0])
    assert sum("°C" in line for line in rest) >= degrees


async def test_buttons_lead_to_other_days_and_pages_and_back(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("umbrella tomorrow in London?", chat)
    days, *pages = answer.buttons
    assert days[1].startswith("✓ ")
    assert pages[:2] == [["🌤 Now", "📅 5 days"], ["🕒 Hours", "📅 10 days"]]

    chat.press(answer, days[2])
    other = await chat.next_edit(answer)
    assert days[2] in other.text
    assert other.buttons[0][2].startswith("✓ ")

    chat.press(other, "🕒 Hours")
    hours = await chat.next_edit(other)
    assert hours.text.count("°C") >= 8
    chat.press(hours, "‹ My question")
    assert (await chat.next_edit(hours)).text == other.text


async def test_each_line_of_the_hourly_page_has_a_temperature(with_key: Stage) -> None:
    answer = await with_key.ask("Minsk hourly")

    lines = [line for line in answer.text.splitlines() if re.match(r"\d\d:\d\d ", line)]
    assert len(lines) > 5
    assert all("°C" in line for line in lines)


async def test_a_day_beyond_every_forecast_is_reported(with_key: Stage) -> None:
    answer = await with_key.ask("/weather London in 40 days")
    assert re.fullmatch(
        r"London, United Kingdom: the forecast reaches \d+ \w+ so far\. Ask again closer to the day\.",
        answer.text.splitlines()[0],
    )


async def test_the_same_picture_is_drawn_once_and_then_sent_by_its_file_id(stage: Stage) -> None:
    city = stage.city()
    first, second = stage.telegram.private_chat(), stage.telegram.private_chat()
    await stage.ask(f"/forecast {city.name_en}", first)
    drawn = await first.next_message()

    await stage.ask(f"/forecast {city.name_en}", second)
    again = await second.next_message()

    (call,) = stage.sent(second, "sendPhoto")
    assert not call.files
    assert call.params["photo"] == drawn.message["photo"][-1]["file_id"]
    assert again.photo == drawn.photo


async def test_a_button_under_the_weather_leads_to_the_days_and_back(stage: Stage) -> None:
    chat, city = stage.telegram.private_chat(), stage.city()
    answer = await stage.ask(f"/weather {city.name_en}", chat)

    chat.press(answer, "📅 5 days")
    days = await chat.next_edit(answer)
    picture = await chat.next_message()
    chat.press(days, "🌤 Now")
    now = await chat.next_edit(days)
    chat.press(now, "📅 5 days")
    await chat.next_edit(now)

    assert any(map(DAY.fullmatch, days.text.splitlines()))
    assert picture.photo is not None
    assert now.buttons == answer.buttons
    assert await stage.silent(stage.telegram.private_chat())
    assert len(stage.sent(chat, "sendPhoto")) == 1


async def test_each_day_opens_by_the_hour_and_closes_again(without_key: Stage) -> None:
    chat, city = without_key.telegram.private_chat(), without_key.city()
    answer = await without_key.ask(f"/forecast {city.name_en}", chat)

    chat.press(answer, answer.buttons[0][1])
    opened = await chat.next_edit(answer)
    chat.press(opened, "‹ 5 days")
    closed = await chat.next_edit(opened)

    title, *hours, sun = opened.text.splitlines()
    assert title.startswith(f"{city.name_en} · ")
    assert len(hours) == 24
    assert all(HOUR.fullmatch(hour) for hour in hours)
    assert sun.startswith("🌅")
    assert opened.buttons[0][1].startswith("✓ ")
    assert (closed.text, closed.buttons) == (answer.text, answer.buttons)


@pytest.mark.parametrize(
    ("press", "expected"),
    [
        ("day:0:9", "That day is over. Press Refresh for the coming days."),
        ("day:0:730000", "That day is over. Press Refresh for the coming days."),
        ("day:0:99999999999999999999", "That day is over. Press Refresh for the coming days."),
        ("day:0:-1", "This message is too old. Please ask again."),
        ("days:x:0", "This message is too old. Please ask again."),
    ],
)
async def test_an_unknown_day_cannot_be_opened(with_key: Stage, press: str, expected: str) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask(f"/forecast {with_key.city().name_en}", chat)
    token = answer.keyboard[0][0]["callback_data"].split(":")[1]

    toast = await chat.press(answer, {"callback_data": f"a:{token}:{press}"}).toast()

    assert toast.text == expected
    assert chat.answers[answer.message_id] == answer


async def test_refresh_stays_on_the_page(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask(f"/forecast {with_key.city().name_en}", chat)
    chat.press(answer, answer.buttons[0][2])
    opened = await chat.next_edit(answer)

    toast = await chat.press(opened, "🔄 Refresh").toast()

    assert toast.text == "Nothing new yet"
    assert chat.answers[answer.message_id].text == opened.text


async def test_a_comparison_has_a_table_and_one_picture_and_names_the_cities_beyond_the_limit(
    stage: Stage,
) -> None:
    chat, cities = stage.telegram.private_chat(), stage.cities(7)
    names = [city.name_en for city in cities]

    answer = await stage.ask("/forecast " + ", ".join(["Qwertyzz", *names]), chat)
    picture = await chat.next_message()

    table, unknown, left_out = re.split(r"\n\n(?=Qwertyzz|At most)", answer.text)
    assert [line for line in table.splitlines() if line in names] == names[:5]
    assert table.count("max ") == table.count("min ") == 5
    assert unknown == "Qwertyzz: no such place"
    assert left_out == f"At most 6 places a message; left out: {', '.join(names[5:])}"
    assert answer.buttons == [["🔄 Refresh", "🌤 Now"], ["⭐ Save all"]]
    assert max(size(picture)) <= 1280
    assert len(stage.sent(chat, "sendPhoto")) == 1


async def test_forecast_alone_uses_the_saved_places_or_asks_for_a_city(with_key: Stage) -> None:
    chat, cities = with_key.telegram.private_chat(), with_key.cities(2)
    asked = await with_key.ask("/forecast", chat)
    assert asked.text == "Which city? Send its name, or your location."
    chat.send("Moscow, London")
    assert {"Moscow", "London"} < set((await chat.next_message()).text.splitlines())
    assert (await chat.next_message()).photo is not None

    await with_key.ask("/places " + ", ".join(city.name_en for city in cities), chat)
    answer = await with_key.ask("/forecast", chat)

    assert {city.name_en for city in cities} < set(answer.text.splitlines())


async def test_a_russian_forecast_has_no_english_words(without_key: Stage) -> None:
    city = without_key.city(name_ru="Дальноград")
    answer = await without_key.ask(f"/forecast {city.name_en}", language="ru")
    assert re.search(r"^Дальноград(?: · ⚠️.*)?\n(Пн|Вт|Ср|Чт|Пт|Сб|Вс) \d", answer.text, re.MULTILINE)
    assert answer.buttons[-2:] == [
        ["🌤 Сейчас", "🕒 По часам", "📅 10 дней"],
        ["🔄 Обновить", "⭐ Сохранить", "🔔 Оповещать"],
    ]


async def test_a_failed_forecast_gives_the_reason_and_sends_no_picture(with_key: Stage) -> None:
    chat, city = with_key.telegram.private_chat(), with_key.city()
    with_key.weather.break_(city.name_en, Fault(FaultKind.STATUS))

    answer = await with_key.ask(f"/forecast {city.name_en}", chat)
    with_key.weather.mend()
    chat.press(answer, "🔁 Try again")
    edited = await chat.next_edit(answer)

    assert answer.text == f"{city.name_en}: the weather service is not answering (503)"
    assert any(map(DAY.fullmatch, edited.text.splitlines()))
    assert (await chat.next_message()).photo is not None


async def test_in_a_topic_the_picture_replies_to_its_text(with_key: Stage) -> None:
    forum = with_key.telegram.forum()
    topic = forum.create_topic("Trip")
    forum.send(f"/forecast@{with_key.telegram.username} {with_key.city().name_en}", topic=topic)

    answer, picture = await forum.next_message(), await forum.next_message()

    assert (picture.thread_id, picture.reply_to) == (topic, answer.message_id)


async def test_a_setting_makes_pictures_dark(with_key: Stage) -> None:
    chat, city = with_key.telegram.private_chat(), with_key.city()
    answer = await with_key.ask(f"/forecast {city.name_en}", chat)
    light = await chat.next_message()
    settings = await with_key.ask("/settings", chat)
    chat.press(settings, "🎨 Pictures")
    opened = await chat.next_edit(settings)
    chat.press(opened, "dark")
    await chat.next_edit(opened)

    chat.press(answer, "🔄 Refresh")
    dark = await chat.next_edit(light)

    assert dark.photo != light.photo
    assert size(dark) == size(light)
