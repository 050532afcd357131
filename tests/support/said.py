"""A sample of every message the bot can say."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from support.critics import Praising
from support.said_days import board_messages, day_messages, digest_messages
from support.said_interviews import interview_forms, interview_messages
from support.said_learning import learning_forms, learning_messages, profile_messages
from support.said_managers import manager_messages
from support.said_samples import ANSWER, NOW, QUESTION, ROUND, SKILL, TEXT, ZONE
from support.said_scorecards import history_messages, scorecard_messages
from support.said_team import role_messages, setup_messages

from adapters.keyword import KeywordCritic
from bot.critiques import critique
from bot.hearing import Heard
from bot.interviews.model import Held
from bot.members.settings import MemberSettings
from bot.message import Attachment, Form, Line, Message
from bot.model import Critique
from bot.records import Spending
from bot.team import setup as setting_up
from bot.wording import (
    critics,
    direct,
    privacy,
    questions,
    reviews,
    setup,
)
from bot.wording.basics import say

GERMAN = "Wenn der Eintrag abläuft, fragen alle die Datenbank und sie wird nicht fertig."
PART = "One request takes a lock and recomputes while the others serve the stale value."

PUBLIC = (
    "questions.question",
    "reviews.short",
    "reviews.withdrawn",
    "roles.named",
    "roles.no_manager",
    "roles.no_role",
    "setup.skipped",
    "privacy.retention_changed",
    "streaks.milestone_in_thread",
)


async def judged(by: str, text: str = TEXT) -> Critique:
    critic = KeywordCritic() if by == "keyword" else Praising()
    return critique.verified(await critic.judge(QUESTION, text), ROUND, ANSWER, text, NOW)


def question_messages() -> Iterator[tuple[str, Message]]:
    for style in ("short", "full", "private"):
        posted = replace(ROUND, review=style)
        yield f"questions.question {style}", questions.question(posted, SKILL, ZONE, NOW)
    yield "questions.head", Message((questions.head(ROUND, SKILL),))
    yield from unheard_messages()
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


def unheard_messages() -> Iterator[tuple[str, Message]]:
    """What names the way to answer, where plain replies do not reach us."""
    for heard in (Heard(replies=False), Heard(replies=False, directs=False)):
        name = f"unheard {heard.directs}"
        yield f"questions.question {name}", questions.question(ROUND, SKILL, ZONE, NOW, heard)
        yield f"questions.dont_know {name}", questions.dont_know(ROUND, heard, solo=False)
        for revealed in (False, True):
            told = reviews.again(ROUND, heard, revealed=revealed)
            yield f"reviews.again {name} {revealed}", told


def direct_messages() -> Iterator[tuple[str, Message]]:
    held = Held(1, 1, "message:d:1", 1, TEXT, NOW)
    about = direct.asked(SKILL.name, "practice")
    for revealed in (False, True):
        answer = replace(ANSWER, readers="me", after_reveal=revealed)
        yield f"direct.taken {revealed}", direct.taken(answer, about, dt.timedelta(minutes=10))
    one = direct.Other(1, about, ROUND.prompt)
    own = direct.Other(2, direct.own(SKILL.name), "What waits on the lock?")
    far = direct.Other(3, direct.asked(SKILL.name, "practice", "acme"), "What waits on the lock?")
    for number in (0, 2):
        for others in ([one], [one, own, far], []):
            if number or others:
                name = f"direct.which {number} {len(others)}"
                yield name, direct.which(held, number, others, paused=bool(number))
    yield "direct.no_more", direct.no_more()
    yield "direct.gone", direct.gone()


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
        by = name if models else "keyword-3"
        shown = critics.settings(by, keyword=False, models=models, spending=spending, budget=1)
        yield f"critics.settings {models}", shown


def privacy_messages() -> Iterator[tuple[str, Message]]:
    chosen = MemberSettings(1)
    other = MemberSettings(1, hidden=True, shares_scores=True, named=True)
    yield "privacy.page", privacy.page(privacy.Page(chosen, "", keyword=False, days=0))
    for yes in (True, False):
        shown = privacy.Page(other, "openai", keyword=yes, days=90)
        yield f"privacy.page {yes}", privacy.page(shown)
    yield "privacy.looks", privacy.looks([("Mon 09:00", "Ada", "in chat, 12 weeks")], 90)
    yield "privacy.looks none", privacy.looks([], 90)
    yield "privacy.exported", privacy.exported(Attachment("a.json", "application/json", "{}"))
    yield "privacy.deleted", privacy.deleted()
    yield "privacy.removed", privacy.removed()
    yield "privacy.delete_answer", privacy.delete_answer(ANSWER)
    yield "privacy.answer_deleted", privacy.answer_deleted()
    yield "privacy.text_gone", privacy.text_gone(2, 5)
    yield "privacy.private_answer", Message((privacy.private_answer(ANSWER),))
    for days_ in (0, 90):
        yield f"privacy.retention {days_}", privacy.retention(days_)
        yield f"privacy.retention_set {days_}", privacy.retention_set(days_, told=True)
        yield f"privacy.retention_changed {days_}", privacy.retention_changed("Ada", days_)


def privacy_refusals() -> Iterator[tuple[str, Message]]:
    yield "privacy.not_deleted", say(privacy.not_deleted("remove"))
    yield "privacy.not_deleted nothing", say(privacy.not_deleted(""))
    yield "privacy.no_such_time", say(privacy.no_such_time("2 weeks", 7, 3650))


def forms() -> tuple[tuple[str, Form], ...]:
    return (
        ("questions.answer_form", questions.answer_form(ROUND, SKILL.name)),
        ("questions.solo_form", questions.solo_form(ROUND, SKILL.name)),
        ("setup.form", setup.form(1, setting_up.START, [("caching", "Caching")])),
        ("setup.more_form", setup.more_form(1, setting_up.START)),
        ("privacy.delete_form", privacy.delete_form()),
        *interview_forms(),
        *learning_forms(),
    )


def form_messages() -> Iterator[tuple[str, Message]]:
    for name, sheet in forms():
        labels = [sheet.title, sheet.intro, sheet.submit]
        for field in sheet.fields:
            labels += [field.label, field.hint, *(label for _, label in field.options)]
        yield name, Message(tuple(Line(label) for label in labels if label))


async def everything() -> dict[str, Message]:
    made = {
        "keyword": await judged("keyword"),
        "keyword, nothing found": await judged("keyword", "I would restart the server."),
        "keyword, unread": await judged("keyword", GERMAN),
        "keyword, unread but for its terms": await judged("keyword", f"{GERMAN} {PART}"),
        "model": await judged("model"),
    }
    said = (
        *day_messages(),
        *board_messages(),
        *digest_messages(),
        *interview_messages(),
        *scorecard_messages(),
        *history_messages(),
        *learning_messages(),
        *profile_messages(),
        *manager_messages(),
        *question_messages(),
        *direct_messages(),
        *review_messages(made),
        *critic_messages(made["model"]),
        *setup_messages(),
        *role_messages(),
        *privacy_messages(),
        *privacy_refusals(),
        *form_messages(),
    )
    return dict(said)
