import pytest

from tests.benchmarks.figures import Figure, beside, percentiles, table


def test_a_percentile_is_the_median_over_the_rounds() -> None:
    rounds = [[float(n) for n in range(101)], [0.0] * 101, [1000.0] * 101]
    assert percentiles(rounds) == {"p50": 50.0, "p95": 95.0, "p99": 99.0}


def test_each_percentile_stands_beside_the_same_one_of_the_floor() -> None:
    found = beside("tick", "SQLite", [[6.0, 6.0]], "a bare select", [[2.0, 2.0]])
    assert [figure.name for figure in found] == ["SQLite, p50", "SQLite, p95", "SQLite, p99"]
    assert {figure.ratio for figure in found} == {3.0}


def test_the_table_has_a_row_for_each_figure_with_its_ratio() -> None:
    figure = Figure("jobs", "SQLite, throughput", 500, 1000, "a bare insert", "/s", True)
    assert figure.as_json()["ratio"] == pytest.approx(0.5)
    head, line, row = table([figure]).splitlines()
    assert len({len(head), len(line), len(row)}) == 1
    assert "| 500 /s   | 1,000 /s | 0.5   |" in row
