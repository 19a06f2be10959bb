"""What the bot knows: weather and places. No Telegram in here; every service can be used from a plain script."""
