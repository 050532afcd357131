"""What is blanked, and what stays, on both databases."""

import datetime as dt
from dataclasses import replace

from support.clock import MONDAY
from support.samples import (
    MESSAGE,
    QUESTION,
    Scene,
    a_critique,
    a_part,
    add_answer,
    add_round,
    scene,
)

from bot.interviews.claims import question, without_claim
from bot.interviews.model import (
    Appraisal,
    Band,
    Held,
    Interview,
    Item,
    ItemState,
    Phase,
    Rating,
    State,
    Turn,
    TurnKind,
)
from bot.members.profiles import Claim
from bot.message import Message
from bot.model import Finding, Judgement, Verdict
from bot.sending.outbox import Place, Send, SendState
from bot.stores import Transaction
from bot.wording.claims import GONE, GONE_FIGURES
from storage import SqlStore

LATER = MONDAY + dt.timedelta(days=2)
BETWEEN = MONDAY + dt.timedelta(days=1)
MANY = 100


async def sent(tx: Transaction, at: Scene, key: str, state: SendState) -> Send:
    send = await tx.sends.add(key, at.team.id, Place("C1"), MESSAGE)
    assert send is not None
    await tx.sends.save(replace(send, state=state))
    return send


async def blanked(store: SqlStore, team_id: int) -> int:
    async with store.transaction() as tx:
        return await tx.personal.blank(team_id, BETWEEN, MANY)


async def test_answers_parts_and_quotes_go_and_verdicts_stay(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        round_ = await add_round(tx, at)
        old = await add_answer(tx, round_, at.member)
        young = await add_answer(tx, round_, at.member, attempt=2, received_at=LATER)
        await tx.answers.add_part(old.id, a_part(at))
        await tx.answers.add_part(young.id, a_part(at, source_id="C1:6", sent_at=LATER))
        await tx.critiques.add(a_critique(old, request="r1"))
        await tx.critiques.add(a_critique(young, request="r2"))
    assert await blanked(store, at.team.id + 1) == 0
    assert await blanked(store, at.team.id) == 1
    assert await blanked(store, at.team.id) == 0
    async with store.reading() as tx:
        assert replace(await tx.answers.get(old.id), text=old.text) == old
        assert (await tx.answers.get(old.id)).text == ""
        assert [p.text for p in await tx.answers.parts(old.id)] == [""]
        (made,) = await tx.critiques.of_answer(old.id)
        assert made.request == ""
        assert made.score == 3.5
        (finding,) = made.judgement.findings
        assert (finding.verdict, finding.evidence) == (Verdict.MET, "")
        assert await tx.answers.get(young.id) == young
        assert (await tx.critiques.of_answer(young.id))[0].request == "r2"


async def test_messages_that_are_over_lose_their_text_and_live_ones_do_not(
    store: SqlStore,
) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        over = await sent(tx, at, "over", SendState.SENT)
        lost = await sent(tx, at, "lost", SendState.UNKNOWN)
        live = await sent(tx, at, "live", SendState.PENDING)
    assert await blanked(store, at.team.id) == 2
    assert await blanked(store, at.team.id) == 0
    async with store.reading() as tx:
        assert (await tx.sends.get(over.id)).message == Message(())
        assert (await tx.sends.get(lost.id)).message == Message(())  # nobody looks for it any more
        assert (await tx.sends.get(live.id)).message == MESSAGE
        assert await tx.sends.by_key("over")  # so that it is not sent again


async def test_transcripts_of_interviews_that_ended_go_and_open_ones_stay(
    store: SqlStore,
) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        done, open_ = await held(tx, at, "done", ended=True), await held(tx, at, "open")
        waiting = Held(0, at.member.id, "s", 1, "Which one?", MONDAY)
        kept = await tx.interviews.hold(waiting)
        assert kept
    assert await blanked(store, at.team.id) == 2
    assert await blanked(store, at.team.id) == 0
    async with store.transaction() as tx:
        whole = await tx.interviews.whole(await tx.interviews.get(done.id))
        assert [turn.text for turn in whole.turns] == [""]
        assert whole.items[0].judgement
        assert whole.items[0].judgement.findings[0].verdict is Verdict.MET
        assert whole.items[0].judgement.findings[0].evidence == ""
        assert whole.interview.appraisal
        assert whole.interview.appraisal.ratings == (Rating("evidence", Band.CLEAR, ""),)
        assert (await tx.interviews.held(kept.id)).text == ""
        still = await tx.interviews.whole(await tx.interviews.get(open_.id))
        assert [turn.text for turn in still.turns] == ["One request."]


async def test_what_was_asked_about_a_claim_goes_with_the_claims_words(store: SqlStore) -> None:
    claims = [Claim(1, 1, "I ran the okapi desk."), Claim(2, 1, "I cut okapi costs by 40 %.")]
    async with store.transaction() as tx:
        at = await scene(tx)
        done = await held(tx, at, "done", ended=True)
        for number, claim in enumerate(claims, 2):
            asked = question(claim, "mid", 0)
            await tx.interviews.add_item(Item(done.id, number, asked, asked.prompt))
    assert await blanked(store, at.team.id) == 1
    async with store.transaction() as tx:
        whole = await tx.interviews.whole(await tx.interviews.get(done.id))
        assert whole.items[0].prompt == QUESTION.prompt
        assert "okapi" not in str(whole)
        assert [item.prompt for item in whole.items[1:]] == [GONE, GONE_FIGURES]
        again = [without_claim(item.prompt) for item in whole.items[1:]]
        assert again == [GONE, GONE_FIGURES]


async def held(tx: Transaction, at: Scene, key: str, *, ended: bool = False) -> Interview:
    """An interview with one answer."""
    times = dict.fromkeys(("created_at", "turned_at", "since", "due_at"), MONDAY)
    state = State(3, Phase.DONE if ended else Phase.ANSWERING, item=1)
    who = (at.team.id, at.member.id)
    new = Interview(0, *who, key, "skill", "real", "caching", "mid", state, **times)
    if ended:
        rating = Rating("evidence", Band.CLEAR, "we measured it")
        summed = Appraisal("j", "ai", (rating,), ("Names the cause.",))
        new = replace(new, ended_at=MONDAY, appraisal=summed)
    added = await tx.interviews.add(new)
    assert added
    finding = Finding("cause", Verdict.MET, "One request.", "Good.")
    judgement = Judgement("j", "ai", (finding,), strongest="The cause.")
    item = Item(added.id, 1, QUESTION, QUESTION.prompt, ItemState.ANSWERED, judgement, 1)
    await tx.interviews.add_item(item)
    await tx.interviews.add_turn(Turn(added.id, 1, TurnKind.ANSWER, "One request.", MONDAY, key))
    return added
