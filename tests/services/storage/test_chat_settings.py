"""Settings of chats in the database."""

from dataclasses import replace

import pytest

from services.errors import StorageError
from services.storage import (
    Chats,
    ChatSettings,
    Database,
)
from services.units import OPTIONS_BY_SETTING, WindUnit
from tests.services.storage.examples import IMPERIAL


async def test_settings_are_read_by_the_next_process(chats: Chats, database: Database) -> None:
    await chats.save_settings(1, IMPERIAL)
    assert (await chats.get(1)).settings == (await Chats(database).get(1)).settings == IMPERIAL
    assert (await chats.get(2)).settings == ChatSettings()

    changed = ChatSettings(wind=WindUnit.KNOTS)
    await chats.save_settings(1, changed)
    assert (await chats.get(1)).settings == (await Chats(database).get(1)).settings == changed


async def test_the_database_rejects_an_invalid_language(chats: Chats) -> None:
    with pytest.raises(StorageError):
        await chats.save_settings(1, ChatSettings(language="?"))


@pytest.mark.parametrize("setting", OPTIONS_BY_SETTING)
async def test_an_unknown_option_is_read_as_none_and_logged_once(
    database: Database, setting: str, caplog: pytest.LogCaptureFixture
) -> None:
    of_later_version = f"later {setting} on {database.url.drivername}"
    later = replace(IMPERIAL, **{setting: of_later_version})  # type: ignore[arg-type]
    for chat_id in (1, 2):
        await Chats(database).save_settings(chat_id, later)

    for chat_id in (1, 2):
        assert (await Chats(database).get(chat_id)).settings == replace(IMPERIAL, **{setting: None})
    assert (await Chats(database).export(1))["settings"][setting] == of_later_version
    assert [record.levelname for record in caplog.records if of_later_version in record.getMessage()] == [
        "WARNING"
    ]


@pytest.mark.parametrize("setting", OPTIONS_BY_SETTING)
async def test_every_option_is_read_back_as_it_was_stored(database: Database, setting: str) -> None:
    for option in OPTIONS_BY_SETTING[setting]:
        settings = replace(IMPERIAL, **{setting: option})  # type: ignore[arg-type]
        await Chats(database).save_settings(1, settings)
        assert (await Chats(database).get(1)).settings == settings
