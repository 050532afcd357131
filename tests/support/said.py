"""A sample of every message the bot can say."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from support.clock import MONDAY
from support.critics import Praising

from adapters.keyword import KeywordCritic
from bot import commands, critique
from bot import setup as setting_up
from bot.message import Form, Line, Message
from bot.model import Answer, AnswerState, Critique, Round, RoundKind, RoundState, Track
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
