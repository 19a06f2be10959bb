"""The asynchronous echo bot of pyTelegramBotAPI's examples."""

import asyncio
import os

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import Message

bot = AsyncTeleBot(os.environ["BOT_TOKEN"])


async def echo(message: Message) -> None:
    """Send the message back as a reply."""
    await bot.reply_to(message, message.text)


if __name__ == "__main__":
    asyncio_helper.API_URL = os.environ["TELEGRAM_API_URL"] + "/bot{0}/{1}"
    bot.register_message_handler(echo, func=lambda _: True)
    asyncio.run(bot.polling())
