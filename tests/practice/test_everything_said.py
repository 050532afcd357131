"""Every message and every refusal, held against the mechanical rules of VOICE.md.

`pytest -s -k print_it_all` prints them, to be read as a tired member at 17:00."""

import ast
import datetime as dt
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from support.clock import MONDAY
from support.critics import Praising

import bot
from adapters.keyword import KeywordCritic
from bot import commands, critique, opinions
from bot import setup as setting_up
from bot.message import Form, Line, Message
from bot.model import Answer, AnswerState, Critique, Judgement, Round, RoundKind, RoundState, Track
from bot.records import Spending
from bot.streaks import Day, DayState, History, build
from bot.wording import critics, days, questions, reviews, roles, setup
from questions import open_bank

BANK = open_bank()
QUESTION = BANK.questions("caching")[0]
SKILL = BANK.skill("caching")
NOW, ZONE, TODAY = MONDAY, "Europe/Berlin", MONDAY.date()
TEXT = (
    "Every key expires at the same moment, so all requests miss at once. One request takes a "
    "lock and recomputes while the others serve the stale value, and jitter spreads the expiry."
)
ROUND = Round(
    id=1,
    team_id=1,
    track_id=1,
    member_id=None,
    kind=RoundKind.SCHEDULED,
    key="2026-11-02",
    local_date=TODAY,
    question=QUESTION,
    prompt=QUESTION.prompt,
    review="short",
    state=RoundState.OPEN,
    created_at=NOW,
    closes_at=NOW + dt.timedelta(hours=20),
)
ANSWER = Answer(1, 1, 1, 2, AnswerState.JUDGED, "thread", TEXT, 1, NOW, NOW)
TRACK = Track(1, 1, "practice", ("caching",), dt.time(9), ZONE)
MISSED = Day(TODAY, DayState.MISSED, "No answer, and no freeze was left.")
FROZEN = Day(TODAY, DayState.FROZEN, "No answer; a freeze kept the streak. Left: 1.")
EXCUSED = Day(TODAY, DayState.EXCUSED, "The first miss in the first week is excused.")
PUBLIC = (
    "questions.question",
    "reviews.short",
    "reviews.withdrawn",
    "roles.named",
    "roles.no_manager",
    "setup.skipped",
)
ROWS = [(1, "Ada", 3), (2, "Bob (you)", 1)]
LEDGERS = {
    "empty": build(History(as_of=TODAY, joined=TODAY)),
    "one": build(History(as_of=TODAY, joined=TODAY, answered={TODAY}, expected={TODAY: False})),
    "resting": build(
        History(
            as_of=TODAY + dt.timedelta(days=9),
            joined=TODAY,
            answered={TODAY},
            expected={TODAY + dt.timedelta(days=n): True for n in range(9)},
        )
    ),
}


async def judged(by: str, text: str = TEXT) -> Critique:
    critic = KeywordCritic() if by == "keyword" else Praising()
    return critique.verified(await critic.judge(QUESTION, text), ROUND, ANSWER, text, NOW)


def day_messages() -> Iterator[tuple[str, Message]]:
    for name, ledger in LEDGERS.items():
        yield f"days.streak {name}", days.streak(ledger)
        yield f"days.why {name}", days.why(ledger)
        yield f"days.home {name}", days.home([ROUND], {1}, ledger, days.board(ROWS))
    yield "days.home closed", days.home([], set(), LEDGERS["one"], days.board([]))
    yield "days.ended", days.ended(LEDGERS["resting"], MISSED, 41, "Thu 04:00")
    yield "days.ended, no track left", days.ended(LEDGERS["resting"], MISSED, 41, "")
    yield "days.kept_by frozen", days.kept_by(FROZEN)
    yield "days.kept_by excused", days.kept_by(EXCUSED)
    yield "days.resting", days.resting()
    yield "days.left", days.left()
    yield "days.leave", Message((), (days.leave(TRACK),))
    yield "days.away_set", days.away_set(TODAY, TODAY + dt.timedelta(days=3))
    yield "commands.help", commands.help_message()


def question_messages() -> Iterator[tuple[str, Message]]:
    for style in ("short", "full", "private"):
        posted = replace(ROUND, review=style)
        yield f"questions.question {style}", questions.question(posted, SKILL, ZONE, NOW)
    yield "questions.hint", questions.hint(ROUND)
    yield "questions.model_answer", questions.model_answer(ROUND)
    yield "questions.dont_know", questions.dont_know(ROUND, solo=False)
    yield "questions.dont_know solo", questions.dont_know(ROUND, solo=True)
    yield "questions.answer_first", questions.answer_first(ROUND)
    yield "questions.closing 0", questions.closing(ROUND, 0)
    yield "questions.closing 3", questions.closing(ROUND, 3)
    yield "questions.closed", questions.closed(ROUND, ZONE, NOW)
    yield "questions.closed, a form", questions.closed(ROUND, ZONE, NOW, unsent=TEXT)
    yield "questions.will_remind", questions.will_remind(NOW, ZONE, NOW)
    yield "questions.no_time_to_remind", questions.no_time_to_remind(ROUND, ZONE, NOW)
    yield "questions.answered_already", questions.answered_already()
    yield "questions.reminder", questions.reminder(ROUND, ZONE, NOW)
    yield "questions.nudge", questions.nudge(ROUND)


def review_messages(made: dict[str, Critique]) -> Iterator[tuple[str, Message]]:
    for name, each in made.items():
        yield f"reviews.short {name}", reviews.short("Ada", ROUND, ANSWER, each)
        yield f"reviews.full {name}", reviews.full(ROUND, ANSWER, each)
    yield "reviews.saved", reviews.saved(1)
    yield "reviews.no_points_kept", reviews.no_points_kept()
    yield "reviews.withdrawn", reviews.withdrawn()
    yield "reviews.enough", reviews.enough(3)
    yield "reviews.not_yet", reviews.not_yet()
    yield "reviews.none_here", reviews.none_here()
    yield "reviews.others none", reviews.others([])
    yield "reviews.others", reviews.others([("Ada", TEXT), ("Bob", "A lock.")])
    yield "reviews.others_after_yours", reviews.others_after_yours(over=False)
    yield "reviews.again", reviews.again(ROUND, revealed=False)
    yield "reviews.again revealed", reviews.again(ROUND, revealed=True)


def critic_messages(made: Critique) -> Iterator[tuple[str, Message]]:
    name = "openai/gpt-6-luna/v1"
    yield "critics.reading", critics.reading(ROUND, made.judgement.findings[:1])
    yield "critics.to_come", critics.to_come(NOW + dt.timedelta(days=1), ZONE, NOW)
    yield "critics.what_leaves", critics.what_leaves(name)
    yield "critics.keyword_chosen on", critics.keyword_chosen(on=True)
    yield "critics.keyword_chosen off", critics.keyword_chosen(on=False)
    yield "critics.flagged", critics.flagged("harassment")
    yield "critics.helpful_noted", critics.helpful_noted()
    yield "critics.dispute_noted", critics.dispute_noted(second_judge=True)
    yield "critics.dispute_noted alone", critics.dispute_noted(second_judge=False)
    yield "critics.second_opinion", critics.second_opinion(ROUND, ANSWER, made, made)
    yield "critics.outage", critics.outage(name, "no answer since 02:14")
    for models in (True, False):
        spending = Spending(calls=3, cost=0.002) if models else Spending()
        shown = critics.settings(name, keyword=False, models=models, spending=spending, budget=1)
        yield f"critics.settings {models}", shown


def setup_messages() -> Iterator[tuple[str, Message]]:
    told = setup.summary(TRACK, ["Caching"], "practice", setup.first_at(TRACK, "now", NOW))
    posted = questions.question(ROUND, SKILL, ZONE, NOW)
    asked = setup.request(1, "Bob", told)
    yield "setup.preview", setup.preview(1, told, posted, more=True)
    yield "setup.request", asked
    yield "setup.waiting", setup.waiting(asked)
    yield "setup.sent_to", setup.sent_to(told, ["Ada", "Grace"])
    yield "setup.sent_to nobody", setup.sent_to(told, [])
    yield "setup.started", setup.started(TRACK, told)
    yield "setup.refused", setup.refused()
    for yes in (True, False):
        yield f"setup.decided {yes}", setup.decided(started=yes)
        yield f"setup.came_of_it {yes}", setup.came_of_it("Ada", told, started=yes)
    yield "setup.skipped", setup.skipped("Tue 3 Nov", "offsite", "Wed 4 Nov, 09:00")
    yield "setup.skipped, no reason", setup.skipped("Tue 3 Nov", "", "Wed 4 Nov, 09:00")
    yield "setup.removed", setup.removed(TRACK)
    yield "setup.channel_closed", setup.channel_closed(TRACK, ["Caching"])
    yield "setup.welcome_back", setup.welcome_back([TRACK, replace(TRACK, id=2)])


def role_messages() -> Iterator[tuple[str, Message]]:
    yield "roles.named_manager", roles.named_manager("Ada", "Bob")
    yield "roles.no_manager", roles.no_manager("Ada", "Bob")
    yield "roles.you_manage", roles.you_manage("Ada")
    yield "roles.managers", roles.managers(["Ada", "Bob"])
    yield "roles.managers none", roles.managers([])
    for yes in (True, False):
        yield f"roles.changed {yes}", roles.changed("Bob", added=yes, channels=2)
        yield f"roles.unchanged {yes}", roles.unchanged("Bob", manages=yes)
        yield f"roles.privacy {yes}", roles.privacy("openai", keyword=yes)
    yield "roles.privacy, no model", roles.privacy("", keyword=False)
    yield "roles.way_on", Message(tuple(Line(roles.way_on(n)) for n in ([], ["Ada", "Bob"])))


def form_messages() -> Iterator[tuple[str, Message]]:
    forms: tuple[tuple[str, Form], ...] = (
        ("questions.answer_form", questions.answer_form(ROUND, SKILL)),
        ("questions.solo_form", questions.solo_form(ROUND, SKILL)),
        ("setup.form", setup.form(1, setting_up.START, [("caching", "Caching")])),
        ("setup.more_form", setup.more_form(1, setting_up.START)),
    )
    for name, sheet in forms:
        labels = [sheet.title, sheet.intro, sheet.submit]
        for field in sheet.fields:
            labels += [field.label, field.hint, *(label for _, label in field.options)]
        yield name, Message(tuple(Line(label) for label in labels if label))


async def everything() -> dict[str, Message]:
    made = {
        "keyword": await judged("keyword"),
        "keyword, nothing found": await judged("keyword", "I would restart the server."),
        "model": await judged("model"),
    }
    said = (
        *day_messages(),
        *question_messages(),
        *review_messages(made),
        *critic_messages(made["model"]),
        *setup_messages(),
        *role_messages(),
        *form_messages(),
    )
    return dict(said)


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
    for module in (critics, days, questions, reviews, roles, setup):
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
        if name.startswith(
            (
                "questions.question",
                "reviews.short",
                "reviews.withdrawn",
                "roles.named",
                "setup.skipped",
            )
        ):
            assert len(said[name].lines) <= 4, name
    assert len(said["questions.closing 3"].lines) <= 4


async def test_a_whole_review_has_at_most_120_words_of_the_bots_own() -> None:
    said = await everything()
    for name in said:
        if name.startswith("reviews."):
            assert len(bots_own(said[name]).split()) <= 120, name


async def test_buttons_are_short_and_each_leads_somewhere() -> None:
    known = {"answer", "hint", "remind", "dont_know", "model", "review", "again", "others"}
    known |= opinions.ACTIONS | setting_up.ACTIONS
    for name, message in (await everything()).items():
        for button in message.buttons:
            assert button.action in known | {"why", "solo", "leave"}, name
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
