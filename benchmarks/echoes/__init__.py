"""The frameworks' own echo bots, with TELEGRAM_API_URL as the server."""
