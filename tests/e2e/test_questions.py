"""Questions that get their answer in one message."""

import re

import pytest

from sandbox.telegram import BotMessage
from tests.e2e.stage import Stage, blocks, degrees

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEMPERATURE = re.compile(r"\u2212?\d+\u00a0°C")
KNOWN = ["New York", "Rostov-on-Don", "Tokyo"]


def titles(answer: BotMessage) -> list[str]:
    """Return the titles of an answer's parts, without the local times."""
    return [re.split("\n| · ", block)[0] for block in blocks(answer)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "/weather New York St. Petersburg Rostov-on-Don",
            "en",
            ["New York", "Saint Petersburg, Russia", "Rostov-on-Don"],
        ),
        ("New York St. Petersburg Rostov-on-Don", "ru", ["Нью-Йорк", "Санкт-Петербург, Россия", "Ростов-на-Дону"]),
        ("Москва Нижний Новгород", "ru", ["Москва", "Нижний Новгород"]),
        ("погода в Москве и Лондоне", "ru", ["Москва", "Лондон, Великобритания"]),
        ("погода в Нижнем Новгороде", "en", ["Nizhny Novgorod, Russia"]),
        ("/weather Moskow, Londn", "en", ["Moscow", "London, United Kingdom"]),
        ("Paris, France", "en", ["Paris, France"]),
        ("/weather Paris, Texas", "en", ["Paris, Texas, United States"]),
        ("/weather Париж, Техас", "ru", ["Париж, Техас, США"]),
        ("питер екб", "ru", ["Санкт-Петербург", "Екатеринбург"]),
        ("Франция", "ru", ["Париж, Франция (столица)"]),
        ("France and Tokyo", "en", ["Paris, France (its capital)", "Tokyo"]),
        ("55.75, 37.62", "en", ["Moscow, Russia"]),
        ("/weather Vjcrdf", "ru", ["Москва, Россия"]),
        ("東京", "en", ["Tokyo, Japan"]),
    ],
)
async def test_what_people_type_is_understood_without_a_geocoder(
    stage: Stage, text: str, language: str, expected: list[str]
) -> None:
    before = stage.geocoded

    answer = await stage.ask(text, language=language)

    assert titles(answer) == expected
    assert len(TEMPERATURE.findall(answer.text)) >= len(expected)
    assert stage.geocoded == before


async def test_two_cities_share_a_message_in_the_order_of_the_question(stage: Stage) -> None:
    chat = stage.telegram.private_chat()

    answer = await stage.ask("/weather Moscow London", chat)

    moscow, london = blocks(answer)
    assert moscow.startswith("Moscow · ")
    assert london.startswith("London, United Kingdom · ")
    assert [len(TEMPERATURE.findall(block)) for block in (moscow, london)] == [1, 1]
    assert await stage.ask("/help", chat)
    assert len(chat.answers) == 2


async def test_reversed_names_reverse_the_answer(with_key: Stage) -> None:
    answer = await with_key.ask("/weather London Moscow")
    assert [block.split()[0].strip(",") for block in blocks(answer)] == ["London", "Moscow"]


async def test_each_of_twelve_cities_has_its_own_weather(stage: Stage) -> None:
    cities = stage.cities(12)

    answer = await stage.ask("/weather " + ", ".join(city.name_en for city in cities))

    assert [block.splitlines()[0] for block in blocks(answer)] == [city.name_en for city in cities]
    assert TEMPERATURE.findall(answer.text) == [degrees(city) for city in cities]
    assert "Open-Meteo" not in answer.text


async def test_twelve_known_cities_need_no_separators(stage: Stage) -> None:
    names = [*KNOWN, "Madrid", "Rome", "Berlin", "Vienna", "Cairo", "Lima", "Oslo", "Riga", "Sofia"]

    answer = await stage.ask("/weather " + " ".join(names))

    assert [title.partition(",")[0] for title in titles(answer)] == names
    assert len(TEMPERATURE.findall(answer.text)) == 12


async def test_names_are_separated_by_commas_lines_and_words(with_key: Stage) -> None:
    a, b, c, d, e, f = (city.name_en for city in with_key.cities(6))

    answer = await with_key.ask(f"/weather {a}, {b}\n{c};{d} and {e} и {f}")

    assert [block.splitlines()[0] for block in blocks(answer)] == [a, b, c, d, e, f]


async def test_two_words_may_be_one_city(stage: Stage) -> None:
    answer = await stage.ask("/weather New York")
    assert len(blocks(answer)) == 1
    assert answer.text.startswith("New York, United States · ")


async def test_two_words_may_be_one_city_among_others(stage: Stage) -> None:
    answer = await stage.ask("/weather New York, Tokyo")
    assert [block.partition(" · ")[0] for block in blocks(answer)] == ["New York", "Tokyo"]


async def test_several_names_of_one_city_are_answered_once(stage: Stage) -> None:
    answer = await stage.ask("/weather Moscow Москва moscow MOSCOW, Moskva")
    assert len(blocks(answer)) == 1
    assert answer.text.count("Moscow") == 1


async def test_twenty_cities_are_answered_and_further_ones_are_named(with_key: Stage) -> None:
    cities = with_key.cities(23)

    answer = await with_key.ask("/weather " + ", ".join(city.name_en for city in cities))

    *answered, left_out = blocks(answer)
    assert [block.splitlines()[0] for block in answered] == [city.name_en for city in cities[:20]]
    assert left_out.endswith(": " + ", ".join(city.name_en for city in cities[20:]))
    assert "20 places" in left_out
    assert not with_key.asked("openweather", *cities[20:])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Moscow, London", ["Moscow", "London"]),
        ("погода в Москве", ["Moscow"]),
        ("what's the weather in London?", ["London"]),
        ("Какая погода в Москве и Казани?", ["Moscow", "Kazan"]),
    ],
)
async def test_in_private_the_names_alone_are_enough(with_key: Stage, text: str, names: list[str]) -> None:
    answer = await with_key.ask(text)
    assert [re.split("[,\n]| · ", block)[0] for block in blocks(answer)] == names
    assert len(TEMPERATURE.findall(answer.text)) >= len(names)


@pytest.mark.parametrize("question", ["/weather", "/weather@weather_sandbox_bot", "/weather   "])
async def test_a_command_without_a_city_asks_for_one(with_key: Stage, question: str) -> None:
    answer = await with_key.ask(question)
    assert answer.text == "Which city? Send its name, or your location."


@pytest.mark.parametrize("command", ["/weather@weather_sandbox_bot", "/weather@Weather_Sandbox_Bot", "/Weather"])
async def test_a_command_may_contain_the_bots_username(with_key: Stage, command: str) -> None:
    city = with_key.city()
    assert (await with_key.ask(f"{command} {city.name_en}")).text.startswith(city.name_en)


async def test_one_city_gets_a_card_with_all_values(with_key: Stage) -> None:
    city = with_key.rainy_city()

    answer = await with_key.ask(f"/weather {city.name_en}")

    title, sky, wind, air, sun, observed = answer.text.splitlines()
    assert re.fullmatch(rf"{city.name_en}, United Kingdom · now \d\d:\d\d", title)
    assert sky == "🌧 4\u00a0°C, rain, feels like \u22121\u00a0°C"
    assert re.fullmatch(r"Wind \d+\u00a0m/s S, precipitation \d\.\d\u00a0mm/h", wind)
    assert re.fullmatch(
        r"Humidity \d+\u00a0%, pressure \d{3,4}\u00a0hPa, clouds \d+\u00a0%, visibility \d+\u00a0km", air
    )
    assert re.fullmatch(r"🌅 \d\d:\d\d · 🌇 \d\d:\d\d", sun)
    assert observed == "As of 19 January, 12:00"


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("London 31.02", "en", "London, United Kingdom: there is no such date"),
        ("London at 25:00", "en", "London, United Kingdom: there is no such time"),
        ("погода в Москве 32 ноября", "ru", "Москва: такой даты в календаре нет"),
    ],
)
async def test_a_time_that_does_not_exist_gets_no_other_weather(
    stage: Stage, text: str, language: str, told: str
) -> None:
    answer = await stage.ask(text, language=language)

    assert answer.text.startswith(told.replace(", United Kingdom", ""))
    assert not TEMPERATURE.search(answer.text)


async def test_the_answer_to_a_time_that_does_not_exist_is_followed_up(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    await stage.ask("Tokyo 32 december", chat)

    assert "Tokyo" in (await stage.ask("tomorrow", chat)).text


@pytest.mark.parametrize("text", ["GJUJLF D VJCRDT", "погода в москве"])
async def test_a_question_typed_in_another_layout_is_answered(stage: Stage, text: str) -> None:
    answer = await stage.ask(text, language="ru")

    assert titles(answer)[0].startswith("Москва")


@pytest.mark.usefixtures("current_date")
@pytest.mark.parametrize(
    "text", ["Oslo tomorrow and Bergen on 1 January", "/weather Oslo tomorrow and Bergen on 1 January"]
)
async def test_places_with_a_time_each_are_answered_in_one_message(stage: Stage, text: str) -> None:
    chat = stage.telegram.private_chat()

    answer = await stage.ask(text, chat)

    oslo, bergen = answer.text.split("\n\n")
    assert oslo.startswith("Oslo, tomorrow")
    assert bergen.startswith("Bergen")
    assert "Ask again closer to the day" in bergen
    assert "🔄 Refresh" in answer.buttons[0]
    assert len(answer.buttons[0]) == 1


@pytest.mark.usefixtures("current_date")
async def test_a_message_with_two_times_is_refreshed_edited_and_followed_up(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    question = chat.send("Oslo now and Tromso on Sunday")
    answer = await chat.next_message()
    await chat.press(answer, "Refresh").toast()
    follow_up = await stage.ask("and Rome?", chat)
    chat.edit(question, "Oslo tomorrow and Tromso on Monday")
    edited = await chat.next_edit(answer)

    oslo, tromso = answer.text.split("\n\n")
    assert oslo.startswith("Oslo")
    assert "now" in oslo
    assert tromso.startswith("Tromsø, ")
    assert "Sun " in follow_up.text.splitlines()[0] or "tomorrow" in follow_up.text.splitlines()[0]
    assert edited.message_id == answer.message_id
    assert edited.text.startswith("Oslo, tomorrow")
    assert "\n\nTromsø, " in edited.text
