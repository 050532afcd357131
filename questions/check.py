"""Checks a bank: every fault of every file, with its line.

`identity_faults` and the schema stop a bank from loading. The house rules below them say what
makes a good bank; a bank of one's own loads without them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from questions.files import BANK, Fault, SkillSource, read_files
from questions.schema import QuestionEntry
from questions.schema_faults import named, schema_faults

FEWEST = 12  # questions per skill
SPREAD = ("level", "difficulty", "kind")


def faults(path: Path = BANK) -> list[Fault]:
    """Every fault of the bank in that folder, by file and line; none means that all is well."""
    sources, found = read_files(path)
    for source in sources:
        found.extend(schema_faults(source))
        found.extend(_house_faults(source))
    found.extend(identity_faults(sources))
    found.extend(_unknown_related(sources))
    return sorted(set(found), key=lambda fault: (fault.file, fault.line, fault.text))


def identity_faults(sources: Sequence[SkillSource]) -> Iterator[Fault]:
    """Ids that stored rounds could not rely on: not unique, or not where they say they are."""
    first: dict[str, SkillSource] = {}
    for source in sources:
        skill = source.data.get("id")
        if isinstance(skill, str) and skill != source.path.stem:
            text = f"The file is {source.path.name}, its id is {skill}. Make them the same."
            yield source.fault(("id",), text)
        for at, question in enumerate(_tables(source.data, "question")):
            own_id, path = _text(question, "id"), ("question", at, "id")
            if isinstance(skill, str) and own_id and not own_id.startswith(f"{skill}-"):
                yield source.fault(path, f"{own_id} does not start with {skill}-. Put that first.")
            if own_id in first:
                text = f"{own_id} is in {first[own_id].path.name} already. Choose another id."
                yield source.fault(path, text)
            elif own_id:
                first[own_id] = source


def _unknown_related(sources: Sequence[SkillSource]) -> Iterator[Fault]:
    known = {source.path.stem for source in sources}
    for source in sources:
        guide = source.data.get("guide")
        related = _list(guide, "related") if isinstance(guide, dict) else []
        for at, skill in enumerate(related):
            if skill not in known:
                text = f"related names {skill}, which has no file. Add {skill}.toml or remove it."
                yield source.fault(("guide", "related", at), text)


def _house_faults(source: SkillSource) -> Iterator[Fault]:
    questions = _tables(source.data, "question")
    if len(questions) < FEWEST:
        text = f"{len(questions)} of at least {FEWEST} questions. Add {FEWEST - len(questions)}."
        yield source.fault((), text)
    for key in SPREAD:
        used = {_text(question, key) for question in questions}
        allowed = get_args(QuestionEntry.model_fields[key].annotation)
        if unused := [value for value in allowed if value not in used]:
            yield source.fault((), f"No question of {key} {', '.join(unused)}. Add one of each.")
    for at, question in enumerate(questions):
        yield from _question_faults(source, question, ("question", at))


def _question_faults(
    source: SkillSource, question: dict[str, Any], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    prompt = _plain(_text(question, "prompt"))
    wordings = Counter([prompt])
    for at, rewording in enumerate(_list(question, "rewordings")):
        wordings[_plain(str(rewording))] += 1
        if wordings[_plain(str(rewording))] > 1:
            text = named(source.data, path) + "A rewording repeats another wording. Vary it."
            yield source.fault((*path, "rewordings", at), text)
    ids = Counter[str]()
    for at, point in enumerate(_tables(question, "strong_answer")):
        here = (*path, "strong_answer", at)
        if own_id := _text(point, "id"):
            ids[own_id] += 1
        if ids[own_id] > 1:
            text = f"{named(source.data, path)}Point {own_id} is there twice. Rename one."
            yield source.fault((*here, "id"), text)
        for number, idea in enumerate(_list(point, "terms")):
            if isinstance(idea, list) and idea and all(_stands_in(prompt, term) for term in idea):
                text = "The prompt gives away every wording of an idea. Add wordings of an answer."
                where = (*here, "terms", number)
                yield source.fault(where, named(source.data, where) + text)


def _stands_in(prompt: str, term: Any) -> bool:
    return isinstance(term, str) and bool(
        re.search(rf"(?<!\w){re.escape(_plain(term))}(?!\w)", prompt)
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


# The data may break the schema, so nothing about it is taken for granted.
def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _list(table: dict[str, Any], key: str) -> list[Any]:
    value = table.get(key)
    return value if isinstance(value, list) else []


def _tables(table: Any, key: str) -> list[dict[str, Any]]:
    return [entry if isinstance(entry, dict) else {} for entry in _list(table, key)]
