"""The keyword check reads English only: other answers count as given, and are not graded."""

from support.interviewing import answers, begun, posts
from support.team import GOOD, PLATFORM, Someone, Team, form, said

from bot.memory.cards import Card
from bot.message import Message

GERMAN = "Wenn der Eintrag abläuft, fragen alle die Datenbank und sie wird damit nicht fertig."
UNREAD = "reads English only, so it could not judge this answer"


async def cards(team: Team, ada: Someone) -> list[Card]:
    async with team.store.reading() as tx:
        owner = await tx.teams.ensure(PLATFORM, team.name, team.name)
        member = await tx.members.find(owner.id, ada.person.member)
        assert member is not None
        return list(await tx.cards.of_members([member.id]))


async def test_such_an_answer_keeps_its_day_and_no_card_is_graded(team: Team) -> None:
    await team.track()
    ada, asked = team.member("Ada"), await team.ask()
    await ada.answers(asked, GERMAN)
    assert UNREAD in team.chat.posts[-1].message.text
    review = said(await ada.presses("review", asked.id))
    assert UNREAD in review
    assert "Nothing is graded" in review
    assert "No wording found" not in review
    assert await cards(team, ada) == []
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))


async def test_an_edit_into_another_language_takes_the_grade_back_and_into_english_gives_one(
    team: Team,
) -> None:
    await team.track()
    ada, asked = team.member("Ada"), await team.ask()
    message = await ada.answers(asked)
    assert len(await cards(team, ada)) == 1
    for text, graded in ((GERMAN, 0), (GOOD + " Really.", 1)):
        await team.later(seconds=5)
        await ada.says(asked, text, message=message)
        await team.later(seconds=25)
        assert len(await cards(team, ada)) == graded


async def test_an_interview_goes_on_and_its_scorecard_says_what_was_not_judged(team: Team) -> None:
    ada = await begun(team, "/mock caching senior 3 study")
    await answers(ada, GERMAN)
    assert UNREAD in "\n".join(post.message.text for post in posts(ada))
    await ada.runs("/mock end")
    await team.work()
    card = posts(ada)[-1].message
    assert "answered, not judged: the keyword check reads English only." in card.text
    assert "Work on" not in card.text
    assert "depth" not in card.text
    assert not any(button.action == "try" for button in card.buttons)
    assert await cards(team, ada) == []
    history = await ada.runs("/mock history")
    assert isinstance(history, Message)
    assert "study mode: not judged" in history.text


async def test_a_claim_is_not_called_unsupported_for_its_language(team: Team) -> None:
    ada = team.member("Ada")
    asked = form(await ada.presses("profile_claims"))
    await ada.sends(asked, text="- Cut p99 from 900 ms to 120 ms", agree="yes")
    await ada.runs("/mock claims real")
    await team.work()
    await answers(ada, GERMAN)
    await ada.runs("/mock end")
    await team.work()
    card = posts(ada)[-1].message.text
    assert "Not judged" in card
    assert "Not supported" not in card
