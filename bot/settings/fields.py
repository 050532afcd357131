"""What the settings' classes share: how a field is declared, and how they are read."""

from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Part(BaseSettings):
    """Some settings. A variable is the field's name in capitals; an empty one is not set."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )


def setting(default: Any, right: str, about: str, **limits: Any) -> Any:
    """A field; `right` says what a value must be, and ends the sentence 'x is not …'."""
    return Field(default, description=about, json_schema_extra={"right": right}, **limits)


def number(default: int, unit: str, low: int, high: int, about: str) -> Any:
    right = f"a whole number of {unit} from {low} to {high}, such as {default}"
    return setting(default, right, about, ge=low, le=high)


def lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value
