"""A sample of every message about reviews of weak points, questions to try, and profiles."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from support.bank import BANK
from support.said_samples import (
    LONG,
    NAME,
    QUESTION,
    QUESTIONS,
    ROUND,
    SKILL,
    TEXT,
    TODAY,
    TRACK,
)

from bot.members.profiles import MOST_CLAIMS, Claim, Profile
from bot.memory.selection import Group, pick
from bot.message import Form, Message
from bot.wording import learning, profile

EMPTY = Profile(2)
AIMS = Profile(2, "Staff engineer, payments", "senior", ("caching", "rate-limiting"))
CLAIMS = [Claim(1, 2, "Cut p99 of the checkout from 900 to 120 ms"), Claim(2, 2, LONG)]


def learning_messages() -> Iterator[tuple[str, Message]]:
    yield "learning.why_this", learning.why_this(ROUND)
    for name, why in reasons():
        yield f"learning.why_this {name}", learning.why_this(replace(ROUND, reason=why))
    yield "learning.nothing_learned_yet", learning.nothing_learned_yet()
    yield "learning.nothing_due", learning.nothing_due(TODAY + dt.timedelta(days=3))
    for done, waiting in ((1, 0), (1, 1), (5, 12)):
        told = learning.enough_today(done, waiting)
        yield f"learning.enough_today {done} {waiting}", told
    then = (TODAY - dt.timedelta(days=90), "A lock, I think.")
    yield "learning.then_and_now", learning.then_and_now(then, (TODAY, TEXT))
    gone = learning.then_and_now((then[0], ""), (TODAY, TEXT))
    yield "learning.then_and_now, the text is gone", gone
    buttons = (learning.next_review(), learning.then_button(ROUND))
    yield "learning.next_review", Message((), buttons)
    yield "learning.no_earlier_answer", learning.no_earlier_answer()
    yield "learning.browse", learning.browse(SKILL, QUESTIONS, {QUESTION.id: 1})
    yield "learning.browse one", learning.browse(SKILL, QUESTIONS[:1], {})
    for unseen in (5, 1, 0):
        yield f"learning.few_left {unseen}", learning.few_left(TRACK, [SKILL.name], unseen)
    yield "learning.skill_added", learning.skill_added(TRACK, SKILL)
    yield "learning.every_skill_in", learning.every_skill_in(TRACK)
    yield "learning.repeats_set", learning.repeats_set(replace(TRACK, repeat_weeks=8))


def reasons() -> Iterator[tuple[str, str]]:
    """Why a question was picked: new ones, with and without answers before it, and an old one."""
    questions = [q for skill in ("caching", "rate-limiting") for q in BANK.questions(skill)]
    asked = [(q.id, TODAY - dt.timedelta(days=n)) for n, q in enumerate(questions, 1)]
    hard = [each for each in asked if BANK.question(each[0]).difficulty != "hard"]
    for name, before, share in (
        ("first", [], None),
        ("by answers", asked[:4], 0.8),
        ("none is easy", hard, 0.2),
        ("all were asked", asked, 0.5),
    ):
        chosen = pick(questions, before, TRACK, group=Group(share=share), on=TODAY)
        assert chosen is not None
        yield name, learning.reason(chosen, BANK.skill(chosen.question.skill))


def profile_messages() -> Iterator[tuple[str, Message]]:
    yield "profile.page empty", profile.page(EMPTY, [], [])
    yield "profile.page", profile.page(AIMS, ["Caching", "Rate limiting"], CLAIMS)
    yield (
        "profile.page, one skill",
        profile.page(replace(EMPTY, skills=("caching",)), ["Caching"], []),
    )
    for added, full in ((0, False), (1, False), (MOST_CLAIMS, True), (0, True)):
        told = profile.taken(added, full=full)
        yield f"profile.taken {added} {full}", Message((told,))
        whole = profile.page(AIMS, ["Caching"], CLAIMS)
        yield f"profile.from_file {added} {full}", profile.from_file("cv.pdf", told, whole)
    yield "profile.being_read", Message((profile.being_read(),))
    for why in (
        profile.DAMAGED,
        profile.LOCKED,
        profile.SCANNED,
        profile.TOO_LONG,
        profile.TOO_HEAVY,
        profile.NO_TEXT,
        profile.TOO_LARGE,
        profile.OUT_OF_REACH,
    ):
        yield f"profile.not_read {why}", profile.not_read(f"{NAME}.pdf", why)
    yield "profile.cleared", profile.cleared()


def learning_forms() -> Iterator[tuple[str, Form]]:
    yield "learning.review_form", learning.review_form(ROUND, SKILL.name, 1, 5)
    others = [skill for skill in BANK.skills() if skill.id not in TRACK.skills]
    yield "learning.skill_form", learning.skill_form(TRACK, others)
    yield "profile.aims_form", profile.aims_form(AIMS, list(BANK.skills()))
    yield "profile.aims_form empty", profile.aims_form(EMPTY, list(BANK.skills()))
    for provider in ("", "openai"):
        yield f"profile.claims_form {provider}".rstrip(), profile.claims_form(provider)
