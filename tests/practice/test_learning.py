"""Reviews of weak points, then and now, browsing, why this question."""

from dataclasses import replace

import pytest
from support.bank import BANK
from support.clock import MovableClock
from support.critics import Praising
from support.team import GOOD, PLATFORM, Someone, Team, buttons, form, said

from bot.context import Rules
from bot.errors import InvalidInput, NotFound
from bot.memory.cards import Grade
from bot.message import Message
from bot.model import Question, Skill
from bot.sending.fitting import every_button
from storage import open_store

KEY = ("caching", "cache-stampede")


class Changed:
    """The bank after a change of its questions."""

    def __init__(self, **changes: str) -> None:
        self._bank = BANK
        self.gone: set[str] = set()
        self.changes = changes

    def skills(self) -> list[Skill]:
        return list(self._bank.skills())

    def skill(self, skill_id: str) -> Skill:
        return self._bank.skill(skill_id)

    def questions(self, skill_id: str) -> list[Question]:
        kept = [q for q in self._bank.questions(skill_id) if q.id not in self.gone]
        return [replace(q, **self.changes) for q in kept]  # type: ignore[arg-type]

    def question(self, question_id: str) -> Question:
        return self._bank.question(question_id)


async def grades(team: Team, ada: Someone, skill: str = "caching") -> list[Grade]:
    """All of hers in that skill, oldest first."""
    async with team.store.reading() as tx:
        owner = await tx.teams.ensure(PLATFORM, team.name, team.name)
        member = await tx.members.find(owner.id, ada.person.member)
        assert member is not None
        cards = [c for c in await tx.cards.of_members([member.id]) if c.skill == skill]
        shown = [s for c in cards for s in await tx.cards.history(member.id, skill, c.concept)]
    return [each.grade for each in sorted(shown, key=lambda each: each.at)]


async def met(team: Team) -> Someone:
    """Ada, who answered one question, a day ago and more."""
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    await team.later(days=3)
    return ada


async def answers_review(team: Team, ada: Someone, text: str = GOOD) -> Message:
    reply = await ada.sends(form(await ada.runs("/practice review")), text=text)
    await team.later(seconds=1)
    assert isinstance(reply, Message)
    return reply


async def test_what_was_answered_comes_back_in_other_words_for_its_author_alone(
    team: Team,
) -> None:
    ada = await met(team)
    asked = (await team.ask()).posted.message.lines[1].text
    before = len(team.chat.posts)
    sheet = form(await ada.runs("/practice review"))
    assert sheet.title == "Caching, review 1 of 1"
    assert sheet.intro != asked
    first = team.bank.questions("caching")
    assert sheet.intro in {q.rewordings[0] for q in first}
    assert len(team.chat.posts) == before
    assert "Nothing to review yet" in said(await team.member("Bob").runs("/practice review"))


async def test_a_review_that_was_begun_is_gone_on_with_and_is_one_round(team: Team) -> None:
    ada = await met(team)
    first = form(await ada.runs("/practice review"))
    assert form(await ada.runs("/practice review")) == first
    assert form(await ada.presses("due")) == first


async def test_what_is_not_due_waits_and_its_day_is_named(team: Team) -> None:
    ada = await met(team)
    await answers_review(team, ada)
    text = said(await ada.runs("/practice review"))
    assert text.startswith("Nothing is due. Your next review comes on ")


async def test_a_day_that_is_due_begins_at_the_rollover_not_at_the_hour_of_the_answer(
    team: Team,
) -> None:
    await team.track(at="20:00")
    ada = team.member("Ada", "UTC")
    await ada.answers(await team.ask())
    await team.later(hours=7)
    assert "comes on Tue 3 Nov" in said(await ada.runs("/practice review"))
    await team.later(hours=1)
    assert form(await ada.runs("/practice review"))


async def test_a_day_has_so_many_reviews_at_most_and_says_how_many_wait(
    sqlite_url: str, clock: MovableClock
) -> None:
    store = await open_store(sqlite_url, clock=clock)
    team = Team(store, clock, rules=Rules(reviews_per_day=2))
    await team.track()
    ada = team.member("Ada")
    for _ in range(3):
        await ada.answers(await team.ask())
        await team.later(hours=21)
    await team.later(days=20)
    assert form(await ada.runs("/practice review")).title == "Caching, review 1 of 2"
    assert "due" in buttons(await answers_review(team, ada))
    assert "due" not in buttons(await answers_review(team, ada))
    text = said(await ada.runs("/practice review"))
    assert text == "That was today's 2 reviews. 1 more waits for tomorrow."
    await team.later(days=1)
    assert form(await ada.runs("/practice review"))
    await store.close()


async def test_two_reviews_restore_a_broken_streak(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    for _ in range(8):
        await ada.answers(await team.ask())
        await team.later(hours=20)
    for _ in range(4):  # three freezes are spent, the fourth day breaks it
        await team.ask()
        await team.later(hours=20, seconds=1)
    assert said(await ada.runs("/practice streak")).startswith("Streak 0 days, longest 8")
    await answers_review(team, ada)
    assert said(await ada.runs("/practice streak")).startswith("Streak 1 day, longest 8")
    await answers_review(team, ada)
    assert said(await ada.runs("/practice streak")).startswith("Streak 9 days")


async def test_then_and_now_stand_side_by_side_after_eight_weeks(team: Team) -> None:
    await team.track()
    ada, asked = team.member("Ada"), await team.ask()
    await ada.answers(asked)
    question = (await asked.round()).question.id

    async def again(text: str) -> Message:
        reply = await ada.sends(form(await ada.presses("try", question)), text=text)
        assert isinstance(reply, Message)
        return reply

    await team.later(days=55, hours=23)
    assert "then" not in buttons(await again("Jitter spreads the expiry."))
    await team.later(hours=2)
    number = buttons(await again("A lock lets one request recompute it."))["then"]
    text = said(await ada.presses("then", number))
    assert text.splitlines()[:4] == [
        "Then: Mon 2 Nov 2026",
        f"“{GOOD}”",
        "Now: Mon 28 Dec 2026",
        "“A lock lets one request recompute it.”",
    ]
    with pytest.raises(NotFound):
        await team.member("Bob").presses("then", number)


async def test_i_do_not_know_yet_brings_the_concept_back_the_next_day(team: Team) -> None:
    await team.track()
    ada, asked = team.member("Ada"), await team.ask()
    await ada.presses("dont_know", asked.id)
    assert await grades(team, ada) == [Grade.AGAIN]
    await team.later(days=1)
    unknown = (await asked.round()).question
    assert form(await ada.runs("/practice review")).intro == unknown.rewordings[0]


async def test_of_what_is_due_the_longest_waiting_comes_first(team: Team) -> None:
    await team.track()
    ada, first = team.member("Ada"), await team.ask()
    await ada.answers(first)
    await team.later(hours=21)
    await ada.presses("dont_know", (await team.ask()).id)
    await team.later(days=10)
    waited = (await first.round()).question
    assert form(await ada.runs("/practice review")).intro == waited.rewordings[0]


async def test_only_the_first_attempt_and_its_newest_revision_are_graded(team: Team) -> None:
    team = Team(team.store, team.clock, critic=Praising())
    await team.track()
    ada = team.member("Ada")
    asked = await team.ask()
    message = await ada.answers(asked)
    before = await grades(team, ada)
    await ada.presses("again", asked.id)
    await ada.answers(asked, "Another attempt, in which the lock is left out of it.")
    assert await grades(team, ada) == before
    await ada.deletes(asked, message)
    assert await grades(team, ada) == []
    assert "Nothing to review yet" in said(await ada.runs("/practice review"))


async def test_a_card_survives_a_restart_an_edit_and_the_removal_of_its_question(
    sqlite_url: str, clock: MovableClock
) -> None:
    store = await open_store(sqlite_url, clock=clock)
    ada = await met(Team(store, clock))
    history = await grades(ada.team, ada)
    await store.close()

    store, bank = (
        await open_store(sqlite_url, clock=clock),
        Changed(prompt="Reworded by its author."),
    )
    team = Team(store, clock, bank=bank)
    ada = team.member("Ada")
    assert await grades(team, ada) == history
    assert form(await ada.runs("/practice review")).intro == "Reworded by its author."
    await answers_review(team, ada)
    longer = await grades(team, ada)
    assert longer[: len(history)] == history
    assert len(longer) == 2

    bank.gone = {q.id for q in BANK.questions("caching")}
    await team.later(days=60)
    assert "Nothing to review yet" in said(await ada.runs("/practice review"))
    assert await grades(team, ada) == longer
    bank.gone = set()
    reply = await answers_review(team, ada)
    assert GOOD in said(await ada.presses("then", buttons(reply)["then"]))
    await store.close()


async def test_browsing_lists_by_level_and_opens_the_answer_after_an_attempt(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    listing = await ada.runs("/practice browse caching")
    assert isinstance(listing, Message)
    titles = [line.text for line in listing.lines if line.kind == "title"]
    assert titles == ["Caching: 14 questions", "Junior", "Mid", "Senior", "Staff"]
    assert {button.action for button in every_button(listing)} == {"try"}
    answers = [q.model_answer for q in team.bank.questions("caching")]
    assert not any(answer in listing.text for answer in answers)
    first = every_button(listing)[0]
    sheet = form(await ada.presses("try", first.value))
    number = sheet.id.partition(":")[2]
    await team.later(days=2)
    assert "opens after your attempt" in said(await ada.presses("model", number))
    sheet = form(await ada.presses("try", first.value))
    await ada.sends(sheet, text=GOOD)
    listing = await ada.runs("/practice browse caching")
    assert isinstance(listing, Message)
    [opened] = [button for button in every_button(listing) if button.action == "model"]
    model_answer = team.bank.question(first.value).model_answer
    assert model_answer in said(await ada.presses("model", opened.value))
    with pytest.raises(NotFound):
        await ada.presses("try", "no-such-question")


async def test_why_this_names_the_turn_and_the_difficulty(team: Team) -> None:
    await team.track(skills="caching, crewai")
    ada = team.member("Ada")
    with pytest.raises(InvalidInput, match="Nothing was asked"):
        await ada.runs("/practice why this")
    await team.ask()
    text = said(await ada.runs("/practice why this"))
    assert "It was Caching's turn. This track had not asked it before. It is medium" in text
    assert "too few answers are in to say what fits better." in text
