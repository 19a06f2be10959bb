"""The users, chats and faults that the terminal chat and the page share."""

from sandbox.switches import Switches
from sandbox.telegram import Chat, TelegramServer
from sandbox.telegram.feed import Feed
from sandbox.telegram.user_messages import Json
from sandbox.weather import WeatherServer

NAMES = ("You", "Anna", "Ben")


class Playground:
    """Three users, a private chat of each with the bot, a group of all, and a channel of the first user.

    Privacy mode is on, as for a new bot of @BotFather.

    `changes` gets an item after each change of a user or a switch.
    """

    def __init__(self, telegram: TelegramServer, weather: WeatherServer) -> None:
        self.changes: Feed[None] = Feed()
        self.switches = Switches(telegram, weather, self._record_change)
        self.users = [telegram.user(name) for name in NAMES]
        private = [telegram.private_chat(user) for user in self.users]
        self.private = private[0]
        """The private chat of the first user, who also writes in the terminal."""
        self.group = telegram.group(*self.users, title="Friends")
        self.channel = telegram.channel(self.users[0], title="Our town")
        self.channel.members += self.users[1:]
        telegram.set_privacy_mode()
        self.chats: dict[int, Chat] = {chat.id: chat for chat in (*private, self.group, self.channel)}

    def set_language(self, user: Json, language: str) -> None:
        """Change the language of a user's Telegram."""
        user["language_code"] = language
        self._record_change()

    def _record_change(self) -> None:
        self.changes.append(None)
