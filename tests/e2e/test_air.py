"""The air in the chat with the real bot: the page behind the button, questions, and the stand-in."""

import pytest

from sandbox.faults import Fault, FaultKind
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]

DOTS = "🔵🟢🟡🔴🟤🟣"


async def test_the_button_air_turns_the_weather_into_the_air_and_back(stage: Stage) -> None:
    chat, city = stage.telegram.private_chat(), stage.rainy_city()
    card = await stage.ask(f"/weather {city.name_en}", chat)

    chat.press(card, "🍃 Air")
    page = await chat.next_edit(card)

    title, index, amounts, *rest = page.text.splitlines()
    assert title.startswith(f"{city.name_en}, United Kingdom · now ")
    assert index[0] in DOTS
    assert " Air: " in index
    assert amounts.startswith("PM2.5 ")
    assert sum(line.startswith(("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ")) for line in rest) >= 3
    assert rest[-1] == "Copernicus CAMS via Open-Meteo"
    assert "🌤 Now" in page.buttons[0]

    chat.press(page, "🌤 Now")
    again = await chat.next_edit(page)
    assert again.text.splitlines()[1] == card.text.splitlines()[1]


async def test_a_question_about_pollen_is_answered_or_the_answer_says_why_not(stage: Stage) -> None:
    here, there = (
        stage.calm_city(),
        stage.city(latitude=41.9, longitude=-87.6, country_code="US", country_en="United States"),
    )
    birch = await stage.ask(f"birch pollen in {here.name_en}")
    assert birch.text.splitlines()[1] == "🌾 No pollen forecast there at this time of year"
    assert birch.text.splitlines()[2] == "🟢 Air: fair, European index 35"
    elsewhere = await stage.ask(f"pollen in {there.name_en}")
    assert elsewhere.text.splitlines()[1] == "🌾 Pollen is only forecast in Europe"
    assert "US AQI" in elsewhere.text.splitlines()[2]


async def test_openweather_stands_in_if_there_is_a_key(bots: tuple[Stage, Stage]) -> None:
    with_key, without_key = bots
    first, second = with_key.city(), without_key.city()
    for stage in bots:
        stage.weather.break_("air-quality", Fault(FaultKind.STATUS, 503))
    try:
        shown = await with_key.ask(f"air in {first.name_en}")
        failed = await without_key.ask(f"air in {second.name_en}")
    finally:
        for stage in bots:
            stage.mend()

    assert "Index computed from the values of OpenWeather" in shown.text.splitlines()
    assert shown.text.splitlines()[1][0] in DOTS
    assert "°" not in failed.text
    assert failed.buttons[-1][0] == "🔁 Try again"
