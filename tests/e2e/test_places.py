"""Unknown, misspelled and ambiguous names, and locations on the map."""

import re

import pytest

from tests.e2e.stage import Stage, blocks, degrees

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_unknown_place_is_reported_without_a_weather_request(stage: Stage) -> None:
    city = stage.city()
    before = len(stage.asked("openweather")) + len(stage.asked("open-meteo"))

    answer = await stage.ask(f"/weather Qwertyzz, {city.name_en}")

    unknown, known = blocks(answer)
    assert unknown == "Qwertyzz: no such place"
    assert known.startswith(city.name_en)
    assert len(stage.asked("openweather")) + len(stage.asked("open-meteo")) == before + 1
    assert answer.buttons == [["🔄 Refresh", "📅 5 days"]]


async def test_a_doubtful_typo_gets_suggestions_and_pressing_one_completes_the_message(stage: Stage) -> None:
    chat = stage.telegram.private_chat()

    answer = await stage.ask("/weather London, Kages", chat)

    london, kages = blocks(answer)
    assert london.startswith("London, United Kingdom")
    assert "°C" in london
    assert kages == "Kages: no such place. Did you mean one of these?"
    refresh, others, *suggestions = answer.buttons
    assert (refresh, others) == (["🔄 Refresh", "📅 5 days"], ["📍 Another London?"])
    assert ["Lages, Brazil"] in suggestions
    assert len(suggestions) <= 3

    press = chat.press(answer, "Lages, Brazil")
    edited = await chat.next_edit(answer)
    assert [re.split(" · |\n", block)[0] for block in blocks(edited)] == [
        "London, United Kingdom",
        "Lages, Brazil",
    ]
    assert edited.text.count("°C") == 2
    assert edited.buttons[-1] == ["📍 Other places with these names?"]
    assert (await press.toast()).text == "I’ll remember that in this chat"


async def test_a_choice_among_namesakes_is_offered_and_remembered_in_the_chat(
    stage: Stage,
) -> None:
    chat = stage.telegram.private_chat()
    before = len(stage.weather.requests)

    question = await stage.ask("Springfield", chat)
    assert question.text == "Springfield: which one do you mean?"
    assert len(question.buttons) > 2
    assert all(re.fullmatch(r"Springfield, .+, United States", label) for (label,) in question.buttons)
    assert len(stage.weather.requests) == before

    press = chat.press(question, "Springfield, Illinois, United States")
    chosen = await chat.next_edit(question)
    assert chosen.text.startswith("Springfield, Illinois, United States · ")
    assert "°C" in chosen.text
    assert chosen.buttons == [
        ["📅 5 days", "🕒 Hours"],
        ["📅 10 days", "🍃 Air"],
        ["🔄 Refresh", "⭐ Save", "🔔 Alerts"],
        ["📍 Another Springfield?"],
    ]
    assert (await press.toast()).text == "I’ll remember that in this chat"

    for text in ("springfield", "/weather Springfield"):
        assert (await stage.ask(text, chat)).text.startswith("Springfield, Illinois, United States · ")
    in_a_list = await stage.ask("Moscow, Springfield", chat)
    assert blocks(in_a_list)[1].startswith("Springfield, Illinois, United States · ")
    assert (await stage.ask("Springfield")).text == question.text


async def test_a_choice_among_namesakes_can_be_changed(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat(language="ru")
    question = await with_key.ask("Спрингфилд", chat)
    first, second = question.buttons[0][0], question.buttons[1][0]
    chat.press(question, second)
    chosen = await chat.next_edit(question)
    assert f"{second} · " in chosen.text

    chat.press(chosen, "Другое место «Спрингфилд»?")
    chat.press(await chat.next_edit(chosen), first)
    await chat.feed.find(lambda event: getattr(event, "version", 0) == 3)

    assert chat.answers[question.message_id].text.startswith(f"{first} · ")
    assert (await with_key.ask("спрингфилд", chat)).text.startswith(f"{first} · ")


async def test_in_a_list_the_likeliest_namesake_is_answered_with_a_button_for_others(with_key: Stage) -> None:
    answer = await with_key.ask("Springfield, Moscow")

    assert blocks(answer)[0].startswith("Springfield, Missouri, United States · ")
    assert answer.buttons == [["🔄 Refresh", "📅 5 days"], ["⭐ Save all"], ["📍 Another Springfield?"]]


async def test_another_namesake_can_be_chosen_for_the_chat(stage: Stage) -> None:
    large = stage.city(name_en="Twinford", country_en="France", population=900_000, latitude=60.5)
    small = stage.city(name_en="Twinford", country_en="Canada", population=200_000, latitude=-70.5)
    chat = stage.telegram.private_chat()

    answer = await stage.ask("/weather Twinford", chat)
    assert answer.text.startswith("Twinford, France · ")
    assert degrees(large) in answer.text

    chat.press(answer, "Another Twinford?")
    offered = await chat.next_edit(answer)
    assert offered.text == answer.text
    assert offered.buttons == [["Twinford, Canada"], ["‹ Back"]]

    chat.press(offered, "Twinford, Canada")
    chosen = await chat.next_edit(offered)
    assert chosen.text.startswith("Twinford, Canada · ")
    assert degrees(small) in chosen.text
    assert ["📍 Another Twinford?"] in chosen.buttons

    assert (await stage.ask("/weather twinford", chat)).text.startswith("Twinford, Canada · ")
    assert (await stage.ask("/weather Twinford")).text.startswith("Twinford, France · ")


async def test_the_list_of_namesakes_has_a_way_back(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("Springfield, Moscow", chat)
    chat.press(answer, "Another Springfield?")
    offered = await chat.next_edit(answer)
    assert len(offered.buttons) > 2
    assert all(row[0].startswith("Springfield, ") for row in offered.buttons[:-1])

    chat.press(offered, "Back")

    assert (await chat.next_edit(offered)).buttons == answer.buttons


async def test_a_location_gets_the_name_of_its_place_without_a_geocoder(stage: Stage) -> None:
    before = stage.geocoded
    for language, title in (("en", "Moscow, Russia"), ("ru", "Москва, Россия")):
        chat = stage.telegram.private_chat(language=language)
        chat.send_location(55.62, 37.60)
        answer = await chat.next_message()
        assert answer.text.startswith(f"{title} · ")
        assert "°C" in answer.text
    assert stage.geocoded == before


async def test_a_location_far_from_its_nearest_place_shows_the_distance(stage: Stage) -> None:
    for language, title in (
        ("en", "Khatanga, Russia · about 238\u00a0km away · "),
        ("ru", "Хатанга, Россия · примерно 238\u00a0км от точки · "),
    ):
        chat = stage.telegram.private_chat(language=language)
        chat.send_location(70.0, 100.0)
        assert (await chat.next_message()).text.startswith(title)


async def test_a_location_far_from_all_places_is_named_by_coordinates(stage: Stage) -> None:
    city = stage.city(latitude=-77.5, longitude=-12.25)
    chat = stage.telegram.private_chat()

    chat.send_location(-77.5, -12.25)

    answer = await chat.next_message()
    assert answer.text.startswith("−77.50, −12.25 · ")
    assert degrees(city) in answer.text
