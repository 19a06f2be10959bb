"""Tests in a separate process, because the process of the tests has already imported aiogram."""

import subprocess
import sys

SCRIPT = """
from bot.aiogram_models import build_models, import_aiogram
import_aiogram()
import bot.app, bot.check, bot.leading, bot.monitoring, bot.queue_inbox, bot.webhook
from aiogram import methods, types
from pydantic import BaseModel, TypeAdapter

def subclasses(model):
    for subclass in model.__subclasses__():
        yield subclass
        yield from subclasses(subclass)

def complete():
    return {model for model in models if model.__pydantic_complete__}

packages = ("aiogram.", "bot.", "handlers.")
models = {model for model in subclasses(BaseModel) if model.__module__.startswith(packages)}
print(types.Message in complete(), types.Gift in complete())
for method in (getattr(methods, name) for name in methods.__all__):
    if method not in (methods.TelegramMethod, methods.Response, methods.Request):
        build_models(method.__returning__)
        adapter = TypeAdapter(method.__returning__)
        adapter.rebuild()
        if not adapter.pydantic_complete:
            print("incomplete:", method)
for model in sorted(models, key=str):
    model.__pydantic_validator__.title  # this is how pydantic uses a model first
print(*models - complete())
message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
response = methods.Response[types.Message].model_validate({"ok": True, "result": message}, context={"bot": "a"})
print(response.result.chat.id, response.result.bot, response.result.chat.bot, types.Chat(**message["chat"]).bot)
"""


def test_aiograms_models_are_built_when_they_are_first_used_and_know_their_bot() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)  # noqa: S603 - a script of this test
    assert run.stderr == ""
    assert run.stdout == "True False\n\n1 a a None\n"
