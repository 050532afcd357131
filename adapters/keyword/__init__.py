"""The critic that needs no key: it looks for wording and says nothing of truth."""

from adapters.keyword.critic import KeywordCritic

__all__ = ["KeywordCritic"]
