"""A person talks with the real bot on the page."""

import re

import pytest

from sandbox.playground import Playground
from tests.sandbox.browser.chromium import Locator, Page, expect
from tests.sandbox.browser.conftest import PHONE, OpenPage, say

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("running_bot"),
]


def answer(page: Page, number: int = 0) -> Locator:
    """Return the bot's message with this number."""
    return page.locator(".message.other").nth(number)


async def test_a_question_is_answered_and_a_button_edits_the_answer_in_place(open_page: OpenPage) -> None:
    page = await open_page()
    await say(page, "/weather Moscow")
    await expect(page.locator(".message.own")).to_contain_text("/weather Moscow")
    await expect(answer(page)).to_contain_text(re.compile(r"Moscow.*°C", re.DOTALL))
    await answer(page).get_by_role("button", name="5 days").click()
    await expect(answer(page)).to_contain_text("edited")
    await expect(answer(page).get_by_role("button", name="10 days")).to_be_visible()


async def test_the_answer_to_a_press_is_shown_as_a_toast(open_page: OpenPage) -> None:
    page = await open_page()
    await say(page, "/weather Oslo London")
    await answer(page).get_by_role("button", name="Refresh").click()
    await expect(page.locator("#toast")).to_have_text("Nothing new yet")
    await expect(page.locator("[aria-busy]")).to_have_count(0)


async def test_a_forecast_comes_with_a_picture_that_can_be_enlarged(open_page: OpenPage) -> None:
    page = await open_page(PHONE)
    await say(page, "/forecast Rome")
    picture = page.locator(".photo img")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("image => image.naturalWidth") > PHONE[0]
    await picture.click()
    await expect(page.locator("#picture-dialog img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#picture-dialog img")).to_be_hidden()


async def test_a_rich_message_is_a_table_with_folded_details(open_page: OpenPage) -> None:
    page = await open_page(PHONE)
    await say(page, "/settings")
    await answer(page).get_by_role("button", name="Several cities").click()
    await answer(page).get_by_role("button", name="as a table", exact=True).click()
    await expect(answer(page)).to_contain_text("Several cities: as a table")
    await say(page, "/weather Moscow, London, Oslo")
    await expect(answer(page, 1).locator("tr")).to_have_count(4)
    await expect(answer(page, 1).get_by_text("Humidity").first).to_be_hidden()
    await answer(page, 1).locator("summary").click()
    await expect(answer(page, 1).get_by_text("Humidity").first).to_be_visible()


async def test_a_switch_breaks_and_mends_a_city(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("textbox", name="City").fill("Paris")
    await page.get_by_role("button", name="Break", exact=True).click()
    switch = page.get_by_role("switch", name="Paris")
    await expect(switch).to_be_checked()
    await say(page, "Paris, Oslo")
    await expect(answer(page)).to_contain_text("Paris: the weather service is not answering")
    await expect(answer(page)).to_contain_text(re.compile(r"Oslo.*°C", re.DOTALL))
    await switch.click()
    await expect(switch).to_have_count(0)
    await answer(page).get_by_role("button", name="Try again").click()
    await expect(answer(page)).to_contain_text(re.compile(r"Paris.*°C.*Oslo.*°C", re.DOTALL))
    await expect(answer(page)).not_to_contain_text("not answering")


async def test_the_bot_asks_for_the_location_with_a_button_and_gets_it(open_page: OpenPage) -> None:
    page = await open_page(PHONE)
    await say(page, "weather")
    await page.locator("#keyboard button", has_text="Weather here").click()
    await page.locator("#location-dialog").get_by_role("button", name="London").click()
    await expect(page.locator(".message.own").nth(1)).to_contain_text("51.51, -0.13")
    await expect(page.locator(".message.other", has_text="London")).to_contain_text("°C")
    await expect(page.locator("#keyboard button")).to_have_count(0)


async def test_each_user_has_a_chat_and_a_language_and_all_share_the_group(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("radio", name="Anna").check()
    await page.locator("#language").select_option("ru")
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await say(page, "погода в Москве")
    await expect(answer(page)).to_contain_text("Москва")
    await page.get_by_role("radio", name="Friends").check()
    await say(page, "/weather Казань")
    await expect(answer(page)).to_contain_text("Казань")
    await page.get_by_role("radio", name="Ben").check()
    await expect(page.locator(".message .sender").first).to_have_text("Anna")
    await page.get_by_role("radio", name="Private").check()
    await expect(page.locator(".message")).to_have_count(0)


async def test_the_chat_is_usable_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = await open_page()
    await page.locator("#examples button").first.focus()
    await page.keyboard.press("Enter")
    button = answer(page).get_by_role("button", name="5 days")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(answer(page)).to_contain_text("edited")
    focused = page.locator(".inline-keyboard :focus")
    await expect(focused).to_have_count(1)


async def test_a_message_typed_in_the_terminal_appears_with_its_answer(
    open_page: OpenPage, playground: Playground
) -> None:
    page = await open_page()
    playground.private.send("/weather Tokyo")
    await expect(page.locator(".message.own")).to_contain_text("/weather Tokyo")
    await expect(answer(page)).to_contain_text("Tokyo")
