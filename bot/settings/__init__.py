"""Settings, read once when asked: from the environment, then from `.env`, then the defaults."""

import datetime as dt
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.context import Limits, Pages, Rules
from bot.errors import SettingsError
from bot.settings.basics import BasicSettings
from bot.settings.platforms import PlatformSettings
from bot.settings.reviews import ReviewSettings


class Settings(PlatformSettings, ReviewSettings, BasicSettings):
    """Every setting. Its variable is the field's name in capitals; an empty one is not set."""

    @property
    def running(self) -> tuple[str, ...]:
        """The platforms that run: as PLATFORMS says, else those whose token is set."""
        slack = self.slack_bot_token or self.slack_client_id
        keys = {"slack": slack, "discord": self.discord_token}
        return self.platforms or tuple(n for n, key in keys.items() if key) or ("playground",)

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
            reviews_per_day=self.reviews_per_day,
            delete_after=dt.timedelta(days=self.delete_after_days),
            chain_share=self.chain_share,
            interview_pace=dt.timedelta(minutes=self.interview_pace_minutes),
            interview_idle=dt.timedelta(hours=self.interview_idle_hours),
            keep_days=self.retention_days,
        )

    @property
    def limits(self) -> Limits:
        """What reviews may cost."""
        return Limits(self.reviews_per_member, self.team_budget)

    @property
    def pages(self) -> Pages:
        """Where the pages are, and how long a link to one holds."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # those are no place
        address = self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        return Pages(address, dt.timedelta(minutes=self.page_link_minutes))


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
