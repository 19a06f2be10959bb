"""A user who takes the steps of a test."""

from sandbox.telegram import BotMessage, Chat, TelegramServer

PRESS, REPLY, DO = "> ", "< ", "! "
"""Prefixes of steps that press a button of the bot's last message, reply to it, or call a method of Visitor."""
WITHIN = 20.0
"""Time limit in seconds for the bot's reaction."""

GROUP = (DO + "gather",)
"""The step that turns the chat into a group."""


class Visitor:
    """Takes the steps of a user in a chat."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.chats = [telegram.private_chat()]
        self._telegram = telegram

    @property
    def chat(self) -> Chat:
        return self.chats[0]

    def take(self, step: str) -> None:
        """Take *step*."""
        if step.startswith(PRESS):
            self.chat.press(self._shown, step.removeprefix(PRESS))
        elif step.startswith(REPLY):
            self.chat.send(step.removeprefix(REPLY), reply_to=self._shown.message_id)
        elif step.startswith(DO):
            getattr(self, step.removeprefix(DO))()
        else:
            self.chat.send(step)

    async def see_through(self, step: str) -> None:
        """Take *step*, and wait until the bot has handled it."""
        before = len(self.chat.feed)
        self.take(step)
        if step == GROUP[0]:
            return
        await self.taken()
        if not step.startswith(DO):
            await self.chat.feed.find(lambda _: True, start=before, within=WITHIN)
        other = self._telegram.private_chat()
        for _ in range(2):  # after the second answer, all updates before the first are being handled
            other.send("/help")
            await other.next_message(within=WITHIN)

    async def taken(self, calls: int = 0) -> None:
        """Wait until the bot has acknowledged all updates; ignore its first *calls* calls."""
        pending = self._telegram._exchange.updates._pending
        last = pending[-1]["update_id"] if pending else -1
        await self._telegram.calls.find(
            lambda call: call.method == "getUpdates" and int(call.params.get("offset", 0)) > last,
            start=calls,
            within=WITHIN,
        )

    @property
    def _shown(self) -> BotMessage:
        return max(self.chat.answers.values(), key=lambda message: message.message_id)

    def gather(self) -> None:
        self.chats[0] = self._telegram.group()

    def send_pin(self) -> None:
        self.chat.send_location(55.75, 37.62)

    def edit(self) -> None:
        self.chat.edit({"message_id": 1, "date": 1, "chat": self.chat.info, "from": self.chat.user}, "London")

    def block(self) -> None:
        self.chat.block()

    def unblock(self) -> None:
        self.chat.unblock()

    def migrate(self) -> None:
        self.chats.append(self._telegram.forum())
        self.chat.upgrade_to(self.chats[1])
