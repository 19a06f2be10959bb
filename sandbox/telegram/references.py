"""The chats, topics and messages that a call refers to, and the refusals when they are missing."""

from aiogram.types import ReplyParameters

from sandbox.telegram.chats import Chat
from sandbox.telegram.events import BotMessage
from sandbox.telegram.rules import ApiError, refuse
from sandbox.telegram.user_messages import Json


def find_chat(chats: dict[int, Chat], chat_id: int | str | None) -> Chat:
    """Return the chat with the id `chat_id`.

    Raises ApiError when the chat does not exist, was upgraded to a supergroup or has blocked the bot.
    """
    try:
        chat = chats[int(chat_id or 0)]
    except (KeyError, ValueError):
        refuse("chat not found")
    if chat.supergroup is not None:
        description = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, description, migrate_to=chat.supergroup)
    if chat.blocked:
        kind = chat.info["type"]
        was = "blocked by the user" if kind == "private" else f"kicked from the {kind} chat"
        raise ApiError(403, f"Forbidden: bot was {was}")
    return chat


def direct_topic_fields(chat: Chat, topic: int | None) -> Json:
    """Return the fields that put a message into `topic` of a channel's direct messages; none in other chats.

    Raises ApiError when the topic is missing, or unknown, or the chat has no direct messages.
    """
    if not chat.info.get("is_direct_messages"):
        if topic is not None:
            refuse("the chat is not a channel direct messages chat")
        return {}
    if topic is None:
        refuse("channel direct messages topic must be specified")
    user = next((member for member in chat.members if member["id"] == topic), None)
    if user is None:
        refuse("channel direct messages topic not found")
    return {"direct_messages_topic": {"topic_id": topic, "user": user}}


def thread_fields(chat: Chat, topic: int | None) -> Json:
    """Return the fields that put a message into `topic`; none if `topic` is None.

    Raises ApiError when the chat has no such topic, or the topic is closed and the bot is no administrator.
    """
    if topic is None:
        return {}
    if topic not in chat.topics:
        refuse("message thread not found")
    if topic in chat.closed_topics and chat.membership.status != "administrator":
        refuse("TOPIC_CLOSED")
    return {"message_thread_id": topic, "is_topic_message": True}


def replied_message(chat: Chat, reply: ReplyParameters | None) -> Json:
    """Return the message that a new message replies to; an empty dictionary when it replies to none.

    Raises ApiError when the message is missing, unless the call allows a missing message.
    """
    if reply is None or reply.message_id is None:
        return {}
    replied = chat.messages.get(reply.message_id)
    if replied is None and reply.allow_sending_without_reply is not True:
        refuse("message to be replied not found")
    return replied or {}


def own_message(chat: Chat, message_id: int | None, verb: str) -> BotMessage:
    """Return the bot's own message that the call wants to edit or delete; `verb` goes into the error text.

    Raises ApiError when the message is missing or was sent by a user.
    """
    if message_id not in chat.messages:
        refuse(f"message to {verb} not found")
    current = chat.answers.get(message_id)
    if current is None:
        refuse(f"message can't be {verb.rstrip('e')}ed")
    return current
