"""The bot beside what else a user could have, and beside what is possible, in one run: `make bench`."""
