"""A user who exceeds their share of the look-ups does not affect other users."""

import pytest

from sandbox.weather import City
from tests.e2e.stage import Stage, blocks, degrees

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHARE_SPENT_TEXT = "you have asked about many new places, try again in 60\u00a0min"


def listed(cities: list[City]) -> str:
    return ", ".join(city.name_en for city in cities)


async def spend_share(stage: Stage, user: dict[str, object]) -> None:
    """Spend the share of *user* with sixty cities that only the geocoders know: 120 look-ups."""
    chat = stage.telegram.private_chat(user)
    for _ in range(3):
        cities = stage.cities(20)
        answer = await stage.ask(f"/weather {listed(cities)}", chat)
        assert [degrees(city) in block for city, block in zip(cities, blocks(answer), strict=True)] == [True] * 20


async def test_a_spent_share_is_reported_and_other_users_are_answered(stage: Stage) -> None:
    alice, bob = stage.telegram.user("Alice"), stage.telegram.user("Bob")
    group = stage.telegram.group(alice, bob)
    known, saved, new = stage.cities(3)
    await stage.ask(f"/weather {known.name_en}")
    await stage.ask(f"/places {saved.name_en}", stage.telegram.group(bob))
    await spend_share(stage, alice)
    before = len(stage.weather.requests)

    answer = await stage.ask(f"/weather {known.name_en}, {new.name_en}, {saved.name_en}", group)

    first, *refused = blocks(answer)
    assert degrees(known) in first
    assert refused[0] == f"{new.name_en}: {SHARE_SPENT_TEXT}"
    assert refused[1] == f"{saved.name_en}: {SHARE_SPENT_TEXT}"  # not cached
    assert len(stage.weather.requests) == before
    toast = await group.press(answer, "Try again", sender=alice).toast()
    assert toast.text == f"Not looked up: {SHARE_SPENT_TEXT}"
    group.press(answer, "Try again", sender=bob)
    assert SHARE_SPENT_TEXT not in (await group.next_edit(answer)).text


async def test_saved_places_are_answered_when_the_share_is_spent(without_key: Stage) -> None:
    user = without_key.telegram.user(language="ru")
    chat = without_key.telegram.private_chat(user)
    saved = without_key.city()
    await without_key.ask(f"/places {saved.name_en}", chat)
    for _ in range(3):
        await without_key.ask(f"/weather {listed(without_key.cities(20))}", chat)
    before = len(without_key.asked("open-meteo", saved))

    answer = await without_key.ask(f"/weather {saved.name_en}", chat)
    refused = await without_key.ask(f"/weather {without_key.city().name_en}", chat)

    assert degrees(saved) in answer.text
    assert len(without_key.asked("open-meteo", saved)) == before + 1
    assert "вы спросили о многих новых местах, попробуйте снова через" in refused.text
    assert "Сохранить" not in str(refused.buttons)


async def test_a_watched_place_costs_a_look_up_although_a_saved_place_does_not(without_key: Stage) -> None:
    chat = without_key.telegram.private_chat()
    saved = without_key.city()
    await without_key.ask(f"/places {saved.name_en}", chat)
    offer = await without_key.ask("/alerts", chat)
    for _ in range(3):
        await without_key.ask(f"/weather {listed(without_key.cities(20))}", chat)

    chat.press(offer, offer.buttons[0][0])
    refused = await chat.next_message()

    assert refused.text.startswith("Not added: you have asked about many new places, try again in")
    assert saved.name_en not in (await without_key.ask("/alerts", chat)).text


async def test_anonymous_admins_use_the_share_of_the_group(without_key: Stage) -> None:
    group = without_key.telegram.group()
    for _ in range(3):
        group.send(f"/weather {listed(without_key.cities(20))}", sender_chat=group.info)
        await group.next_message()

    city = without_key.city()
    group.send(f"/weather {city.name_en}", sender_chat=group.info)
    assert SHARE_SPENT_TEXT in (await group.next_message()).text
    group.send(f"/weather {city.name_en}")
    assert SHARE_SPENT_TEXT not in (await group.next_message()).text
