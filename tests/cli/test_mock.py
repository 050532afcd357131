"""`whetstone mock`: an interview in the terminal, from a pipe, and killed between its turns."""

import asyncio
import sqlite3
from pathlib import Path

from cli.conftest import Whetstone
from cli.shell import Shell
from support.openai_server import KEY, OpenAIServer
from support.waiting import until

START = ("mock", "--skill", "caching", "--level", "senior", "--length", "3", "--mode", "real")
LAST = "It stays open: whetstone mock goes on with it."


def turns(shell: Shell) -> list[tuple[str, str]]:
    """(kind, text) of all that was said."""
    with sqlite3.connect(shell.database_url.removeprefix("sqlite:///")) as connection:
        found = connection.execute("SELECT kind, text FROM interview_turns ORDER BY id").fetchall()
    connection.close()
    return found


def answers(shell: Shell) -> list[str]:
    return [text for kind, text in turns(shell) if kind == "answer"]


def test_a_whole_interview_from_a_pipe_ends_with_its_scorecard(shell: Shell) -> None:
    said = [f"I measured {n} ms, so I would shorten the lease." for n in range(9)]
    result = shell(*START, stdin="\n\n".join(said))
    assert (result.returncode, result.stderr) == (0, "")
    assert "Caching, senior, real mode: 3 questions." in result.stdout
    assert "Question 3 of 3" in result.stdout
    assert "\nScorecard\n" in result.stdout
    assert "No AI reviewer reads it" in result.stdout
    assert answers(shell) == said


def test_the_end_of_a_pipe_leaves_it_open_and_the_words_work(shell: Shell) -> None:
    assert LAST in shell(*START, stdin="A lock with a lease.").stdout
    asked = ("mock", "--skill", "rate-limiting")  # the one that is open goes on, and says so
    on = shell(*asked, stdin="hint\n\nskip\n\nok thanks\n\nPause now.\n").stdout
    assert "Caching, senior, real mode. It goes on at question 1 of 3." in on
    assert "Hint: " in on
    assert "Question 2 of 3" in on
    assert "haven't counted" in on
    assert "Paused. It stays open" in on
    ended = shell("mock", stdin="end\n").stdout
    assert "It goes on at question 2 of 3." in ended
    assert "\nScorecard\n" in ended


async def test_what_leaves_is_said_before_the_first_question(shell: Shell) -> None:
    async with OpenAIServer() as server:
        key = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
        result = await asyncio.to_thread(shell, *START, stdin="A lock.\n", **key)
    told = " ".join(result.stdout.split())
    assert told.index("Your answers are reviewed by") < told.index("Question 1 of 3")


def test_nothing_said_has_no_scorecard_and_words_may_be_typed_as_elsewhere(shell: Shell) -> None:
    told = shell(*START, stdin="Hint\n\n/mock end\n").stdout
    assert "Hint: " in told
    assert "there is no scorecard" in told
    assert "haven't counted" not in told


def test_the_claims_of_a_file_are_rehearsed(whetstone: Whetstone, tmp_path: Path) -> None:
    resume = tmp_path / "resume.md"
    resume.write_text("- Cut the p99 latency of search from 900 ms to 120 ms\n")
    said = "I replaced the query with a cache.\n\nI would measure the load first.\n\nend\n"
    told = whetstone("mock", "--claims", str(resume), stdin=said).stdout
    assert told.index("Kept: the claims found") < told.index("Question 1 of 1")
    assert "You wrote: “Cut the p99 latency of search from 900 ms to 120 ms”" in told
    assert "\nSupported in part\n" in told
    resume.write_bytes(b"\0\1")
    assert "resume.md was not read" in whetstone("mock", "--claims", str(resume)).stderr
    resume.write_text("Hello\n")
    assert "900 ms to 120 ms" in whetstone("mock", "--claims", str(resume), stdin="end\n").stdout


def test_past_interviews_are_listed_and_printed_as_files(whetstone: Whetstone) -> None:
    assert "There is no interview of yours yet." in whetstone("mock", "--history").stdout
    whetstone(*START, stdin="A lock with a lease of two seconds.\n\nend\n")
    listed = whetstone("mock", "--history").stdout
    assert "Your interviews\n  - 1: " in listed
    assert "Caching, senior, real mode: wording for" in listed
    printed = whetstone("mock", "--export", "1")
    assert (printed.exit_code, printed.stderr) == (0, "")
    assert printed.stdout.startswith("# Mock interview: Caching, senior, real mode\n")
    assert "> A lock with a lease of two seconds." in printed.stdout
    assert printed.stdout.endswith("\n")
    assert "## Scorecard" in printed.stdout
    for number in ("7", "0", "-1"):
        missing = whetstone("mock", "--export", number)
        assert (missing.exit_code, missing.stdout) == (1, "")


def test_a_wrong_word_is_named(shell: Shell) -> None:
    result = shell("mock", "--skill", "chaching", "--length", "3")
    assert result.returncode == 1
    assert "Did you mean caching?" in result.stderr


async def test_kill_9_between_any_two_turns_loses_nothing(shell: Shell) -> None:
    said = [f"Answer {n}: a lock with a short lease." for n in range(9)]
    for number, text in enumerate(said, start=1):
        process = shell.start(*START)
        assert process.stdin is not None
        process.stdin.write(f"{text}\n\n")
        process.stdin.flush()
        if number < len(said):  # the next turn may be made by then, or not
            await until(lambda: answers(shell) == said[:number], 60)  # noqa: B023
            process.kill()
            process.communicate()
        else:
            output, _ = process.communicate()
            assert "\nScorecard\n" in output
    assert answers(shell) == said
    kinds = [kind for kind, _ in turns(shell) if kind != "answer"]
    assert kinds == ["question", "follow_up", "follow_up"] * 3
