"""Echo bots as the frameworks' own first examples have them, pointed at TELEGRAM_API_URL."""
