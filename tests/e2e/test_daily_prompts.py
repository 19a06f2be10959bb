"""The prompts of /daily for a missing time, a missing place and an ambiguous name."""

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("language", "text"), [("en", "/daily 7:30 mon-fri, sun"), ("ru", "/daily 7:30 пн-пт, вс")]
)
async def test_daily_without_a_place_asks_for_one_and_reads_the_reply(
    database_stage: Stage, language: str, text: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    prompt = await database_stage.ask(text, chat)
    when = prompt.text.splitlines()[0].removeprefix("⏰ ")
    assert ("Напишите названия" if language == "ru" else "Send me their names") in prompt.text

    chat.send("London", reply_to=prompt.message_id)

    answer = await chat.next_message()
    assert answer.text.startswith(f"✅ {when} – ")
    assert "(Europe/London, UTC" in answer.text


@pytest.mark.parametrize("text", ["Moscow at 9:00", "Oslo tomorrow", "Москва кроме выходных"])
async def test_a_reply_with_other_words_than_names_creates_no_push(database_stage: Stage, text: str) -> None:
    chat = database_stage.telegram.private_chat()
    prompt = await database_stage.ask("/daily 7:30", chat)

    chat.send(text, reply_to=prompt.message_id)

    assert (await chat.next_message()).text.startswith(("I didn’t understand the time.", "I can’t do that: "))
    assert (await database_stage.ask("/daily", chat)).text.startswith("Would you like a forecast every day?")


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [("en", "Birmingam", "Birmingham, United Kingdom"), ("ru", "Новосибирк", "Новосибирск, Россия")],
)
async def test_a_misspelled_name_in_a_reply_gets_suggestions(
    database_stage: Stage, language: str, text: str, shown: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    prompt = await database_stage.ask("/daily 7:30", chat)

    chat.send(text, reply_to=prompt.message_id)

    choice = await chat.next_message()
    assert "no such place" in choice.text or "нет такого места" in choice.text
    chat.press(choice, shown)
    assert f"every day – {shown}" in (done := (await chat.next_message()).text) or f"каждый день – {shown}" in done
    assert (await chat.next_edit(choice)).buttons == []


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Prome, Myanmar"), ("ru", "Проме, Мьянма")],
)
async def test_an_ambiguous_name_is_confirmed_with_its_region(
    database_stage: Stage, language: str, shown: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    assert f" – {shown}" in (await database_stage.ask("/daily 8:00 Проме", chat)).text


async def test_a_name_of_several_places_is_chosen_with_a_button(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    question = await database_stage.ask("/daily 8:00 mon-fri Springfield", chat)
    assert question.text == "Springfield: which one do you mean?\n08:00, Mon–Fri"

    chat.press(question, "Springfield, Illinois, United States")

    answer = await chat.next_message()
    assert answer.text.startswith("✅ 08:00, Mon–Fri – Springfield, Illinois, United States\n")
    assert (await chat.next_edit(question)).buttons == []


@pytest.mark.parametrize(
    "data", ["wp:0:0:127:480", "wp:7:0:127:480", "wp:0:0:127:1440", "wp:0:0:0:480", "wp:-1:0:1:"]
)
async def test_forged_callback_data_of_a_choice_add_no_push(database_stage: Stage, data: str) -> None:
    chat = database_stage.telegram.private_chat()
    shown = await database_stage.ask("/daily", chat)
    toast = await chat.press(shown, {"callback_data": data}).toast()
    assert toast.text == "This message is too old. Please ask again."


async def test_daily_without_a_time_offers_times_and_reads_the_next_message(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    question = await database_stage.ask("/daily Спрингфилд", chat)
    chat.press(question, "Спрингфилд, Орегон, США")
    offer = await chat.next_message()
    assert offer.text.startswith("Спрингфилд, Орегон, США: присылать прогноз каждый день в 08:00?")
    assert offer.buttons == [["Да, в 08:00", "07:00"], ["Другое время"]]

    answer = await database_stage.ask("в полдень", chat)

    assert answer.text.startswith("✅ 12:00, каждый день – Спрингфилд, Орегон, США")


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("noon", "12:00, every day"),
        ("midnight", "00:00, every day"),
        ("7", "07:00, every day"),
        ("7.30", "07:30, every day"),
        ("at 7 in the evening", "19:00, every day"),
        ("в 7 утра", "07:00, every day"),
        ("пн-пт в полдень", "12:00, Mon–Fri"),
    ],
)
async def test_a_time_in_the_message_after_daily_adds_a_push(without_key: Stage, text: str, schedule: str) -> None:
    chat = without_key.telegram.private_chat()
    await without_key.ask("/places Oslo", chat)
    await without_key.ask("/daily", chat)
    assert (await without_key.ask(text, chat)).text.startswith(f"✅ {schedule} – Oslo, Norway")


@pytest.mark.parametrize("text", ["Oslo at 8:00", "5 дней Осло", "is it cold in Oslo?", "Oslo"])
async def test_a_question_after_daily_stays_a_question(without_key: Stage, text: str) -> None:
    chat = without_key.telegram.private_chat()
    await without_key.ask("/daily", chat)
    assert "✅" not in (await without_key.ask(text, chat)).text
    assert "✅" not in (await without_key.ask("8:00", chat)).text
