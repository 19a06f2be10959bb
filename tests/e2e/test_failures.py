"""The answer when no provider has the weather of a city, and the button "Try again"."""

import pytest

from sandbox.faults import Fault, FaultKind
from tests.e2e.stage import Stage, blocks, degrees

pytestmark = pytest.mark.asyncio(loop_scope="session")

UNAVAILABLE = Fault(FaultKind.STATUS, 503)


async def test_a_failed_city_does_not_affect_the_others(stage: Stage) -> None:
    good, bad, better = stage.cities(3)
    stage.weather.break_(bad.name_en, UNAVAILABLE)

    answer = await stage.ask(f"/weather {good.name_en} {bad.name_en} {better.name_en}")

    first, failed, last = blocks(answer)
    assert first.startswith(good.name_en)
    assert degrees(good) in first
    assert failed == f"{bad.name_en}: the weather service is not answering (503)"
    assert last.startswith(better.name_en)
    assert degrees(better) in last
    assert answer.buttons == [["🔄 Refresh", "🔁 Try again", "📅 5 days"], ["⭐ Save all"]]


async def test_a_single_failed_city_is_reported_in_russian(stage: Stage) -> None:
    city = stage.city(name_ru="Недоступинск")
    stage.weather.break_(city.name_en, UNAVAILABLE)

    answer = await stage.ask(f"/weather {city.name_en}", language="ru")

    assert answer.text == "Недоступинск: погодный сервис не отвечает (503)"
    assert answer.buttons == [
        ["📅 5 дней", "🕒 По часам"],
        ["📅 10 дней", "🍃 Воздух"],
        ["🔁 Ещё раз", "⭐ Сохранить", "🔔 Оповещать"],
    ]


async def test_try_again_requests_only_the_failed_city(stage: Stage) -> None:
    good, bad = stage.cities(2)
    stage.weather.break_(bad.name_en, UNAVAILABLE)
    chat = stage.telegram.private_chat()
    answer = await stage.ask(f"/weather {good.name_en}, {bad.name_en}", chat)
    stage.weather.mend()
    before = len(stage.weather.requests)

    toast = await chat.press(answer, "Try again").toast()

    edited = await chat.next_edit(answer)
    assert toast.text == "Up to date"
    assert [block.splitlines()[0] for block in blocks(edited)] == [good.name_en, bad.name_en]
    assert degrees(bad) in edited.text
    assert edited.buttons == [["🔄 Refresh", "📅 5 days"], ["⭐ Save all"]]
    assert len(chat.answers) == 1
    assert [request.places for request in stage.weather.requests[before:]] == [(bad.point,)]


async def test_try_again_reports_another_failure(stage: Stage) -> None:
    good, bad = stage.cities(2)
    stage.weather.break_(bad.name_en, UNAVAILABLE)
    chat = stage.telegram.private_chat()
    answer = await stage.ask(f"/weather {good.name_en}, {bad.name_en}", chat)

    toast = await chat.press(answer, "Try again").toast()

    assert toast.text == "Still not answering"
    shown = chat.answers[answer.message_id]
    assert shown.text == answer.text
    assert shown.buttons == answer.buttons


async def test_try_again_shows_the_new_reason(with_key: Stage) -> None:
    city = with_key.city()
    with_key.weather.break_(city.name_en, UNAVAILABLE)
    chat = with_key.telegram.private_chat()
    answer = await with_key.ask(f"/weather {city.name_en}", chat)
    with_key.weather.break_(city.name_en, Fault(FaultKind.STATUS, 502))

    toast = await chat.press(answer, "Try again").toast()

    assert toast.text == "Still not answering"
    edited = await chat.next_edit(answer)
    assert edited.text == f"{city.name_en}: the weather service is not answering (502)"


async def test_refresh_also_requests_the_failed_city(stage: Stage) -> None:
    good, bad = stage.cities(2)
    stage.weather.break_(bad.name_en, UNAVAILABLE)
    chat = stage.telegram.private_chat()
    answer = await stage.ask(f"/weather {good.name_en}, {bad.name_en}", chat)
    stage.weather.mend()

    chat.press(answer, "Refresh")

    assert degrees(bad) in (await chat.next_edit(answer)).text


async def test_a_name_can_be_tried_again_after_a_geocoder_failed(without_key: Stage) -> None:
    city = without_key.city()
    without_key.weather.break_("geocoding", UNAVAILABLE)
    chat = without_key.telegram.private_chat()

    answer = await without_key.ask(f"/weather {city.name_en}", chat)
    assert answer.text == f"{city.name_en}: the weather service is not answering (503)"

    without_key.weather.mend()
    chat.press(answer, "Try again")
    edited = await chat.next_edit(answer)
    assert edited.text.startswith(city.name_en + " · ")
    assert degrees(city) in edited.text


async def test_with_a_key_the_second_geocoder_answers(with_key: Stage) -> None:
    city = with_key.city()
    with_key.weather.break_("geocoding", UNAVAILABLE)

    answer = await with_key.ask(f"/weather {city.name_en}")

    assert answer.text.startswith(city.name_en)
    assert degrees(city) in answer.text
    assert with_key.asked("openweather-geocoding")[-1].params["q"] == city.name_en


async def test_a_name_whose_look_up_fails_does_not_affect_the_others(without_key: Stage) -> None:
    known, unlucky = without_key.cities(2)
    await without_key.ask(f"/weather {known.name_en}")
    without_key.weather.break_("geocoding", Fault(FaultKind.DROP))

    answer = await without_key.ask(f"/weather {known.name_en}, {unlucky.name_en}")

    assert degrees(known) in blocks(answer)[0]
    assert blocks(answer)[1] == f"{unlucky.name_en}: the weather service is not answering"
