"""Direct messages: the one place that decides what a plain message there answers.

One prompt is open at a time: an interview's question, or a question of one's own that was opened
since. Where both could be meant, or the interview is paused, the message is kept and its author
asked with buttons."""

from collections.abc import Sequence
from dataclasses import replace

from bot import commands
from bot.context import Context
from bot.daily.access import standing
from bot.daily.attempts import ReplyKind, kind_of
from bot.daily.parts import storable
from bot.errors import InvalidInput, NotFound
from bot.features import Feature
from bot.interviews.desk import OLDER
from bot.interviews.model import TALKING, Held, Interview, Meaning, Turn, TurnKind
from bot.interviews.service import Interviewing
from bot.message import Deletion, Field, Form, Incoming, Message, Press, Reply
from bot.model import Member, Ref, Round, RoundState, Team
from bot.stores import Transaction
from bot.wording import interviews as wording
from bot.wording import questions

WORDS = ("pause", "resume", "skip", "hint", "end")


class Direct:
    def __init__(self, context: Context, interviewing: Interviewing) -> None:
        self._c = context
        self._desk = interviewing.desk
        self._moves = interviewing.moves
        self._withdrawing = interviewing.withdrawing

    def feature(self) -> Feature:
        return Feature(presses={"mock_meant": self._meant})

    async def receive(self, message: Incoming) -> bool:
        """A direct message, new or edited; False if nothing open can be meant by it."""
        who, source = message.person, _source(message.channel, message.message)
        async with self._c.store.transaction(urgent=True) as tx:
            team = await _team(tx, who.platform, who.team, source, who.member)
            member = await tx.members.find(team.id, who.member) if team else None
            if team is None or member is None:
                return False
            known = await tx.interviews.of_source(team.id, source)
            if known is not None:
                return await self._edited(tx, known, message)
            if await tx.interviews.held_of(team.id, source):
                return True
            interview = await tx.interviews.open_of(member.id)
            if interview is None or _is_command(message.text):
                return False
            return await self._new(tx, member, interview, message, source)

    async def deleted(self, gone: Deletion) -> bool:
        """A message is gone, and with it what it said in an interview; False if it is not ours."""
        source = _source(gone.channel, gone.message)
        async with self._c.store.transaction(urgent=True) as tx:
            team = await _team(tx, gone.platform, gone.team, source)
            if team is None:
                return False
            held = await tx.interviews.held_of(team.id, source)
            if held is not None:
                await tx.interviews.save_held(replace(held, text="", meant=Meaning.NONE))
            turn = await tx.interviews.of_source(team.id, source)
            if turn is None:
                return held is not None
            await self._withdrawing.withdraw(tx, turn)
            return True

    async def open_ones(self, platform: str) -> Sequence[tuple[str, Ref]]:
        """Per open interview its team, and the first message of ours that stands there."""
        found = []
        async with self._c.store.reading() as tx:
            for team, interview in await tx.interviews.open_on(platform):
                sends = await tx.sends.about(f"interview:{interview.id}:")
                found += [(team, send.ref) for send in sends if send.ref][:1]
        return found

    async def _new(
        self,
        tx: Transaction,
        member: Member,
        interview: Interview,
        message: Incoming,
        source: str,
    ) -> bool:
        word = " ".join(message.text.lower().split()).removeprefix("mock ")
        if word in WORDS:
            await self._word(tx, interview, word, source)
            return True
        other = await self._other(tx, member, interview)
        text = storable(message.text)
        if interview.state.phase in TALKING and (interview.state.paused or other):
            await self._ask_back(tx, interview, other, message, source)
        else:
            await self.say(tx, interview, text, source, message.revision)
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

    async def _other(self, tx: Transaction, member: Member, interview: Interview) -> Round | None:
        """A question of one's own, opened since the interview's last turn and not answered."""
        own = await tx.rounds.latest_solo(member.id)
        if own is None or own.state is not RoundState.OPEN or own.created_at < interview.turned_at:
            return None
        over = self._c.clock.now() > own.closes_at or await standing(tx, own.id, member.id)
        return None if over else own

    async def _ask_back(
        self,
        tx: Transaction,
        interview: Interview,
        other: Round | None,
        message: Incoming,
        source: str,
    ) -> None:
        held = await tx.interviews.hold(
            Held(
                0,
                interview.member_id,
                source,
                message.revision,
                storable(message.text),
                self._c.clock.now(),
            )
        )
        if held is None:
            return
        name = ""
        if other is not None:
            name = wording.other_question(self._c.bank.skill(other.question.skill))
        state = interview.state
        asked = wording.which(held, state.item, name, paused=state.paused)
        await self._moves.tell(tx, interview, f"held:{held.id}", asked)

    async def _meant(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """What a message that was kept is an answer to."""
        ident, _, meaning = press.value.partition(":")
        if not ident.isdecimal() or len(ident) > 18 or meaning not in list(Meaning):
            raise InvalidInput(OLDER)
        held = await tx.interviews.held(int(ident))
        if held.member_id != member.id:
            raise NotFound("That message is not here any more.")
        if held.meant is not None:
            return wording.meant_already()
        done = replace(held, text="", meant=Meaning(meaning))
        if meaning == Meaning.NONE:
            await tx.interviews.save_held(done)
            return wording.left_alone()
        if meaning == Meaning.ROUND:
            return await self._to_round(tx, member, held)
        interview = await tx.interviews.open_of(member.id)
        if interview is None or interview.state.phase not in TALKING:
            return wording.nothing_open()
        if interview.state.paused:
            interview = await self._moves.resume(tx, interview, f"held:{held.id}", quietly=True)
        await self.say(tx, interview, held.text, held.source, held.revision)
        await tx.interviews.save_held(done)
        return wording.answer_taken()

    async def _to_round(self, tx: Transaction, member: Member, held: Held) -> Form | Message:
        """As a form that holds the text: it is sent there."""
        own = await tx.rounds.latest_solo(member.id)
        if own is None or own.state is not RoundState.OPEN:
            return wording.left_alone()
        form = questions.solo_form(own, self._c.bank.skill(own.question.skill))
        field: Field = replace(form.fields[0], value=held.text)
        return replace(form, fields=(field,))

    async def _edited(self, tx: Transaction, known: Turn, message: Incoming) -> bool:
        """Counts while its answer is not judged yet; later the answer stays as it was."""
        if message.revision > known.revision and known.text:
            await self._withdrawing.reword(tx, known, storable(message.text), message.revision)
        return True


async def _team(
    tx: Transaction, platform: str, team: str, source: str, member: str = ""
) -> Team | None:
    """Where the platform names none with a direct message, that of the interview it belongs to."""
    external = team or await tx.interviews.team_of(platform, source, member)
    return await tx.teams.find(platform, external) if external else None


def _source(channel: str, message: str) -> str:
    return f"message:{channel}:{message}"


def _is_command(text: str) -> bool:
    """Something else than an answer: with a slash, or a command's words and nothing more."""
    words = " ".join(text.lower().split())
    known = f"practice {words}" in commands.BY_PATH and words not in WORDS
    return words.startswith("/") or known
