"""What a member sees and does about their data, the same on every platform."""

import json
from typing import Any

import pytest
from scenarios.play import Play, asked
from support.waiting import until

pytestmark = pytest.mark.slow

MARKED = (
    "Every okapi key expires at once, so all requests miss and the database is hammered; one "
    "request takes a lock and recomputes while the others serve the stale value."
)


async def opened(play: Play, person: Any, room: Any) -> Any:
    await person.runs("/practice", "privacy", room)
    return play.told(person, room)


async def known(play: Any) -> list[str]:
    """Who is stored, by name."""
    async with play.store.reading() as tx:
        teams = [await tx.members.of_team(each.id) for each in await tx.teams.everywhere()]
    return [member.name for members in teams for member in members]


async def test_a_member_hides_reads_and_shows_again(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    shown = await opened(play, ada, room)
    assert "What is stored of you" in shown.plain
    assert "Boards show your name" in shown.plain
    await ada.presses(shown, "Hide me from boards")
    assert "You are on no board." in play.told(ada, room).plain
    await ada.presses(play.told(ada, room), "View as manager")
    assert "What this team's managers see of you" in play.told(ada, room).plain


async def test_the_export_arrives_as_a_file(play: Play) -> None:
    ada, room, question = await asked(play)
    await ada.says(room, MARKED, thread=question, mentions_bot=True)
    await play.later(seconds=25)
    await ada.presses(await opened(play, ada, room), "Export my data")
    await until(lambda: bool(play.given(ada, room)))
    told = json.loads(play.given(ada, room))
    assert told["members"][0]["name"] == "Ada"
    assert told["answers"][0]["text"] == MARKED
    assert told["critiques"]


async def test_delete_asks_first_and_takes_the_review_out_of_the_thread(play: Any) -> None:
    ada, room, question = await asked(play)
    await ada.says(room, MARKED, thread=question, mentions_bot=True)
    await play.later(seconds=25)
    assert "Ada, your answer is in" in play.replies(room, question)[-1].plain
    assert await known(play) == ["Ada"]
    await ada.presses(await opened(play, ada, room), "Delete my data")
    assert await known(play) == ["Ada"]
    await ada.submits(fields={"Type delete to go on": "delete"})
    assert "Deleted: nothing of yours is stored here" in play.told(ada, room).plain
    await play.later(minutes=1)
    assert "Removed, as its author wished." in play.replies(room, question)[-1].plain
    assert await known(play) == []  # also after Slack's page for them was made again
