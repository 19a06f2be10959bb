"""The bot's process: settings, wiring of the services, and receiving updates."""
