"""What outlives the process: the journal of updates."""

from services.storage.database import Database, open_database
from services.storage.journal import Journal

__all__ = ["Database", "Journal", "open_database"]
