"""Inline mode from a user's side: typing `@bot ...` in any chat, and the messages that chosen results become."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, cast

from aiogram.methods import AnswerInlineQuery, EditMessageText
from aiogram.types import InlineQueryResultArticle, InputTextMessageContent

from sandbox.telegram import rules
from sandbox.telegram.content import content
from sandbox.telegram.events import BotMessage, Event
from sandbox.telegram.exchange import Exchange, Press
from sandbox.telegram.feed import WAIT_SECONDS, Feed
from sandbox.telegram.rules import refuse
from sandbox.telegram.user_messages import Json

QUERY_LIFETIME = 30.0
"""Seconds within which the bot may answer an inline query."""

MAX_QUERY_LENGTH = 256
"""Maximum number of characters of an inline query; Telegram's clients send no more."""

DEFAULT_CACHE_TIME = 300
"""Seconds for which Telegram keeps results if the bot does not say otherwise."""

MAX_CACHE_TIME = 86_400
"""Maximum `cache_time` in seconds."""


@dataclass(frozen=True)
class InlineResults:
    """The bot's answer to an inline query, as Telegram shows it above the input field."""

    articles: list[InlineQueryResultArticle]
    cache_time: int
    is_personal: bool
    button: str
    """The text of the button above the results; empty if there is none."""
    start_parameter: str
    """The parameter of /start that the button sends."""
    at: float

    @property
    def titles(self) -> list[str]:
        """The titles of the results."""
        return [article.title for article in self.articles]


class InlineQuery:
    """An inline query of *user*, as it waits for the bot's answer."""

    def __init__(self, inline: "InlineMode", user: Json, text: str, query_id: str, at: float) -> None:
        self.user = user
        self.text = text
        self.query_id = query_id
        self.at = at
        self.answers: Feed[InlineResults] = Feed()
        self._inline = inline

    async def results(self, *, within: float = WAIT_SECONDS) -> InlineResults:
        """Return the bot's answer; raises TimeoutError when the bot does not answer for `within` seconds."""
        return self.answers[await self.answers.find(lambda _: True, within=within)]

    def choose(self, title: str) -> "InlineMessage":
        """Send the result called `title`, or else the only one whose title contains it; return the message."""
        every = self.answers[0].articles
        exact = [article for article in every if article.title == title]
        found = exact or [article for article in every if title in article.title]
        if len(found) != 1:
            raise LookupError(f"{len(found)} results match {title!r} among {self.answers[0].titles}")
        return self._inline.send(self, found[0])


class InlineMessage:
    """A message sent via the bot to a chat that the bot need not be in."""

    def __init__(self, exchange: Exchange, inline_id: str, sender: Json, message: BotMessage) -> None:
        self.inline_id = inline_id
        self.feed: Feed[Event] = Feed()
        """The versions of the message, and the toasts of its buttons."""
        self.latest = message
        self.deleted = False
        self._exchange = exchange
        self._sender = sender
        self._read = 0
        self.feed.append(message)

    @property
    def text(self) -> str:
        """The text as a user reads it."""
        return self.latest.text

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the buttons, row by row."""
        return self.latest.buttons

    def press(self, label: str, *, sender: Json | None = None) -> Press:
        """Press the button labelled *label*; *sender* is by default the user who sent the message."""
        return self.press_data(self.latest.button(label)["callback_data"], sender=sender)

    def press_data(self, data: str, *, sender: Json | None = None) -> Press:
        """Press a button with the callback data *data*, which a hostile client can invent."""
        self._read = len(self.feed)
        press = Press(self, str(next(self._exchange.ids)), self._exchange.clock())
        self._exchange.presses[press.query_id] = press
        query = {
            "id": press.query_id,
            "from": dict(sender or self._sender),
            "inline_message_id": self.inline_id,
            "chat_instance": self.inline_id,
            "data": data,
        }
        self._exchange.updates.put("callback_query", query)
        return press

    async def next_edit(self, *, within: float = WAIT_SECONDS) -> BotMessage:
        """Return the next edited version since the last press that this method has not returned yet."""
        found = await self.feed.find(
            lambda event: isinstance(event, BotMessage) and event.version > 0, start=self._read, within=within
        )
        self._read = found + 1
        return cast("BotMessage", self.feed[found])


@dataclass
class InlineMode:
    """Inline queries and inline messages; `enabled`, `location` and `feedback` are what @BotFather has set."""

    exchange: Exchange
    enabled: bool = False
    location: bool = False
    """Whether clients send the user's location (/setinlinegeo)."""
    feedback: bool = False
    """Whether the bot receives chosen results (/setinlinefeedback)."""
    messages: dict[str, InlineMessage] = field(default_factory=dict)
    _waiting: dict[str, InlineQuery] = field(default_factory=dict)
    _cached: dict[Hashable, InlineResults] = field(default_factory=dict)

    def query(
        self, user: Json, text: str, *, location: tuple[float, float] | None = None, chat_type: str = "private"
    ) -> InlineQuery:
        """Type `@bot *text*`; without inline mode, or with results in Telegram's cache, the bot gets no update."""
        if len(text) > MAX_QUERY_LENGTH:
            raise ValueError(f"a client sends no more than {MAX_QUERY_LENGTH} characters")
        query = InlineQuery(self, user, text, str(next(self.exchange.ids)), self.exchange.clock())
        for key in (self._key(user, text), self._key(None, text)):
            cached = self._cached.get(key)
            if location is None and cached is not None and query.at - cached.at < cached.cache_time:
                query.answers.append(cached)
                return query
        if self.enabled:
            self._waiting[query.query_id] = query
            fields: Json = {
                "id": query.query_id,
                "from": dict(user),
                "query": text,
                "offset": "",
                "chat_type": chat_type,
            }
            if location is not None and self.location:
                fields["location"] = dict(zip(("latitude", "longitude"), location, strict=True))
            self.exchange.updates.put("inline_query", fields)
        return query

    def answer(self, call: AnswerInlineQuery) -> bool:
        """Show the results to the user. Raises ApiError when Telegram would refuse the results."""
        query = self._waiting.get(call.inline_query_id)
        now = self.exchange.clock()
        if query is None or now - query.at > QUERY_LIFETIME:
            refuse("query is too old and response timeout expired or query ID is invalid")
        results = InlineResults(
            check_results(call.results),
            min(call.cache_time if call.cache_time is not None else DEFAULT_CACHE_TIME, MAX_CACHE_TIME),
            bool(call.is_personal),
            call.button.text if call.button else "",
            _checked_parameter(call),
            now,
        )
        if results.cache_time < 0 or len((call.next_offset or "").encode()) > 64:
            refuse("wrong parameter cache_time or next_offset in request")
        del self._waiting[call.inline_query_id]
        self._cached[self._key(query.user if results.is_personal else None, query.text)] = results
        query.answers.append(results)
        return True

    def send(self, query: InlineQuery, article: InlineQueryResultArticle) -> InlineMessage:
        """Send a result as a message of the user."""
        sent = self.show(query.user, article)
        if self.feedback:
            chosen: Json = {"result_id": article.id, "from": dict(query.user), "query": query.text}
            if article.reply_markup is not None:  # a bot can only edit an inline message with a keyboard
                chosen["inline_message_id"] = sent.inline_id
            self.exchange.updates.put("chosen_inline_result", chosen)
        return sent

    def show(self, user: Json, article: InlineQueryResultArticle) -> InlineMessage:
        """Show an article as a message in a chat of *user*."""
        inline_id = f"inline{next(self.exchange.ids)}"
        text = cast("InputTextMessageContent", article.input_message_content)
        fields = content(text.message_text, text.parse_mode, text.entities, article.reply_markup)
        message = {"message_id": 0, "from": user, "via_bot": self.exchange.bot, **fields}
        sent = InlineMessage(self.exchange, inline_id, user, BotMessage(message, html=text.message_text))
        self.messages[inline_id] = sent
        return sent

    def edit(self, call: EditMessageText) -> bool:
        """Edit the text of an inline message. Raises ApiError when Telegram would refuse the edit."""
        found = self.messages.get(call.inline_message_id or "")
        if found is None or found.deleted:
            refuse("MESSAGE_ID_INVALID")
        fields = content(call.text or "", call.parse_mode, call.entities, call.reply_markup)
        editable = ("text", "entities", "reply_markup")
        if fields == {key: found.latest.message[key] for key in editable if key in found.latest.message}:
            refuse(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        kept = {key: value for key, value in found.latest.message.items() if key not in editable}
        found.latest = BotMessage({**kept, **fields}, call.text or "", found.latest.version + 1)
        found.feed.append(found.latest)
        return True

    def _key(self, user: Json | None, text: str) -> Hashable:
        return (user and user["id"], text)


def check_results(results: list[Any]) -> list[InlineQueryResultArticle]:
    """Return *results* as articles; raise ApiError when Telegram would refuse one of them."""
    if len(results) > 50:
        refuse("RESULTS_TOO_MUCH")
    if len({result.id for result in results}) < len(results):
        refuse("RESULT_ID_DUPLICATE")
    for result in results:
        if not isinstance(result, InlineQueryResultArticle):
            refuse("the sandbox has no results but articles")
        if not 1 <= len(result.id.encode()) <= 64:
            refuse("RESULT_ID_INVALID")
        if not result.title.strip():
            refuse("ARTICLE_TITLE_EMPTY")
        if not isinstance(result.input_message_content, InputTextMessageContent):
            refuse("the sandbox sends nothing but text")
        text = result.input_message_content
        content(text.message_text, text.parse_mode, text.entities, result.reply_markup)
    return results


def _checked_parameter(call: AnswerInlineQuery) -> str:
    if call.button is None:
        return ""
    parameter = call.button.start_parameter or ""
    if call.button.web_app is None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter):
        refuse("START_PARAM_INVALID")
    if not call.button.text.strip():
        refuse("can't parse inline query results button: text must be non-empty")
    rules.check_text(call.button.text, limit=64)
    return parameter
