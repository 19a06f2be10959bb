"""The search for leaked secrets after all tests finds a secret that is present."""

from dataclasses import replace

import pytest

from tests.e2e.stage import Stage, leaks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_logs_and_messages_are_searched_for_secrets(with_key: Stage) -> None:
    await with_key.ask("/help")

    assert not with_key.leaks
    assert with_key.key
    assert replace(with_key, key="is running").leaks  # a text from the log
    assert replace(with_key, key="/weather Moscow London").leaks  # a text from a message


async def test_a_secret_is_found_anywhere_in_a_line_and_an_empty_one_nowhere() -> None:
    lines = ["GET /bot42:secret/getMe", "appid=key&q=London", "fine"]
    assert leaks(lines, ["42:secret", "key", ""]) == lines[:2]
    assert leaks(lines, [""]) == []
