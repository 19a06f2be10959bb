"""A chat that wants tables gets a rich message for several places, whose buttons edit it."""

import pytest

from tests.e2e.stage import Stage
from tests.e2e.test_settings import choose

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]


async def test_several_places_are_a_table_that_the_buttons_change(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    await choose(chat, await stage.ask("/settings", chat), "Several cities", "as a table")

    answer = await stage.ask("/weather Moscow, London, Oslo", chat)
    # Warnings may stand above the table.
    assert "table" in [block["type"] for block in answer.message["rich_message"]["blocks"]]
    assert any(line.endswith("Now  Wind") for line in answer.text.splitlines())

    chat.forward(answer)
    assert (await chat.next_message()).text.startswith("Send me a city")

    chat.press(answer, "5 days")
    days = await chat.next_edit(answer)
    assert "°C" in days.text
    assert "rich_message" in days.message

    assert (await chat.next_message()).photo is not None
    assert "rich_message" not in (await stage.ask("/weather Moscow", chat)).message
