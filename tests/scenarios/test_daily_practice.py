"""The daily practice as people live it, the same on every platform."""

import pytest
from scenarios.play import Play, asked
from support.team import GOOD

OTHER = (
    "All instances see the same expiry and go to the database together. I would let one of them "
    "rebuild the value early, before it expires, and give the rest the old one for so long."
)


async def test_the_daily_question_is_answered_in_its_thread_and_reviewed(play: Play) -> None:
    ada, room, question = await asked(play, "Europe/Berlin")
    assert question.buttons == ["Answer privately", "Hint", "Remind me later"]
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    (review,) = play.replies(room, question)
    assert "Ada, your answer is in." in review.plain
    await ada.presses(review, "My review")
    assert "I found wording for" in play.told(ada, room).plain
    await ada.runs("/practice", "streak", room)
    assert "Streak 1 day" in play.told(ada, room).plain


async def test_a_private_answer_and_its_review_are_seen_by_nobody_else(play: Play) -> None:
    acme = play.workspace("acme")
    ada, bob, room = acme.user("Ada"), acme.user("Bob"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    question = await play.asks(room)
    await ada.presses(question, "Answer privately")
    await ada.submits(fields={"Your answer": GOOD})
    assert "Saved" in play.told(ada, room).plain
    await play.later(seconds=25)
    assert play.replies(room, question) == []
    assert "I found wording for" in ada.dm.messages[-1].plain
    assert bob.sees_privately(room) == []
    assert bob.dm.messages == []


async def test_an_edit_is_reviewed_in_place_of_the_first_text(play: Play) -> None:
    ada, room, question = await asked(play)
    said = await ada.says(room, "One request rebuilds the value while the rest wait on a lock.",
                          thread=question)  # fmt: skip
    await play.later(seconds=25)
    (before,) = [review.plain for review in play.replies(room, question)]
    await ada.edits(said, GOOD)
    await play.later(seconds=25)
    (after,) = [review.plain for review in play.replies(room, question)]
    assert "while the rest wait" in before
    assert "while the rest wait" not in after


async def test_a_deleted_answer_takes_its_review_and_its_day_with_it(play: Play) -> None:
    ada, room, question = await asked(play)
    said = await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    await ada.deletes(said)
    await play.later(seconds=5)
    (review,) = play.replies(room, question)
    assert review.plain == "The answer was deleted, and its review with it."
    await ada.runs("/practice", "streak", room)
    assert "No day yet" in play.told(ada, room).plain


async def test_where_plain_replies_are_not_heard_the_question_names_the_ways_that_are(
    play: Play,
) -> None:
    ada, room, question = await asked(play, unheard=True)
    assert "Answer privately, mention me in this thread, or write to me directly;" in question.plain
    assert "Reply in this thread" not in question.plain
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    assert play.replies(room, question) == []
    await ada.says(room, GOOD, thread=question, mentions_bot=True)
    await play.later(seconds=25)
    (review,) = play.replies(room, question)
    assert "Ada, your answer is in." in review.plain


@pytest.mark.parametrize("unheard", [True, False])
async def test_a_direct_message_answers_the_question_of_the_day(play: Play, unheard: bool) -> None:
    acme = play.workspace("acme", unheard=unheard)
    ada, bob, room = acme.user("Ada"), acme.user("Bob"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    question = await play.asks(room)
    said = await ada.says(ada.dm, GOOD)
    await play.later(seconds=5)
    taken = ada.dm.messages[-1]
    assert "Taken as your answer to the Caching question in" in taken.plain
    await play.later(seconds=25)
    await play.later(seconds=2)
    assert "I found wording for" in ada.dm.messages[-1].plain
    assert play.replies(room, question) == []
    assert bob.dm.messages == []
    await ada.runs("/practice", "streak", room)
    assert "Streak 1 day" in play.told(ada, room).plain
    await ada.edits(said, OTHER)
    await play.later(seconds=25)
    await play.later(seconds=2)
    assert await play.stored("rebuild the value early")
    await ada.presses(taken, "Take it back")
    assert "Deleted" in play.told(ada, ada.dm).plain
    await play.later(seconds=5)
    await ada.runs("/practice", "streak", room)
    assert "No day yet" in play.told(ada, room).plain


async def test_a_direct_message_from_a_downtime_answers_the_question_of_the_day(
    play: Play,
) -> None:
    ada, room, _ = await asked(play)
    await ada.says(ada.dm, GOOD)  # so there are direct messages of ours
    await play.later(seconds=25)
    await play.later(hours=23)
    await play.asks(room)
    await play.later(seconds=2)
    await play.stops()
    await ada.says(ada.dm, OTHER)
    await play.restarts()
    await play.later(seconds=25)
    assert await play.stored("rebuild the value early")


async def test_a_deleted_direct_message_takes_its_answer_with_it(play: Play) -> None:
    ada, room, _ = await asked(play, unheard=True)
    said = await ada.says(ada.dm, GOOD)
    await play.later(seconds=25)
    await ada.deletes(said)
    await play.later(seconds=5)
    await ada.runs("/practice", "streak", room)
    assert "No day yet" in play.told(ada, room).plain


async def test_where_two_questions_are_open_buttons_ask_which_is_answered(play: Play) -> None:
    acme = play.workspace("acme", unheard=True)
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    await play.track(acme, room, skills="rate-limiting")
    await play.asks(room)
    await play.later(seconds=5)
    await ada.says(ada.dm, GOOD)
    await play.later(seconds=5)
    which = ada.dm.messages[-1]
    assert "Which question does this answer?" in which.plain
    assert sorted(which.buttons) == ["Neither", "This one", "This one"]
    await ada.presses(which, "This one")
    assert "Taken as your answer to the Rate limiting question" in play.told(ada, ada.dm).plain


async def test_what_people_say_to_one_another_is_not_kept(play: Play) -> None:
    ada, room, question = await asked(play)
    lunch = await ada.says(room, "The zebra soup at noon was excellent, who comes along?")
    await ada.says(room, "I shall certainly join you for zebra soup.", thread=lunch)
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    assert await play.stored("stale value")
    assert not await play.stored("zebra")
    assert play.replies(room, lunch) == []


async def test_what_is_no_attempt_is_told_in_private_once(play: Play) -> None:
    ada, room, question = await asked(play)
    await ada.says(room, "ok, later", thread=question)
    await play.later(seconds=5)
    await ada.says(room, "thanks", thread=question)
    await play.later(seconds=5)
    assert play.replies(room, question) == []
    (word,) = [m for m in ada.dm.messages if "haven't counted that" in m.plain]
    assert word.buttons == ["Hint", "I don't know yet"]


async def test_nobody_is_pinged_by_what_somebody_wrote(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room, review="full")
    question = await play.asks(room)
    bold = (
        "@channel @Ada <!here> & <https://x.example|free> one request takes a lock and recomputes"
    )
    await ada.says(room, f"{bold} while the others serve the stale value.", thread=question)
    await play.later(seconds=25)
    (review,) = play.replies(room, question)
    assert "takes a lock" in review.plain
    assert (review.pings, question.pings) == ([], [])


async def test_a_mistyped_command_gets_the_nearest_one(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    await ada.runs("/practice", "strek", room)
    assert "Did you mean /practice streak?" in play.told(ada, room).plain


async def test_a_question_closes_with_its_model_answer(play: Play) -> None:
    ada, room, question = await asked(play)
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    await play.later(hours=20)
    closing = play.replies(room, question)[-1]
    assert "Closed. 1 person answered." in closing.plain
    await ada.says(room, "One more thing about the lock: it needs a time limit.", thread=question)
    await play.later(seconds=25)
    assert play.replies(room, question)[-1].id == closing.id


async def test_a_restart_in_the_middle_loses_nothing_and_doubles_nothing(play: Play) -> None:
    acme = play.workspace("acme")
    ada, bob, room = acme.user("Ada"), acme.user("Bob"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    question = await play.asks(room)
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=5)
    await play.stops()
    await bob.says(room, OTHER, thread=question)
    await play.later(seconds=5)
    await play.restarts()
    await play.later(seconds=30)
    await play.later(seconds=5)
    told = sorted(review.plain.split(",")[0] for review in play.replies(room, question))
    assert told == ["Ada", "Bob"]
    assert len([m for m in room.messages if m.plain == question.plain]) == 1


async def test_two_teams_see_nothing_of_each_other(play: Play) -> None:
    acme, globex = play.workspace("acme"), play.workspace("globex")
    ada, room = acme.user("Ada"), acme.channel("practice")
    eve, lair = globex.user("Eve"), globex.channel("practice")
    await play.starts()
    await play.track(acme, room)
    await play.track(globex, lair, at="09:40")
    ours, theirs = await play.asks(room), await play.asks(lair)
    await ada.says(room, GOOD, thread=ours)
    await eve.says(lair, OTHER, thread=theirs)
    await play.later(seconds=25)
    await play.later(seconds=5)
    (review,) = play.replies(room, ours)
    assert "Ada" in review.plain
    (review,) = play.replies(lair, theirs)
    assert "Eve" in review.plain
    await eve.runs("/leaderboard", "", lair)
    board = play.told(eve, lair).plain
    assert "Eve" in board
    assert "Ada" not in board
