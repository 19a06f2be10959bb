import re
from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, Variables, read_variables, unknown_name_warnings

TOKEN = "123456:AAE-an-example-that-opens-nothing-x"


def test_defaults_are_the_public_services() -> None:
    settings = Settings.read({"BOT_TOKEN": TOKEN})
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.openweather_api_key is None
    assert settings.openweather_url == "https://api.openweathermap.org"
    assert settings.openweather_calls_per_minute == 60
    assert settings.open_meteo_url == "https://api.open-meteo.com"
    assert settings.open_meteo_geocoding_url == "https://geocoding-api.open-meteo.com"
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_empty_variables_count_as_unset() -> None:
    settings = Settings.read({"BOT_TOKEN": f" {TOKEN}\n", "OPENWEATHER_API_KEY": "", "LOG_LEVEL": "  "})
    assert settings.openweather_api_key is None
    assert settings.log_level == "INFO"
    assert settings.bot_token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", ""),
        ("BOT_TOKEN", "not a token"),
        ("BOT_TOKEN", "123456:"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://example.org"),
        ("TELEGRAM_API_URL", "http://"),
        ("TELEGRAM_API_URL", "http://example.org:port"),
        ("TELEGRAM_API_URL", "http://example.org:99999"),
        ("TELEGRAM_API_URL", "http://::1:8081"),
        ("TELEGRAM_API_URL", "http://example.org/?key=value"),
        ("TELEGRAM_API_URL", "'http://example.org'"),
        ("OPENWEATHER_API_KEY", "a\0b"),
        ("OPENWEATHER_API_KEY", '"quoted"'),
        ("OPENWEATHER_CALLS_PER_MINUTE", "٣٠"),
        ("SHUTDOWN_GRACE", "nan"),
        ("DATABASE_URL", "postgresql+asyncpg://bot@example.org:99999/bot"),
        ("DATABASE_URL", "sqlite+aiosqlite:///a\0b.db"),
        ("TELEGRAM_PROXY", "socks9://example.org:1080"),
        ("OPENWEATHER_URL", "http://[::1"),
        ("OPENWEATHER_CALLS_PER_MINUTE", "many"),
        ("OPENWEATHER_CALLS_PER_MINUTE", "-1"),
        ("OPEN_METEO_URL", "nonsense"),
        ("OPEN_METEO_GEOCODING_URL", "nonsense"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("DATABASE_URL", "postgresql://bot@example.org/bot"),
        ("DATABASE_URL", "postgresql+asyncpg://"),
        ("DATABASE_URL", "postgresql+asyncpg://bot@[::1/bot"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:"),
        ("WEBHOOK_URL", "http://weather.example/hook"),
        ("WEBHOOK_URL", "https://weather.example:8080/hook"),
        ("WEBHOOK_URL", "https://weather.example/hook?x=1"),
        ("WEBHOOK_SECRET", "пароль"),
        ("WEBHOOK_SECRET", "a" * 257),
        ("LISTEN", "8080"),
        ("LISTEN", "127.0.0.1"),
        ("LISTEN", "127.0.0.1:0"),
        ("LISTEN", "a..b:8080"),
        ("LISTEN", "::1:8080"),
        ("LISTEN", "http://127.0.0.1:8080"),
    ],
)
def test_an_invalid_setting_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} ") as refusal:
        Settings.read({"BOT_TOKEN": TOKEN, name: value})
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("value", ["yes", "2", "-1", "01", "true"])
def test_a_switch_that_is_neither_0_nor_1_names_both_values(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^METRICS should be 0 or 1$"):
        Settings.read({"BOT_TOKEN": TOKEN, "METRICS": value})


def test_all_invalid_settings_are_named_together() -> None:
    with pytest.raises(SettingsError, match=r"BOT_TOKEN .*; LOG_LEVEL "):
        Settings.read({"LOG_LEVEL": "LOUD"})


def test_level_and_format_ignore_case() -> None:
    settings = Settings.read({"BOT_TOKEN": TOKEN, "LOG_LEVEL": "Debug", "LOG_FORMAT": "JSON"})
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_a_self_hosted_api_server_may_call_a_webhook_without_tls() -> None:
    url = "http://bot.internal:8080/hook"
    settings = Settings.read(
        {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://api.internal:8081", "WEBHOOK_URL": url}
    )
    assert settings.webhook_url == url


@pytest.mark.parametrize(
    ("path", "encoded"),
    [("/погода", "/%D0%BF%D0%BE%D0%B3%D0%BE%D0%B4%D0%B0"), ("/a%20b", "/a%20b"), ("/a;b=1", "/a;b=1"), ("", "")],
)
def test_the_path_of_the_webhook_is_percent_encoded(path: str, encoded: str) -> None:
    settings = Settings.read({"BOT_TOKEN": TOKEN, "WEBHOOK_URL": f"https://weather.example{path}"})
    assert settings.webhook_url == f"https://weather.example{encoded}"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("10.0.0.7:80", ("10.0.0.7", 80)),
        ("[::1]:8080", ("::1", 8080)),
        ("bot.internal:8443", ("bot.internal", 8443)),
    ],
)
def test_the_address_to_listen_on_has_a_host_and_a_port(value: str, address: tuple[str, int]) -> None:
    assert Settings.read({"BOT_TOKEN": TOKEN, "LISTEN": value}).listen_address == address


@pytest.mark.parametrize(
    ("url", "directory"),
    [
        ("sqlite+aiosqlite:///bot.db?timeout=5", "."),
        ("sqlite+aiosqlite:////var/lib/bot/bot.db", "/var/lib/bot"),
        ("postgresql+asyncpg://bot@example.org/bot", "data"),
    ],
)
def test_the_bots_own_files_are_beside_its_database(url: str, directory: str) -> None:
    assert Settings.read({"BOT_TOKEN": TOKEN, "DATABASE_URL": url}).state_directory == Path(directory)


@pytest.mark.parametrize("url", ["bot:pass%40word@example.org/bot", "bot@example.org/bot?password=pass%40word"])
def test_the_databases_password_is_a_secret_wherever_it_stands(url: str) -> None:
    settings = Settings.read({"BOT_TOKEN": TOKEN, "DATABASE_URL": f"postgresql+asyncpg://{url}"})
    assert sorted(settings.secrets) == sorted([TOKEN, "pass@word"])


def test_neither_the_repr_nor_an_error_contains_secrets() -> None:
    secret = "0123456789abcdef0123456789abcdef"
    settings = Settings.read(
        {
            "BOT_TOKEN": TOKEN,
            "OPENWEATHER_API_KEY": secret,
            "TELEGRAM_PROXY": "http://me:pass-word@example.org:8080",
        }
    )
    assert not [text for text in (TOKEN, secret, "pass-word") if text in repr(settings) + str(settings)]
    assert sorted(settings.secrets) == sorted([TOKEN, secret, "pass-word"])
    with pytest.raises(SettingsError) as refusal:
        Settings.read({"BOT_TOKEN": "12345-typo-in-a-real-token", "LOG_LEVEL": "LOUD"})
    assert "typo-in-a-real-token" not in repr(refusal.value)
    assert refusal.value.__cause__ is None


def test_the_process_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("LOG_LEVEL=DEBUG\nLOG_FORMAT=json\n")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    monkeypatch.delenv("LOG_FORMAT", raising=False)
    found = read_variables(dotenv).values
    assert (found["LOG_LEVEL"], found["LOG_FORMAT"]) == ("ERROR", "json")


def test_an_empty_address_of_the_alert_server_switches_warnings_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def address(lines: str) -> str:
        dotenv = tmp_path / ".env"
        dotenv.write_text(f"BOT_TOKEN={TOKEN}\n{lines}")
        return Settings.read(read_variables(dotenv).values).alerts_url

    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.delenv("ALERTS_URL", raising=False)
    assert (address(""), address("ALERTS_URL=\n")) == ("https://alerts.kde.org", "")
    monkeypatch.setenv("ALERTS_URL", "")
    assert address("ALERTS_URL=https://alerts.example\n") == ""
    with pytest.raises(
        SettingsError, match=r"^ALERTS_URL is not an address that starts with http:// or https://$"
    ):
        Settings.read({"BOT_TOKEN": TOKEN, "ALERTS_URL": "off"})


def test_an_empty_variable_of_the_environment_does_not_hide_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("LOG_LEVEL=DEBUG\n")
    monkeypatch.setenv("LOG_LEVEL", " ")
    assert read_variables(dotenv).values["LOG_LEVEL"] == "DEBUG"


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"BOT_TOKEN={TOKEN}\n", encoding="utf-8-sig")
    assert read_variables(dotenv).values["BOT_TOKEN"] == TOKEN


def test_a_directory_in_place_of_the_file_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        read_variables(tmp_path)


def test_names_similar_to_an_unset_setting_are_reported() -> None:
    strangers = ("BOT_TOKEM", "OPENWEATHER_KEY", "log_level", "DATABSE_URL", "TELEGRAM_API_ID", "GITHUB_TOKEN")
    given = dict.fromkeys((*strangers, "DATABASE_URL"), "value")
    told = [(line.split()[0], line.rstrip("?").split()[-1]) for line in unknown_name_warnings(Variables(given))]
    assert told == [
        ("BOT_TOKEM", "BOT_TOKEN"),
        ("OPENWEATHER_KEY", "OPENWEATHER_API_KEY"),
        ("log_level", "LOG_LEVEL"),
    ]


def test_names_in_the_file_that_are_not_settings_are_reported_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", {"OF_ANOTHER_PROGRAM": "1"})
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        f"BOT_TOKEN={TOKEN}\nTHROTTLE=5\nOPENWEATHER_API_KEY=a\nOPENWEATHER_KEY=b\nLOG_LEVLE=DEBUG\n"
    )
    similar, others = unknown_name_warnings(read_variables(dotenv))
    assert similar == "LOG_LEVLE is not a setting and is ignored; did you mean LOG_LEVEL?"
    assert "OPENWEATHER_KEY, THROTTLE;" in others


def test_a_secret_on_a_line_of_its_own_in_the_file_is_not_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", {})
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"{TOKEN}\nabcdef0123456789abcdef0123456789\n{TOKEN}=\n")
    assert list(unknown_name_warnings(read_variables(dotenv))) == []


def test_passwords_in_urls_are_secrets_quoted_and_unquoted() -> None:
    settings = Settings.read({"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://me:pass%40word@[::1]:8081/"})
    assert sorted(settings.secrets) == sorted([TOKEN, "pass%40word", "pass@word"])


@pytest.mark.parametrize(
    "url",
    [
        "redis://me:pass%40word@example.org:6379/0",
        "rediss://:pass%40word@[::1]",
        "unix://:pass%40word@/run/redis.sock",
    ],
)
def test_the_password_of_redis_is_a_secret(url: str) -> None:
    settings = Settings.read({"BOT_TOKEN": TOKEN, "REDIS_URL": url})
    assert sorted(settings.secrets) == sorted([TOKEN, "pass%40word", "pass@word"])
    assert "word" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("localhost:6379", "is not an address that starts with redis://, rediss:// or unix://"),
        ("http://localhost", "is not an address that starts with redis://, rediss:// or unix://"),
        ("redis://localhost:0", "has no valid port"),
        ("redis://localhost/first", "has a path that is not the number of a database"),
        ("redis://localhost/0?timeout=5", "has a ? or a #"),
        ("unix://redis.sock", "is not the path of a socket"),
    ],
)
def test_an_invalid_redis_url_is_refused(url: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"REDIS_URL {problem}")):
        Settings.read({"BOT_TOKEN": TOKEN, "REDIS_URL": url})


@pytest.mark.parametrize("url", ["redis://localhost", "redis://localhost:6379/0", "unix:///run/redis.sock?db=1"])
def test_a_valid_redis_url_is_accepted(url: str) -> None:
    assert Settings.read({"BOT_TOKEN": TOKEN, "REDIS_URL": url}).redis_url == url


def test_an_unreadable_file_is_a_settings_error(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"BOT_TOKEN=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        read_variables(dotenv)
