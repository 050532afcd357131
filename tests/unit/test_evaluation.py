"""Figures by hand, data sets as people write them, and the report that comes of both."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bank import BANK

from adapters.keyword import KeywordCritic
from adapters.web.theme import css
from bot.critiques.critique import score
from bot.errors import CriticCutOff, CriticRefused, InvalidInput
from bot.evaluation import agreement, probes
from bot.evaluation.data import Marked, lines, question, read, sample, sentences
from bot.evaluation.page import page
from bot.evaluation.report import Material, Report, Row, report, table
from bot.evaluation.runs import Outcome, run
from bot.model import Finding, Judgement, Point, Question, Usage, Verdict
from bot.ports import FindingSeen

ASKED = question("q", "Why?", "All miss at once.", (Point("p1", "All miss at once", ()),))


def marked(mark: float, id_: str = "q", answer: str = "x") -> Marked:
    return Marked(replace(ASKED, id=id_), answer, mark)


def outcome(mark: float, given: float | None, id_: str = "q", *verdicts: Verdict) -> Outcome:
    return Outcome(
        marked(mark, id_),
        given,
        tuple(Finding(str(at), verdict) for at, verdict in enumerate(verdicts)),
    )


def test_agreement_by_hand() -> None:
    assert agreement.pearson([(0, 0.1), (0.5, 0.6), (1, 1.1)]) == pytest.approx(1)
    assert agreement.pearson([(0, 1), (1, 0)]) == pytest.approx(-1)
    # Levels (0, 0), (5, 5), (5, 0): 25 apart, and by chance 25 * (1 * 1 + 2 * 2) / 3.
    assert agreement.qwk([(0, 0), (1, 1), (1, 0)]) == pytest.approx(1 - 25 / (125 / 3))
    assert agreement.qwk([(0, 0.04), (1, 0.96)]) == 1


def test_a_figure_without_a_meaning_is_none() -> None:
    assert agreement.pearson([]) is None
    assert agreement.pearson([(1, 1), (1, 0.5)]) is None
    assert agreement.qwk([]) is None
    assert agreement.qwk([(1, 1)]) is None
    assert agreement.within([]) is None
    assert agreement.unusable([]) is None
    assert agreement.quotes([outcome(1, 1)]) is None
    assert agreement.same_verdicts([[outcome(1, 1)]]) is None
    assert agreement.percentile([], 95) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_kappa_and_r_stay_in_their_range(pairs: list[tuple[float, float]]) -> None:
    for value in (agreement.qwk(pairs), agreement.pearson(pairs)):
        assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9


def test_r_within_a_question_is_not_moved_by_how_hard_the_questions_are() -> None:
    easy = [outcome(1, 0.9, "easy"), outcome(0.9, 1.0, "easy")]
    hard = [outcome(0.1, 0.0, "hard"), outcome(0.0, 0.1, "hard")]
    assert agreement.within([*easy, *hard]) == pytest.approx(-1)
    pooled = agreement.pearson(agreement.pairs([*easy, *hard]))
    assert pooled is not None
    assert pooled > 0.9


def test_errors_are_by_the_band_that_people_gave() -> None:
    of = [outcome(0, 0.2), outcome(0.5, 0.9), outcome(0.5, 0.3), outcome(1, 1), outcome(1, None)]
    errors = [agreement.error(of, band) for band in agreement.BANDS]
    assert errors == pytest.approx([0.2, 0.3, 0.0])
    assert agreement.unusable(of) == 0.2


def test_levels_round_halves_up_and_the_grid_counts_them() -> None:
    assert [agreement.level(s) for s in (0, 0.09, 0.1, 0.5, 0.9, 1)] == [0, 0, 1, 3, 5, 5]
    counted = agreement.grid([(0, 0), (1, 1), (1, 0)])
    assert (counted[0][0], counted[5][5], counted[5][0]) == (1, 1, 1)
    assert sum(map(sum, counted)) == 3


def test_verdicts_of_runs_are_compared_point_by_point() -> None:
    met, missing = Verdict.MET, Verdict.MISSING
    first = [outcome(1, 1, "q", met, missing), outcome(1, None)]
    second = [outcome(1, 1, "q", met, met), outcome(1, 1, "q", met)]
    assert agreement.same_verdicts([first, second]) == 0.5


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert agreement.percentile([3, 1, 2, 4], 50) == 2
    assert agreement.percentile([3, 1, 2, 4], 95) == 4


def test_probes_compare_levels_and_means() -> None:
    plain = [outcome(1, 0.2), outcome(1, 0.4), outcome(1, None)]
    changed = [outcome(1, 0.4), outcome(1, 1.0), outcome(1, 1.0)]
    assert probes.steady(plain, changed) == 0.5
    assert probes.gain(plain, changed) == pytest.approx(0.4)
    assert probes.steady([], []) is None
    assert probes.gain([], []) is None
    assert probes.injected([marked(1)])[0].answer.startswith("x\n\nNote to the grader")
    assert len(probes.padded([marked(1)])[0].answer) > 200


def write(path: Path, *entries: object) -> Path:
    path.write_text("\n".join(json.dumps(entry) for entry in entries) + "\n\n", encoding="utf-8")
    return path


def test_json_lines_name_a_question_of_the_bank_or_bring_their_own(tmp_path: Path) -> None:
    own = {"question": "Why?", "rubric": ["All miss.", {"id": "b", "point": "One rebuilds."}]}
    path = write(
        tmp_path / "set.jsonl",
        {"question_id": "caching-hot-key-spike", "answer": "x", "human_score": 3, "out_of": 5},
        {**own, "answer": "y", "human_score": 0.25},
    )
    first, second = read(path, BANK)
    assert first.question == BANK.question("caching-hot-key-spike")
    assert first.mark == 0.6
    assert [p.id for p in second.question.points] == ["p1", "b"]
    assert second.question.model_answer == "All miss.\nOne rebuilds."
    assert (second.mark, second.band) == (0.25, "low")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"question": "Why?", "rubric": ["a"], "answer": "x"}, "human_score"),
        ({"question_id": "nope", "answer": "x", "human_score": 1}, "nope"),
        ({"question_id": "x", "answer": "secret", "human_score": 3}, "above out_of"),
        ({"answer": "secret", "human_score": 1}, "question and rubric"),
        ({"question_id": "x", "answer": "secret", "human_score": 1, "grade": 2}, "grade"),
        ("no object", "object"),
    ],
)
def test_a_wrong_line_is_named_without_its_answer(tmp_path: Path, entry: object, says: str) -> None:
    good = {"question_id": "caching-hot-key-spike", "answer": "x", "human_score": 1}
    with pytest.raises(InvalidInput, match=r"set\.jsonl:2") as caught:
        lines(write(tmp_path / "set.jsonl", good, entry), BANK)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_data_set_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no marked answers"):
        read(tmp_path, BANK)


SAF = """<?xml version='1.0' encoding='utf-8'?>
<question id="1" module="X"><questionText>Why?</questionText>
<referenceAnswers><referenceAnswer id="a">All readers miss at once
The database is busy; one should rebuild</referenceAnswer></referenceAnswers>
<studentAnswers>
<studentAnswer><response>No submission. </response><score>0</score></studentAnswer>
<studentAnswer><response> They all miss. </response><score>0.5</score></studentAnswer>
</studentAnswers></question>"""


def test_the_folder_of_saf_is_a_data_set_with_a_point_per_sentence(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "1.1_X.xml").write_text(SAF, encoding="utf-8")
    (only,) = read(tmp_path, BANK)
    assert (only.answer, only.mark, only.kind, only.band) == (
        "They all miss.", 0.5, "training", "middle",
    )  # fmt: skip
    assert only.question.id == "1.1_X"
    assert [p.point for p in only.question.points] == [
        "All readers miss at once", "The database is busy", "one should rebuild",
    ]  # fmt: skip


def test_a_broken_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "1.1_X.xml").write_text(SAF[:-20], encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(tmp_path, BANK)
    (tmp_path / "set.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(tmp_path / "set.jsonl", BANK)


def test_a_reference_of_one_word_is_one_point() -> None:
    assert [p.point for p in sentences("TCP")] == ["TCP"]


def test_a_sample_is_the_same_each_time_and_spread_over_questions_and_bands() -> None:
    every = [marked(m, i, f"{i}{m}{n}") for i in "abc" for m in (0, 0.5, 1) for n in range(20)]
    taken = sample(every, 18)
    assert taken == sample(list(reversed(every)), 18)
    assert {(t.question.id, t.band) for t in taken} == {(e.question.id, e.band) for e in every}
    assert sample(every, None) == sample(every, 999) == every


class Scripted:
    """A critic whose quotes are half right, and which fails as it is told to."""

    name = "scripted"

    def __init__(self, failing: Exception | None = None) -> None:
        self._failing = failing

    async def judge(
        self, question: Question, text: str, *, member: str = "", seen: FindingSeen | None = None
    ) -> Judgement:
        if self._failing and text == "bad":
            raise self._failing
        found = Finding("p1", Verdict.MET, "all readers miss at once")
        return Judgement("scripted", "ai", (found,), usage=Usage(cost=0.25))


def share(marked: Marked, findings: Sequence[Finding]) -> float:
    return score(findings) / 5


async def judged(critic: Scripted, *answers: str) -> list[Outcome]:
    return await run(critic, [marked(1, "q", a) for a in answers], share, lambda: None)


async def test_a_quote_that_is_not_there_scores_nothing_and_is_counted() -> None:
    outcomes = await judged(Scripted(), "then all readers miss at once", "something else")
    assert [o.score for o in outcomes] == [1.0, 0.0]
    assert agreement.quotes(outcomes) == 0.5


async def test_a_failure_is_unusable_and_a_refused_key_ends_the_run() -> None:
    outcomes = await judged(Scripted(CriticCutOff("cut")), "bad", "good")
    assert [o.score for o in outcomes] == [None, 0.0]
    with pytest.raises(ExceptionGroup) as caught:
        await judged(Scripted(CriticRefused("no key")), "bad", "good")
    assert caught.group_contains(CriticRefused)


async def made(**changes: object) -> Report:
    outcomes = await judged(Scripted(), "then all readers miss at once", "something else")
    return report("scripted", "two <b>lines</b>", Material([outcomes], **changes))  # type: ignore[arg-type]


async def test_the_report_puts_each_figure_beside_its_limit() -> None:
    rows = {row.id: row for row in (await made()).rows}
    assert (rows["quotes"].verdict, rows["quotes"].shown) == ("fail", "50 %")
    assert (rows["unusable"].verdict, rows["unusable"].limit) == ("pass", "≤ 1 %")
    assert (rows["same_verdicts"].verdict, rows["r"].verdict) == ("not recorded",) * 2
    assert (rows["cost"].shown, rows["cost_each"].shown) == ("$0.5000", "$0.2500")
    assert Row("a", "a", 0.76, least=0.76).verdict == "pass"


async def test_a_replay_has_no_times() -> None:
    rows = {row.id: row for row in (await made(timed=False)).rows}
    assert rows["p95"].verdict == "not recorded"


async def test_table_json_and_page_say_the_same() -> None:
    whole = await made()
    assert "quotes found" in table(whole)
    loaded = json.loads(json.dumps(whole.as_json()))
    assert {row["id"] for row in loaded["rows"]} == {row.id for row in whole.rows}
    shown = page(whole, css())
    assert 'class="fail"' in shown
    assert "two &lt;b&gt;" in shown
    assert "prefers-color-scheme: dark" in shown
    assert not any(
        outside in shown for outside in ("<script", "http:", "https:", "src=", "@import")
    )


def test_nothing_recorded_is_said_for_every_figure() -> None:
    nothing = report("openai/x", "saf", Material())
    assert {row.verdict for row in nothing.rows} == {"not recorded"}
    assert table(nothing).count("not recorded") == len(nothing.rows) + 1
    assert "not recorded" in page(nothing, css())


async def test_the_keyword_check_needs_no_usage_and_costs_nothing() -> None:
    outcomes = await run(KeywordCritic(), [marked(1, "q", "all miss at once")], share, lambda: None)
    assert report("keyword", "x", Material([outcomes])).rows[-4].value == 0
