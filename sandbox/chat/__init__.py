"""A chat with the bot in a terminal, or in a pipe."""
