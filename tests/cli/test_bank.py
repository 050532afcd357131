"""`whetstone bank`: a broken one is shown fault by fault, with file and line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from questions.files import BANK

Whetstone = Callable[..., Result]


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank of one's own with three broken files of different kinds."""
    path = tmp_path / "bank"
    shutil.copytree(BANK, path)
    caching = (path / "caching.toml").read_text(encoding="utf-8")
    changed = caching.replace('level = "mid"', 'level = "guru"', 1)
    (path / "caching.toml").write_text(changed, encoding="utf-8")
    (path / "crewai.toml").write_text('id = "crewai"\n[broken\n', encoding="utf-8")
    (path / "llamaindex.toml").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("BANK_PATH", str(path))
    return path


def test_every_fault_is_listed_with_file_and_line(whetstone: Whetstone, bank: Path) -> None:
    checked = whetstone("bank", "check")
    assert checked.exit_code == 1
    lines = checked.stdout.splitlines()
    line = next(
        number
        for number, text in enumerate((bank / "caching.toml").read_text().splitlines(), 1)
        if 'level = "guru"' in text
    )
    assert any(f"caching.toml:{line}: " in text and "guru" in text for text in lines)
    assert any("crewai.toml:2: Not TOML" in text for text in lines)
    assert any("llamaindex.toml:1: Not UTF-8" in text for text in lines)


@pytest.mark.parametrize("words", ["bank stats", "track list", "practice", "run"])
def test_a_broken_bank_stops_what_needs_it(whetstone: Whetstone, bank: Path, words: str) -> None:
    result = whetstone(*words.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("The bank cannot be loaded. Mend these and start again:\n")
    assert "crewai.toml:2: Not TOML" in result.stderr


def test_the_bank_that_is_built_in_is_counted(whetstone: Whetstone) -> None:
    assert whetstone("bank", "check").stdout == "The bank has no faults.\n"
    counted = json.loads(whetstone("bank", "stats", "--json").stdout)
    assert set(counted) == {"total", "skills"}
    assert counted["total"] == sum(counted["skills"].values())
    assert set(counted["skills"]) == {path.stem for path in BANK.glob("*.toml")}
    assert min(counted["skills"].values()) >= 12
    shown = whetstone("bank", "stats").stdout.splitlines()
    assert shown[-1].split() == [str(counted["total"]), "in", "all"]
