"""The bank in memory."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypedDict, TypeVar

from pydantic import ValidationError

from bot.errors import BankError, NotFound
from bot.model import Point, Question, Skill
from bot.ports import Bank
from questions.check import faults, identity_faults
from questions.files import BANK, read_files
from questions.schema import GUIDE_SECTIONS, QuestionEntry, SkillFile

Found = TypeVar("Found")


class Stats(TypedDict):
    """How many questions there are, in all and per skill."""

    total: int
    skills: dict[str, int]


class TomlBank:
    """The skills and questions of a folder of TOML files, as bot.ports.Bank offers them."""

    def __init__(self, files: Sequence[SkillFile]) -> None:
        self._skills = {file.id: _skill(file) for file in files}
        self._by_skill = {
            file.id: tuple(_question(file.id, entry) for entry in file.question) for file in files
        }
        self._questions = {q.id: q for questions in self._by_skill.values() for q in questions}

    def skills(self) -> Sequence[Skill]:
        """All skills, by id."""
        return tuple(self._skills.values())

    def skill(self, skill_id: str) -> Skill:
        """Raises NotFound, naming the nearest id."""
        return _named("skill", skill_id, self._skills)

    def questions(self, skill_id: str) -> Sequence[Question]:
        """The skill's questions in the order of its file. Raises NotFound."""
        return _named("skill", skill_id, self._by_skill)

    def question(self, question_id: str) -> Question:
        """Raises NotFound, naming the nearest id."""
        return _named("question", question_id, self._questions)


def open_bank(path: Path | None = None) -> TomlBank:
    """Loads the bank in that folder, by default the built-in one.

    Raises BankError, which lists every fault, where a file is no TOML, breaks the schema or has
    ids that are not unique or not its own. Thin or lopsided skills load; `faults` names them."""
    folder = BANK if path is None else path
    sources, unreadable = read_files(folder)
    try:
        files = [SkillFile.model_validate(source.data) for source in sources]
    except ValidationError:
        raise _error(folder) from None
    if unreadable or any(identity_faults(sources)):
        raise _error(folder)
    return TomlBank(files)


def stats(bank: Bank) -> Stats:
    """How many questions the bank has, in all and per skill."""
    counts = {skill.id: len(bank.questions(skill.id)) for skill in bank.skills()}
    return Stats(total=sum(counts.values()), skills=counts)


def rubric(points: Iterable[Point], model_answer: str) -> str:
    """A short hash of what an answer is held against; it changes exactly when that does."""
    held = [[[point.id, point.point, point.terms] for point in points], model_answer]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:12]


def _error(folder: Path) -> BankError:
    found = "\n".join(str(fault) for fault in faults(folder))
    return BankError(f"The bank cannot be loaded. Mend these and start again:\n{found}")


def _named(kind: str, wanted: str, known: Mapping[str, Found]) -> Found:
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, 1, 0.0)
    raise NotFound(f"No {kind} {wanted!r:.80}." + (f" The nearest is {near[0]}." if near else ""))


def _skill(file: SkillFile) -> Skill:
    return Skill(
        id=file.id,
        name=file.name,
        summary=file.summary,
        sections={section: getattr(file.guide, section) for section in GUIDE_SECTIONS},
        related=file.guide.related,
        roles=file.guide.roles,
    )


def _question(skill: str, entry: QuestionEntry) -> Question:
    points = tuple(Point(point.id, point.point, point.terms) for point in entry.strong_answer)
    return Question(
        id=entry.id,
        skill=skill,
        concept=entry.concept,
        tags=entry.tags,
        level=entry.level,
        difficulty=entry.difficulty,
        kind=entry.kind,
        guide_section=entry.guide_section,
        prompt=entry.prompt,
        rewordings=entry.rewordings,
        why_asked=entry.why_asked,
        hint=entry.hint,
        follow_ups=entry.follow_ups,
        model_answer=entry.model_answer,
        points=points,
        rubric=rubric(points, entry.model_answer),
    )
