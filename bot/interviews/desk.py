"""`/mock` and its buttons: begin, pause, resume, skip, hint, end."""

from functools import partial

from bot.context import Context
from bot.errors import InvalidInput, NotFound
from bot.features import Feature, number
from bot.interviews import arguments
from bot.interviews.arguments import Wish
from bot.interviews.exports import exported
from bot.interviews.machine import End
from bot.interviews.model import TALKING, WORDS, Interview, Kind, Phase, State, TurnKind
from bot.interviews.moves import Moves
from bot.interviews.timing import Timing
from bot.members.people import TERMINAL, People
from bot.message import Call, Line, Message, Press, Reply, Submission
from bot.model import Member
from bot.naming import skill_name
from bot.stores import Transaction
from bot.wording import critics
from bot.wording import interviews as wording

DEFAULTS = {"level": "mid", "length": "3", "mode": "study"}
OLDER = "That button is from an older version. /mock shows where your interview stands."


class Desk:
    def __init__(self, context: Context, people: People, moves: Moves, timing: Timing) -> None:
        self._c = context
        self._people = people
        self._moves = moves
        self._timing = timing

    def feature(self) -> Feature:
        return Feature(
            commands={
                "mock": self._mock,
                **{f"mock {verb}": partial(self._command, verb) for verb in WORDS},
                "mock export": self._export,
            },
            presses={
                **{f"mock_{verb}": self._press for verb in WORDS},
                "mock_answer": self._answer_form,
                "mock_export": self._export_press,
            },
            forms={"mock": self._form, "mock_say": self._said_in_form},
        )

    async def _mock(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        skills = list(self._c.bank.skills())
        given = arguments.parse(rest, skills)
        open_ = await tx.interviews.open_of(member.id)
        if open_ is not None:
            return wording.open_already(open_, self._name(open_))
        if len(given) < len(arguments.PARTS):
            aims = await tx.profiles.of(member.id)
            first = {"skill": await self._usual_skill(tx, member, aims.skills)}
            usual = {**DEFAULTS, **({"level": aims.level} if aims.level else {})}
            return wording.form(skills, {**first, **usual, **given})
        return await self.begin(tx, member, arguments.wish(given, skills), call.id)

    async def _form(self, tx: Transaction, member: Member, form: Submission) -> Reply:
        wish = arguments.wish(form.values, list(self._c.bank.skills()))
        return await self.begin(tx, member, wish, form.id)

    async def begin(
        self, tx: Transaction, member: Member, wish: Wish, key: str, kind: Kind = "skill"
    ) -> Message:
        """A new interview, or the one that is open. The same key begins one only."""
        now = self._c.clock.now()
        new = Interview(
            0,
            member.team_id,
            member.id,
            key,
            kind,
            wish.mode,
            wish.skill,
            wish.level,
            State(wish.length),
            created_at=now,
            turned_at=now,
            since=now,
            due_at=now,
        )
        interview = await tx.interviews.add(new)
        if interview is None:
            open_ = await tx.interviews.open_of(member.id)
            known = open_ or await tx.interviews.of_key(member.id, key)
            assert known is not None, "one of the two keys held"
            return wording.open_already(known, self._name(known))
        models = self._c.ladder.rungs.models
        plain = not models or await tx.preferences.wants_keyword(member.id)
        if not plain:
            await self._say_where_it_goes(tx, interview, member)
        await self._moves.go_on(tx, interview)
        await self._timing.watch(tx, interview.id)
        return wording.started(interview, self._name(interview), plain=plain)

    async def _say_where_it_goes(
        self, tx: Transaction, interview: Interview, member: Member
    ) -> None:
        """Before a first answer a word on what goes to the model's provider."""
        if (await tx.teams.get(member.team_id)).platform == TERMINAL:
            return  # it says so itself
        if not await tx.preferences.was_told(member.id, self._c.clock.now()):
            models = self._c.ladder.rungs.models
            told = critics.what_leaves(*(model.name for model in models))
            await self._moves.tell(tx, interview, "told", told)

    async def _usual_skill(self, tx: Transaction, member: Member, aims: tuple[str, ...]) -> str:
        """Of the member's aims, else of the tracks they take part in, else the bank's first."""
        mine = {m.track_id for m in await tx.tracks.memberships(member_id=member.id)}
        tracks = await tx.tracks.of_team(member.team_id)
        known = [skill.id for skill in self._c.bank.skills()]
        asked = (s for t in tracks if t.id in mine for s in t.skills)
        return next((s for s in (*aims, *asked) if s in known), known[0])

    async def _command(
        self, verb: str, tx: Transaction, member: Member, call: Call, rest: str
    ) -> Reply:
        interview = await tx.interviews.open_of(member.id)
        if interview is None:
            return wording.nothing_open()
        return await self.do(tx, interview, verb, f"call:{call.id}")

    async def _press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        interview, item = await self.mine(tx, member, press.value)
        verb = press.action.removeprefix("mock_")
        if interview.state.over:
            return wording.nothing_open()
        if verb in ("skip", "hint") and item != interview.state.item:
            return wording.behind(item)
        return await self.do(tx, interview, verb, f"press:{press.id}")

    async def do(self, tx: Transaction, interview: Interview, verb: str, source: str) -> Message:
        """One of the words a member can say to an interview. The same source does it once."""
        if verb == "pause":
            interview = await self._moves.pause(tx, interview)
            summing = interview.state.phase is Phase.SUMMING
            return wording.ended() if summing else wording.paused(interview)
        if verb == "resume":
            interview = await self._moves.resume(tx, interview, source)
            summing = interview.state.phase is Phase.SUMMING
            name = self._name(interview)
            return wording.ended() if summing else wording.resumed(interview, name)
        if verb == "end":
            interview = await self._moves.apply(tx, interview, End())
            closed = interview.state.phase is Phase.CLOSED
            return wording.closed() if closed else wording.ended()
        if interview.state.paused:
            return wording.paused(interview)
        if interview.state.phase not in TALKING:
            return wording.between(interview)
        if verb == "skip":
            return await self._skip(tx, interview, source)
        return await self._hint(tx, interview)

    async def _skip(self, tx: Transaction, interview: Interview, source: str) -> Message:
        number = interview.state.item
        return wording.skipped(await self._moves.skip(tx, interview, source), number)

    async def _hint(self, tx: Transaction, interview: Interview) -> Message:
        question = (await tx.interviews.whole(interview)).items[-1].question
        once = f"bot:hint:{interview.state.item}"
        await self._moves.turn(tx, interview, TurnKind.HINT, question.hint, once)
        return wording.hint(question)

    async def mine(self, tx: Transaction, member: Member, value: str) -> tuple[Interview, int]:
        """The interview, and the question, that a button of theirs names. Raises NotFound."""
        ident, _, item = value.partition(":")
        interview_id = number(ident)
        if interview_id is None:
            raise InvalidInput(OLDER)
        interview = await tx.interviews.get(interview_id)
        if interview.member_id != member.id:
            raise NotFound("That interview is not here any more. /mock begins another one.")
        return interview, number(item) or 0

    async def _answer_form(self, tx: Transaction, member: Member, press: Press) -> Reply:
        interview, item = await self.mine(tx, member, press.value)
        if interview.state.over:
            return wording.nothing_open()
        if interview.state.phase not in TALKING or item != interview.state.item:
            return wording.behind(item)
        return wording.answer_form(interview, await tx.interviews.whole(interview))

    async def _said_in_form(self, tx: Transaction, member: Member, form: Submission) -> Reply:
        interview, item = await self.mine(tx, member, form.form.partition(":")[2])
        text, source = form.values.get("text", ""), f"form:{form.id}"
        if await tx.interviews.of_source(member.team_id, source) is not None:
            return wording.answer_taken()
        if not text.strip():
            raise InvalidInput("Not sent: the answer is empty. One sentence is enough.")
        if interview.state.phase not in TALKING or item != interview.state.item:
            return wording.unsent(item, text)
        if interview.state.paused:
            interview = await self._moves.resume(tx, interview, source, quietly=True)
        interview = await self._moves.heard(tx, interview, text, source, 0)
        await self._moves.at_once(tx, interview)
        return wording.answer_taken()

    async def _export(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        """`/mock export [number] [json]`: the newest one where none is named."""
        words = rest.lower().split()
        as_json = "json" in words
        numbers = [word for word in words if word != "json"]
        if numbers:
            if number(numbers[0]) is None:
                raise InvalidInput(wording.no_number(numbers[0]))
            interview, _ = await self.mine(tx, member, numbers[0])
        else:
            every = await tx.interviews.of_member(member.id)
            if not every:
                return wording.nothing_open()
            interview = every[0]
        return await exported(self._c, self._people, tx, interview, as_json=as_json)

    async def _export_press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        interview, _ = await self.mine(tx, member, press.value)
        return await exported(self._c, self._people, tx, interview)

    async def at_home(self, tx: Transaction, member: Member) -> list[Line]:
        """The member's open interview, for their own page."""
        interview = await tx.interviews.open_of(member.id)
        return [wording.at_home(interview, self._name(interview))] if interview else []

    def _name(self, interview: Interview) -> str:
        return skill_name(self._c.bank, interview.skill)
