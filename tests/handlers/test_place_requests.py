from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram.types import Chat, Message, User

from handlers import place_requests
from handlers.place_requests import PlaceRequests
from handlers.views.units import units_for
from services.net.shares import Share, Shares
from services.storage import ChatRecord, ChatSettings


async def test_the_user_who_presses_a_button_is_charged_and_not_the_bot_that_sent_the_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def find_places(*_: object, share: Share, **__: object) -> None:
        share.charge_name()

    monkeypatch.setattr(place_requests, "typing_action", lambda _: nullcontext())
    shares, bot, presser = Shares(10), User(id=1, is_bot=True, first_name="Bot"), 7
    answers = SimpleNamespace(resolver=SimpleNamespace(find_places=find_places))
    unused = cast("Any", None)
    requests = PlaceRequests(cast("Any", answers), unused, unused, shares)
    message = Message(message_id=1, date=datetime.now(UTC), chat=Chat(id=5, type="private"), from_user=bot)

    await requests.find_places(message, presser, "Oslo", units_for(ChatSettings(), "en"), ChatRecord())

    assert [shares.user_limits(user_id).budget.spent_calls for user_id in (presser, bot.id)] == [1, 0]
