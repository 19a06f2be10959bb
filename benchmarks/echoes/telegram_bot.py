"""The echo bot of python-telegram-bot's examples, which handles one update at a time."""

import logging
import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Send the message back."""
    await update.message.reply_text(update.message.text)


def main() -> None:
    """Poll until SIGTERM."""
    url = os.environ["TELEGRAM_API_URL"]
    application = Application.builder().token(os.environ["BOT_TOKEN"]).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    main()
