"""`whetstone practice`: any answer gets a clear word, from a pipe and by hand."""

import os
import sqlite3
import subprocess
import sys

import pytest
from cli.shell import WHETSTONE, Shell

ANSWER = (
    "All requests miss at the same moment and the database is hammered; let one request take a "
    "lock and recompute while the others serve the stale value, with jitter on the TTL."
)
REVIEWED = "Keyword check (no AI reviewer available). I found wording for"
NOT_COUNTED = "I haven't counted that as an answer"


def practise(shell: Shell, text: str) -> subprocess.CompletedProcess[str]:
    return shell("practice", "--skill", "caching", stdin=text)


def texts(shell: Shell) -> list[str]:
    with sqlite3.connect(shell.database_url.removeprefix("sqlite:///")) as connection:
        found = [text for (text,) in connection.execute("SELECT text FROM answers")]
    connection.close()
    return found


def test_an_answer_from_a_pipe_is_reviewed_and_keeps_the_day(shell: Shell) -> None:
    result = practise(shell, ANSWER)
    assert (result.returncode, result.stderr) == (0, "")
    assert REVIEWED in result.stdout
    assert "Streak 1 day, longest 1, 1 in all." in result.stdout
    assert texts(shell) == [ANSWER]
    second = practise(shell, ANSWER)
    assert "Streak 1 day, longest 1, 1 in all." in second.stdout
    assert second.stdout.splitlines()[2:4] != result.stdout.splitlines()[2:4]


def test_a_skill_that_is_not_there_is_named(shell: Shell) -> None:
    result = shell("practice", "--skill", "chaching", stdin=ANSWER)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Not set: chaching is no skill of this bank. Did you mean caching?\n"


def test_an_empty_answer_is_not_sent(shell: Shell) -> None:
    result = practise(shell, " \n\n")
    assert result.returncode == 1
    assert result.stderr == "Not sent: the answer is empty. One sentence is enough.\n"
    assert texts(shell) == []


@pytest.mark.parametrize("text", ["🎉🎉", "\u200b\u200b\u2060"], ids=["emoji", "zero-width"])
def test_what_says_nothing_is_not_counted_and_costs_no_day(shell: Shell, text: str) -> None:
    result = practise(shell, text)
    assert (result.returncode, result.stderr) == (0, "")
    assert NOT_COUNTED in result.stdout
    assert texts(shell) == []


def test_40_000_characters_are_stored_whole_and_reviewed(shell: Shell) -> None:
    text = (ANSWER * 300)[:40_000]
    result = practise(shell, text)
    assert (result.returncode, result.stderr) == (0, "")
    assert REVIEWED in result.stdout
    assert texts(shell) == [text.strip()]


def test_an_answer_that_was_read_in_part_says_so(shell: Shell) -> None:
    assert "8,000" in practise(shell, (ANSWER * 50)).stdout


@pytest.mark.parametrize(
    "text",
    [
        "נעילה אחת: one request takes a lock and recomputes the value, השאר מקבלים ערך ישן",
        "one\u200b \u202ereq\u200buest\u202c recom\u200bputes the value",
    ],
    ids=["right to left", "zero-width"],
)
def test_right_to_left_and_zero_width_text_is_reviewed(shell: Shell, text: str) -> None:
    result = practise(shell, text)
    assert (result.returncode, result.stderr) == (0, "")
    assert REVIEWED in result.stdout
    assert texts(shell) == [text]


def test_a_terminal_that_cannot_spell_it_gets_what_it_can(shell: Shell) -> None:
    words = ("practice", "--skill", "caching")
    result = shell(*words, stdin=f"café: {ANSWER}", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    assert REVIEWED in result.stdout


def test_bytes_that_are_no_text_end_no_command(shell: Shell) -> None:
    made = subprocess.run(
        [WHETSTONE, "practice", "--skill", "caching"],
        cwd=shell.folder,
        env=shell.environment(PYTHONIOENCODING="utf-8"),
        input=b"\xff\xfe caf\xe9 " + ANSWER.encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (made.returncode, made.stderr) == (0, b"")
    assert REVIEWED.encode() in made.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
@pytest.mark.parametrize("end", ["\n", "\x04"], ids=["an empty line", "Ctrl+D"])
def test_by_hand_an_answer_has_lines_and_an_end(shell: Shell, end: str) -> None:
    import pty

    mine, theirs = pty.openpty()
    process = subprocess.Popen(
        [WHETSTONE, "practice", "--skill", "caching"],
        cwd=shell.folder,
        env=shell.environment(),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    os.write(mine, f"one request recomputes\nthe others get the stale value\n{end}".encode())
    output, errors = process.communicate(timeout=60)
    os.close(mine)
    assert (process.returncode, errors) == (0, "")
    assert REVIEWED in output
    assert texts(shell) == ["one request recomputes\nthe others get the stale value"]
