"""Settings, read once when asked: from the environment, then from `.env`, then the defaults."""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    DirectoryPath,
    Field,
    NonNegativeFloat,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.context import Limits, Rules
from bot.errors import SettingsError


def _setting(default: Any, right: str, about: str, **limits: Any) -> Any:
    """A field; `right` says what a value must be, and ends the sentence 'x is not …'."""
    return Field(default, description=about, json_schema_extra={"right": right}, **limits)


def _number(default: int, unit: str, low: int, high: int, about: str) -> Any:
    right = f"a whole number of {unit} from {low} to {high}, such as {default}"
    return _setting(default, right, about, ge=low, le=high)


def _time(value: Any) -> Any:
    """'04:00' only: pydantic alone would read '4' as four seconds past midnight."""
    if isinstance(value, str) and not re.fullmatch(r"\d\d:\d\d", value.strip()):
        raise ValueError("not HH:MM")
    return value


def _names(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _upper(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _money(value: Any) -> Any:
    return tuple(value.split(",")) if isinstance(value, str) else value


Money = tuple[NonNegativeFloat, NonNegativeFloat, NonNegativeFloat]
PRICES_RIGHT = "three amounts with commas between, such as 0.10,0.01,0.50"
ModuleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]


class Settings(BaseSettings):
    """Every setting. Its variable is the field's name in capitals; an empty one is not set."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: SecretStr = _setting(
        SecretStr("sqlite:///whetstone.db"),
        "an address such as sqlite:///whetstone.db or postgresql://user:password@host/name",
        "Where everything is kept: a SQLite file, or PostgreSQL. It may hold a password.",
    )
    host: str = _setting(
        "127.0.0.1",
        "an address to listen on, such as 127.0.0.1",
        "The address the pages listen on. 127.0.0.1 is this machine alone, 0.0.0.0 everybody.",
    )
    port: int = _setting(
        8080, "a port from 1 to 65535, such as 8080", "The port of the pages.", ge=1, le=65535
    )
    platforms: Annotated[
        Annotated[tuple[ModuleName, ...], Field(min_length=1)], NoDecode, BeforeValidator(_names)
    ] = _setting(
        ("playground",),
        "a name, or several with commas between, such as playground or my_company.my_platform",
        "Which platforms run: built-in names, or dotted modules of your own; commas between.",
    )
    bank_path: DirectoryPath | None = _setting(
        None,
        "a folder that is there",
        "A folder of question files to use in place of the built-in bank.",
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        _setting(
            "INFO",
            "one of DEBUG, INFO, WARNING, ERROR",
            "The least severe log lines to write. Other packages never write below INFO.",
        )
    )
    log_format: Annotated[Literal["auto", "json", "console"], BeforeValidator(_lower)] = _setting(
        "auto",
        "one of auto, json, console",
        "How log lines look; auto is console in a terminal and json elsewhere.",
    )
    metrics_token: SecretStr | None = _setting(
        None,
        "a secret of at least 16 characters",
        "Who gives it as a bearer token may read /metrics from elsewhere. 16 characters or more.",
        min_length=16,
    )
    quiet_seconds: int = _number(
        20, "seconds", 0, 600, "A member's silence after which the critique starts, in seconds."
    )
    join_minutes: int = _number(
        10, "minutes", 0, 120, "How long later messages still join an answer, in minutes."
    )
    critiques_per_round: int = _number(
        3, "critiques", 1, 20, "The most critiques per member and round."
    )
    catch_up_hours: int = _number(
        6, "hours", 0, 23, "A round missed while the bot was down is still posted for so long."
    )
    rollover: Annotated[dt.time, BeforeValidator(_time)] = _setting(
        dt.time(4),
        "a time of day such as 04:00",
        "When a member's own day begins, by the member's local clock.",
    )
    remind_after_minutes: int = _number(
        120, "minutes", 1, 1440, "When a 'remind me later' comes, in minutes."
    )
    openai_api_key: SecretStr | None = _setting(
        None, "a key", "The key of the AI reviewer. Without one the keyword check reviews."
    )
    openai_base_url: str | None = _setting(
        None, "an address ending in /v1", "A gateway or server that speaks the Responses API."
    )
    openai_model: str = _setting("gpt-6-luna", "a model's name", "The model that reviews.")
    openai_prices: Annotated[Money, NoDecode, BeforeValidator(_money)] = _setting(
        (0.10, 0.01, 0.50),
        PRICES_RIGHT,
        "Its price in dollars per million tokens: input, cached input, output.",
    )
    openai_escalation_model: str | None = _setting(
        "gpt-6.1-terra", "a model's name", "The model that looks again, and judges disputes."
    )
    openai_escalation_prices: Annotated[Money, NoDecode, BeforeValidator(_money)] = _setting(
        (1.0, 0.05, 5.0), PRICES_RIGHT, "The price of that model."
    )
    second_api_key: SecretStr | None = _setting(
        None, "a key", "The key of a second provider, asked where the first cannot."
    )
    second_base_url: str | None = _setting(
        None,
        "an address such as https://example.org/v1",
        "The second provider's OpenAI-compatible address (chat completions). Gemini's ends in "
        "/v1beta/openai/, Anthropic's in /v1/.",
    )
    second_model: str | None = _setting(None, "a model's name", "The second provider's model.")
    second_prices: Annotated[Money, NoDecode, BeforeValidator(_money)] = _setting(
        (1.0, 0.1, 5.0), PRICES_RIGHT, "The price of that model."
    )
    review_deadline_seconds: int = _number(
        60, "seconds", 5, 600, "How long one call to a model may take in all, in seconds."
    )
    reviews_per_member: int = _number(
        20, "reviews", 1, 1000, "Answers a model reviews per member and day (UTC)."
    )
    team_budget: float = _setting(
        1.0,
        "an amount in dollars, such as 1.50",
        "What AI reviews may cost per team and day (UTC), in dollars. Later ones wait.",
        ge=0,
        le=100_000,
    )
    moderation: Annotated[Literal["off", "on"], BeforeValidator(_lower)] = _setting(
        "off", "off or on", "Whether answers pass the provider's moderation before a review."
    )
    owner: str | None = _setting(
        None,
        "platform/team/member, such as playground/playground/ada",
        "Who is told, once, when a key or a quota of a provider is at fault.",
        pattern=r"^[^/]+/[^/]+/[^/]+$",
    )
    tick_seconds: int = _number(
        5, "seconds", 1, 60, "How often the schedule is looked at, in seconds."
    )
    workers: int = _number(8, "tasks", 1, 64, "How many tasks one process works on at once.")
    shutdown_seconds: int = _number(
        10, "seconds", 1, 300, "How long work in hand may take to finish when the bot stops."
    )

    @property
    def rules(self) -> Rules:
        """The numbers of the practice rules as they are set."""
        return Rules(
            quiet=dt.timedelta(seconds=self.quiet_seconds),
            joining=dt.timedelta(minutes=self.join_minutes),
            critiques=self.critiques_per_round,
            catch_up=dt.timedelta(hours=self.catch_up_hours),
            rollover=self.rollover,
            remind_after=dt.timedelta(minutes=self.remind_after_minutes),
        )

    @property
    def limits(self) -> Limits:
        """What reviews may cost."""
        return Limits(self.reviews_per_member, self.team_budget)


def read(env_file: Path | None = Path(".env")) -> Settings:
    """The settings as they stand now; `env_file` may be missing.

    Raises SettingsError: one line with every wrong variable. Secret values are not repeated."""
    source: dict[str, Any] = {"_env_file": env_file}
    try:
        return Settings(**source)
    except ValidationError as error:
        raise SettingsError(_line(error)) from None
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(
            f"{env_file} cannot be read ({type(error).__name__}). Save it as UTF-8 text."
        ) from None


def _line(error: ValidationError) -> str:
    faults = {str(fault["loc"][0]): fault["input"] for fault in reversed(error.errors())}
    return " ".join(
        _sentence(name, faults[name]) for name in Settings.model_fields if name in faults
    )


def _sentence(name: str, value: Any) -> str:
    field = Settings.model_fields[name]
    extra = field.json_schema_extra
    right = extra["right"] if isinstance(extra, dict) else ""
    secret = "SecretStr" in str(field.annotation)
    given = "what is set" if secret else repr(str(value))
    return f"{name.upper()}: {given} is not {right}."
