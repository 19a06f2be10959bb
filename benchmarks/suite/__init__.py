"""Compare the bot with other clients and with the theoretical limit in one run: `make bench`."""
