"""The process of the bot: reads the settings, wires the services, and receives and answers updates."""
