"""Checks the weather at watched places, and creates the alerts that chats get."""
