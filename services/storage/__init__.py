"""What outlives the process: the journal of updates, and what is remembered of chats."""

from services.storage.chats import Chats
from services.storage.database import Database, open_database
from services.storage.journal import Journal

__all__ = ["Chats", "Database", "Journal", "open_database"]
