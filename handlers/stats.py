"""The command /stats, which shows figures about the bot to its admins, in their private chats with the bot."""

from collections.abc import Collection
from importlib.metadata import version

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.replies import reply
from handlers.texts import Texts
from services.statistics import Statistics, StatisticsService

MINUTE = 60
HOUR = 3600
DAY = 86_400


class AdminCommand(Filter):
    """Accepts the command *name* from users with *admin_ids* in private chats.

    The filter is no subclass of aiogram's Command, because the bot does not ignore the commands of Command filters
    in groups.
    """

    def __init__(self, name: str, admin_ids: Collection[int]) -> None:
        self._name = name
        self._admin_ids = frozenset(admin_ids)

    async def __call__(self, message: Message, bot: Bot) -> bool:
        """Return whether *message* is accepted."""
        sender = message.from_user
        if message.chat.type != ChatType.PRIVATE or sender is None or sender.id not in self._admin_ids:
            return False
        command, _, mention = (message.text or "").partition(" ")[0].lower().partition("@")
        is_own = not mention or mention == ((await bot.me()).username or "").lower()
        return command == f"/{self._name}" and is_own


async def on_stats(message: Message, texts: Texts, statistics: StatisticsService) -> None:
    """Reply with the figures about the bot."""
    await reply(message, stats_text(await statistics.read(), texts))


def stats_text(figures: Statistics, texts: Texts) -> str:
    """Return the message with *figures* as HTML."""
    budgets = [
        texts("stats-budget", provider=use.provider, spent=str(use.spent), limit=str(use.limit))
        for use in figures.budgets
    ]
    memory = "–" if figures.memory_bytes is None else str(round(figures.memory_bytes / 2**20))
    text = texts(
        "stats",
        answers=str(figures.answers),
        users=str(figures.users),
        groups=str(figures.groups),
        chats=str(figures.stored_chats),
        subscriptions=str(figures.subscriptions),
        lag=str(round(figures.loop_lag * 1000)),
        memory=memory,
        uptime=_uptime_text(figures.uptime, texts),
        version=version("weather-bot"),
    )
    return "\n".join([text, *budgets, *_queue_lines(figures, texts)])


def _queue_lines(figures: Statistics, texts: Texts) -> list[str]:
    """Return the lines about the queue; with long polling there is no queue, so return no lines."""
    queue = figures.queue
    if queue is None:
        return []
    values = {
        "length": queue.length,
        "oldest": round(queue.oldest_seconds),
        "leases": queue.leases,
        "workers": queue.workers,
    }
    return ["", texts("stats-queue", **{name: str(value) for name, value in values.items()})]


def _uptime_text(seconds: float, texts: Texts) -> str:
    if seconds >= 2 * DAY:
        return texts("stats-days", count=int(seconds // DAY))
    if seconds >= 2 * HOUR:
        return texts("stats-hours", count=int(seconds // HOUR))
    return texts("stats-minutes", count=int(seconds // MINUTE))


def router(admin_ids: Collection[int]) -> Router:
    """Return a router for /stats."""
    router = Router(name="stats")
    router.message.register(on_stats, AdminCommand("stats", admin_ids))
    return router
