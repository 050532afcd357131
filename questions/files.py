"""Reads the files of a bank, and says what is wrong with them as TOML."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from questions.lines import Path as KeyPath
from questions.lines import line_index, line_of

BANK = Path(__file__).parent / "bank"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and what to do. `line` counts from 1."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True)
class SkillSource:
    """One file as it was read; its data may break any rule of the schema."""

    path: Path
    text: str
    data: Mapping[str, Any]

    @cached_property
    def _index(self) -> Mapping[KeyPath, int]:
        return line_index(self.text)

    def fault(self, at: Sequence[str | int], text: str) -> Fault:
        """A fault of the key at that path, or of the nearest one around it."""
        return Fault(self.path, line_of(self._index, at), text)


def read_files(folder: Path) -> tuple[list[SkillSource], list[Fault]]:
    """The files that are TOML, by name, and the faults of those that are not."""
    sources: list[SkillSource] = []
    faults: list[Fault] = []
    paths = sorted(folder.glob("*.toml"))
    for path in paths:
        try:
            text = path.read_bytes().decode()
            sources.append(SkillSource(path, text, tomllib.loads(text)))
        except (OSError, ValueError) as error:
            faults.append(_unreadable(path, error))
    if not paths:
        faults.append(Fault(folder, 1, "No file <skill>.toml here. Name a folder that has some."))
    return sources, faults


def _unreadable(path: Path, error: OSError | ValueError) -> Fault:
    if isinstance(error, tomllib.TOMLDecodeError):
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        said = str(error)[: place.start()] if place else str(error)
        ends = path.read_text().count("\n") + 1
        line = int(place[1]) if place and place[1] else ends
        return Fault(path, line, f"Not TOML: {said}. The rest of the file was not checked.")
    if isinstance(error, UnicodeDecodeError):
        line = error.object.count(b"\n", 0, error.start) + 1
        return Fault(path, line, "Not UTF-8. Save the file as UTF-8.")
    return Fault(path, 1, f"Cannot be read ({type(error).__name__}). Check its permissions.")
