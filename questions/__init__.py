"""The bank of questions: one TOML file per skill, its schema, its loader and its checks."""

from questions.check import faults
from questions.loader import open_bank, stats

__all__ = ["faults", "open_bank", "stats"]
