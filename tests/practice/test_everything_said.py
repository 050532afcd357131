"""Every message, and every sentence in the code, held against the mechanical rules of VOICE.md.

`.venv/bin/python -m tests.support.read_aloud` prints them: read it as a tired member at 17:00."""

import importlib
import inspect
import pkgutil
import re
from types import ModuleType

from support.said import PUBLIC, everything
from support.said_in_code import sentences
from support.said_samples import QUESTIONS
from support.team import Team

import bot.wording
from bot.message import Form, Line, Message
from bot.model import Judgement
from bot.sending.fitting import every_button
from bot.wording import basics


def wordings() -> list[ModuleType]:
    """All but the one whose pieces have no words of their own."""
    names = (found.name for found in pkgutil.iter_modules(bot.wording.__path__))
    modules = [importlib.import_module(f"bot.wording.{name}") for name in names]
    return [module for module in modules if module is not basics]


def functions(module: ModuleType) -> set[str]:
    """Those that give a message, a form or a line."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for name, each in inspect.getmembers(module, inspect.isfunction)
        if each.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.signature(each).return_annotation in (Message, Form, Line)
    }


def bots_own(message: Message) -> str:
    """What the bot says itself: no quotes of members, nothing of the bank."""
    theirs = {p.point for question in QUESTIONS for p in question.points}
    for question in QUESTIONS:
        theirs |= {question.model_answer, question.prompt, question.hint, question.why_asked}
    text = "\n".join(line.text for line in message.lines if line.kind != "quote")
    for each in sorted(theirs, key=len, reverse=True):
        text = text.replace(each, "…")
    return "\n".join([text, *(button.label for button in message.buttons)])


async def test_every_wording_is_among_the_samples() -> None:
    sampled = {name.split(" ")[0].rstrip(",") for name in await everything()}
    for module in wordings():
        assert functions(module) <= sampled


async def test_no_message_breaks_the_rules_of_the_voice() -> None:
    said = {name: bots_own(message) for name, message in (await everything()).items()}
    for name, text in (*said.items(), *sentences()):
        assert "!" not in text, name
        for word in ("oops", "soon", "shortly", "in a moment", "great", "amazing", "sorry"):
            assert not re.search(rf"\b{word}\b", text.lower()), (name, word)
        assert "don't lose" not in text.lower(), name
        for line in text.splitlines():
            assert line == line.strip(), (name, line)
            assert "  " not in line, (name, line)
            assert not re.search(r"\s[.,;:]|\.\.$|\{|\}", line), (name, line)
            assert not re.search(r"\bNone\b(?! (?:of|yet)\b)", line), (name, line)


async def test_no_message_shows_an_id_of_ours() -> None:
    for name, message in (await everything()).items():
        assert not re.search(r"[a-z]_[a-z]|\b[a-z]+:\d+\b", bots_own(message)), name


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
