"""Lines of keys, held against the text itself."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from questions.files import BANK
from questions.lines import line_index, line_of

ODD = '''
# a = 1
top = 'it''s' # [x]
"quoted key".inner = { a = [1, 2], b = "}" }
text = """
[not.a.table]
key = "no" \\""" still
"""
raw = \'\'\'
[[nor.this]]\'\'\'\'
list = [ # one
  "a, b",
  [ "c]", 1.5 ],

  { x = 1 },
  2026-11-22,
]
[a.'b.c']
deep = [["x"], [
  "y",
]]
[[row]]
id = 1
[row.part]
n = 1
[[row]]
id = 2
[[row.cell]]
v = 1
[[row.cell]]
v = """"quoted""""
'''.replace("'it''s'", '"it\'s"')


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 3),
        (("quoted key", "inner"), 4),
        (("quoted key", "inner", "a", 1), 4),
        (("text",), 5),
        (("raw",), 9),
        (("list",), 11),
        (("list", 0), 12),
        (("list", 1), 13),
        (("list", 1, 1), 13),
        (("list", 2, "x"), 15),
        (("list", 3), 16),
        (("a", "b.c", "deep", 1, 0), 20),
        (("row", 0), 22),
        (("row", 0, "part", "n"), 25),
        (("row", 1, "id"), 27),
        (("row", 1, "cell", 1, "v"), 31),
        (("row", 1, "cell", 1, "none"), 30),
        (("nowhere",), 1),
    ],
)
def test_odd_but_valid_text_is_understood(path: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(ODD)
    assert line_of(line_index(ODD), path) == line


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, str]]:
    """Every string of parsed data with its path."""
    if isinstance(data, str):
        yield path, data
    if isinstance(data, dict | list):
        for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(inner, (*path, key))


@pytest.mark.parametrize("path", sorted(BANK.glob("*.toml")), ids=lambda path: path.stem)
def test_every_string_of_the_bank_stands_where_the_index_says(path: Path) -> None:
    text = path.read_text()
    index, lines = line_index(text), text.splitlines()
    found = list(leaves(tomllib.loads(text)))
    assert len(found) > 500
    for where, value in found:
        at = index[where] - 1
        here = "\n".join(lines[at : at + 2]).replace('\\"', '"').replace("\\\\", "\\")
        assert value.splitlines()[0] in here, (where, at + 1)
