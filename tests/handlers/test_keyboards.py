from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from handlers.answer_store import PACKED_PREFIX
from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction, AnswerCallback, UseUsUnitsCallback, answer_button, button
from handlers.views.keyboards import (
    ambiguous_names_keyboard,
    answer_keyboard,
    examples_keyboard,
    namesakes_keyboard,
)
from services.answers import MAX_PACKED_LENGTH, Answer, Entry
from services.errors import Failure, Reason
from services.places import Ambiguous, LookupFailed, Match, Spot, Unknown, with_choice
from services.questions import InDays, OnDay, Quantity, Subject
from tests.handlers.asked import answer as asked
from tests.handlers.conftest import ILLINOIS, LONDON, MISSOURI, MOSCOW, ONTARIO, answer, report

DOWN = Failure(Reason.UNAVAILABLE, 503)
PAGES = ["📅 5 days", "🕒 Hours", "📅 10 days"]
AIR = "🍃 Air"
OURS = Failure(Reason.BAD_REQUEST, 400)


def labels(answer: Answer, texts: Texts, saved: Collection[Spot] = ()) -> list[str]:
    keyboard = answer_keyboard(answer, "token", texts, saved)
    return [button.text for row in keyboard.inline_keyboard for button in row] if keyboard else []


def test_weather_can_be_refreshed(en: Texts) -> None:
    assert labels(answer((MOSCOW, report()), (LONDON, report())), en) == ["🔄 Refresh", "📅 5 days", "⭐ Save all"]


def test_the_button_for_the_days_appears_up_to_the_limit_of_places(en: Texts) -> None:
    several = [(replace(MOSCOW, latitude=float(number)), report()) for number in range(7)]
    assert "📅 5 days" in labels(answer(*several[:6]), en)
    assert "📅 5 days" not in labels(answer(*several), en)


def test_the_place_of_an_answer_about_one_place_can_be_saved_unless_it_is_saved(en: Texts) -> None:
    single = answer((MOSCOW, report()))
    assert labels(single, en) == [*PAGES, AIR, "🔄 Refresh", "⭐ Save", "🔔 Alerts"]
    assert labels(single, en, {MOSCOW.key}) == [*PAGES, AIR, "🔄 Refresh", "🔔 Alerts"]
    assert labels(answer((LONDON, DOWN)), en) == [*PAGES, AIR, "🔁 Try again", "⭐ Save", "🔔 Alerts"]


def test_all_places_of_an_answer_can_be_saved_unless_all_are_saved(en: Texts) -> None:
    both = answer((MOSCOW, report()), (LONDON, DOWN))
    assert "⭐ Save all" in labels(both, en, {MOSCOW.key})
    assert "⭐ Save all" not in labels(both, en, {MOSCOW.key, LONDON.key})


def test_two_names_of_several_places_share_a_button(en: Texts) -> None:
    entries = (Entry(Match("London", LONDON, (ONTARIO,))), Entry(Match("Moscow", MOSCOW, (ILLINOIS,))))
    assert labels(Answer("en", entries), en)[-1] == "📍 Other places with these names?"
    assert labels(Answer("en", entries[:1]), en)[-1] == "📍 Another London?"


def test_a_question_about_a_time_has_buttons_for_other_pages_and_days(en: Texts) -> None:
    keyboard = answer_keyboard(asked(OnDay(InDays(1))), "token", en)
    assert keyboard is not None
    days, *pages, _ = [[button.text for button in row] for row in keyboard.inline_keyboard]
    assert days == ["Thu 26", "✓ 27", "Sat 28", "Sun 29", "Mon 30"]
    assert pages == [["🌤 Now", "📅 5 days"], ["🕒 Hours", "📅 10 days"]]
    assert "‹ My question" in labels(replace(asked(OnDay(InDays(1))), subject=Subject.NOW), en)


def test_the_page_about_the_air_is_offered_for_the_weather_now_and_questions_about_the_air(en: Texts) -> None:
    assert AIR in labels(asked(None, Quantity.UV), en)
    assert AIR not in labels(asked(None, Quantity.WIND), en)
    assert AIR not in labels(answer((MOSCOW, report()), (LONDON, report())), en)
    keyboard = answer_keyboard(asked(None, Quantity.AIR), "token", en)
    assert keyboard is not None
    assert [[button.text for button in row] for row in keyboard.inline_keyboard[:2]] == [
        ["🌤 Now", *PAGES[:2]],
        [*PAGES[2:], AIR],
    ]


def test_only_temporary_failures_have_a_retry_button(en: Texts) -> None:
    places = {MOSCOW.key, LONDON.key}
    assert labels(answer((MOSCOW, report()), (LONDON, DOWN)), en, places) == [
        "🔄 Refresh",
        "🔁 Try again",
        "📅 5 days",
    ]
    assert labels(answer((LONDON, OURS), (MOSCOW, OURS)), en, places) == ["📅 5 days"]
    assert labels(Answer("en", (Entry(LookupFailed("Oslo", DOWN)),)), en) == ["🔁 Try again"]
    assert labels(Answer("en", (Entry(Unknown("Qwertyzz")),)), en) == []


def test_suggestions_and_namesakes_get_buttons(en: Texts) -> None:
    entries = (Entry(Match("London", LONDON, (ONTARIO,)), report()), Entry(Unknown("Moskow", (MOSCOW,))))
    assert labels(Answer("en", entries), en) == [
        "🔄 Refresh",
        "📅 5 days",
        "📍 Another London?",
        "Moscow, Russia",
    ]


def test_an_ambiguous_name_has_a_button_for_each_place(texts: Texts) -> None:
    question = Answer("en", (Entry(Ambiguous("Springfield", (MISSOURI, ILLINOIS))),))
    keyboard = answer_keyboard(question, "token", texts)
    assert keyboard is not None
    (one,), (other,) = keyboard.inline_keyboard
    assert [one.text, other.text] == [
        "Springfield, Missouri, United States",
        "Springfield, Illinois, United States",
    ]
    assert AnswerCallback.unpack(other.callback_data or "") == AnswerCallback(
        answer="token", action=AnswerAction.CHOOSE, entry=0, choice=1
    )


def test_after_a_choice_the_namesakes_are_behind_a_button(en: Texts) -> None:
    chosen = with_choice(Ambiguous("Springfield", (MISSOURI, ILLINOIS)), ILLINOIS)
    assert labels(Answer("en", (Entry(chosen, report()),)), en) == [
        *PAGES,
        AIR,
        "🔄 Refresh",
        "⭐ Save",
        "🔔 Alerts",
        "📍 Another Springfield?",
    ]


def test_three_or_more_ambiguous_names_share_a_button(en: Texts) -> None:
    entries = [Entry(Unknown(f"x{number}", (MOSCOW, LONDON, ONTARIO))) for number in range(19)]
    doubtful = Answer("en", (*entries, Entry(Match("London", LONDON, (ONTARIO,)), report())))

    assert labels(doubtful, en) == ["🔄 Refresh", "📍 Other places with these names?"]
    *doubts, (back,) = ambiguous_names_keyboard(doubtful, "token", en).inline_keyboard
    assert len(doubts) == 20
    assert [button.text for (button,) in doubts[-2:]] == ["📍 Which x18?", "📍 Another London?"]
    assert AnswerCallback.unpack(doubts[4][0].callback_data or "") == AnswerCallback(
        answer="token", action=AnswerAction.NAMESAKES, entry=4
    )
    assert AnswerCallback.unpack(back.callback_data or "").action is AnswerAction.BACK


def test_a_label_that_is_too_long_for_a_button_is_cut_at_a_word() -> None:
    data = AnswerCallback(answer="token", action=AnswerAction.BACK)
    long = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson, Champagne, France"
    assert button(long, data).text == "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson, Champagne…"
    assert button("x" * 70, data).text == "x" * 59 + "…"


def test_namesakes_have_distinct_labels_and_a_back_button(en: Texts) -> None:
    entries = (Entry(Match("London", LONDON, (ONTARIO,)), report()),)
    keyboard = namesakes_keyboard(Answer("en", entries), "token", 0, en)
    (choice,), (back,) = keyboard.inline_keyboard
    assert choice.text == "London, Ontario, Canada"
    assert AnswerCallback.unpack(choice.callback_data or "") == AnswerCallback(
        answer="token", action=AnswerAction.CHOOSE, entry=0, choice=0
    )
    assert AnswerCallback.unpack(back.callback_data or "").action is AnswerAction.BACK


@pytest.mark.parametrize("action", AnswerAction)
def test_the_data_of_an_answer_button_are_packed_as_aiogram_packs_them(action: AnswerAction) -> None:
    button = answer_button("label", "to_k-en", action, entry_index=19, choice=4)
    assert button.callback_data == AnswerCallback(answer="to_k-en", action=action, entry=19, choice=4).pack()


def test_callback_data_fits_into_64_bytes(texts: Texts) -> None:
    token = PACKED_PREFIX + "x" * MAX_PACKED_LENGTH
    longest = [AnswerCallback(answer=token, action=action).pack() for action in AnswerAction]
    longest.append(AnswerCallback(answer=token, action=AnswerAction.NAMESAKES, entry=19).pack())
    longest.append(AnswerCallback(answer=token, action=AnswerAction.CHOOSE, entry=19, choice=12).pack())
    day = AnswerCallback(answer=token, action=AnswerAction.DAY, choice=date(2100, 1, 1).toordinal()).pack()
    units = UseUsUnitsCallback(answer=token).pack()
    examples = [button.callback_data for row in examples_keyboard(texts).inline_keyboard for button in row]
    assert all(len(data.encode()) <= 64 for data in (*longest, day, units, *examples) if data)
