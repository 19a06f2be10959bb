"""Every kind of update counts once, wherever the bot is killed while it handles it.

A killed process leaves its database and Telegram's state. Both are recorded before and after each commit of a bot
that handles the update, and another bot starts from each of these records.
"""

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

import pytest
from aiogram import Router
from sqlalchemy.engine.default import DefaultDialect

from handlers import routers
from sandbox.telegram import TelegramServer
from tests.bot.conftest import Env
from tests.bot.crashes import Trials
from tests.bot.visitor import DO, GROUP, PRESS, REPLY, Visitor
from tests.handlers.scene import Sketcher

LISTED = ("/places London, Paris, Rome",)
PICKED = (*LISTED, PRESS + "Paris")
DAILY = ("/daily 08:00 London",)

KINDS: tuple[tuple[str, ...], ...] = (
    ("/start",),
    ("/weather London",),
    ("/forecast London",),
    ("Moscow, London",),
    (DO + "send_pin",),
    (DO + "edit",),
    LISTED,
    (*LISTED, "/places add Oslo"),
    (*LISTED, "/places"),
    (*LISTED, "/places remove 1"),
    (*LISTED, "/places name 1 home"),
    (*LISTED, "/places name 1 home", "/places name 1"),
    (*LISTED, PRESS + "Add"),
    (*LISTED, PRESS + "Add", REPLY + "Oslo, Berlin"),
    (*PICKED, PRESS + "Up"),
    (*PICKED, PRESS + "Remove"),
    (*PICKED, PRESS + "Rename", REPLY + "home"),
    (*LISTED, "/places name 1 home", PRESS + "home", PRESS + "Call it London again"),
    ("/weather Oslo", PRESS + "Save"),
    ("/weather London", PRESS + "Another London?"),
    ("/weather London", PRESS + "Another London?", PRESS + "London, Canada"),
    ("/weather London", PRESS + "Refresh"),
    ("/settings",),
    ("/settings", PRESS + "Temperature", PRESS + "°F"),
    DAILY,
    (*DAILY, "/daily"),
    (*DAILY, "/daily", PRESS + "1. ", PRESS + "⏸"),
    (*DAILY, "/daily", PRESS + "1. ", PRESS + "⏸", PRESS + "▶️"),
    (*DAILY, "/daily", PRESS + "1. ", PRESS + "🗑"),
    (*LISTED, "/privacy export"),
    (*LISTED, "/privacy delete", PRESS + "Yes, delete everything"),
    (*LISTED, DO + "block"),
    (*LISTED, DO + "block", DO + "unblock"),
    (*GROUP, "/places London, Paris", DO + "migrate"),
)


@pytest.fixture(scope="module")
def shared_routers() -> Iterator[None]:
    """Share the routers between all bots, to save time."""
    all_routers = routers()

    def detached_routers(_: Collection[int]) -> list[Router]:
        for router in all_routers:
            router._parent_router = None  # removes the dispatcher of the last bot
        return all_routers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.routers", detached_routers)
        yield


@pytest.fixture
def trials(
    telegram: TelegramServer, settings: Env, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Trials:
    trials = Trials(telegram, settings | {"THROTTLE_PER_MINUTE": "0"}, template, tmp_path)
    do_commit = DefaultDialect.do_commit
    monkeypatch.setattr(
        DefaultDialect,
        "do_commit",
        lambda dialect, connection: trials.recorder.commit(partial(do_commit, dialect, connection)),
    )
    monkeypatch.setattr("bot.app.stop_on_signal", trials.stop_signal)
    monkeypatch.setattr("bot.resources.ChartRenderer", lambda _: Sketcher())
    return trials


@pytest.mark.usefixtures("shared_routers")
@pytest.mark.parametrize("steps", KINDS, ids=lambda steps: " ".join(steps[-2:]))
async def test_an_update_counts_once_wherever_the_bot_is_killed(
    trials: Trials, telegram: TelegramServer, steps: tuple[str, ...]
) -> None:
    visitor = Visitor(telegram)
    once, moments = await trials.handle(visitor, steps)
    chat = visitor.chat
    before = trials.rows(visitor, moments[0])
    # A callback query may be lost in a crash, because the user sees that nothing happens and presses again.
    is_callback = steps[-1].startswith(PRESS)
    allowed = [once, before] if is_callback else [once]
    assert len(moments) > 1
    # If handling stores nothing, all commits but the first are those of the journal, equal for all updates.
    for moment in moments[:2] if once == before else moments:
        seen = len(chat.feed)
        assert await trials.go_on(visitor, moment) in allowed
        heard = moment.heard + len(chat.feed) - seen
        assert is_callback or bool(heard) is bool(moments[-1].heard)
