"""The loop that reads lines and carries them out."""

from collections.abc import AsyncIterator, Awaitable, Callable

from sandbox.chat.commands import carry_out_line
from sandbox.chat.screen import Screen
from sandbox.chat.session import LineError, Session

ANSWER_TIMEOUT = 15.0
"""Seconds that a scripted line waits for the bot's answer."""

Settle = Callable[[], Awaitable[None]]
"""A function that waits until the bot is idle after an answer; the bot may send a picture after the answer."""


async def run_chat(lines: AsyncIterator[str], session: Session, screen: Screen, settle: Settle) -> bool:
    """Carry out the lines in order and return whether each got its answer.

    Without a live screen, each line waits for the answer to the previous line, and then for `settle`.
    """
    all_answered = True
    async for line in lines:
        if not screen.live:
            screen.write(f"you: {line}")
        answered = await _carry_out(line, session, screen, settle)
        all_answered = all_answered and answered
        if session.over:
            break
    return all_answered


async def _carry_out(line: str, session: Session, screen: Screen, settle: Settle) -> bool:
    start = len(screen.shown)
    try:
        is_answer = carry_out_line(session, line)
    except LineError as error:
        session.show_note(str(error))
        return True
    if is_answer is None or screen.live:
        return True
    try:
        await screen.shown.find(lambda shown: is_answer(*shown), start=start, within=ANSWER_TIMEOUT)
    except TimeoutError:
        session.show_note(f"no answer in {ANSWER_TIMEOUT:g} s")
        return False
    await settle()
    return True
