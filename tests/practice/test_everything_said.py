"""Every message and every refusal, held against the mechanical rules of VOICE.md.

`pytest -s -k print_it_all` prints them, to be read as a tired member at 17:00."""

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest
from support.said import PUBLIC, everything
from support.said_samples import ROUND
from support.team import Team

import bot
from bot.message import Form, Message
from bot.model import Judgement
from bot.sending.fitting import every_button
from bot.wording import (
    boards,
    critics,
    days,
    digest,
    direct,
    privacy,
    questions,
    reviews,
    roles,
    setup,
)


def refusals() -> dict[str, str]:
    """The texts in `raise …Error("…")` and constants of the core, with … for what is put in."""
    found = {}
    for path in sorted(Path(inspect.getfile(bot)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            text = ""
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                text = _literal(node.exc.args[0])
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                text = " ".join(_literal(arg) for arg in node.args)
            if " " in text:
                found[f"{path.name}:{node.lineno}"] = text
    return found


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(part) for part in node.values)
    return "…" if isinstance(node, ast.FormattedValue) else ""


def functions(module: ModuleType) -> set[str]:
    """Those that give a whole message or form."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for name, each in inspect.getmembers(module, inspect.isfunction)
        if each.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.signature(each).return_annotation in (Message, Form)
    }


def bots_own(message: Message) -> str:
    """What the bot says itself: no quotes of members, nothing of the bank."""
    question = ROUND.question
    theirs = {question.model_answer, ROUND.prompt, question.hint, question.why_asked}
    text = "\n".join(line.text for line in message.lines if line.kind != "quote")
    for each in sorted(theirs | {p.point for p in question.points}, key=len, reverse=True):
        text = text.replace(each, "…")
    return "\n".join([text, *(button.label for button in message.buttons)])


async def test_every_wording_is_among_the_samples() -> None:
    sampled = {name.split(" ")[0].rstrip(",") for name in await everything()}
    modules = (boards, critics, days, digest, direct, privacy, questions, reviews, roles, setup)
    for module in modules:
        assert functions(module) <= sampled


async def test_no_message_breaks_the_rules_of_the_voice() -> None:
    said = {name: bots_own(message) for name, message in (await everything()).items()}
    for name, text in (said | refusals()).items():
        assert "!" not in text, name
        for word in ("oops", "soon", "shortly", "in a moment", "great", "amazing", "sorry"):
            assert not re.search(rf"\b{word}\b", text.lower()), (name, word)
        assert "don't lose" not in text.lower(), name
        for line in text.splitlines():
            assert line == line.strip(), (name, line)
            assert "  " not in line, (name, line)
            assert not re.search(r"\s[.,;:]|\.\.$|None\b|\{|\}", line), (name, line)


async def test_public_messages_have_four_lines_at_most_but_for_the_closing() -> None:
    said = await everything()
    for name in said:
        if name.startswith(PUBLIC):
            assert len(said[name].lines) <= 4, name
    assert len(said["questions.closing 3"].lines) <= 4


async def test_a_whole_review_has_at_most_120_words_of_the_bots_own() -> None:
    said = await everything()
    for name in said:
        if name.startswith("reviews."):
            assert len(bots_own(said[name]).split()) <= 120, name


async def test_buttons_are_short_and_each_leads_somewhere(team: Team) -> None:
    known = team.practice.routing.features.presses.keys()
    for name, message in (await everything()).items():
        for button in every_button(message):
            assert button.action in known, name
            assert 0 < len(button.label) <= 40, name


async def test_the_keyword_check_says_what_it_cannot_tell() -> None:
    for name, message in (await everything()).items():
        if name.startswith(("reviews.short keyword", "reviews.full keyword")):
            assert "cannot tell right from wrong" in message.text, name
            assert "no AI reviewer available" in message.text, name


def test_a_judgement_is_never_of_a_person() -> None:
    assert not {"tone", "confidence_of_member", "emotion"} & set(Judgement.__dataclass_fields__)


@pytest.mark.skipif("not config.getoption('capture') == 'no'", reason="for reading, with -s")
async def test_print_it_all() -> None:
    for name, message in (await everything()).items():
        labels = " ".join(f"[{button.label}]" for button in message.buttons)
        print(f"--- {name}\n{message.text}\n{labels}\n")  # noqa: T201
    for name, text in refusals().items():
        print(f"--- {name}: {text}")  # noqa: T201
