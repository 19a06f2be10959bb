"""SQL statements that are built once."""

import gc

from sqlalchemy import Connection

from services.storage import Chats, Database
from services.storage.chat_records import read_chat_records
from tests.services.storage.examples import LONDON


async def test_reading_chats_leaves_no_garbage(chats: Chats, database: Database) -> None:
    await chats.save_choice(1, "london", LONDON)

    def garbage_of_read(connection: Connection) -> int:
        read_chat_records([1], connection)  # the first execution compiles the statements
        gc.collect()
        read_chat_records([1, 2], connection)
        return gc.collect()

    assert await database.read(garbage_of_read) == 0
