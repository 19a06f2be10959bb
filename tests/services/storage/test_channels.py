"""The channels in which users have set up daily pushes."""

import pytest

from services.places import Place
from services.schedule import Schedule
from services.storage import (
    MAX_CHANNELS_PER_USER,
    Channel,
    Channels,
    Chats,
    ChatSettings,
    Database,
    DuePushes,
    SavedPlace,
    Subscriptions,
    TooManyChannels,
)
from tests.services.conftest import Clock
from tests.statements import counted

OWNER, OTHER = 7, 8
NEWS = Channel(-100, OWNER, "News")
NEXT_MINUTE = Schedule(12 * 60 + 8, "UTC")


@pytest.fixture
def channels(database: Database, clock: Clock) -> Channels:
    return Channels(database, lambda _: None, clock=clock)


async def test_the_latest_chosen_channel_comes_first(channels: Channels, clock: Clock) -> None:
    await channels.save(NEWS)
    clock.advance(minutes=1)
    await channels.save(Channel(-200, OWNER, "Town"))
    assert [channel.id for channel in await channels.find_by_owner(OWNER)] == [-200, -100]
    assert await channels.find(-100) == NEWS
    assert await channels.find(-300) is None


async def test_a_channel_has_one_owner(channels: Channels) -> None:
    await channels.save(NEWS)
    await channels.save(Channel(-100, OTHER, "News"))
    assert await channels.find_by_owner(OWNER) == []
    assert len(await channels.find_by_owner(OTHER)) == 1


async def test_the_number_of_channels_is_limited(channels: Channels) -> None:
    for number in range(MAX_CHANNELS_PER_USER):
        await channels.save(Channel(-100 - number, OWNER, "News"))
    await channels.save(NEWS)
    with pytest.raises(TooManyChannels):
        await channels.save(Channel(-1, OWNER, "One more"))


async def test_a_push_of_a_channel_has_the_settings_of_its_owner(
    database: Database, channels: Channels, clock: Clock
) -> None:
    await channels.save(NEWS)
    daily = Subscriptions(database, clock=clock)
    for chat_id in (NEWS.id, OWNER):
        await daily.add(chat_id, NEXT_MINUTE, [SavedPlace(Place("London", 51.51, -0.13))])
    await Chats(database).save_settings(OWNER, ChatSettings(language="ru"))
    clock.advance(minutes=1)

    claimed = await DuePushes(database, clock=clock).claim(9)

    assert [(due.settings.language, due.channel) for due in claimed] == [("ru", NEWS), ("ru", None)]


async def test_the_number_of_statements_does_not_depend_on_the_number_of_channels(
    database: Database, channels: Channels, clock: Clock
) -> None:
    daily = Subscriptions(database, clock=clock)
    london, oslo = SavedPlace(Place("London", 51.51, -0.13)), SavedPlace(Place("Oslo", 59.91, 10.75))
    counts = []
    for number in range(3):
        await channels.save(Channel(-100 - number, OWNER, f"News {number}"))
        await daily.add(-100 - number, Schedule(60 * number, "UTC"), [london])
        await daily.add(-100 - number, Schedule(60 * number + 1, "UTC"), [oslo])
        clock.advance(minutes=1)
        with counted(database) as statements:
            listed = await channels.find_pushes_by_owner(OWNER)
        counts.append(len(statements.texts))

    assert counts == [3, 3, 3]
    assert [channel.title for channel, _ in listed] == ["News 2", "News 1", "News 0"]
    assert [[push.places[0].title for push in pushes] for _, pushes in listed] == [["London", "Oslo"]] * 3


async def test_a_push_of_a_channel_is_found_for_the_owner_only(
    database: Database, channels: Channels, clock: Clock
) -> None:
    await channels.save(NEWS)
    daily = Subscriptions(database, clock=clock)
    push, own = await daily.add(NEWS.id, NEXT_MINUTE), await daily.add(OWNER, NEXT_MINUTE)
    assert await channels.find_by_push(OWNER, push.id) == NEWS
    assert await channels.find_by_push(OTHER, push.id) is None
    assert await channels.find_by_push(OWNER, own.id) is None


async def test_a_channel_is_deleted_with_its_last_push(
    database: Database, channels: Channels, clock: Clock
) -> None:
    await channels.save(NEWS)
    daily = Subscriptions(database, clock=clock)
    pushes = [await daily.add(NEWS.id, Schedule(minutes, "UTC")) for minutes in (60, 120)]
    await channels.remove_push(NEWS, pushes[0].id)
    assert (await channels.find(NEWS.id), [push.id for push in await daily.get(NEWS.id)]) == (NEWS, [pushes[1].id])
    await channels.remove_push(NEWS, pushes[1].id)
    assert (await channels.find(NEWS.id), await daily.get(NEWS.id)) == (None, [])


async def test_channels_are_exported_and_deleted_with_the_data_of_the_owner(
    database: Database, channels: Channels, clock: Clock
) -> None:
    await channels.save(NEWS)
    await Subscriptions(database, clock=clock).add(NEWS.id, NEXT_MINUTE)
    chats = Chats(database)
    (exported,) = (await chats.export(OWNER))["channels"]
    assert (exported["title"], len(exported["daily"])) == ("News", 1)

    await chats.delete_data(OWNER)

    assert await channels.find_by_owner(OWNER) == []
    assert await Subscriptions(database).get(NEWS.id) == []
