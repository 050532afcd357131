"""A skill in words, also one that has left the bank."""

from bot.errors import NotFound
from bot.ports import Bank


def skill_name(bank: Bank, skill_id: str) -> str:
    """The skill's name; where the bank has no such skill, its id as words."""
    try:
        return bank.skill(skill_id).name
    except NotFound:
        return skill_id.replace("-", " ").capitalize()
