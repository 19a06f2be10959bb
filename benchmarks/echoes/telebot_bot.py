"""Stock pyTelegramBotAPI, after its examples' asynchronous echo_bot.py."""

import asyncio
import os

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import Message

bot = AsyncTeleBot(os.environ["BOT_TOKEN"])


async def echo(message: Message) -> None:
    """Send back what was sent, as a reply."""
    await bot.reply_to(message, message.text)


if __name__ == "__main__":
    asyncio_helper.API_URL = os.environ["TELEGRAM_API_URL"] + "/bot{0}/{1}"
    bot.register_message_handler(echo, func=lambda _: True)
    asyncio.run(bot.polling())
