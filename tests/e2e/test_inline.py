"""Inline mode: `@bot moscow, london` in any chat, and the buttons under the messages that are sent this way."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.views.inline_data import MAX_PLACES
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, InlineQuery, InlineResults, TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import Stage, without_update_time
from tests.e2e.warm import WarmBot

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]

OLD = "This message is too old. Please ask again."
HANG = Fault(FaultKind.HANG, seconds=60)


@pytest.fixture(autouse=True)
def inline_mode(bots: tuple[Stage, Stage]) -> Iterator[None]:
    """Switch inline mode on for the test, with locations and without feedback."""
    for stage in bots:
        stage.telegram.set_inline_mode(location=True)
    yield
    for stage in bots:
        stage.telegram.inline.enabled = False


def typed(stage: Stage, text: str, user: dict[str, object] | None = None, **options: object) -> InlineQuery:
    return stage.telegram.inline.query(user or stage.telegram.user(), text, **options)  # type: ignore[arg-type]


async def results(stage: Stage, text: str, *, language: str = "en") -> InlineResults:
    return await typed(stage, text, stage.telegram.user(language=language)).results()


async def test_all_places_come_first_then_each_its_days_and_a_comparison(stage: Stage) -> None:
    found = await results(stage, "Turku, Tampere")

    whole, first, second, *days, comparison = found.titles
    assert whole == "Turku, Tampere"
    assert first.startswith("Turku, Finland · now ")
    assert second.startswith("Tampere, Finland · now ")
    assert days == ["📅 Turku, Finland: 5 days", "📅 Tampere, Finland: 5 days"]
    assert comparison == "📅 5 days compared: Turku, Tampere"
    description = str(found.articles[0].description)
    assert description.count("°C") == 2
    assert (found.is_personal, found.cache_time, found.button) == (True, 60, "")


async def test_results_are_in_the_language_and_units_of_the_user(without_key: Stage) -> None:
    user = without_key.telegram.user(language="ru")
    chat = without_key.telegram.private_chat(user)
    settings = await without_key.ask("/settings", chat)
    chat.press(settings, "US units" if "US" in str(settings.buttons) else "Единицы США")
    await chat.next_edit(settings)

    found = await typed(without_key, "Лахти", user).results()
    british = await results(without_key, "Lahti", language="en-GB")

    assert found.titles[0].startswith("Лахти, Финляндия · сейчас ")
    assert "°F" in str(found.articles[0].description)
    assert "°C" in str(british.articles[0].description)
    assert "mph" in str(british.articles[0].description)


async def test_an_empty_query_offers_the_location_and_the_saved_places(database_stage: Stage) -> None:
    user = database_stage.telegram.user()
    await database_stage.ask("/places Oulu, Vaasa", database_stage.telegram.private_chat(user))

    found = await typed(database_stage, "", user, location=(60.17, 24.94)).results()

    here, whole, *_ = found.titles
    assert here.startswith("📍 Here: Helsinki, Finland")
    assert whole == "Oulu, Vaasa"
    assert found.titles[-1] == "📅 5 days compared: Oulu, Vaasa"
    assert found.button == ""


async def test_an_empty_query_without_saved_places_gets_a_hint_that_opens_the_bot(without_key: Stage) -> None:
    for language, hint in (("en", "Type cities, such as New York, Tokyo"), ("ru", "Напишите города, например")):
        found = await results(without_key, "", language=language)
        assert found.articles == []
        assert found.button.startswith(hint)
        assert found.start_parameter == "inline"


async def test_a_question_about_a_time_is_answered_and_can_be_asked_again(without_key: Stage) -> None:
    query = typed(without_key, "Kuopio tomorrow")
    found = await query.results()
    assert found.titles[0].startswith("Kuopio, tomorrow, ")
    message = query.choose("Kuopio, tomorrow")
    assert message.buttons == [["🔁 Ask again", "📅 5 days"]]
    assert message.latest.button("Ask again")["switch_inline_query_current_chat"] == "Kuopio tomorrow"


async def test_the_places_of_an_ambiguous_name_are_results(without_key: Stage) -> None:
    found = await results(without_key, "Springfield")
    assert len(found.titles) == 5
    assert found.titles[0].startswith("Springfield, Missouri, United States · now ")
    assert found.button == ""


async def test_an_unknown_name_is_named_beside_the_results_of_the_others(without_key: Stage) -> None:
    found = await results(without_key, "Pori, Qwertyzzz")
    assert found.titles[0].startswith("Pori, Finland")
    assert found.button == "Qwertyzzz: no such place"
    assert "Qwertyzzz" not in found.articles[0].input_message_content.message_text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [("мос", "ru", "Москва, Россия"), ("моск", "ru", "Москва, Россия"), ("Rovani", "en", "Rovaniemi, Finland")],
)
async def test_the_likeliest_place_that_begins_with_the_typed_letters_comes_first(
    without_key: Stage, text: str, language: str, first: str
) -> None:
    assert (await results(without_key, text, language=language)).titles[0].startswith(first)


async def test_a_list_whose_last_name_is_still_typed_keeps_its_other_places(without_key: Stage) -> None:
    titles = (await results(without_key, "Kemi, Rovani")).titles
    assert titles[0].startswith("Kemi, Finland")
    assert any(title.startswith("Rovaniemi, Finland") for title in titles)


async def test_a_place_that_only_a_geocoder_knows_is_offered_with_a_button_that_asks_again(stage: Stage) -> None:
    city = stage.city()
    query = typed(stage, city.name_en)
    assert (await query.results()).titles[0].startswith(city.name_en)
    assert query.choose(f"{city.name_en} · now").buttons == [["🔁 Ask again"]]


async def test_buttons_work_in_the_language_of_the_message_whoever_presses_them(stage: Stage) -> None:
    query = typed(stage, "Котка, Рованиеми", stage.telegram.user(language="ru"))
    await query.results()
    message = query.choose("Котка, Рованиеми")
    before = without_update_time(message.text)

    toast = await message.press("Обновить", sender=stage.telegram.user("Bob", language="en")).toast()
    assert toast.text in {"", "Nothing new yet"}  # the latter within the same second
    assert without_update_time(message.text) == before

    message.press("5 дней", sender=stage.telegram.user("Bob", language="en"))
    days = await message.next_edit()
    assert "макс" in days.text
    assert days.buttons == [["🔄 Обновить", "🌤 Сейчас"]]
    message.press("Сейчас")
    assert without_update_time((await message.next_edit()).text) == before


@pytest.mark.parametrize(("language", "shown"), [("en", "Updated at "), ("ru", "Обновлено в ")])
async def test_a_message_has_the_time_of_its_update_as_telegram_shows_it_to_each_reader(
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


async def test_messages_have_no_time_where_telegram_refuses_it(tmp_path: Path) -> None:
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
async def test_a_refreshed_message_tells_namesakes_apart_as_before(
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


async def test_more_places_than_callback_data_can_hold_can_be_asked_again(without_key: Stage) -> None:
    names = "Moscow, London, Paris, Rome, Berlin, Oslo, Tokyo, Madrid, Vienna"
    query = typed(without_key, names)
    await query.results()
    assert len(names.split(", ")) == MAX_PLACES + 1
    assert query.choose(names).buttons == [["🔁 Ask again"]]


async def test_a_slow_service_costs_only_its_place_and_the_button_completes_the_message(
    with_key: Stage,
) -> None:
    with_key.weather.break_("Murmansk", HANG)
    query = typed(with_key, "Hanko, Murmansk")

    found = await query.results(within=1.0)

    assert found.cache_time == 1
    assert "Hanko" in str(found.articles[0].description)
    message = query.choose("Hanko, Murmansk")
    assert "Murmansk: the answer did not come in time" in message.text
    assert message.buttons[0][0] == "🔁 Try again"
    with_key.mend()
    message.press("Try again")
    edited = await message.next_edit(within=10)
    assert "did not come in time" not in edited.text
    assert edited.buttons[0][0] == "🔄 Refresh"


async def test_a_late_result_is_completed_when_telegram_reports_the_choice(without_key: Stage) -> None:
    without_key.telegram.set_inline_mode(feedback=True)
    without_key.weather.delay("weather", 0.8)
    query = typed(without_key, "Ivalo")
    await query.results()
    message = query.choose("Ivalo: ")
    assert "did not come in time" in message.text
    assert (await message.next_edit(within=10)).text.startswith("Ivalo, Finland")


async def test_only_the_last_of_the_letters_typed_in_a_row_is_answered(stage: Stage) -> None:
    user = stage.telegram.user()
    before = len(stage.weather.requests)
    queries = [typed(stage, "Sodankyla"[:length], user) for length in range(2, 10)]

    assert (await queries[-1].results()).titles[0].startswith("Sodankylä, Finland")

    assert [len(query.answers) for query in queries[:-1]] == [0] * 7
    assert len(stage.weather.requests) - before <= 2  # the weather now, and the forecast


async def test_a_flood_of_queries_keeps_nobody_waiting(without_key: Stage) -> None:
    hostile = without_key.telegram.user()
    flood = [typed(without_key, f"Paris {number}", hostile) for number in range(2_000)]
    assert await without_key.is_alive()
    assert (await results(without_key, "Raahe")).titles[0].startswith("Raahe, Finland")
    assert sum(len(query.answers) for query in flood) <= 2


async def test_a_flood_of_queries_about_one_place_makes_one_request_of_a_kind(without_key: Stage) -> None:
    city = without_key.city()
    users = [without_key.telegram.user() for _ in range(30)]
    queries = [typed(without_key, city.name_en, user) for user in users for _ in range(10)]

    found = await asyncio.gather(*(queries[10 * number + 9].results() for number in range(len(users))))

    assert all(results.titles[0].startswith(city.name_en) for results in found)
    assert sum(len(query.answers) for query in queries) <= len(users)
    assert len(without_key.asked("weather", city)) <= 2  # the weather now, and the forecast


async def test_queries_of_odd_characters_are_answered(without_key: Stage) -> None:
    texts = [
        "😀" * 128,
        "\x00\x07\u202e" * 85,
        "<b>&lt;" * 36,
        "a" * 256,
        "я " * 128,
        ", ".join(f"q{number}x" for number in range(60))[:256],
        "👨‍👩‍👧‍👦🏳️‍🌈" * 16,
        "{0}%s'; DROP TABLE chats; --" * 9,
        "55.75, 37.62 " * 19,
    ]
    found = await asyncio.gather(*(results(without_key, text[:256]) for text in texts))
    assert all(answer.is_personal for answer in found)


async def test_invented_callback_data_get_a_notice(without_key: Stage) -> None:
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


async def test_callback_data_of_another_message_show_its_places_and_nothing_else(without_key: Stage) -> None:
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


async def test_users_who_type_at_once_share_the_look_ups(without_key: Stage) -> None:
    before = len(without_key.weather.requests)
    queries = [typed(without_key, "Iisalmi") for _ in range(20)]
    await asyncio.gather(*(query.results() for query in queries))
    assert len(without_key.weather.requests) - before == 2  # the weather now, and the forecast
