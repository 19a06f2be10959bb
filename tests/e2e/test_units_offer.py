"""US units: by the language of Telegram, by one button of /settings, and offered under an answer."""

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

OFFER = "🇺🇸 Use °F, mph, inches"


def labels(rows: list[list[str]]) -> list[str]:
    return [label for row in rows for label in row]


async def test_a_chat_in_american_english_reads_us_units(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="en-US")
    answer = await database_stage.ask("/weather Oslo", chat)
    assert "°F" in answer.text
    assert "\u00a0mph" in answer.text
    assert "\u00a0inHg" in answer.text
    assert "km" not in answer.text


async def test_a_chat_in_british_english_reads_miles_an_hour_and_celsius(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="en-GB")
    answer = await database_stage.ask("/weather Oslo", chat)
    assert "°C" in answer.text
    assert "\u00a0m/s" not in answer.text


async def test_us_units_are_offered_once_under_an_answer_about_the_us(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    assert OFFER not in labels((await database_stage.ask("/weather Oslo", chat)).buttons)
    answer = await database_stage.ask("/weather Boston Miami", chat)
    assert OFFER in labels(answer.buttons)
    assert OFFER not in labels((await database_stage.ask("/weather Boston", chat)).buttons)

    chat.press(answer, OFFER)

    changed = await chat.next_edit(answer)
    assert "°F" in changed.text
    assert OFFER not in labels(changed.buttons)
    assert "\u00a0°F" in (await database_stage.ask("/weather Oslo", chat)).text


async def test_one_button_sets_us_units_and_metric_ones(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    shown = await database_stage.ask("/settings", chat)

    chat.press(shown, "US units")
    american = await chat.next_edit(shown)
    lines = american.text.splitlines()
    assert lines[3:6] == ["🌡 Temperature: °F", "💨 Wind: mph", "🧭 Pressure: inHg"]
    assert "🕒 Clock: 12-hour" in lines

    chat.press(american, "Metric units")
    assert (await chat.next_edit(american)).text == shown.text
