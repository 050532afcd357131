"""Settings of the process and of the practice."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, DirectoryPath, SecretStr, StringConstraints
from pydantic_settings import NoDecode

from bot.settings.fields import Part, lower, number, setting


def _time(value: Any) -> Any:
    """'04:00' only: pydantic alone would read '4' as four seconds past midnight."""
    if isinstance(value, str) and not re.fullmatch(r"\d\d:\d\d", value.strip()):
        raise ValueError("not HH:MM")
    return value


def _names(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _address(value: Any) -> Any:
    return value.strip().rstrip("/") if isinstance(value, str) else value


def _kept(days: int) -> int:
    """As in bot/members/retention.py: a review may need the text for a week."""
    if 0 < days < 7:
        raise ValueError("too short")
    return days


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
    public_url: Annotated[str | None, BeforeValidator(_address)] = setting(
        None,
        "an address such as https://practice.example.org",
        "Where people reach the pages from outside. Empty: http:// with HOST and PORT.",
        pattern=r"^https?://[^/\s?#]+$",
    )
    page_link_minutes: int = number(
        60, "minutes", 1, 1440, "How long a manager's link to the team page holds, in minutes."
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
    retention_days: Annotated[int, AfterValidator(_kept)] = setting(
        0,
        "0, or a whole number of days from 7 to 3650",
        "How long texts are kept where a team has not chosen, in days. 0: for ever.",
        ge=0,
        le=3650,
    )
    interview_pace_minutes: int = number(
        6, "minutes", 1, 120, "How long a question of a mock interview is meant to take."
    )
    interview_idle_hours: int = number(
        72, "hours", 1, 720, "A mock interview without a turn for so long is closed, if not paused."
    )
    chain_share: int = number(
        60, "percent", 1, 100, "How many of the expected keep the team chain, in percent."
    )
    tick_seconds: int = number(
        5, "seconds", 1, 60, "How often the schedule is looked at, in seconds."
    )
    workers: int = number(8, "tasks", 1, 64, "How many tasks one process works on at once.")
    shutdown_seconds: int = number(
        10, "seconds", 1, 300, "How long work in hand may take to finish when the bot stops."
    )
