"""Reads the settings from the process environment and from `.env`, and validates them."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import quote, unquote, urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from services.errors import BadDatabaseAddress, WeatherBotError
from services.net.addresses import HttpUrl, RedisUrl, url_validator
from services.net.shares import DEFAULT_LOOK_UPS_PER_HOUR
from services.providers import ProviderOptions
from services.storage.address import parse_address


class SettingsError(WeatherBotError):
    """A setting is missing or invalid. The message names the variable and says what to do."""


def _check_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value(), re.ASCII):
        raise ValueError("is not a bot token; copy it whole from @BotFather")
    return value


def _check_database_url(value: str) -> str:
    try:
        parse_address(value)
    except BadDatabaseAddress as exc:
        raise ValueError(f"cannot be used: {exc}") from None
    return value


def _check_webhook_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.ASCII):
        raise ValueError("is not 1 to 256 characters of A-Z, a-z, 0-9, _ and -, which Telegram accepts")
    return value


def _check_listen(value: str) -> str:
    try:
        parts = urlsplit(f"//{value}")
        is_valid = bool(parts.hostname and parts.port) and parts.netloc == value and "@" not in value
        (parts.hostname or "").encode("idna")
    except ValueError:  # includes UnicodeError
        is_valid = False
    if not is_valid:
        raise ValueError("is not host:port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080")
    return value


def _check_switch(value: object) -> object:
    if str(value) not in {"0", "1"}:
        raise ValueError("should be 0 or 1")
    return value


def _split_ids(value: object) -> object:
    """Return the ids in a text such as "12345, 67890"; return a value that is not a text unchanged."""
    if not isinstance(value, str):
        return value
    ids = [part.strip() for part in value.split(",") if part.strip()]
    if not all(re.fullmatch(r"\d{1,16}", part, re.ASCII) for part in ids):
        raise ValueError("is not a list of user ids such as 12345, 67890; a bot such as @userinfobot shows yours")
    return [int(part) for part in ids]


def _check_sentry_dsn(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"https?://\w+(:\w+)?@[^\s/]+(/[^\s/]+)*/\d+", value.get_secret_value(), re.ASCII):
        raise ValueError(
            "is not a DSN such as https://KEY@HOST/NUMBER; copy it from the project's settings in Sentry"
        )
    return value


DEFAULT_API_URL = "https://api.telegram.org"
"""Telegram's own Bot API server."""

WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Ports to which Telegram's own server sends updates: https://core.telegram.org/bots/api#setwebhook"""

VARIABLES_OFF_IF_EMPTY = frozenset({"ALERTS_URL"})
"""Variables that switch a feature off if they are set and empty; any other empty variable counts as not set."""

STATE_DIRECTORY = Path("data")
"""The directory of the bot's files, unless the SQLite database is in another directory."""

MIN_NAME_SIMILARITY = 0.85
"""Minimum similarity to the name of a setting, as difflib's ratio, at which a variable counts as misspelled.

Other programs use a variable TELEGRAM_API_ID, which must not count as misspelled. The similarity of
TELEGRAM_API_ID and TELEGRAM_API_URL is 0.84.
"""


class Settings(ProviderOptions):
    """The settings, which `.env.example` describes. The repr contains no secrets."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_check_token)]
    telegram_api_url: HttpUrl = DEFAULT_API_URL
    telegram_proxy: Annotated[str, url_validator("http", "socks5")] | None = Field(default=None, repr=False)
    webhook_url: HttpUrl | None = Field(default=None, repr=False)
    webhook_secret: Annotated[SecretStr, AfterValidator(_check_webhook_secret)] | None = None
    listen: Annotated[str, AfterValidator(_check_listen)] = "127.0.0.1:8080"
    metrics: Annotated[int, BeforeValidator(_check_switch)] = 0
    admin_ids: Annotated[frozenset[int], BeforeValidator(_split_ids)] | None = None
    sentry_dsn: Annotated[SecretStr, AfterValidator(_check_sentry_dsn)] | None = None
    database_url: Annotated[str, AfterValidator(_check_database_url)] = Field(
        default=f"sqlite+aiosqlite:///{STATE_DIRECTORY}/weather-bot.db", repr=False
    )
    redis_url: RedisUrl | None = Field(default=None, repr=False)
    shutdown_grace: Annotated[float, Field(ge=0, le=3600)] = 15
    pushes_per_second: Annotated[float, Field(gt=0, le=1000)] = 25
    throttle_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = 30
    look_ups_per_hour: Annotated[int, Field(ge=0, le=1_000_000)] = DEFAULT_LOOK_UPS_PER_HOUR
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = "INFO"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(str.lower)] = "text"

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, value: str, info: ValidationInfo) -> str:
        """Return *value* with a percent-encoded path, because a request line has ASCII characters only.

        Refuse a URL that Telegram's own server does not accept, unless TELEGRAM_API_URL is another server.
        """
        parts = urlsplit(value)
        if info.data.get("telegram_api_url") == DEFAULT_API_URL:
            if parts.scheme != "https":
                raise ValueError("does not start with https://, which Telegram's own server requires")
            if (parts.port or 443) not in WEBHOOK_PORTS:
                raise ValueError("has a port other than 443, 80, 88 and 8443, the only ones that Telegram accepts")
        return parts._replace(path=quote(parts.path, safe="/%:@!$&'()*+,;=~")).geturl()

    @classmethod
    def read(cls, variables: Mapping[str, str | None]) -> Self:
        """Return the settings in *variables*; raise SettingsError if one is missing or invalid.

        An empty variable counts as unset, unless it is in VARIABLES_OFF_IF_EMPTY.
        """
        stripped = {name: (variables.get(name.upper()) or "").strip() for name in cls.model_fields}
        off = {name for name in map(str.lower, VARIABLES_OFF_IF_EMPTY) if variables.get(name.upper()) is not None}
        values = {name: value for name, value in stripped.items() if value or name in off}
        problems = [
            f"{name.upper()} {problem}" for name, value in values.items() if (problem := _character_problem(value))
        ]
        try:
            if not problems:
                return cls.model_validate(values)
        except ValidationError as exc:
            problems = [
                f"{str(error['loc'][0]).upper()} {_validation_problem(error['type'], error['msg'])}"
                for error in exc.errors()
            ]
        raise SettingsError("; ".join(problems))  # no `from`, because the ValidationError contains the values

    @property
    def listen_address(self) -> tuple[str, int]:
        """The host and the port of LISTEN."""
        parts = urlsplit(f"//{self.listen}")
        return str(parts.hostname), int(parts.port or 0)

    @property
    def bot_id(self) -> int:
        """The id of the bot, which is the first part of the token."""
        return int(self.bot_token.get_secret_value().partition(":")[0])

    @property
    def webhook_path(self) -> str:
        """The path of WEBHOOK_URL."""
        return urlsplit(self.webhook_url or "").path or "/"

    @property
    def state_directory(self) -> Path:
        """The directory of the bot's files: the directory of the SQLite database, else STATE_DIRECTORY."""
        address = parse_address(self.database_url)
        on_sqlite = address.get_backend_name() == "sqlite"
        return Path(str(address.database)).parent if on_sqlite else STATE_DIRECTORY

    @property
    def secrets(self) -> list[str]:
        """The values that must not appear in the log: the token, keys and passwords."""
        hidden = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        urls = (value for name, value in self if name.endswith(("_url", "_proxy")) and name != "database_url")
        passwords = {urlsplit(url or "").password or "" for url in urls}
        database = parse_address(self.database_url)
        secrets = [
            *hidden,
            *sorted(passwords | {unquote(password) for password in passwords}),
            *(database.password, *database.normalized_query.get("password", ())),
        ]
        return [secret for secret in secrets if secret]


class Variables(NamedTuple):
    """The variables of `.env` and of the process environment, some of which are settings."""

    values: Mapping[str, str | None]
    """The value of each variable; None for a line of `.env` that is a name without `=`."""
    dotenv_names: frozenset[str] = frozenset()
    """The names in `.env`."""


def read_variables(dotenv: Path = Path(".env")) -> Variables:
    """Return the variables of the file *dotenv*, if it exists, and of the process environment, which has priority.

    Empty variables of the environment are ignored, except those in VARIABLES_OFF_IF_EMPTY. Raise SettingsError if
    the file cannot be read.
    """
    try:
        with dotenv.open(encoding="utf-8-sig") as file:  # Windows editors write a byte order mark
            from_file = dotenv_values(stream=file)
    except FileNotFoundError:
        from_file = {}
    except OSError as exc:
        raise SettingsError(f"{dotenv} cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise SettingsError(f"{dotenv} cannot be read: it is not UTF-8; save it as UTF-8") from exc
    from_environment = {
        name: value for name, value in os.environ.items() if value.strip() or name in VARIABLES_OFF_IF_EMPTY
    }
    return Variables({**from_file, **from_environment}, frozenset(from_file))


def unknown_name_warnings(variables: Variables) -> Iterator[str]:
    """Yield a warning for each misspelled setting, and one warning with all other unknown names in `.env`.

    Other variables of the process environment belong to other programs, and cause no warning.
    """
    settings = {name.upper() for name in Settings.model_fields}
    unset = sorted(name for name in settings if not (variables.values.get(name) or "").strip())
    unknown = []
    for name in sorted(variables.values.keys() - settings):
        similar = get_close_matches(name.upper(), unset, n=1, cutoff=MIN_NAME_SIMILARITY)
        if similar:
            yield f"{name} is not a setting and is ignored; did you mean {similar[0]}?"
        # A line without `=` may be a token or a key, which must not appear in the log.
        elif name in variables.dotenv_names and variables.values[name] is not None and name.isidentifier():
            unknown.append(name)
    if unknown:
        yield f"names in .env that are not settings are ignored: {', '.join(unknown)}; see .env.example"


def _character_problem(value: str) -> str | None:
    """Return an error text if *value* contains control characters or is in quotes, else None."""
    if re.search(r"[\x00-\x1f\x7f]", value):
        return "contains control characters; type it again"
    if value[:1] in {'"', "'"} and value[0] == value[-1]:
        return "is in quotes, which would be part of the value; remove them"
    return None


def _validation_problem(error_type: str, message: str) -> str:
    """Return in words what is wrong with a setting, given the type and the message of pydantic's error."""
    match error_type:
        case "missing":
            return "is not set; get one from @BotFather and set it in the environment or in .env"
        case "int_parsing":
            return "should be a whole number in the digits 0 to 9"
        case "float_parsing":
            return "should be a number in the digits 0 to 9, such as 2.5"
    return message.removeprefix("Value error, ").replace("Input should be", "should be")
