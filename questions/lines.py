"""Which line of a TOML text holds a key: tomllib does not say. Made for text that it accepts."""

import re
from collections.abc import Iterator, Mapping, Sequence

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\[\[|\]\]|[\[\]{},=\n]"
    r"|[^\s\[\]{},=\#\"']+",
    re.DOTALL,
)
_NAME = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|([\w-]+)')


def line_index(text: str) -> Mapping[Path, int]:
    """Line numbers, from 1, of tables, keys and array elements by path.

    A path is as in the parsed data: ('question', 3, 'strong_answer', 0, 'terms', 1)."""
    index: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    tokens = _Tokens(text)
    for token, line in tokens:
        if token in ("[", "[["):
            names = _names(tokens.until("]", "]]"))
            table = _table(names, counts, array=token == "[[")
            if token == "[[":
                index.setdefault(table[:-1], line)
            index[table] = line
        elif token != "\n":
            key = (*table, *_names([token, *tokens.until("=")]))
            index[key] = line
            _value(tokens, key, index)
    return index


def line_of(index: Mapping[Path, int], path: Sequence[str | int]) -> int:
    """The line of `path`, or of the nearest thing around it that has one."""
    return next(
        index[tuple(path[:end])] for end in range(len(path), -1, -1) if tuple(path[:end]) in index
    )


class _Tokens:
    """Tokens without comments, each with its line."""

    def __init__(self, text: str) -> None:
        self._found = self._read(text)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return self._found

    def until(self, *ends: str) -> list[str]:
        taken: list[str] = []
        for token, _ in self._found:
            if token in ends:
                break
            taken.append(token)
        return taken

    @staticmethod
    def _read(text: str) -> Iterator[tuple[str, int]]:
        line, seen = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", seen, match.start())
            seen = match.start()
            if not match.group().startswith("#"):
                yield match.group(), line


def _names(tokens: Sequence[str]) -> Path:
    """The parts of a dotted key."""
    return tuple("".join(parts) for parts in _NAME.findall("".join(tokens)))


def _table(names: Path, counts: dict[Path, int], *, array: bool) -> Path:
    """The path of a header: names that stand for array tables are followed by the newest index."""
    path: Path = ()
    for at, name in enumerate(names):
        path = (*path, name)
        if array and at == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _value(tokens: _Tokens, key: Path, index: dict[Path, int]) -> None:
    """Reads one value to the end of its line, noting where the elements of arrays begin."""
    arrays: list[int] = []  # the position in each open array; inline tables count as -1
    for token, line in tokens:
        if token == "\n":
            if not arrays:
                return
        elif token == ",":
            if arrays[-1] >= 0:
                arrays[-1] += 1
        elif token in ("]", "}", "]]"):
            del arrays[-len(token) :]
        elif token in ("[", "[[", "{"):
            for opened in token:
                _note(index, key, arrays, line)
                arrays.append(-1 if opened == "{" else 0)
        else:
            _note(index, key, arrays, line)


def _note(index: dict[Path, int], key: Path, arrays: Sequence[int], line: int) -> None:
    if -1 not in arrays:
        index.setdefault((*key, *arrays), line)
