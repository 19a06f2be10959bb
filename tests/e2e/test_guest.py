"""Guest mode: mentions of the bot in chats that the bot is not in."""

from collections.abc import Iterator

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import InlineMessage
from tests.e2e.stage import Stage, without_update_time

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]

HINT = "Write one or more cities after my name: @weather_sandbox_bot New York, Tokyo"


@pytest.fixture(autouse=True)
def guest_mode(bots: tuple[Stage, Stage]) -> Iterator[None]:
    """Switch guest mode on for the test."""
    for stage in bots:
        stage.telegram.set_guest_mode()
    yield
    for stage in bots:
        stage.telegram.guest.enabled = False


async def summoned(stage: Stage, text: str, *, language: str = "en", reply_to: str = "") -> InlineMessage:
    user = stage.telegram.user(language=language)
    return await stage.telegram.guest.summon(user, text, reply_to=reply_to).answer()


@pytest.mark.parametrize("text", ["@{} Naantali, Rauma", "Naantali, Rauma @{}", "/weather@{} Naantali Rauma"])
async def test_a_mention_with_places_is_answered_for_all_of_them(stage: Stage, text: str) -> None:
    message = await summoned(stage, text.format(stage.telegram.username))
    blocks = without_update_time(message.text).split("\n\n")
    assert [block.partition("\n")[0].partition(" · ")[0] for block in blocks] == ["Naantali", "Rauma"]
    assert message.buttons == [["🔄 Refresh", "📅 5 days"]]


async def test_the_answer_is_in_the_language_of_the_user_and_its_buttons_work(without_key: Stage) -> None:
    message = await summoned(without_key, "@weather_sandbox_bot погода в Торнио", language="ru")
    assert message.text.startswith("Торнио, Финляндия")
    message.press("5 дней", sender=without_key.telegram.user("Bob"))
    assert (await message.next_edit()).buttons[-1] == ["🔄 Обновить", "🌤 Сейчас"]


async def test_a_question_about_a_time_is_answered(without_key: Stage) -> None:
    message = await summoned(without_key, "@weather_sandbox_bot will it rain tomorrow in Lieksa?")
    assert message.text.startswith("Lieksa, tomorrow, ")
    assert message.buttons == [["📅 5 days"]]


async def test_only_the_first_hour_of_a_list_is_answered(without_key: Stage) -> None:
    message = await summoned(without_key, "@weather_sandbox_bot Lieksa tomorrow at 9, 12 and 18")
    assert message.text.startswith("Lieksa, tomorrow at 09:00, ")
    assert "18" not in message.text.partition("\n")[0]


async def test_a_bare_mention_in_reply_answers_the_message_it_replies_to(without_key: Stage) -> None:
    message = await summoned(without_key, "@weather_sandbox_bot", reply_to="I am going to Imatra on Friday")
    assert message.text.startswith("Imatra, ")


@pytest.mark.parametrize(
    "text", ["@weather_sandbox_bot", "@weather_sandbox_bot ?!", "@weather_sandbox_bot weather"]
)
async def test_a_mention_without_a_place_gets_a_hint(without_key: Stage, text: str) -> None:
    mention = f"@weather_sandbox_bot{text}"
    assert (await summoned(without_key, mention)).text == HINT
    assert (await summoned(without_key, mention, language="ru")).text.startswith("Напишите после моего имени")


async def test_saved_places_are_not_shown_to_strangers(without_key: Stage) -> None:
    user = without_key.telegram.user()
    await without_key.ask("/places Kotka", without_key.telegram.private_chat(user))
    message = await without_key.telegram.guest.summon(user, "@weather_sandbox_bot weather").answer()
    assert message.text == HINT


async def test_the_places_of_an_ambiguous_name_are_buttons(without_key: Stage) -> None:
    message = await summoned(without_key, "@weather_sandbox_bot Springfield")
    assert message.text == "Springfield: which one do you mean?"
    message.press("Springfield, Illinois")
    assert (await message.next_edit()).text.startswith("Springfield, Illinois, United States")


@pytest.mark.parametrize(
    ("language", "text", "answer"), [("en", "thanks!", "You’re welcome!"), ("ru", "спасибо", "Пожалуйста!")]
)
async def test_thanks_are_answered_without_a_hint(
    without_key: Stage, language: str, text: str, answer: str
) -> None:
    message = await summoned(without_key, f"@{without_key.telegram.username} {text}", language=language)
    assert message.text == answer


async def test_an_unknown_name_is_said_to_be_unknown(without_key: Stage) -> None:
    message = await summoned(without_key, "@weather_sandbox_bot Qwertyzzzz")
    assert message.text == f"Qwertyzzzz: no such place\n{HINT}"
    assert message.buttons == []


async def test_settings_of_another_chat_with_the_same_id_are_not_used(without_key: Stage) -> None:
    admin = without_key.telegram.user(language="ru")
    group = without_key.telegram.group(admin)
    settings = await without_key.ask("/settings", group)
    group.press(settings, "Язык")
    group.press(await group.next_edit(settings), "Русский")

    query = without_key.telegram.guest.summon(
        without_key.telegram.user(), "@weather_sandbox_bot Forssa", chat_id=group.id
    )

    assert (await query.answer()).text.startswith("Forssa, Finland")


async def test_a_flood_of_mentions_is_limited_without_notices(without_key: Stage) -> None:
    user = without_key.telegram.user()
    flood = [without_key.telegram.guest.summon(user, "@weather_sandbox_bot Loimaa") for _ in range(60)]
    assert (await summoned(without_key, "@weather_sandbox_bot Kokkola")).text.startswith("Kokkola")
    await flood[29].answer()
    assert [len(query.answers) for query in flood] == [1] * 30 + [0] * 30


async def test_an_answer_is_sent_again_after_a_dropped_connection(without_key: Stage) -> None:
    without_key.telegram.break_(Fault(FaultKind.DROP), "answerGuestQuery", times=1)
    assert (await summoned(without_key, "@weather_sandbox_bot Nurmes")).text.startswith("Nurmes")
