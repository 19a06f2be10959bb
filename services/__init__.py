"""The bot's logic, which does not depend on Telegram.

A plain script can use each package: weather, places, storage and more.
"""
