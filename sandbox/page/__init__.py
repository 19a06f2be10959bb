"""A web page with the same chats as the terminal, served on this machine only."""

from sandbox.page.server import PageServer

__all__ = ["PageServer"]
