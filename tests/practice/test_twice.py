"""Everything may come twice, and at once, with one effect."""

import asyncio

from support.team import GOOD, Team, form, said, until_taken

from bot.errors import NotFound


async def test_a_redelivered_reply_changes_nothing(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    for _ in range(3):
        await ada.says(asked, GOOD, message="m")
        assert ada.took
    await team.later(seconds=25)
    await ada.says(asked, GOOD, message="m")
    await team.later(seconds=25)
    assert [a.text for a in await team.answers(asked)] == [GOOD]
    assert [p.edits for p in asked.thread] == [0]


async def test_a_redelivered_edit_and_an_older_one_change_nothing(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    first = team.clock.now()
    await ada.says(asked, "a lock", message="m")
    await team.later(seconds=1)
    await ada.says(asked, GOOD, message="m")
    await ada.says(asked, GOOD, message="m")
    await ada.says(asked, "a lock", message="m", sent_at=first)
    assert [(a.text, a.revision) for a in await team.answers(asked)] == [(GOOD, 2)]


async def test_a_redelivered_deletion_and_a_late_original_change_nothing(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    await team.later(minutes=11)
    message = await ada.says(asked, GOOD, mention=True)
    for _ in range(2):
        assert await ada.deletes(asked, message)
        await ada.says(asked, GOOD, message=message)
    await team.later(minutes=1)
    before = [p.message for p in asked.thread]
    await ada.deletes(asked, message)
    await team.work()
    assert [p.message for p in asked.thread] == before


async def test_a_form_sent_twice_is_one_answer(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    sheet = form(await ada.presses("answer", asked.id))
    first = await ada.sends(sheet, id="f", text=GOOD, readers="me")
    assert await ada.sends(sheet, id="f", text=GOOD, readers="me") == first
    await team.work()
    assert await ada.sends(sheet, id="f", text=GOOD, readers="me") == first
    assert len(await team.answers(asked)) == 1
    assert len(ada.sees()) == 1


async def test_every_button_pressed_twice_says_the_same(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    for action in ("hint", "remind", "dont_know", "model", "review", "again", "others", "answer"):
        first = await ada.presses(action, asked.id, id=f"p-{action}")
        assert await ada.presses(action, asked.id, id=f"p-{action}") == first, action
    first = await ada.presses("solo", "", id="p-solo")
    assert await ada.presses("solo", "", id="p-solo") == first
    await team.later(hours=3)
    assert len([text for text in ada.sees() if "You asked for a reminder" in text]) == 1


async def test_every_command_given_twice_says_the_same(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    day = team.clock.now().date()
    for text in (
        "/practice now",
        "/practice solo",
        "/practice streak",
        "/practice streak why",
        f"/practice away {day}",
        "/practice tracks",
        "/practice pause 1",
        "/practice resume 1",
        "/leaderboard",
    ):
        first = await ada.runs(text, id=text, admin=True)
        assert await ada.runs(text, id=text, admin=True) == first, text
    await team.work()
    assert len(team.keys("round:")) == 2


async def test_two_replies_at_the_same_instant_are_one_answer(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    parts = ("One request takes a lock.", "Others serve the stale value.", "Jitter on the TTL.")
    await asyncio.gather(*(until_taken(lambda p=p: ada.says(asked, p)) for p in parts))
    await team.work()  # what waits for its turn is taken
    await team.later(seconds=25)
    (answer,) = await team.answers(asked)
    assert sorted(answer.text.split("\n\n")) == sorted(parts)
    assert len(asked.thread) == 1


async def test_a_press_and_a_reply_together_lose_nothing(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    sheet = form(await ada.presses("answer", asked.id))
    await asyncio.gather(
        ada.says(asked, GOOD),
        ada.presses("hint", asked.id),
        ada.sends(sheet, text="Jitter spreads the expiry.", readers="me"),
        ada.runs("/practice streak"),
        *(team.member(name).says(asked, GOOD) for name in ("Bob", "Eve", "Kim")),
    )
    await team.work()  # what waits for its turn is taken
    await team.later(seconds=25)
    texts = [a.text for a in await team.answers(asked)]
    assert sorted(texts) == sorted([GOOD] * 4 + ["Jitter spreads the expiry."])
    assert len(asked.thread) == 4


async def test_what_belongs_to_others_is_refused_like_what_is_unknown(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    other = Team(team.store, team.clock, name="other", chat=team.chat)
    eve = other.member("Eve")
    own = form(await ada.runs("/practice solo")).id.partition(":")[2]
    refusals = set()
    for value in (asked.id, own, 999_999):
        for action in ("answer", "hint", "model", "review", "again", "others", "remind"):
            refusals.add(await _refusal(eve.presses(action, value)))
        sheet = type(form(await ada.presses("answer", own)))(f"answer:{value}", "x", ())
        refusals.add(await _refusal(eve.sends(sheet, text=GOOD)))
    assert refusals == {
        "That question is not here any more. /practice solo asks you another one now."
    }
    refused = await _refusal(eve.runs("/practice pause 1", admin=True))
    assert refused == "There is no track 1. /practice tracks lists them."
    assert said(await eve.presses("leave", 1)) == "You take part in no track here."
    assert said(await eve.runs("/practice tracks")) == (
        "Nothing is asked in this team yet. /practice setup starts it."
    )
    assert "Ada" not in said(await eve.runs("/leaderboard"))
    assert "Caching" not in (await other.practice.home(eve.person)).text
    await eve.says(asked, GOOD)
    assert eve.took is False


async def _refusal(call: object) -> str:
    try:
        await call  # type: ignore[misc]
    except NotFound as no:
        return str(no)
    raise AssertionError("was not refused")
