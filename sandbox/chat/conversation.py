"""The loop that reads lines and carries them out."""

from collections.abc import AsyncIterator

from sandbox.chat.commands import take
from sandbox.chat.screen import Screen
from sandbox.chat.session import Session, SlipError

PATIENCE = 15.0
"""Seconds that a scripted line waits for the bot's answer."""


async def converse(lines: AsyncIterator[str], session: Session, screen: Screen) -> bool:
    """Carry out the lines in order and return whether each got its answer.

    A scripted line waits for the answer to the line before. On a live screen nothing waits: the person decides.
    """
    all_answered = True
    screen.prompt()
    async for line in lines:
        if screen.live:
            screen.prompt()
        else:
            screen.write(f"you: {line}")
        answered = await _carry_out(line, session, screen)
        all_answered = all_answered and answered
        if session.over:
            break
    return all_answered


async def _carry_out(line: str, session: Session, screen: Screen) -> bool:
    start = len(screen.shown)
    try:
        answers = take(session, line)
    except SlipError as slip:
        session.tell(str(slip))
        return True
    if answers is None or screen.live:
        return True
    try:
        await screen.shown.find(lambda shown: answers(*shown), start=start, within=PATIENCE)
    except TimeoutError:
        session.tell(f"no answer in {PATIENCE:g} s")
        return False
    return True
