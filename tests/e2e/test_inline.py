"""Inline mode: the results of `@bot moscow, london` in any chat."""

import asyncio

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import InlineQuery, InlineResults
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date", "inline_mode")]

HANG = Fault(FaultKind.HANG, seconds=60)


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


async def test_each_hour_of_a_list_is_offered(without_key: Stage) -> None:
    found = await results(without_key, "Lahti tomorrow at 9, 12 and 18")
    assert found.titles[0].startswith("Lahti, tomorrow at 09:00, ")
    assert found.titles[1].startswith("Lahti, tomorrow at 12:00, ")
    assert found.titles[2].startswith("Lahti, tomorrow at 18:00, ")


async def test_results_are_in_the_language_and_units_of_the_user(without_key: Stage) -> None:
    user = without_key.telegram.user(language="ru")
    chat = without_key.telegram.private_chat(user)
    settings = await without_key.ask("/settings", chat)
    chat.press(settings, "US units" if "US" in str(settings.buttons) else "Единицы США")
    await chat.next_edit(settings)

    found = await typed(without_key, "Лахти", user).results()
    # On a slow machine, a part of the weather arrives after the answer to the first query.
    for _ in range(2):
        british = await results(without_key, "Lahti, Chicago, Reykjavik, Wellington", language="en-GB")

    assert found.titles[0].startswith("Лахти, Финляндия · сейчас ")
    assert "°F" in str(found.articles[0].description)
    descriptions = [str(article.description) for article in british.articles]
    assert all("°C" in description for description in descriptions[1:5])
    assert any("mph" in description for description in descriptions)  # a single city may be calm today


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


async def test_a_slow_service_costs_only_its_place_and_the_button_completes_the_message(
    with_key: Stage,
) -> None:
    with_key.weather.break_("Murmansk", HANG)
    query = typed(with_key, "Hanko, Murmansk")

    found = await query.results(within=5)

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
    # On a busy machine the answer says that the weather did not come in time.
    assert (await results(without_key, "Raahe")).titles[0].startswith("Raahe")
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


async def test_users_who_type_at_once_share_the_look_ups(without_key: Stage) -> None:
    before = len(without_key.weather.requests)
    queries = [typed(without_key, "Iisalmi") for _ in range(20)]
    await asyncio.gather(*(query.results() for query in queries))
    assert len(without_key.weather.requests) - before == 2  # the weather now, and the forecast
