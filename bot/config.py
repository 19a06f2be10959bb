"""Every setting, read once and validated: from the process environment first, then from `.env`."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from services.errors import BadAddress
from services.open_meteo import CALLS_PER_DAY
from services.open_meteo import URL as OPEN_METEO_URL
from services.openweather import CALLS_PER_MINUTE
from services.openweather import URL as OPENWEATHER_URL
from services.places.geocoders import OPEN_METEO_URL as OPEN_METEO_GEOCODING_URL
from services.shares import LOOK_UPS_PER_HOUR
from services.storage.address import read_address


class SettingsError(Exception):
    """A setting is missing or refused; the message names its variable and tells what to do."""


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value(), re.ASCII):
        raise ValueError("is not a bot token; copy it whole from @BotFather")
    return value


def _url(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            (parts.hostname or "").encode("idna")
            valid = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
            valid = valid and not re.search(r"[\s{}]", value)
        except ValueError:  # UnicodeError among them
            valid = False
        if not valid:
            raise ValueError(f"is not an address that starts with {' or '.join(f'{s}://' for s in schemes)}")
        return value.rstrip("/")

    return AfterValidator(check)


def _database(value: str) -> str:
    try:
        read_address(value)
    except BadAddress as exc:
        raise ValueError(f"is of no use: {exc}") from None
    return value


STATE_DIRECTORY = Path("data")

HttpUrl = Annotated[str, _url("http", "https")]


class Settings(BaseModel):
    """The settings; `.env.example` tells what each of them means. Secrets do not show in its repr."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    telegram_api_url: HttpUrl = "https://api.telegram.org"
    telegram_proxy: Annotated[str, _url("http", "socks5")] | None = Field(default=None, repr=False)
    openweather_api_key: SecretStr | None = None
    openweather_url: HttpUrl = OPENWEATHER_URL
    openweather_calls_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = CALLS_PER_MINUTE
    open_meteo_url: HttpUrl = OPEN_METEO_URL
    open_meteo_calls_per_day: Annotated[int, Field(ge=0, le=10_000_000)] = CALLS_PER_DAY
    open_meteo_geocoding_url: HttpUrl = OPEN_METEO_GEOCODING_URL
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
        try:
            return cls.model_validate(values)
        except ValidationError as exc:
            problems = (
                f"{str(error['loc'][0]).upper()} {_problem(error['type'], error['msg'])}" for error in exc.errors()
            )
            raise SettingsError("; ".join(problems)) from None  # the cause holds the values, secrets among them

    @property
    def state_directory(self) -> Path:
        """Where files of the bot's own are kept: beside its database, if that is a file."""
        address = read_address(self.database_url)
        on_sqlite = address.get_backend_name() == "sqlite"
        return Path(str(address.database)).parent if on_sqlite else STATE_DIRECTORY

    @property
    def secrets(self) -> list[str]:
        """What must not appear in any log."""
        key = self.openweather_api_key and self.openweather_api_key.get_secret_value()
        proxy = urlsplit(self.telegram_proxy or "").password
        database = read_address(self.database_url)
        passwords = [proxy, database.password, *database.normalized_query.get("password", ())]
        return [secret for secret in (self.bot_token.get_secret_value(), key, *passwords) if secret]


def variables(dotenv: Path = Path(".env")) -> dict[str, str | None]:
    """Return the process environment on top of the file *dotenv*, where there is one."""
    try:
        return {**dotenv_values(dotenv), **os.environ}
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"{dotenv} cannot be read: {exc}") from exc


def _problem(kind: str, message: str) -> str:
    if kind == "missing":
        return "is not set; get one from @BotFather and set it in the environment or in .env"
    return message.removeprefix("Value error, ").replace("Input should be", "should be")
