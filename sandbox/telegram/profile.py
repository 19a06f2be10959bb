"""The bot's profile in Telegram: its menus of commands, its name and its descriptions, for each language."""

from aiogram.methods import GetMyCommands, SetMyCommands
from aiogram.types import BotCommandScopeDefault

from sandbox.telegram import rules
from sandbox.telegram.content import as_json
from sandbox.telegram.rules import refuse
from sandbox.telegram.user_messages import Json

MAX_LENGTHS = {"name": 64, "description": 512, "short_description": 120}
"""Maximum length of each text of the profile, in UTF-16 code units."""


class Profile:
    """The profile that the bot sets; `name` is the name from @BotFather."""

    def __init__(self, name: str) -> None:
        self._menus: dict[tuple[str, str], list[Json]] = {}
        self._texts = {("name", ""): name}

    def set_menu(self, call: SetMyCommands) -> bool:
        """Set the menu of a scope and language. Raises ApiError when Telegram would refuse the menu."""
        rules.check_commands(call.commands)
        self._menus[_audience(call)] = [as_json(command) for command in call.commands]
        return True

    def menu(self, call: GetMyCommands) -> list[Json]:
        """Return the menu of exactly the scope and the language that the call names."""
        return self._menus.get(_audience(call), [])

    def set_text(self, kind: str, text: str | None, language_code: str | None) -> bool:
        """Set the text of the kind *kind* for a language; remove it if there is no *text*.

        Raises ApiError for a long text.
        """
        if rules.utf16_length(text or "") > MAX_LENGTHS[kind]:
            refuse(f"BOT_{kind.upper()}_INVALID")
        key = (kind, _language(language_code))
        if text:
            self._texts[key] = text
        else:
            self._texts.pop(key, None)
        return True

    def text(self, kind: str, language_code: str | None) -> Json:
        """Return the text of the kind *kind* that users of the language *language_code* see."""
        return {kind: self._texts.get((kind, _language(language_code))) or self._texts.get((kind, ""), "")}


def _audience(call: SetMyCommands | GetMyCommands) -> tuple[str, str]:
    return (call.scope or BotCommandScopeDefault()).model_dump_json(), _language(call.language_code)


def _language(code: str | None) -> str:
    if code and not (len(code) == 2 and code.isalpha()):
        refuse("invalid language code specified")
    return code or ""
