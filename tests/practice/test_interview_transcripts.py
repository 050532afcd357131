"""One whole interview per mode, kept to be read: tests/practice/expected.

UPDATE_EXPECTED=1 writes the files anew; read them before they are kept."""

import os
from pathlib import Path

import pytest
from support.interviewing import Pressing, answers, interviews, posts, with_a_model
from support.team import Someone, Team, said

EXPECTED = Path(__file__).parent / "expected"
SCRIPT = (
    "A permission stayed in the cache for six hours after we took it away, for 40 people. I "
    "compared the cached entry with the database row, so the cache was proven to be the cause.",
    "We deleted the key after the commit instead of updating it, which costs one more miss.",
    "hint",
    "Since then an alert compares the age of what is served with the row, every minute.",
    "The shared cache keys on the URL without the cookie, so the first user's page goes to all.",
    "First stop caching that path, then purge the CDN.",
    "I don't know",
    "No answers with personal data go into the shared cache, and the key has the tenant in it.",
    "Label a sample by hand, because the threshold follows from those labels and not from taste.",
    "Tag each answer with its source, then drop all answers of a source when it changes.",
)


async def played(team: Team, mode: str, script: tuple[str, ...] = SCRIPT) -> str:
    """The whole interview as its member sees it."""
    ada = team.member("Ada")
    told = ["You: /mock caching senior 3 " + mode]
    told.append(_bot(said(await ada.runs(f"/mock caching senior 3 {mode}"))))
    await team.work()
    shown = 0
    for text in script:
        shown = _hear(ada, shown, told)
        if (await interviews(ada))[0].state.over:
            break
        told.append(f"You: {text}")
        await answers(ada, text)
    _hear(ada, shown, told)
    return "\n\n".join(told) + "\n"


def _hear(ada: Someone, shown: int, told: list[str]) -> int:
    sent = posts(ada)
    for post in sent[shown:]:
        labels = "".join(f" [{button.label}]" for button in post.message.buttons)
        told.append(_bot(post.message.text) + (f"\n   {labels}" if labels else ""))
    return len(sent)


def _bot(text: str) -> str:
    return "Whetstone: " + text.replace("\n", "\n    ")


@pytest.mark.parametrize("mode", ["study", "real"])
async def test_a_whole_interview_reads_as_it_should(team: Team, mode: str) -> None:
    if mode == "real":
        with_a_model(team, Pressing())
    told, file = await played(team, mode), EXPECTED / f"interview-{mode}.md"
    if os.environ.get("UPDATE_EXPECTED"):
        file.write_text(told, encoding="utf-8")
    assert "Scorecard" in told
    assert told == file.read_text(encoding="utf-8")
