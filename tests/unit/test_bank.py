"""The bank in memory, from the real files."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import BankError, NotFound
from bot.model import LEVELS
from questions.files import BANK
from questions.loader import TomlBank, open_bank, rubric, stats

SKILLS = {
    "ai-guardrails",
    "anthropic-api",
    "caching",
    "crewai",
    "google-gemini-api",
    "high-availability",
    "llamaindex",
    "openai-api",
    "rate-limiting",
}


@pytest.fixture(scope="module")
def bank() -> TomlBank:
    return open_bank()


def test_the_built_in_bank_has_its_nine_skills_by_id(bank: TomlBank) -> None:
    ids = [skill.id for skill in bank.skills()]
    assert set(ids) >= SKILLS
    assert ids == sorted(ids)


def test_a_skill_comes_with_its_guide(bank: TomlBank) -> None:
    skill = bank.skill("caching")
    assert skill.name == "Caching"
    assert next(iter(skill.sections)) == "what"
    assert "stampede" in skill.sections["core_concepts"].casefold()


def test_every_question_is_found_by_its_id_and_is_complete(bank: TomlBank) -> None:
    for skill in bank.skills():
        for question in bank.questions(skill.id):
            assert bank.question(question.id) is question
            assert question.skill == skill.id
            assert question.level in LEVELS
            assert question.guide_section in skill.sections
            assert question.prompt == question.prompt.strip()
            assert 3 <= len(question.points) <= 6
            assert len(question.follow_ups) == 2


def test_stats_count_all_and_per_skill(bank: TomlBank) -> None:
    counted = stats(bank)
    assert counted["total"] == sum(counted["skills"].values())
    assert counted["skills"]["caching"] == len(bank.questions("caching"))


def test_an_unknown_id_is_told_the_nearest_one(bank: TomlBank) -> None:
    with pytest.raises(NotFound, match=r"^No skill 'cashing'\. The nearest is caching\.$"):
        bank.skill("cashing")
    with pytest.raises(NotFound, match="nearest is caching"):
        bank.questions("cachin")
    known = bank.questions("caching")[0].id
    with pytest.raises(NotFound, match=f"nearest is {known}"):
        bank.question(known + "x")


def test_the_rubric_changes_exactly_with_what_an_answer_is_held_against(bank: TomlBank) -> None:
    question = bank.questions("caching")[0]
    points = question.points
    assert question.rubric == rubric(points, question.model_answer)
    reworded = (replace(points[0], point=points[0].point + " Always."), *points[1:])
    retermed = (replace(points[0], terms=(("another",),)), *points[1:])
    others = {
        rubric(reworded, question.model_answer),
        rubric(retermed, question.model_answer),
        rubric(points, question.model_answer + " More."),
        rubric(points[1:], question.model_answer),
    }
    assert len(others) == 4
    assert question.rubric not in others


def test_rubrics_differ_between_all_questions(bank: TomlBank) -> None:
    rubrics = [q.rubric for skill in bank.skills() for q in bank.questions(skill.id)]
    assert len(set(rubrics)) == len(rubrics)


def test_a_bank_of_ones_own_may_be_small(tmp_path: Path) -> None:
    text = (BANK / "caching.toml").read_text()
    parts = text.split("[[question]]")
    (tmp_path / "caching.toml").write_text("[[question]]".join(parts[:3]))
    assert stats(open_bank(tmp_path)) == {"total": 2, "skills": {"caching": 2}}


def test_a_broken_bank_is_refused_with_every_fault_of_every_file(tmp_path: Path) -> None:
    shutil.copytree(BANK, tmp_path, dirs_exist_ok=True)
    (tmp_path / "caching.toml").write_text('id = "caching"\nname =\n')
    crewai = tmp_path / "crewai.toml"
    crewai.write_text(crewai.read_text().replace('level = "junior"', 'level = "guru"'))
    with pytest.raises(BankError) as raised:
        open_bank(tmp_path)
    text = str(raised.value)
    assert f"{tmp_path}/caching.toml:2: Not TOML" in text
    guru = crewai.read_text().count('"guru"')
    assert guru > 1
    assert text.count("level is 'guru'. Use 'junior', 'mid', 'senior' or 'staff'.") == guru


@pytest.mark.parametrize("missing", [True, False])
def test_a_folder_without_files_is_refused(tmp_path: Path, missing: bool) -> None:
    folder = tmp_path / "none" if missing else tmp_path
    with pytest.raises(BankError, match="No file <skill>"):
        open_bank(folder)
