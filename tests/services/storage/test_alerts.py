"""Alerts that wait to be sent: claims by chat and topic, expiry, quiet hours and mutes."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from services.storage import (
    AlertSettings,
    Chats,
    ChatSettings,
    Database,
    DueAlertMessage,
    DueAlerts,
    Watches,
)
from services.storage.alert_schema import alerts
from services.storage.alerts import RETENTION_SECONDS
from services.storage.due import LEASE_SECONDS
from tests.services.conftest import Clock
from tests.services.storage.watching import HOUR, LONDON, MINUTE, MOSCOW, store_alerts, watch


async def test_the_due_alerts_of_a_chat_and_topic_are_claimed_together(database: Database, clock: Clock) -> None:
    await Chats(database).save_settings(1, ChatSettings(language="ru"))
    moscow, london = await watch(database, clock, [1], MOSCOW, LONDON)
    (topic,) = await watch(database, clock, [2], MOSCOW, thread_id=5)
    (general,) = await watch(database, clock, [2], LONDON)
    stored_at = clock.utc()
    await store_alerts(database, clock, "rain")
    clock.advance(minutes=10)
    await store_alerts(database, clock, "frost", lasts=2 * HOUR)

    claimed = await DueAlerts(database, clock=clock).claim(9)

    messages = {(due.chat_id, due.thread_id): due for due in claimed}
    assert messages.keys() == {(1, None), (2, 5), (2, None)}
    both = messages[1, None]
    assert sorted((watch.id, body) for watch, body in both.alerts) == [
        (moscow.id, '"frost"'),
        (moscow.id, '"rain"'),
        (london.id, '"frost"'),
        (london.id, '"rain"'),
    ]
    assert [body for _, body in both.alerts] == ['"rain"', '"rain"', '"frost"', '"frost"']
    assert (both.settings.language, both.scheduled_at, both.expires_at) == ("ru", stored_at, stored_at + HOUR)
    assert {watch.id for watch, _ in messages[2, 5].alerts} == {topic.id}
    assert {watch.id for watch, _ in messages[2, None].alerts} == {general.id}


async def test_claimed_alerts_belong_to_one_sender_until_the_lease_expires(
    database: Database, clock: Clock
) -> None:
    await watch(database, clock, [1], MOSCOW, LONDON)
    await store_alerts(database, clock)
    mine, others = DueAlerts(database, clock=clock), DueAlerts(database, clock=clock)
    (due,) = await mine.claim(9)
    assert (await others.claim(9), await others.renew([due])) == ([], set())
    await others.postpone(due, clock())
    await others.release_all()
    assert await others.claim(9) == []
    assert await mine.renew([due]) == {due.id}

    clock.advance(seconds=LEASE_SECONDS)
    assert await others.claim(9) == [due]
    assert await mine.renew([due]) == set()
    await others.release_all()
    assert await mine.claim(9) == [due]
    await mine.mark_done([due])
    assert await mine.next_claimable_at() is None


async def test_any_number_of_alerts_is_recorded_at_once(database: Database, clock: Clock) -> None:
    await watch(database, clock, [1])
    await store_alerts(database, clock)
    sender = DueAlerts(database, clock=clock)
    (due,) = await sender.claim(9)
    await sender.mark_done([replace(due, alert_ids=[*due.alert_ids, *range(10_000, 50_000)])])
    assert await sender.next_claimable_at() is None


async def test_alerts_of_a_limited_number_of_chats_are_claimed(database: Database, clock: Clock) -> None:
    await watch(database, clock, range(1, 8))
    await store_alerts(database, clock)
    sender = DueAlerts(database, clock=clock)
    claimed = [[due.chat_id for due in await sender.claim(3)] for _ in range(4)]
    assert [len(chats) for chats in claimed] == [3, 3, 1, 0]
    assert sorted(chat_id for chats in claimed for chat_id in chats) == list(range(1, 8))


async def test_processes_that_claim_at_the_same_time_get_different_chats(database: Database, clock: Clock) -> None:
    await watch(database, clock, range(1, 41), MOSCOW, LONDON)
    await store_alerts(database, clock)
    claimed: list[DueAlertMessage] = []
    async with asyncio.timeout(30):
        while len(claimed) < 40:
            shares = await asyncio.gather(*(DueAlerts(database, clock=clock).claim(10) for _ in range(4)))
            claimed += [due for share in shares for due in share]
    assert sorted(due.chat_id for due in claimed) == list(range(1, 41))
    assert all(len(due.alerts) == 2 for due in claimed)


async def test_alerts_that_have_expired_are_dropped_and_the_others_sent(database: Database, clock: Clock) -> None:
    await watch(database, clock, [1])
    await store_alerts(database, clock, "short", lasts=10 * MINUTE)
    clock.advance(minutes=10)
    await store_alerts(database, clock, "long")
    dropped: list[int] = []
    sender = DueAlerts(database, dropped.append, clock=clock)

    claimed = await sender.claim(9)
    assert [[body for _, body in due.alerts] for due in claimed] == [['"long"']]
    assert dropped == [1]
    await sender.mark_done(claimed)

    clock.advance(minutes=10)
    await store_alerts(database, clock, "short")  # it is known, so it is not stored again
    assert await sender.claim(9) == []


async def test_alerts_wait_for_the_end_of_the_quiet_hours_unless_they_expire_before(
    database: Database, clock: Clock
) -> None:
    await watch(database, clock, [1])
    await store_alerts(database, clock, "rain", lasts=3 * HOUR, quiet=2 * HOUR)
    clock.advance(minutes=10)
    await store_alerts(database, clock, "shower", lasts=HOUR, quiet=2 * HOUR)
    sender = DueAlerts(database, clock=clock)
    ends_at = clock.utc() + 2 * HOUR - 10 * MINUTE
    assert await sender.claim(9) == []
    assert await sender.next_claimable_at() == ends_at.timestamp()

    clock.go_to(ends_at)
    (due,) = await sender.claim(9)
    assert ([body for _, body in due.alerts], due.scheduled_at) == (['"rain"'], ends_at)


async def test_a_mute_postpones_alerts_to_its_end(database: Database, clock: Clock) -> None:
    watches, sender = Watches(database, clock=clock), DueAlerts(database, clock=clock)
    await watch(database, clock, [1, 2])
    await store_alerts(database, clock, lasts=3 * HOUR)
    muted_until = clock.utc() + HOUR
    await watches.mute(1, muted_until)
    (other,) = await sender.claim(9)
    assert other.chat_id == 2
    await sender.mark_done([other])

    clock.go_to(muted_until)
    assert [(due.chat_id, due.scheduled_at) for due in await sender.claim(9)] == [(1, muted_until)]


async def test_the_end_of_a_mute_releases_its_alerts_but_not_those_of_quiet_hours(
    database: Database, clock: Clock
) -> None:
    watches, sender = Watches(database, clock=clock), DueAlerts(database, clock=clock)
    await watch(database, clock, [1])
    await store_alerts(database, clock, "rain", lasts=9 * HOUR)
    clock.advance(minutes=10)
    await store_alerts(database, clock, "frost", lasts=9 * HOUR, quiet=HOUR)
    await watches.mute(1, clock.utc() + 8 * HOUR)
    assert await sender.claim(9) == []

    await watches.save_settings(1, AlertSettings())

    assert [[body for _, body in due.alerts] for due in await sender.claim(9)] == [['"rain"']]


async def test_a_pause_or_removal_takes_back_alerts_that_wait(database: Database, clock: Clock) -> None:
    watches, sender = Watches(database, clock=clock), DueAlerts(database, clock=clock)
    (paused,), (removed,) = await watch(database, clock, [1]), await watch(database, clock, [2])
    await watch(database, clock, [3])
    await store_alerts(database, clock)
    claimed = {due.chat_id: due for due in await sender.claim(9)}
    await watches.pause(1, paused.id)
    await watches.remove(2, removed.id)
    assert await sender.renew(claimed.values()) == {claimed[3].id}

    await sender.mark_done([claimed[1], claimed[2]])
    await watches.resume(1, paused.id)
    clock.advance(seconds=LEASE_SECONDS)
    assert [due.chat_id for due in await sender.claim(9)] == [3]


async def test_a_gone_chat_loses_its_alerts(database: Database, clock: Clock) -> None:
    chats, sender = Chats(database), DueAlerts(database, clock=clock)
    await watch(database, clock, [1])
    await store_alerts(database, clock)
    await chats.mark_gone(1)
    await chats.mark_reachable(1)
    assert await sender.claim(9) == []


async def test_alerts_sent_to_the_general_topic_move_their_watches(database: Database, clock: Clock) -> None:
    sender = DueAlerts(database, clock=clock)
    await watch(database, clock, [1, 2], thread_id=5)
    await store_alerts(database, clock)
    moved, kept = sorted(await sender.claim(9), key=lambda due: due.chat_id)
    await sender.mark_done([moved.in_general_topic(), kept])
    topics = [(await Watches(database).get(chat_id))[0].thread_id for chat_id in (1, 2)]
    assert topics == [None, 5]


async def test_events_with_an_alert_are_forgotten_days_after_they_expired(
    database: Database, clock: Clock
) -> None:
    sender = DueAlerts(database, clock=clock)
    await watch(database, clock, [1])
    await store_alerts(database, clock, "told")
    await sender.mark_done(await sender.claim(9))
    clock.advance(hours=1, seconds=RETENTION_SECONDS - 1)
    for expected in (1, 0):
        await sender.claim(9)
        async with database.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(alerts)) == expected
        clock.advance(seconds=1)


async def test_alerts_postponed_while_the_clock_was_ahead_are_due_at_once(
    database: Database, clock: Clock
) -> None:
    sender = DueAlerts(database, clock=clock)
    await watch(database, clock, [1])
    await watch(database, clock, [2], LONDON)
    await store_alerts(database, clock, lasts=timedelta(days=30), quiet=None)
    one, other = await sender.claim(9)
    await sender.postpone(one, clock() + 86400)
    clock.advance(hours=240)
    await store_alerts(database, clock, "of a wrong time", lasts=timedelta(days=30))
    clock.advance(hours=-240)
    assert await sender.correct_times() == 1
    (due,) = await sender.claim(9)
    assert (due.chat_id, [body for _, body in due.alerts]) == (one.chat_id, ['"rain"'])
    assert await sender.renew([other]) == {other.id}
