"""Direct messages: the one place that decides what a plain message there answers.

One prompt is open at a time: an interview's question, or one of the team's or of one's own that
came since its last turn. Without an interview it is the open question of the member's tracks.
Where several could be meant, or the interview is paused, the message is kept and its author
asked with buttons."""

from collections.abc import Sequence
from dataclasses import replace

from bot import commands
from bot.context import Context
from bot.daily.answers import Answers
from bot.daily.attempts import ReplyKind, kind_of
from bot.daily.direct_answers import DirectAnswers, Meant
from bot.daily.parts import direct_source, is_news, part_of, storable, tombstone
from bot.errors import InvalidInput, NotFound
from bot.features import Feature, number
from bot.interviews.arguments import word_in
from bot.interviews.desk import OLDER
from bot.interviews.model import (
    TALKING,
    WORDS,
    Held,
    Interview,
    Meaning,
    Phase,
    Turn,
    TurnKind,
)
from bot.interviews.service import Interviewing
from bot.members.people import member_in
from bot.message import Deletion, Incoming, Message, Person, Press, Reply
from bot.model import Member, Part, Round, Team
from bot.sending.outbox import SendState
from bot.sending.replies import key_of
from bot.sending.telling import tell_directly
from bot.stores import Transaction
from bot.wording import direct as asking
from bot.wording import interviews as wording

MOST = 5  # questions that are offered, the newest


class Direct:
    def __init__(self, context: Context, interviewing: Interviewing, answers: Answers) -> None:
        self._c = context
        self._answers = answers
        self._daily = DirectAnswers(context, answers)
        self._desk = interviewing.desk
        self._moves = interviewing.moves
        self._withdrawing = interviewing.withdrawing

    def feature(self) -> Feature:
        return Feature(presses={"mock_meant": self._meant})

    async def receive(self, message: Incoming) -> bool:
        """A direct message, new or edited; False if nothing open can be meant by it."""
        who, typed = message.person, message.message
        source = direct_source(message.channel, typed)
        message = replace(message, message=source)
        async with self._c.store.transaction(urgent=True) as tx:
            team = await _team(tx, who.platform, who.team, source, who.member)
            if team is not None and await self._known(tx, team, message):
                return True
            member = await tx.members.find(team.id, who.member) if team else None
            if member and await tx.sends.by_key(key_of(member.id, typed)):
                return True  # a command, which may just have begun an interview
            interview = await tx.interviews.open_of(member.id) if member else None
            if _is_command(message.text):
                return False
            part, teams = part_of(message, 0), [team] if team else []
            if not who.team:
                teams = list(await tx.teams.of_person(who.platform, who.member))
            if commands.is_meant(message.text) or word_in(message.text):
                teams = []
            meant = await self._daily.can_mean(tx, teams, who.member, part)
            over = interview is None or (interview.state.phase is Phase.SUMMING and meant.theirs)
            if member and interview and not over:
                return await self._new(tx, member, interview, message, meant.theirs)
            if not meant.any and kind_of(part.text or "", "") is ReplyKind.ATTEMPT:
                await self._daily.wait_for_question(tx, teams)
                meant = await self._daily.can_mean(tx, teams, who.member, part)  # perhaps by now
            if not meant.any:
                return False
            return await self._to_rounds(tx, who, meant, part)

    async def deleted(self, gone: Deletion) -> bool:
        """A message is gone, and with it what it said or answered; False if it is not ours."""
        source = direct_source(gone.channel, gone.message)
        async with self._c.store.transaction(urgent=True) as tx:
            team = await _team(tx, gone.platform, gone.team, source)
            if team is None:
                return False
            held = await tx.interviews.held_of(team.id, source)
            if held is not None:
                await tx.interviews.save_held(replace(held, text="", meant=Meaning.NONE))
                await self._unask(tx, held)
            turn = await tx.interviews.of_source(team.id, source)
            if turn is not None:
                await self._withdrawing.withdraw(tx, turn)
            part = await tx.answers.newest_part(gone.platform, team.id, source)
            if part is None:
                ours = turn is not None or held is not None
                if gone.direct and not ours:  # it may yet come, for order is not promised
                    missing = replace(gone, message=source)
                    mark = tombstone(missing, team.id, None, self._c.clock.now())
                    await tx.answers.add_part(None, mark)
                return ours
        return await self._answers.delete(replace(gone, team=team.external_id, message=source))

    async def _known(self, tx: Transaction, team: Team, message: Incoming) -> bool:
        """Whether the message has its place, or waits for it. What is new of it is taken there."""
        turn = await tx.interviews.of_source(team.id, message.message)
        if turn is not None:
            return await self._edited(tx, turn, message)
        part = await tx.answers.newest_part(team.platform, team.id, message.message)
        if part is not None:
            if is_news(message, part):
                await self._daily.edit(tx, team, message)
            return True
        held = await tx.interviews.held_of(team.id, message.message)
        if held is not None and held.meant is None and message.revision > held.revision:
            text = storable(message.text)
            await tx.interviews.save_held(replace(held, text=text, revision=message.revision))
        return held is not None

    async def _new(
        self,
        tx: Transaction,
        member: Member,
        interview: Interview,
        message: Incoming,
        open_: Sequence[Round],
    ) -> bool:
        source, state = message.message, interview.state
        word = word_in(message.text)
        if word:
            await self._word(tx, interview, word, source)
            return True
        others = [r for r in open_ if state.paused or r.created_at > interview.turned_at]
        if state.phase in TALKING and (state.paused or others):
            await self._ask_back(tx, member, interview, others, part_of(message, 0))
        else:
            await self.say(tx, interview, storable(message.text), source, message.revision)
        return True

    async def _to_rounds(self, tx: Transaction, who: Person, meant: Meant, part: Part) -> bool:
        """The answer to the one question that waits, or kept until it is known to which."""
        open_ = meant.theirs or meant.others
        member = await member_in(tx, await tx.teams.get(open_[0].team_id), who)
        if len(open_) > 1 or not meant.theirs:
            await self._ask_back(tx, member, None, open_, part)
            return True
        answer, told = await self._daily.take(tx, member, open_[0], part)
        if told is not None:
            await tell_directly(tx, f"direct:taken:{answer.id}", member, told)
        return True

    async def say(
        self, tx: Transaction, interview: Interview, text: str, source: str, revision: int
    ) -> None:
        """A message to an interview: an answer, a word to go on, or an aside that is kept."""
        state = interview.state
        if state.phase not in TALKING:
            await self._moves.turn(tx, interview, TurnKind.REMARK, text, source, revision)
            return
        item = (await tx.interviews.whole(interview)).items[-1]
        what = kind_of(text, item.prompt)
        if what is ReplyKind.ATTEMPT:
            await self._moves.heard(tx, interview, text, source, revision)
        elif what is ReplyKind.DONT_KNOW:
            await self._moves.skip(tx, interview, source, text)
        else:
            await self._moves.turn(tx, interview, TurnKind.REMARK, text, source, revision)
            key = f"not_counted:{state.item}:{state.follow_ups}"
            await self._moves.tell(tx, interview, key, wording.not_counted(interview))

    async def _word(self, tx: Transaction, interview: Interview, word: str, source: str) -> None:
        """'pause' and the like, typed: stored so that it is done once."""
        if word != "skip":  # which is stored as the turn that it is
            kind = TurnKind.REMARK
            if await self._moves.turn(tx, interview, kind, word, source) is None:
                return
        message = await self._desk.do(tx, interview, word, source)
        await self._moves.tell(tx, interview, source, message)

    async def _ask_back(
        self,
        tx: Transaction,
        member: Member,
        interview: Interview | None,
        others: Sequence[Round],
        part: Part,
    ) -> None:
        held = await tx.interviews.hold(
            Held(0, member.id, part.source_id, part.revision, part.text or "", part.sent_at)
        )
        if held is None:
            return
        several = len({round_.team_id for round_ in others}) > 1
        named = [
            asking.Other(r.id, await self._daily.about(tx, r, with_team=several), r.prompt)
            for r in others[:MOST]
        ]
        item = interview.state.item if interview else 0
        paused = interview is not None and interview.state.paused
        asked = asking.which(held, item, named, paused=paused)
        await tell_directly(tx, _key(held), member, asked)

    async def _unask(self, tx: Transaction, held: Held) -> None:
        """The question about a message quotes it."""
        sent, gone = await tx.sends.by_key(_key(held)), asking.gone()
        if sent is None:
            return
        await tx.sends.rewrite(sent.id, gone)
        if sent.state is not SendState.PENDING:
            await tx.sends.add(
                f"{_key(held)}:gone", sent.team_id, sent.place, gone, updates=sent.id
            )

    async def _meant(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """What a message that was kept is an answer to."""
        ident, _, rest = press.value.partition(":")
        meaning, _, which = rest.partition(":")
        held_id = number(ident)
        if held_id is None or meaning not in list(Meaning):
            raise InvalidInput(OLDER)
        held = await tx.interviews.held(held_id)
        if held.member_id != member.id:
            raise NotFound("That message is not here any more.")
        if held.meant is not None:
            return wording.meant_already()
        done = replace(held, text="", meant=Meaning(meaning))
        if meaning == Meaning.NONE:
            await tx.interviews.save_held(done)
            return wording.left_alone()
        if meaning == Meaning.ROUND:
            return await self._to_round(tx, member, held, number(which))
        interview = await tx.interviews.open_of(member.id)
        if interview is None or interview.state.phase not in TALKING:
            return wording.nothing_open()
        if interview.state.paused:
            interview = await self._moves.resume(tx, interview, f"held:{held.id}", quietly=True)
        await self.say(tx, interview, held.text, held.source, held.revision)
        await tx.interviews.save_held(done)
        return wording.answer_taken()

    async def _to_round(
        self, tx: Transaction, member: Member, held: Held, round_id: int | None
    ) -> Message:
        """As if it had come when that was the one question; by when it was written."""
        platform = (await tx.teams.get(member.team_id)).platform
        part = Part(platform, member.team_id, held.source, held.revision, held.text, held.at)
        teams = await tx.teams.of_person(platform, member.external_id)
        meant = await self._daily.can_mean(tx, teams, member.external_id, part)
        for round_ in (*meant.theirs, *meant.others):
            if round_.id == round_id:
                owner = await tx.members.find(round_.team_id, member.external_id)
                assert owner is not None, "only members' teams hold several questions"
                answer, told = await self._daily.take(tx, owner, round_, part)
                done = replace(held, text="", meant=Meaning.ROUND)
                await tx.interviews.save_held(done)
                if told is not None and owner.id != member.id:  # its button is of that team
                    await tell_directly(tx, f"direct:taken:{answer.id}", owner, told)
                    return wording.answer_taken()
                return told or wording.answer_taken()
        return asking.no_more()

    async def _edited(self, tx: Transaction, known: Turn, message: Incoming) -> bool:
        """Counts while its answer is not judged yet; later the answer stays as it was."""
        if message.revision > known.revision and known.text:
            await self._withdrawing.reword(tx, known, storable(message.text), message.revision)
        return True


async def _team(
    tx: Transaction, platform: str, team: str, source: str, member: str = ""
) -> Team | None:
    """Where the platform names none with a direct message, that of what it belongs to."""
    external = team or await tx.interviews.team_of(platform, source, member)
    return await tx.teams.find(platform, external) if external else None


def _key(held: Held) -> str:
    return f"direct:held:{held.id}"


def _is_command(text: str) -> bool:
    """Something else than an answer: with a slash, or a command's words and nothing more."""
    words = " ".join(text.lower().split())
    known = f"practice {words}" in commands.BY_PATH and words not in WORDS
    return words.startswith("/") or known
