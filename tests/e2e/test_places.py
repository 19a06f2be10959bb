"""Names that are no place, nearly one, or several; and pins on the map."""

import pytest

from tests.e2e.stage import Stage, blocks, degrees

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_unknown_place_is_named_as_such_and_no_weather_asked_for(stage: Stage) -> None:
    city = stage.city()
    before = len(stage.asked("openweather")) + len(stage.asked("open-meteo"))

    answer = await stage.ask(f"Qwertyzz, {city.name_en}")

    unknown, known = blocks(answer)
    assert unknown == "Qwertyzz: no such place"
    assert known.startswith(city.name_en)
    assert len(stage.asked("openweather")) + len(stage.asked("open-meteo")) == before + 1
    assert answer.buttons == [["🔄 Refresh"]]


async def test_an_unknown_place_alone_has_nothing_to_press(with_key: Stage) -> None:
    answer = await with_key.ask("Qwertyzz")
    assert answer.text == "Qwertyzz: no such place"
    assert answer.buttons == []


async def test_a_typo_gets_suggestions_and_pressing_one_completes_the_message(stage: Stage) -> None:
    city = stage.city(name_en="Thessalonica", country_en="Greece")
    other = stage.city()
    chat = stage.telegram.private_chat()

    answer = await stage.ask(f"{other.name_en}, Thessalonika", chat)
    assert blocks(answer)[1] == "Thessalonika: no such place. Did you mean one of these?"
    assert ["Thessalonica, Greece"] in answer.buttons

    chat.press(answer, "Thessalonica, Greece")
    edited = await chat.next_edit(answer)
    assert [block.splitlines()[0] for block in blocks(edited)] == [other.name_en, "Thessalonica"]
    assert degrees(city) in edited.text
    assert edited.buttons == [["🔄 Refresh"]]


async def test_of_namesakes_another_can_be_chosen_for_this_chat(stage: Stage) -> None:
    large = stage.city(name_en="Twinford", country_en="France", population=900_000, latitude=60.5)
    small = stage.city(name_en="Twinford", country_en="Canada", population=200_000, latitude=-70.5)
    chat = stage.telegram.private_chat()

    answer = await stage.ask("Twinford", chat)
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
    assert (await stage.ask("Twinford")).text.startswith("Twinford, France · ")


async def test_a_look_at_the_namesakes_leads_back(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask("Springfield", chat)
    chat.press(answer, "Another Springfield?")
    offered = await chat.next_edit(answer)
    assert len(offered.buttons) > 2
    assert all(row[0].startswith("Springfield, ") for row in offered.buttons[:-1])

    chat.press(offered, "Back")

    assert (await chat.next_edit(offered)).buttons == answer.buttons


async def test_a_name_in_another_case_is_found_and_called_by_its_own(with_key: Stage) -> None:
    answer = await with_key.ask("погода в Москве", language="ru")
    assert answer.text.startswith("Москва, Россия · ")


async def test_a_pin_is_named_after_the_city_when_somebody_knows_it(with_key: Stage) -> None:
    city = with_key.city(name_ru="Булавинск")
    for language, name in (("en", city.name_en), ("ru", "Булавинск")):
        chat = with_key.telegram.private_chat(language=language)
        chat.send_location(*city.point)
        answer = await chat.next_message()
        assert answer.text.startswith(f"{name} · ")
        assert degrees(city) in answer.text


async def test_a_pin_is_named_by_its_coordinates_when_nobody_knows_it(without_key: Stage) -> None:
    chat = without_key.telegram.private_chat()
    city = without_key.city(latitude=-77.5, longitude=-12.25)

    chat.send_location(-77.5, -12.25)

    answer = await chat.next_message()
    assert answer.text.startswith("-77.50, -12.25 · ")
    assert degrees(city) in answer.text


async def test_a_pin_far_from_everything_is_answered_too(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    chat.send_location(0.0, -150.0)
    assert (await chat.next_message()).text.startswith("0.00, -150.00 · ")
