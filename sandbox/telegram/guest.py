"""Guest mode from a user's side: mentions of the bot in chats that the bot is not in."""

from dataclasses import dataclass, field

from aiogram.methods import AnswerGuestQuery

from sandbox.telegram.exchange import Exchange
from sandbox.telegram.feed import WAIT_SECONDS, Feed
from sandbox.telegram.inline import InlineMessage, InlineMode, check_results
from sandbox.telegram.rules import refuse
from sandbox.telegram.user_messages import Json


class GuestQuery:
    """A message of *user* that mentions the bot, as it waits for the bot's answer."""

    def __init__(self, user: Json, query_id: str) -> None:
        self.user = user
        self.query_id = query_id
        self.answers: Feed[InlineMessage] = Feed()

    async def answer(self, *, within: float = WAIT_SECONDS) -> InlineMessage:
        """Return the bot's answer; raises TimeoutError when the bot does not answer for `within` seconds."""
        return self.answers[await self.answers.find(lambda _: True, within=within)]


@dataclass
class GuestMode:
    """Guest queries; the bot gets them only if `enabled`, which @BotFather sets."""

    exchange: Exchange
    inline: InlineMode
    enabled: bool = False
    _waiting: dict[str, GuestQuery] = field(default_factory=dict)

    def summon(self, user: Json, text: str, *, chat_id: int = -100_500, reply_to: str = "") -> GuestQuery:
        """Write *text*, which mentions the bot, in a chat that the bot is not in.

        *reply_to* is the text of another user's message to which this one replies. The bot may be in another chat
        with the same *chat_id*.
        """
        query = GuestQuery(user, f"guest{next(self.exchange.ids)}")
        if self.enabled:
            self._waiting[query.query_id] = query
            chat = {"id": chat_id, "type": "supergroup", "title": "Strangers"}
            message: Json = {
                **self._message(user, text, chat),
                "guest_query_id": query.query_id,
            }
            if reply_to:
                other = {"id": 7, "is_bot": False, "first_name": "Olga"}
                message["reply_to_message"] = self._message(other, reply_to, chat)
            self.exchange.updates.put("guest_message", message)
        return query

    def answer(self, call: AnswerGuestQuery) -> Json:
        """Send the result into the chat. Raises ApiError when Telegram would refuse the result."""
        query = self._waiting.get(call.guest_query_id)
        if query is None:
            refuse("guest query is already answered or its ID is invalid")
        (article,) = check_results([call.result])
        del self._waiting[call.guest_query_id]
        message = self.inline.show(query.user, article)
        query.answers.append(message)
        return {"inline_message_id": message.inline_id}

    def _message(self, user: Json, text: str, chat: Json) -> Json:
        date = int(self.exchange.clock())
        return {
            "message_id": next(self.exchange.ids),
            "from": dict(user),
            "chat": chat,
            "date": date,
            "text": text,
        }
