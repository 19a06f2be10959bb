"""The bot's logic without Telegram: weather, places, storage and more; a plain script can use each package."""
