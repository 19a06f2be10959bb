"""What the page shows, without a bot behind it."""

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from sandbox.page import PageServer
from sandbox.playground import Playground
from tests.sandbox.browser.chromium import Page, expect
from tests.sandbox.browser.conftest import PHONE, WIDE, OpenPage, say
from tests.sandbox.test_photos import png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MARKUP = "<img src=x onerror=alert(1)><b>&amp;</b>"
NARROWEST = (320, 568)
LONG = "Wordwithoutanyspaces" * 20
KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=f"A button with many words {number}", callback_data="x") for number in range(3)]
    ]
)


async def is_too_wide(page: Page) -> bool:
    """Return whether a part of the page is wider than the window."""
    return bool(
        await page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll('main, main > *, dialog[open]')]
                .some((part) => Math.max(part.scrollWidth, part.getBoundingClientRect().right) > innerWidth + 1)"""
        )
    )


async def test_markup_in_texts_names_and_buttons_stays_text(
    open_page: OpenPage, playground: Playground, bot: Bot
) -> None:
    page = await open_page()
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=MARKUP, callback_data="x")]])
    await bot.send_message(playground.private.id, MARKUP, parse_mode=None, reply_markup=keyboard)
    await bot.send_document(
        playground.private.id, BufferedInputFile(b"x", "<b>name"), caption=MARKUP, parse_mode=None
    )
    await say(page, MARKUP)
    await expect(page.locator(".message .text", has_text=MARKUP)).to_have_count(3)
    await expect(page.locator(".inline-keyboard button")).to_have_text(MARKUP)
    await expect(page.locator(".file")).to_contain_text("<b>name")
    await expect(page.locator(".message img, .message b")).to_have_count(0)


async def test_entities_are_shown_by_their_utf_16_offsets(
    open_page: OpenPage, playground: Playground, bot: Bot
) -> None:
    page = await open_page()
    html = "🌦 <b>bold <i>both</i></b> 😀 <code>x</code> <a href='https://open-meteo.com/'>link</a> /help"
    await bot.send_message(playground.private.id, html, parse_mode="HTML")
    text = page.locator(".message .text")
    await expect(text).to_have_text("🌦 bold both 😀 x link /help")
    await expect(text.locator("strong")).to_have_text("bold both")
    await expect(text.locator("strong em")).to_have_text("both")
    await expect(text.locator("code")).to_have_text("x")
    link = text.locator("a")
    await expect(link).to_have_attribute("href", "https://open-meteo.com/")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await text.get_by_role("button", name="/help").click()
    await expect(page.locator(".message.own")).to_contain_text("/help")


async def test_a_link_with_a_script_is_not_a_link(open_page: OpenPage, playground: Playground, bot: Bot) -> None:
    page = await open_page()
    url = "javascript:alert(1)"
    entity = MessageEntity(type="text_link", offset=0, length=5, url=url)
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="press", url=url)]])
    await bot.send_message(playground.private.id, "click", entities=[entity], reply_markup=keyboard)
    await expect(page.locator(".message")).to_contain_text("click")
    await expect(page.locator(".message a")).to_have_count(0)
    await expect(page.get_by_role("button", name="press")).to_be_disabled()


async def test_an_alert_of_a_button_is_shown_as_a_dialog(
    open_page: OpenPage, playground: Playground, bot: Bot
) -> None:
    page = await open_page()
    await bot.send_message(playground.private.id, "+21", reply_markup=KEYBOARD)
    await page.locator(".inline-keyboard button").first.click()
    await page.locator("[aria-busy]").wait_for()
    query = (await bot.get_updates(timeout=5))[-1].callback_query
    assert query
    await bot.answer_callback_query(query.id, "Careful!", show_alert=True)
    await expect(page.locator("#alert-dialog")).to_have_text("Careful! OK")
    await page.get_by_role("button", name="OK").click()
    await expect(page.locator("#alert-dialog")).to_be_hidden()


async def test_the_bot_is_typing_until_its_message_comes(
    open_page: OpenPage, playground: Playground, bot: Bot
) -> None:
    page = await open_page()
    status = page.locator("#status")
    await bot.send_chat_action(playground.private.id, "typing")
    await expect(status).to_have_text("typing…")
    await bot.send_message(playground.private.id, "+21")
    await expect(status).to_have_text("sample weather")


async def test_a_deleted_message_disappears(open_page: OpenPage, playground: Playground, bot: Bot) -> None:
    page = await open_page()
    sent = await bot.send_message(playground.private.id, "soon gone")
    await expect(page.locator(".message")).to_have_count(1)
    await bot.delete_message(playground.private.id, sent.message_id)
    await expect(page.locator(".message")).to_have_count(0)


async def test_the_last_message_of_the_user_is_edited_with_arrow_up(
    open_page: OpenPage, playground: Playground
) -> None:
    page = await open_page()
    await say(page, "/weather Moscow")
    await expect(page.locator(".message")).to_contain_text("Moscow")
    await page.locator("#text").press("ArrowUp")
    await expect(page.locator("#context")).to_contain_text("Editing")
    await say(page, "/weather Oslo")
    await expect(page.locator(".message")).to_contain_text("Oslo")
    await expect(page.locator(".message")).to_contain_text("edited")
    await expect(page.locator("#context")).to_be_hidden()
    assert [message["text"] for message in playground.private.sent] == ["/weather Moscow", "/weather Oslo"]


async def test_a_message_is_replied_to(open_page: OpenPage, playground: Playground, bot: Bot) -> None:
    page = await open_page()
    await bot.send_message(playground.private.id, "Which city?")
    await page.get_by_role("button", name="Reply").click()
    await say(page, "Oslo")
    await expect(page.locator(".message.own .quote")).to_have_text("Weather botWhich city?")


async def test_a_refusal_is_explained_and_the_text_is_kept(open_page: OpenPage) -> None:
    page = await open_page()
    await page.locator("#city").fill("Qwertyzz")
    await page.locator("#city").press("Enter")
    await expect(page.locator("#toast")).to_contain_text("neither a service nor a city 'Qwertyzz'")
    await expect(page.locator("#city")).to_have_value("Qwertyzz")


async def test_a_fault_switched_in_the_terminal_is_on_and_mend_switches_all_off(
    open_page: OpenPage, playground: Playground
) -> None:
    page = await open_page()
    playground.switches.break_("open-meteo", "hang")
    playground.switches.break_("London", "503")
    await expect(page.get_by_role("switch", name="Open-Meteo no answer")).to_be_checked()
    await expect(page.get_by_role("switch", name="London")).to_be_checked()
    await page.get_by_role("button", name="Mend everything").click()
    await expect(page.locator("[role=switch]:checked")).to_have_count(0)
    assert playground.switches.faults == {}


async def test_the_delay_is_set_with_the_keyboard(open_page: OpenPage, playground: Playground) -> None:
    page = await open_page()
    await page.get_by_role("slider").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#delay-value")).to_have_text("0.5 s")
    await playground.changes.find(lambda _: playground.switches.delay_seconds == 0.5)


async def test_messages_in_another_chat_are_marked_as_new(
    open_page: OpenPage, playground: Playground, bot: Bot
) -> None:
    page = await open_page()
    await bot.send_message(playground.group.id, "for all")
    await expect(page.locator("#chats .unread")).to_have_count(1)
    await page.get_by_role("radio", name="Friends").check()
    await expect(page.locator(".message")).to_contain_text("for all")
    await expect(page.locator("#chats .unread")).to_have_count(0)


@pytest.mark.parametrize("size", [NARROWEST, PHONE, WIDE])
async def test_nothing_is_wider_than_the_window(
    open_page: OpenPage, playground: Playground, bot: Bot, size: tuple[int, int]
) -> None:
    page = await open_page(size)
    await bot.send_message(playground.private.id, LONG, reply_markup=KEYBOARD)
    await bot.send_photo(playground.private.id, png(1560, 1800), caption=LONG[:200])
    await say(page, LONG)
    await expect(page.locator(".message")).to_have_count(3)
    assert not await is_too_wide(page)


async def test_the_panel_of_a_narrow_window_opens_and_closes_as_a_dialog(open_page: OpenPage) -> None:
    page = await open_page(PHONE)
    panel = page.locator("#panel")
    await expect(panel).to_be_hidden()
    await page.get_by_role("button", name="Settings").click()
    await expect(panel).to_be_visible()
    assert not await is_too_wide(page)
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(page.get_by_role("button", name="Settings")).to_be_focused()


async def test_the_page_is_dark_where_the_system_is(open_page: OpenPage) -> None:
    brightness = "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((a, b) => +a + +b)"
    light, dark = await open_page(), await open_page(color_scheme="dark")
    assert await light.evaluate(brightness) > 600
    assert await dark.evaluate(brightness) < 200


async def test_a_page_says_when_the_sandbox_has_ended(playground: Playground, open_page: OpenPage) -> None:
    page = await open_page()
    async with PageServer(playground) as other:
        await page.goto(other.url)
        await expect(page.locator("#status")).to_have_text("sample weather")
    await expect(page.locator("#status")).to_have_text("no connection to the sandbox")
