"""The findings of `python -m bot check`: the result of each check, and the exit code."""

from collections.abc import Sequence
from dataclasses import dataclass


class CheckFailed(Exception):
    """A check failed; the message says what is wrong and what to do."""


class InvalidSetting(CheckFailed):
    """A setting is invalid, and the bot does not start."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    name: str
    ok: bool
    text: str
    """The result in words, without secrets."""
    is_setting_invalid: bool = False
    """True if the check failed because of an invalid setting, with which the bot does not start."""


def render(findings: Sequence[Finding]) -> str:
    """Return the findings as text, one line each."""
    width = max(len(finding.name) for finding in findings)
    return "\n".join(f"{'ok' if f.ok else 'FAILED':6}  {f.name:{width}}  {f.text}" for f in findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 0 if all checks succeeded, 2 if a setting is invalid, else 1."""
    if any(finding.is_setting_invalid for finding in findings):
        return 2
    return 0 if all(finding.ok for finding in findings) else 1
