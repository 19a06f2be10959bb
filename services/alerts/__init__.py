"""Checks the weather of watched places, and decides which alerts chats get."""
