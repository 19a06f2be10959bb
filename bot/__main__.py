"""python -m bot: 0 after a clean stop, 2 when a setting is missing or refused, 1 for anything else."""

import asyncio
import logging
import signal
import sys

from bot.config import Settings, SettingsError, variables
from bot.logs import set_up_logging
from services.errors import StorageError

logger = logging.getLogger(__name__)


def main() -> int:
    """Run the bot and return its exit code."""
    # Until polling takes over the signals, SIGTERM means what Ctrl-C does. Asyncio turns that one into an
    # orderly end, where an exception out of the blue would surface in whatever task is running.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        settings = Settings.read(variables())
        set_up_logging(settings.log_level, settings.log_format, settings.secrets)
        from bot.app import run  # noqa: PLC0415 - aiogram takes seconds: a wrong setting is told before

        asyncio.run(run(settings))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    except StorageError as error:
        logger.critical("the database cannot be opened: %s", error)
        return 1
    except Exception:
        logger.critical("the bot stopped", exc_info=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
