"""Every fault of a bank is named with its file and line."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from questions.check import faults
from questions.files import BANK, Fault

DOCS = Path(__file__).parents[2] / "docs" / "bank.md"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    shutil.copytree(BANK, tmp_path, dirs_exist_ok=True)
    return tmp_path


def change(path: Path, pattern: str, new: str) -> int:
    """Puts `new` in place of the pattern's first find; returns the line where it began."""
    text = path.read_text()
    found = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    assert found, pattern
    path.write_text(text[: found.start()] + new + text[found.end() :])
    return text.count("\n", 0, found.start()) + 1


def only(path: Path) -> Fault:
    [fault] = faults(path)
    return fault


def test_the_built_in_bank_has_no_fault() -> None:
    assert [str(fault) for fault in faults()] == []


@pytest.mark.parametrize(
    ("pattern", "new", "text"),
    [
        (r'^level = "mid"', 'level = "guru"', r"question caching-.*: level is 'guru'\. Use 'jun"),
        (r'^hint = "[^\n]*"', 'hint = "Think."', r"hint has 6 characters\. Write 8 or more"),
        (r'^name = "[^\n]*"', f'name = "{"x" * 41}"', r"name has 41 characters\. Cut it to 40"),
        (r"^hint =", "hnit =", r"hnit is no key here\. Write hint\.|hint is missing\. Add it\."),
        (r"^tags = \[[^\n]*\]", "tags = []", r"tags has 0 entries\. Give 1 or more"),
        (r"^follow_ups = \[", 'follow_ups = ["What else is there?",', r"has 3 entries\. Keep 2"),
        (r'^concept = "[^\n]*"', 'concept = "Hot Key"', r"is 'Hot Key'\. Use a to z"),
        (r"^checked_on = [^\n]*", 'checked_on = "soon"', r"checked_on cannot be used: "),
        (r"^related = \[", 'related = ["redis", ', r"names redis, which has no file"),
    ],
)
def test_a_fault_is_found_on_its_line(bank: Path, pattern: str, new: str, text: str) -> None:
    line = change(bank / "caching.toml", pattern, new)
    found = faults(bank)
    assert all(fault.file == bank / "caching.toml" for fault in found)
    assert all(re.search(text, fault.text) for fault in found), found
    assert line in [fault.line for fault in found]


def test_a_syntax_fault_has_the_line_that_the_reader_gives(bank: Path) -> None:
    line = change(bank / "caching.toml", r'^level = "mid"', "level = mid")
    fault = next(f for f in faults(bank) if f.file.name == "caching.toml")
    assert fault.line == line
    assert re.search(r"^Not TOML: .*\. The rest of the file was not checked\.$", fault.text)


def test_a_string_that_never_ends_is_placed_at_the_end_of_its_file(bank: Path) -> None:
    path = bank / "caching.toml"
    path.write_text(path.read_text() + '\nmore = """\nno end\n')
    fault = next(f for f in faults(bank) if f.file == path)
    assert fault.line == path.read_text().count("\n") + 1


def test_a_file_in_another_encoding_is_told_so(bank: Path) -> None:
    (bank / "caching.toml").write_bytes('id = "caching"\nname = "Käse"\n'.encode("latin-1"))
    fault = next(f for f in faults(bank) if f.file.name == "caching.toml")
    assert (fault.line, fault.text) == (2, "Not UTF-8. Save the file as UTF-8.")


def test_a_question_id_is_unique_across_files(bank: Path) -> None:
    taken = tomllib.loads((bank / "caching.toml").read_text())["question"][0]["id"]
    path = bank / "crewai.toml"
    line = change(path, r'^id = "crewai-[^\n]*"', f'id = "{taken}"')
    texts = {(f.line, f.text) for f in faults(bank)}
    assert texts == {
        (line, f"{taken} does not start with crewai-. Put that first."),
        (line, f"{taken} is in caching.toml already. Choose another id."),
    }


def test_a_file_is_named_after_its_skill(bank: Path) -> None:
    (bank / "crewai.toml").rename(bank / "crew.toml")
    fault = next(f for f in faults(bank) if f.file.name == "crew.toml" and f.line == 1)
    assert fault.text == "The file is crew.toml, its id is crewai. Make them the same."


def test_a_skill_needs_twelve_questions_of_every_sort(bank: Path) -> None:
    path = bank / "caching.toml"
    parts = path.read_text().split("[[question]]")
    path.write_text("[[question]]".join(parts[:2]).replace('level = "junior"', 'level = "mid"'))
    texts = [fault.text for fault in faults(bank)]
    assert "1 of at least 12 questions. Add 11." in texts
    assert "No question of level junior, senior, staff. Add one of each." in texts
    assert sum(text.startswith("No question of") for text in texts) == 3


def test_point_ids_are_unique_within_a_question(bank: Path) -> None:
    path = bank / "caching.toml"
    question = tomllib.loads(path.read_text())["question"][0]
    first, second = (point["id"] for point in question["strong_answer"][:2])
    line = change(path, rf'^id = "{second}"', f'id = "{first}"')
    fault = only(bank)
    assert fault.line == line
    assert fault.text == f"question {question['id']}: Point {first} is there twice. Rename one."


def test_an_idea_that_the_prompt_gives_away_is_a_fault_only_in_all_its_wordings(
    bank: Path,
) -> None:
    path = bank / "caching.toml"
    prompt = tomllib.loads(path.read_text())["question"][0]["prompt"].split()
    given = [prompt[1].strip(",.?"), f"{prompt[3]} {prompt[4]}".strip(",.?").upper()]
    line = change(path, r"^terms = \[", f'terms = [["{given[0]}", "{given[1]}"], ')
    fault = only(bank)
    assert fault.line == line
    assert "gives away every wording" in fault.text
    change(path, re.escape(f'"{given[1]}"'), '"something else"')
    assert faults(bank) == []


def test_a_rewording_says_it_in_other_words(bank: Path) -> None:
    path = bank / "caching.toml"
    prompt = tomllib.loads(path.read_text())["question"][0]["prompt"].strip()
    line = change(path, r"^rewordings = \[", f"rewordings = [\n'''  {prompt.upper()}''',")
    fault = only(bank)
    assert fault.line == line + 1
    assert fault.text.endswith("A rewording repeats another wording. Vary it.")


def test_faults_of_all_sorts_and_files_are_listed_at_once(bank: Path) -> None:
    (bank / "caching.toml").write_text("id =")
    change(bank / "crewai.toml", r"^hint = [^\n]*\n", "")
    change(bank / "openai-api.toml", r'^id = "openai-api-', 'id = "other-')
    names = {fault.file.name for fault in faults(bank)}
    assert {"caching.toml", "crewai.toml", "openai-api.toml"} <= names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "question = 3",
        "question = [1, 2]",
        'id = 7\nguide = "x"\n[[question]]\nid = []\nstrong_answer = {}\nrewordings = [1]',
        '[[question]]\nid = "x"\n[[question.strong_answer]]\nterms = [[], "a", [1]]\nid = 3',
        "[question]\nx = 1",
    ],
)
def test_data_of_any_shape_is_judged_without_a_crash(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.toml").write_text(text)
    assert faults(tmp_path)


def test_the_example_of_the_documentation_has_every_key_right(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert block
    text = block[1].replace("…", "A sentence of some length, to stand for more. " * 2)
    (tmp_path / "caching.toml").write_text(text)
    texts = [f.text for f in faults(tmp_path) if "No question of" not in f.text]
    assert texts == [
        "1 of at least 12 questions. Add 11.",
        "related names rate-limiting, which has no file. Add rate-limiting.toml or remove it.",
        "question caching-hot-key: strong_answer has 1 entry. Give 3 or more.",
    ]
