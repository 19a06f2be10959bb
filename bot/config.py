"""Every setting, read once and validated: from the process environment first, then from `.env`."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from services.errors import BadAddress, WeatherBotError
from services.net.addresses import HttpUrl, url_with
from services.net.shares import LOOK_UPS_PER_HOUR
from services.providers import ProviderOptions
from services.storage.address import read_address


class SettingsError(WeatherBotError):
    """A setting is missing or refused; the message names its variable and tells what to do."""


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value(), re.ASCII):
        raise ValueError("is not a bot token; copy it whole from @BotFather")
    return value


def _database(value: str) -> str:
    try:
        read_address(value)
    except BadAddress as exc:
        raise ValueError(f"is of no use: {exc}") from None
    return value


STATE_DIRECTORY = Path("data")

MIN_SIMILARITY = 0.85
"""How alike, for difflib, a name is to that of a setting to be a misspelling: TELEGRAM_API_ID is none (0.84)."""


class Settings(ProviderOptions):
    """The settings; `.env.example` tells what each of them means. Secrets do not show in its repr."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    telegram_api_url: HttpUrl = "https://api.telegram.org"
    telegram_proxy: Annotated[str, url_with("http", "socks5")] | None = Field(default=None, repr=False)
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default=f"sqlite+aiosqlite:///{STATE_DIRECTORY}/weather-bot.db", repr=False
    )
    shutdown_grace: Annotated[float, Field(ge=0, le=3600)] = 15
    pushes_per_second: Annotated[float, Field(gt=0, le=1000)] = 25
    throttle_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = 30
    look_ups_per_hour: Annotated[int, Field(ge=0, le=1_000_000)] = LOOK_UPS_PER_HOUR
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(str.lower)] = "text"

    @classmethod
    def read(cls, variables: Mapping[str, str | None]) -> Self:
        """Return the settings in *variables*, where an empty one counts as not set; raise SettingsError."""
        given = {name: (variables.get(name.upper()) or "").strip() for name in cls.model_fields}
        values = {name: value for name, value in given.items() if value}
        problems = [f"{name.upper()} {why}" for name, value in values.items() if (why := _unusable(value))]
        try:
            if not problems:
                return cls.model_validate(values)
        except ValidationError as exc:
            problems = [
                f"{str(error['loc'][0]).upper()} {_problem(error['type'], error['msg'])}" for error in exc.errors()
            ]
        raise SettingsError("; ".join(problems))  # without the cause, which holds the values, secrets among them

    @property
    def state_directory(self) -> Path:
        """Where files of the bot's own are kept: beside its database, if that is a file."""
        address = read_address(self.database_url)
        on_sqlite = address.get_backend_name() == "sqlite"
        return Path(str(address.database)).parent if on_sqlite else STATE_DIRECTORY

    @property
    def secrets(self) -> list[str]:
        """What must not appear in any log."""
        hidden = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        urls = (value for name, value in self if name.endswith(("_url", "_proxy")) and name != "database_url")
        passwords = {urlsplit(url or "").password or "" for url in urls}
        database = read_address(self.database_url)
        secrets = [
            *hidden,
            *sorted(passwords | {unquote(password) for password in passwords}),
            *(database.password, *database.normalized_query.get("password", ())),
        ]
        return [secret for secret in secrets if secret]


def variables(dotenv: Path = Path(".env")) -> dict[str, str | None]:
    """Return what the file *dotenv* sets, where there is one, and on top of it what the process environment does.

    An empty variable of the environment is not set. Raise SettingsError when the file cannot be read.
    """
    try:
        with dotenv.open(encoding="utf-8-sig") as file:  # Windows puts a mark in front
            in_file = dotenv_values(stream=file)
    except FileNotFoundError:
        in_file = {}
    except OSError as exc:
        raise SettingsError(f"{dotenv} cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise SettingsError(f"{dotenv} cannot be read: it is no text in UTF-8; save it as such") from exc
    return {**in_file, **{name: value for name, value in os.environ.items() if value.strip()}}


def misspelled(variables: Mapping[str, str | None]) -> Iterator[str]:
    """Yield a warning for each of *variables* whose name is nearly that of a setting which is not set."""
    settings = {name.upper() for name in Settings.model_fields}
    unset = sorted(name for name in settings if not (variables.get(name) or "").strip())
    for name in sorted(variables.keys() - settings):
        for meant in get_close_matches(name.upper(), unset, n=1, cutoff=MIN_SIMILARITY):
            yield f"{name} is no setting and is ignored; did you mean {meant}?"


def _unusable(value: str) -> str | None:
    """Return what is wrong with *value* whatever it is for, None if nothing is."""
    if re.search(r"[\x00-\x1f\x7f]", value):
        return "holds control characters; type it anew"
    if value[0] in "\"'" and value[0] == value[-1]:
        return "is in quotes that count as part of it; remove them"
    return None


def _problem(kind: str, message: str) -> str:
    match kind:
        case "missing":
            return "is not set; get one from @BotFather and set it in the environment or in .env"
        case "int_parsing":
            return "should be a whole number in the digits 0 to 9"
        case "float_parsing":
            return "should be a number in the digits 0 to 9, such as 2.5"
    return message.removeprefix("Value error, ").replace("Input should be", "should be")
