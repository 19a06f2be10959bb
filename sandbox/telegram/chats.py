"""The chats from a user's side: users write, send locations, press buttons and see what the bot does."""

from collections.abc import Sequence
from typing import TypedDict, Unpack, cast

from sandbox.telegram.events import BotMessage, Event
from sandbox.telegram.exchange import Exchange, Press
from sandbox.telegram.feed import WAIT_SECONDS, Feed
from sandbox.telegram.members import BotMembership, anonymous_sender
from sandbox.telegram.privacy_mode import reaches_bot
from sandbox.telegram.user_messages import (
    Json,
    location_content,
    photo_content,
    quoted,
    sticker_content,
    text_content,
)

_FORWARDED = ("text", "entities", "rich_message")
"""The fields of a message that a forwarded copy also has."""


class SendOptions(TypedDict, total=False):
    """The sender of a message (default: the first member), and the topic and message that it belongs to.

    In the direct messages of a channel, the topic is the id of a user (default: the sender).
    """

    sender: Json
    sender_chat: Json
    topic: int
    reply_to: int


class Chat:
    """A chat with its members and messages.

    `feed` holds what the bot did in the chat, and `sent` holds the users' messages, in each of their versions.

    The bot receives the messages of a group that `reaches_bot` accepts: all, until
    `TelegramServer.set_privacy_mode`.
    """

    def __init__(self, exchange: Exchange, info: Json, members: list[Json]) -> None:
        self.info = info
        self.members = members
        self.admins: set[int] = set()
        """The user ids of a group's administrators. The first member is the creator."""
        self.messages: dict[int, Json] = {}
        self.answers: dict[int, BotMessage] = {}
        """The bot's own messages in their latest version, by message id."""
        self.topics: dict[int, Json] = {}
        """The messages that opened the topics of a forum, by topic id."""
        self.closed_topics: set[int] = set()
        """The ids of closed topics, in which only administrators may write."""
        self.membership = BotMembership()
        """The membership and the rights of the bot in a group or channel."""
        self.blocked = False
        """Whether Telegram refuses all calls, because a user blocked the bot or a chat removed it."""
        self.supergroup: int | None = None
        """The id of the supergroup that replaced this group."""
        self.feed: Feed[Event] = Feed()
        self.sent: Feed[Json] = Feed()
        self.actions: Feed[str] = Feed()
        """The chat actions of the bot, such as "typing"."""
        self._exchange = exchange
        self._read = 0

    @property
    def id(self) -> int:
        """The chat id."""
        return int(self.info["id"])

    @property
    def user(self) -> Json:
        """The first member, who is the default sender."""
        return self.members[0]

    def delivers(self, message: Json) -> bool:
        """Return whether Telegram delivers *message* of this chat to the bot."""
        is_admin = self.membership.status == "administrator"
        return not self.membership.is_absent and reaches_bot(message, self._exchange.bot, is_admin=is_admin)

    def send(self, text: str, *, entities: Sequence[Json] = (), **options: Unpack[SendOptions]) -> Json:
        """Send a text, with `entities` beside those that Telegram finds itself, and return the message."""
        return self._send(text_content(text, entities), **options)

    def send_location(
        self, latitude: float, longitude: float, *, live_period: int | None = None, **options: Unpack[SendOptions]
    ) -> Json:
        """Send a location, a live one if it has a `live_period` in seconds, and return the message."""
        return self._send(location_content(latitude, longitude, live_period), **options)

    def send_sticker(self, **options: Unpack[SendOptions]) -> Json:
        """Send a sticker and return the message."""
        return self._send(sticker_content(), **options)

    def send_photo(self, caption: str = "", *, album: str | None = None, **options: Unpack[SendOptions]) -> Json:
        """Send a photo, optionally as part of an `album`, and return the message."""
        return self._send(photo_content(caption, album), **options)

    def forward(self, message: BotMessage, **options: Unpack[SendOptions]) -> Json:
        """Forward a text or a rich message of the bot to this chat, and return the new message."""
        content = {name: message.message[name] for name in _FORWARDED if name in message.message}
        origin = {"type": "user", "sender_user": message.message["from"], "date": message.message["date"]}
        return self._send({**content, "forward_origin": origin}, **options)

    def edit(self, message: Json, text: str) -> Json:
        """Edit a text that a user has sent and return the edited message."""
        return self._edit(message, {"entities": [], **text_content(text)})

    def edit_caption(self, message: Json, caption: str) -> Json:
        """Edit the caption of a photo that a user has sent and return the edited message."""
        return self._edit(message, {"caption": caption})

    def move_location(self, message: Json, latitude: float, longitude: float, *, last: bool = False) -> Json:
        """Move a live location and return the edited message. The `last` position ends the live location."""
        period = None if last else message["location"]["live_period"]
        return self._edit(message, location_content(latitude, longitude, period))

    def create_topic(self, name: str) -> int:
        """Open a topic of a forum and return its id."""
        opened = self._send({"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}})
        topic = int(opened["message_id"])
        self.topics[topic] = opened
        return topic

    def press(self, message: BotMessage, button: str | Json, *, sender: Json | None = None) -> Press:
        """Press a button of this version of `message`; `button` is from its `keyboard`, or a label."""
        if isinstance(button, str):
            button = message.button(button)
        press = Press(self, str(next(self._exchange.ids)), self._exchange.clock())
        self._exchange.presses[press.query_id] = press
        query = {
            "id": press.query_id,
            "from": dict(sender or self.user),
            "message": message.message,
            "chat_instance": str(self.id),
            "data": button["callback_data"],
        }
        self._exchange.updates.put("callback_query", query)
        return press

    def block(self) -> None:
        """Block the bot in a private chat, or remove it from a group or channel; later calls are refused."""
        self.blocked = True
        self.set_membership(BotMembership("kicked"))

    def unblock(self) -> None:
        """Unblock the bot, or add it to the group again."""
        self.blocked = False
        self.set_membership(BotMembership())

    def set_membership(self, membership: BotMembership, *, by: Json | None = None) -> None:
        """Change what the bot is in the chat and what it may do; the bot gets an update about the change."""
        bot = self._exchange.bot
        before, self.membership = self.membership, membership
        change = {
            "chat": self.info,
            "from": dict(by or self.user),
            "date": self._now(),
            "old_chat_member": before.chat_member(bot, self.info),
            "new_chat_member": membership.chat_member(bot, self.info),
        }
        self._exchange.updates.put("my_chat_member", change)

    def share_channel(self, keyboard: BotMessage, channel: "Chat") -> Json:
        """Press the button of the reply keyboard that asks for a channel, and choose *channel*.

        Telegram makes the bot an administrator with the rights that the button names. Raises LookupError when
        there is no such button, or the user may not choose the channel.
        """
        buttons = [button for row in (keyboard.reply_keyboard or {}).get("keyboard", []) for button in row]
        request = next((button["request_chat"] for button in buttons if "request_chat" in button), None)
        if request is None or not request["chat_is_channel"] or channel.info["type"] != "channel":
            raise LookupError("the message has no button that asks for a channel")
        if self.user is not channel.user and self.user["id"] not in channel.admins:
            raise LookupError("Telegram offers only channels that the user administers")
        if rights := request.get("bot_administrator_rights"):
            granted = frozenset(name for name, value in rights.items() if value is True)
            if not granted <= channel.membership.granted:
                granted |= channel.membership.granted
                channel.blocked = False
                channel.set_membership(BotMembership("administrator", granted), by=self.user)
        shared = {"request_id": request["request_id"], "chat_id": channel.id}
        if request.get("request_title"):
            shared["title"] = channel.info["title"]
        return self._send({"chat_shared": shared})

    def upgrade_to(self, supergroup: "Chat") -> None:
        """Upgrade the group to `supergroup`; both chats get Telegram's service message about it."""
        self.supergroup = supergroup.id
        self._send({"migrate_to_chat_id": supergroup.id})
        supergroup._send({"migrate_from_chat_id": self.id})  # noqa: SLF001 - also a Chat

    async def next_message(self, *, within: float = WAIT_SECONDS) -> BotMessage:
        """Return the first version of the next message from the bot that this method has not returned yet.

        Messages that only remove a keyboard are skipped, because the bot deletes them at once. Raises TimeoutError
        when no message arrives for `within` seconds.
        """
        found = await self.feed.find(
            lambda event: isinstance(event, BotMessage) and event.version == 0 and not event.removes_keyboard,
            start=self._read,
            within=within,
        )
        self._read = found + 1
        return cast("BotMessage", self.feed[found])

    async def next_edit(self, message: BotMessage, *, within: float = WAIT_SECONDS) -> BotMessage:
        """Return the version of the message that follows the version `message`.

        Raises TimeoutError when the bot does not edit the message for `within` seconds.
        """
        found = await self.feed.find(
            lambda event: (
                isinstance(event, BotMessage)
                and event.message_id == message.message_id
                and event.version > message.version
            ),
            within=within,
        )
        return cast("BotMessage", self.feed[found])

    def show(self, message: BotMessage) -> None:
        """Add a new message from the bot, or a new version of one."""
        self.messages[message.message_id] = message.message
        self.answers[message.message_id] = message
        self.feed.append(message)

    def _send(
        self,
        content: Json,
        *,
        sender: Json | None = None,
        sender_chat: Json | None = None,
        topic: int | None = None,
        reply_to: int | None = None,
    ) -> Json:
        message = {
            "message_id": next(self._exchange.ids),
            "from": dict(sender or self.user),
            "chat": self.info,
            "date": self._now(),
            **content,
        }
        if sender_chat is not None:
            message |= anonymous_sender(sender_chat, self.info)
        if self.info.get("is_direct_messages"):
            message["direct_messages_topic"] = {"topic_id": topic or message["from"]["id"]}
        elif topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        # A message in a topic replies to the message that opened the topic, unless it replies to another message.
        replied = topic if reply_to is None and topic in self.topics else reply_to
        if replied is not None:
            message["reply_to_message"] = quoted(self.messages[replied])
        self._add(message)
        self._deliver("message", message)
        return message

    def _edit(self, message: Json, content: Json) -> Json:
        edited = {**message, **content, "edit_date": self._now()}
        self._add(edited)
        self._deliver("edited_message", edited)
        return edited

    def _deliver(self, kind: str, message: Json) -> None:
        if self.delivers(message):
            self._exchange.updates.put(kind, message)

    def _add(self, message: Json) -> None:
        self.messages[message["message_id"]] = message
        self.sent.append(message)

    def _now(self) -> int:
        return int(self._exchange.clock())
