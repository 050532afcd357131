"""What follows `/mock`, in any order, and what is said to an open interview. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import InvalidInput
from bot.interviews.model import LENGTHS, MODES, WORDS, Mode
from bot.model import LEVELS, Skill
from bot.wording.basics import listed, named

PARTS = ("skill", "level", "length", "mode")
_SAID = re.compile(
    rf"(?:(?:mock|please|ok|okay) )*({'|'.join(WORDS)})"
    r"(?: (?:now|here|please|thanks|today|for (?:now|today)|(?:the|this) (?:interview|question)))*"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """An interview as it was asked for, all of it known."""

    skill: str
    level: str
    length: int
    mode: Mode


def parse(text: str, skills: Sequence[Skill]) -> dict[str, str]:
    """'caching senior 3 real' as what each word is. Raises InvalidInput, naming the nearest."""
    wording = " ".join(text.lower().replace(",", " ").split())
    verb = wording.partition(" ")[0]
    if verb in WORDS:
        raise InvalidInput(f"Nothing changed: /mock {verb} takes no other words. Type it alone.")
    for skill in skills:
        wording = wording.replace(skill.name.lower(), skill.id)
    found: dict[str, str] = {}
    for word in wording.split():
        part = _part(word, skills)
        if part in found and found[part] != word:
            raise InvalidInput(f"Not begun: {found[part]} and {word} are two of one kind. Say one.")
        found[part] = word
    return found


def wish(values: dict[str, str], skills: Sequence[Skill]) -> Wish:
    """From a form, or from a command that says it all. Raises InvalidInput."""
    for part in PARTS:
        value = values.get(part, "").strip().lower()
        if not value or _part(value, skills) != part:
            raise InvalidInput(f"Not begun: {named(value)} is no {part}. {_known(part, skills)}")
    mode: Mode = "real" if values["mode"].strip().lower() == "real" else "study"
    level, length = values["level"].strip().lower(), int(values["length"])
    return Wish(values["skill"].strip().lower(), level, length, mode)


def word_in(text: str) -> str:
    """Which of WORDS the whole message says: 'pause' for 'Pause now, please.'; '' for none.

    To end a question is to skip it: the interview goes on."""
    said = _SAID.fullmatch(" ".join(re.findall(r"\w+", text.lower())))
    if said is None:
        return ""
    return "skip" if said[1] == "end" and "question" in said[0] else said[1]


def _part(word: str, skills: Sequence[Skill]) -> str:
    if word in LEVELS:
        return "level"
    if word in MODES:
        return "mode"
    if word in (str(n) for n in LENGTHS):
        return "length"
    known = [skill.id for skill in skills]
    if word in known:
        return "skill"
    if word.isdecimal():
        raise InvalidInput(f"Not begun: {named(word)} is no length. {_known('length', skills)}")
    near = get_close_matches(word[:64], [*known, *LEVELS, *MODES], n=1)
    fix = f"Did you mean {near[0]}?" if near else _known("skill", skills)
    raise InvalidInput(f"Not begun: {named(word)} is no skill, level, length or mode. {fix}")


def _known(part: str, skills: Sequence[Skill]) -> str:
    options: dict[str, list[str]] = {
        "skill": [skill.id for skill in skills],
        "level": list(LEVELS),
        "length": [str(n) for n in LENGTHS],
        "mode": list(MODES),
    }
    return f"There are {listed(options[part])}."
