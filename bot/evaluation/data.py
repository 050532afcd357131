"""Answers that people have marked: from JSON lines, or from SAF's folder of XML files."""

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.critiques.critique import content_words
from bot.errors import InvalidInput, NotFound
from bot.model import Point, Question
from bot.ports import Bank

# The folders of SebOchs/SAF (MIT), English part.
SPLITS = ("training", "unseen_answers", "unseen_questions")


@dataclass(frozen=True, slots=True)
class Marked:
    """One answer with the mark, 0 to 1, that people gave it. `kind`: what it is a sample of."""

    question: Question
    answer: str
    mark: float
    kind: str = ""

    @property
    def band(self) -> str:
        """'low' below a third, 'high' above two thirds, 'middle' between them."""
        return "low" if self.mark < 1 / 3 else "middle" if self.mark <= 2 / 3 else "high"


class _Point(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    point: str
    terms: tuple[tuple[str, ...], ...] = ()


class _Line(BaseModel):
    """One line of a data set. Either `question_id` (of the bank), or `question` and `rubric`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    question_id: str = ""
    question: str = ""
    rubric: list[str | _Point] = []
    reference: str = ""
    answer: str
    human_score: float = Field(ge=0)
    out_of: float = Field(default=1, gt=0)
    kind: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "_Line":
        if self.human_score > self.out_of:
            raise ValueError("human_score is above out_of")
        if not (self.question and self.rubric) and not self.question_id:
            raise ValueError("question and rubric are needed, or question_id of the bank")
        return self


def read(path: Path, bank: Bank) -> list[Marked]:
    """The marked answers of a file of JSON lines, or of SAF's folder.

    Raises InvalidInput, with file and line, where one cannot be read."""
    try:
        found = saf(path) if path.is_dir() else lines(path, bank)
    except (ET.ParseError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read ({type(error).__name__}).") from None
    if not found:
        raise InvalidInput(f"{path} holds no marked answers. Give JSON lines, or SAF's folder.")
    return found


def lines(path: Path, bank: Bank) -> list[Marked]:
    """A data set in JSON lines; docs/openai.md describes the fields. Raises InvalidInput."""
    marked = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            read = _Line.model_validate_json(line)
            question = _given(read) if read.question else bank.question(read.question_id)
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            says = f"{where}: {first['msg']}" if where else first["msg"]
            raise InvalidInput(f"{path.name}:{number}: {says}") from None
        except NotFound as error:
            raise InvalidInput(f"{path.name}:{number}: {error}") from None
        marked.append(Marked(question, read.answer, read.human_score / read.out_of, read.kind))
    return marked


def _given(line: _Line) -> Question:
    points = tuple(
        Point(f"p{at}", entry, ())
        if isinstance(entry, str)
        else Point(entry.id, entry.point, entry.terms)
        for at, entry in enumerate(line.rubric, start=1)
    )
    reference = line.reference or "\n".join(point.point for point in points)
    return question(line.question_id or _hash(line.question), line.question, reference, points)


def saf(folder: Path) -> list[Marked]:
    """SAF's English answers, its three parts pooled; none where the data is absent.

    Answers that are empty or say 'No submission' are left out, which leaves 2,049."""
    files = [path for split in SPLITS for path in sorted((folder / split).glob("*.xml"))]
    return list(chain.from_iterable(_saf_file(path) for path in files))


def _saf_file(path: Path) -> list[Marked]:
    """The answers of one file. The file's name is the question: SAF's ids are not unique."""
    root = ET.parse(path).getroot()
    prompt, reference = root.findtext("questionText", ""), root.findtext(".//referenceAnswer", "")
    asked = question(path.stem, prompt, reference, sentences(reference))
    marked = []
    for node in root.iter("studentAnswer"):
        answer = node.findtext("response", "").strip()
        if answer and answer.lower().rstrip(".") != "no submission":
            mark = float(node.findtext("score", ""))
            marked.append(Marked(asked, answer, mark, path.parent.name))
    return marked


def sentences(reference: str) -> tuple[Point, ...]:
    """Points without key terms: each sentence or line of the reference is one."""
    parts = [" ".join(s.split()) for s in re.split(r"[.;!?]\s|\n", reference)]
    lines = [part for part in parts if len(content_words(part)) > 1]
    return tuple(Point(f"p{at}", line, ()) for at, line in enumerate(lines or [reference], start=1))


def question(id_: str, prompt: str, reference: str, points: tuple[Point, ...]) -> Question:
    """A question that no bank holds, with what a critic needs of it."""
    return Question(
        id=id_, skill="", concept="", tags=(), level="mid", difficulty="medium", kind="concept",
        guide_section="", prompt=prompt, rewordings=(), why_asked="", hint="", follow_ups=(),
        model_answer=reference, points=points,
        rubric=_hash("\n".join((prompt, reference, *(point.point for point in points)))),
    )  # fmt: skip


def sample(marked: Sequence[Marked], limit: int | None) -> list[Marked]:
    """At most `limit` of them, the same ones each time, spread evenly over questions and bands.

    Rare bands so get more than their share, which is what the middle band's error needs."""
    if limit is None or limit >= len(marked):
        return list(marked)
    groups: dict[tuple[str, str], list[Marked]] = {}
    for one in sorted(marked, key=lambda m: _hash(m.question.id + m.answer)):
        groups.setdefault((one.question.id, one.band), []).append(one)
    turns = zip_longest(*(groups[key] for key in sorted(groups)))
    return [one for one in chain.from_iterable(turns) if one is not None][:limit]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
