"""The services of the bot, such as weather, places and storage.

The services do not use Telegram, so that a plain script can use each of them.
"""
