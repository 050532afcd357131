"""PRACTICE_RULES, 'Taking part': joining, leaving, what an answer is, private answers."""

from support.team import GOOD, Team, buttons, form, said

from bot.model import RoundState


async def test_answering_once_joins_and_leaving_is_one_press(team: Team) -> None:
    track = await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    assert "leave" not in buttons(await ada.runs("/practice tracks"))
    await ada.answers(asked)
    tracks = await ada.runs("/practice tracks")
    assert buttons(tracks) == {"leave": str(track.id)}
    assert said(await ada.presses("leave", track.id)).startswith("You left.")
    asked = await team.ask()
    await team.later(hours=21)
    assert "missed" not in said(await ada.runs("/practice streak why"))
    assert ada.sees() == []


async def test_tracks_are_listed_by_the_names_of_their_skills_and_days(team: Team) -> None:
    await team.track(skills="caching,rate-limiting", weekdays="sun-thu", levels="senior")
    assert said(await team.member("Ada").runs("/practice tracks")) == (
        "- Track 1: Caching and Rate limiting in #practice, Sun to Thu at 09:30 UTC, senior only"
    )


async def test_who_left_is_back_with_any_answer(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    assert said(await ada.runs("/practice leave")).startswith("You left.")
    assert said(await ada.runs("/practice leave")) == "You take part in no track here."
    await ada.answers(await team.ask())
    assert "leave" in buttons(await ada.runs("/practice tracks"))
    assert "Streak 2 days" in said(await ada.runs("/practice streak"))


async def test_the_messages_of_ten_minutes_are_one_answer_with_one_review(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.says(asked, "All keys expire at the same moment, so everybody misses.")
    await team.later(seconds=15)
    await ada.says(asked, "One request takes a lock and recomputes.")
    await team.later(seconds=15)
    assert asked.thread == []  # she has been quiet for 15 s only
    await team.later(seconds=6)
    (answer,) = await team.answers(asked)
    assert answer.text.count("\n\n") == 1
    assert len(asked.thread) == 1
    await team.later(minutes=8)
    await ada.says(asked, "And jitter on the TTL spreads the expiry.")
    await team.later(seconds=25)
    assert len(asked.thread) == 1
    assert asked.thread[0].edits == 1


async def test_other_talk_in_the_thread_is_stored_nowhere(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    await ada.says(asked, "thanks")
    await team.later(minutes=11)
    await ada.says(asked, "Our ZEBRACRONE team had that very outage in spring, by the way.")
    assert ada.took is False
    await team.later(minutes=1)
    assert len(await team.answers(asked)) == 1
    assert len(asked.thread) == 1
    assert b"ZEBRACRONE" not in team.stored()


async def test_talk_in_other_threads_leaves_no_trace_of_who_spoke(team: Team) -> None:
    await team.track()
    asked, eve = await team.ask(), team.member("Evelyn")
    asked.posted.ref = type(asked.posted.ref)("practice", "somebody-else")
    await eve.says(asked, GOOD)
    assert eve.took is False
    assert b"evelyn" not in team.stored().lower()


async def test_a_mention_of_the_bot_is_a_new_attempt(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked, "A lock around the recomputation helps.")
    await team.later(minutes=11)
    await ada.says(asked, GOOD, mention=True)
    await team.later(seconds=25)
    assert [a.attempt for a in await team.answers(asked)] == [1, 2]
    assert len(asked.thread) == 2


async def test_no_attempt_gets_one_private_word_and_nothing_in_public(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    for text in ("ok, later", (await asked.round()).prompt, "🎉🎉", "hmm", "\u200b"):
        await ada.says(asked, text)
        await team.later(seconds=30)
    assert asked.thread == []
    (nudge,) = ada.sees()
    assert nudge.startswith("I haven't counted that as an answer")
    assert await team.answers(asked) == []
    await ada.answers(asked)
    assert len(asked.thread) == 1


async def test_terse_is_fine(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked, "single flight, serve stale")
    assert len(asked.thread) == 1


async def test_a_private_answer_is_read_by_nobody_unless_shared(team: Team) -> None:
    await team.track()
    asked, ada, bob = await team.ask(), team.member("Ada"), team.member("Bob")
    sheet = form(await ada.presses("answer", asked.id))
    assert [field.value for field in sheet.fields][1] == "me"
    saved = await ada.sends(sheet, text=GOOD, readers="me")
    assert said(saved) == "Saved. Only you get its review."
    await team.work()
    assert asked.thread == []
    assert "points" in ada.sees()[0]
    assert "Others' answers are for" in said(await bob.presses("others", asked.id))
    await bob.answers(asked)
    assert said(await bob.presses("others", asked.id)) == "Nobody has shared a private answer here."


async def test_a_shared_answer_opens_for_people_who_have_answered(team: Team) -> None:
    await team.track()
    asked, ada, bob = await team.ask(), team.member("Ada"), team.member("Bob")
    sheet = form(await ada.presses("answer", asked.id))
    await ada.sends(sheet, text=GOOD, readers="answered")
    await team.work()
    assert asked.thread == []
    assert GOOD not in said(await bob.presses("others", asked.id))
    await bob.answers(asked, "Jitter on the TTL.")
    assert GOOD in said(await bob.presses("others", asked.id))
    await team.later(hours=21)
    late = team.member("Late")
    refused = said(await late.presses("others", asked.id))
    assert refused == "Others' answers are for people who have answered this question."


async def test_nothing_said_in_the_thread_joins_a_private_answer(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.sends(form(await ada.presses("answer", asked.id)), text=GOOD, readers="me")
    await ada.says(asked, "Bob, jitter alone does not help one hot key, does it.")
    assert ada.took is False
    (answer,) = await team.answers(asked)
    assert answer.text == GOOD


async def test_the_hint_and_the_model_answer_open_by_a_press(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    question = (await asked.round()).question
    assert question.hint in said(await ada.presses("hint", asked.id))
    first = await ada.presses("model", asked.id)
    assert question.model_answer not in said(first)
    assert set(buttons(first)) == {"hint", "dont_know"}
    await ada.answers(asked)
    assert question.model_answer in said(await ada.presses("model", asked.id))


async def test_one_sentence_after_i_dont_know_keeps_the_day_without_points(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    question = (await asked.round()).question
    assert question.model_answer in said(await ada.presses("dont_know", asked.id))
    await ada.says(asked, "thanks")
    await ada.says(asked, question.model_answer)
    assert await team.answers(asked) == []
    await ada.answers(asked, "So one caller refills while the rest read the old value.")
    (answer,) = await team.answers(asked)
    assert answer.after_reveal
    assert asked.thread == []
    assert ada.sees()[-1].startswith("Day kept. It brings no points")
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))
    assert "Day kept" in said(await ada.presses("review", asked.id))


async def test_the_form_after_i_dont_know_keeps_the_day_too(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    sheet = form(await ada.presses("answer", asked.id))
    await ada.presses("dont_know", asked.id)
    kept = await ada.sends(sheet, id="f1", text="One caller refills, the rest read the old value.")
    assert said(kept).startswith("Day kept.")
    assert said(await ada.sends(sheet, id="f1", text="again")) == said(kept)


async def test_after_the_closing_i_dont_know_promises_nothing(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await team.later(hours=21)
    assert (await asked.round()).state is RoundState.CLOSED
    assert "keep the day" not in said(await ada.presses("dont_know", asked.id))


async def test_a_form_that_comes_too_late_gives_its_text_back(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    sheet = form(await ada.presses("answer", asked.id))
    await team.later(hours=21)
    told = said(await ada.sends(sheet, text=GOOD))
    assert "closed at" in told
    assert GOOD in told
    assert await team.answers(asked) == []
    assert "closed at" in said(await ada.presses("answer", asked.id))


async def test_what_is_added_after_the_model_answer_was_seen_brings_no_points(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    first = await ada.says(asked, "A lock around it.")
    await ada.presses("model", asked.id)
    await team.later(seconds=5)
    await ada.says(asked, GOOD)
    await ada.says(asked, GOOD, message=first)
    await team.later(seconds=60)
    (answer,) = await team.answers(asked)
    assert answer.text == "A lock around it."
    assert len(asked.thread) == 1
    await ada.presses("again", asked.id)
    await ada.says(asked, GOOD)
    assert [a.after_reveal for a in await team.answers(asked)] == [False, True]


async def test_a_zone_that_no_clock_knows_is_as_good_as_none(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada", zone="Etc/Unknown")
    await ada.answers(asked)
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))
