"""Handlers of the buttons under a daily push."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.answering import Answering
from handlers.push_requests import PushRequests
from handlers.replies import answer_callback
from handlers.texts import Texts
from handlers.views.outlook import PushCallback, PushSubject
from services.questions import Question, Subject
from services.storage import ChatRecord

SUBJECT_OF_BUTTON = {PushSubject.NOW: Subject.NOW, PushSubject.DAYS: Subject.DAYS}


async def on_press(
    query: CallbackQuery,
    callback_data: PushCallback,
    texts: Texts,
    chat_record: ChatRecord,
    push_requests: PushRequests,
    answering: Answering,
) -> None:
    """Answer with the weather of the push's places; if the push or its places were removed, notify the user."""
    message = query.message
    places = () if message is None else await push_requests.places_of(message.chat.id, callback_data.push)
    if message is None or not places:
        await answer_callback(query, texts("toast-old"))
        return
    question = Question("", SUBJECT_OF_BUTTON[callback_data.subject])
    named = [saved.labelled_place for saved in places]
    await answering.answer_about(message, named, question, texts, chat_record, query.from_user.id)
    await answer_callback(query)


def router() -> Router:
    """Return a router for the buttons under a push."""
    router = Router(name="push buttons")
    router.callback_query.register(on_press, PushCallback.filter())
    return router
