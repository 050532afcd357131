"""Settings of the process and of the practice."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, DirectoryPath, SecretStr, StringConstraints
from pydantic_settings import NoDecode

from bot.settings_fields import Part, lower, number, setting


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


ModuleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]


class BasicSettings(Part):
    database_url: SecretStr = setting(
        SecretStr("sqlite:///whetstone.db"),
        "an address such as sqlite:///whetstone.db or postgresql://user:password@host/name",
        "Where everything is kept: a SQLite file, or PostgreSQL. It may hold a password.",
    )
    host: str = setting(
        "127.0.0.1",
        "an address to listen on, such as 127.0.0.1",
        "The address the pages listen on. 127.0.0.1 is this machine alone, 0.0.0.0 everybody.",
    )
    port: int = setting(
        8080, "a port from 1 to 65535, such as 8080", "The port of the pages.", ge=1, le=65535
    )
    platforms: Annotated[tuple[ModuleName, ...], NoDecode, BeforeValidator(_names)] = setting(
        (),
        "a name, or several with commas between, such as playground or my_company.my_platform",
        "Which platforms run: playground, slack, discord, or dotted modules of your own; commas "
        "between. Empty: those whose token is set, else the playground.",
    )
    bank_path: DirectoryPath | None = setting(
        None,
        "a folder that is there",
        "A folder of question files to use in place of the built-in bank.",
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        setting(
            "INFO",
            "one of DEBUG, INFO, WARNING, ERROR",
            "The least severe log lines to write. Other packages never write below INFO.",
        )
    )
    log_format: Annotated[Literal["auto", "json", "console"], BeforeValidator(lower)] = setting(
        "auto",
        "one of auto, json, console",
        "How log lines look; auto is console in a terminal and json elsewhere.",
    )
    metrics_token: SecretStr | None = setting(
        None,
        "a secret of at least 16 characters",
        "Who gives it as a bearer token may read /metrics from elsewhere. 16 characters or more.",
        min_length=16,
    )
    quiet_seconds: int = number(
        20, "seconds", 0, 600, "A member's silence after which the critique starts, in seconds."
    )
    join_minutes: int = number(
        10, "minutes", 0, 120, "How long later messages still join an answer, in minutes."
    )
    critiques_per_round: int = number(
        3, "critiques", 1, 20, "The most critiques per member and round."
    )
    catch_up_hours: int = number(
        6, "hours", 0, 23, "A round missed while the bot was down is still posted for so long."
    )
    rollover: Annotated[dt.time, BeforeValidator(_time)] = setting(
        dt.time(4),
        "a time of day such as 04:00",
        "When a member's own day begins, by the member's local clock.",
    )
    remind_after_minutes: int = number(
        120, "minutes", 1, 1440, "When a 'remind me later' comes, in minutes."
    )
    reviews_per_day: int = number(
        5, "reviews", 0, 50, "How many of their weak points a member reviews on one day at most."
    )
    delete_after_days: int = number(
        7, "days", 0, 365, "How long a team's data is kept after it removed the bot, in days."
    )
    tick_seconds: int = number(
        5, "seconds", 1, 60, "How often the schedule is looked at, in seconds."
    )
    workers: int = number(8, "tasks", 1, 64, "How many tasks one process works on at once.")
    shutdown_seconds: int = number(
        10, "seconds", 1, 300, "How long work in hand may take to finish when the bot stops."
    )
