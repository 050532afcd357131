"""`/practice profile` and `/mock claims`: aims, claims, and the file that they may come from."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.context import Context
from bot.critiques.work import names_of
from bot.daily.parts import storable
from bot.errors import DocumentUnreadable, InvalidInput
from bot.features import Feature, number
from bot.interviews import claims
from bot.interviews.arguments import Wish
from bot.interviews.desk import DEFAULTS, OLDER, Desk
from bot.interviews.model import MODES, Mode
from bot.members.profiles import LARGEST_FILE, MOST_CLAIMS, Claim, ProfileFile
from bot.members.resumes import claims_in
from bot.message import Call, Line, Message, Press, Reply, Submission, Upload
from bot.model import LEVELS, Member
from bot.ports import Chat, HandsOver, TaskFunction
from bot.sending.telling import tell_directly
from bot.stores import Transaction
from bot.text import clean, shorten
from bot.wording import claims as claim_words
from bot.wording import profile as wording
from bot.wording.basics import named

ROLE_LENGTH = 100
NAME_LENGTH = 80
FILE_WAITS = dt.timedelta(days=1)


class ProfileDesk:
    def __init__(self, context: Context, interviews: Desk) -> None:
        self._c = context
        self._interviews = interviews

    def feature(self) -> Feature:
        return Feature(
            commands={"practice profile": self._profile, "mock claims": self._rehearse},
            presses={
                "profile_aims": self._aims_form,
                "profile_claims": self._claims_form,
                "profile_remove": self._remove,
                "profile_clear": self._clear,
                "mock_claims": self._rehearse_press,
            },
            forms={"profile": self._submitted},
        )

    async def _profile(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self._page(tx, member)

    async def _page(self, tx: Transaction, member: Member) -> Message:
        profile = await tx.profiles.of(member.id)
        names = {skill.id: skill.name for skill in self._c.bank.skills()}
        skills = [names[skill] for skill in profile.skills if skill in names]
        return wording.page(profile, skills, await tx.profiles.claims(member.id))

    async def _aims_form(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return wording.aims_form(await tx.profiles.of(member.id), list(self._c.bank.skills()))

    async def _claims_form(self, tx: Transaction, member: Member, press: Press) -> Reply:
        models = self._c.ladder.rungs.models
        plain = not models or await tx.preferences.wants_keyword(member.id)
        return wording.claims_form("" if plain else models[0].name.partition("/")[0])

    async def _remove(self, tx: Transaction, member: Member, press: Press) -> Reply:
        claim_id = number(press.value)
        if claim_id is None:
            raise InvalidInput(OLDER)
        await tx.profiles.remove_claim(member.id, claim_id)
        return await self._page(tx, member)

    async def _clear(self, tx: Transaction, member: Member, press: Press) -> Reply:
        await tx.profiles.clear(member.id)
        return wording.cleared()

    async def _submitted(self, tx: Transaction, member: Member, form: Submission) -> Reply:
        if form.form == "profile:aims":
            return await self._save_aims(tx, member, form)
        if form.form == "profile:claims":
            return await self._take_claims(tx, member, form)
        raise InvalidInput("That form is from an older version. /practice profile has it anew.")

    async def _save_aims(self, tx: Transaction, member: Member, form: Submission) -> Reply:
        level, values = form.values.get("level", ""), form.values
        if level not in LEVELS:
            raise InvalidInput(f"Not saved: {named(level)} is no level.", field="level")
        known = {skill.id for skill in self._c.bank.skills()}
        skills = tuple(s for s in values.get("skills", "").split(",") if s in known)
        role = shorten(clean(storable(values.get("role", ""))).replace("\n", " "), ROLE_LENGTH)
        profile = await tx.profiles.of(member.id)
        await tx.profiles.save(replace(profile, role=role, level=level, skills=skills))
        return await self._page(tx, member)

    async def _take_claims(self, tx: Transaction, member: Member, form: Submission) -> Reply:
        text = form.values.get("text", "")
        if wording.AGREE not in form.values.get("agree", "").split(","):
            raise InvalidInput(wording.NOT_AGREED, field="agree")
        if not text.strip() and not form.files:
            raise InvalidInput("Nothing was taken: there is neither text nor a file.", field="text")
        told = []
        if form.files:
            await self._take_file(tx, member, form.files[0], form.id)
            told.append(wording.being_read())
        if text.strip():
            told.append(await self._add(tx, member, text))
        shown = await self._page(tx, member)
        return replace(shown, lines=(*told, *shown.lines))

    async def _take_file(self, tx: Transaction, member: Member, file: Upload, key: str) -> None:
        """It is fetched and read by a task, for both may take longer than a form waits."""
        name = shorten(clean(storable(file.name)), NAME_LENGTH)
        if file.size > LARGEST_FILE:
            raise InvalidInput(f"{name} was not taken: {wording.TOO_LARGE}", field="file")
        now = self._c.clock.now()
        row = await tx.profiles.add_file(
            ProfileFile(0, member.id, key, name, storable(file.where), now)
        )
        if row is not None:
            await tx.jobs.enqueue("profile_file", {"file": row.id}, run_at=now)
            late = now + FILE_WAITS
            await tx.jobs.enqueue("profile_file_late", {"file": row.id}, run_at=late)

    async def _add(self, tx: Transaction, member: Member, text: str) -> Line:
        """The claims in a text, those that are not there yet."""
        names = names_of(await tx.members.of_team(member.team_id))
        found = claims_in(storable(text), names)
        kept = {claim.text for claim in await tx.profiles.claims(member.id)}
        new = [text for text in found if text not in kept]
        room = max(0, MOST_CLAIMS - len(kept))
        for each in new[:room]:
            await tx.profiles.add_claim(Claim(0, member.id, each))
        return wording.taken(len(new[:room]), full=len(new) > room)

    def tasks(self, chats: Mapping[str, Chat]) -> Mapping[str, TaskFunction]:
        """`chats`: the sending sides, by platform."""

        async def read(args: Mapping[str, int | str]) -> None:
            await self._read_file(int(args["file"]), chats)

        return {"profile_file": read, "profile_file_late": self._give_up}

    async def _read_file(self, file_id: int, chats: Mapping[str, Chat]) -> None:
        """Fetches a file, keeps the claims in it, and tells its member."""
        async with self._c.store.transaction() as tx:
            file = await tx.profiles.file(file_id)
            if file is None:
                return  # it was read, or all was deleted
            member = await tx.members.get(file.member_id)
            team = await tx.teams.get(member.team_id)
        why = text = ""
        try:
            text = await self._text_of(file, chats.get(team.platform), team.external_id)
        except DocumentUnreadable as unreadable:
            why = str(unreadable)
        async with self._c.store.transaction() as tx:
            if await tx.profiles.file(file.id) != file:
                return  # deleted meanwhile; its id may be another file's by now
            if why:
                message = wording.not_read(file.name, why)
            else:
                told = await self._add(tx, member, text)
                message = wording.from_file(file.name, told, await self._page(tx, member))
            await self._done_with(tx, file, member, message)

    async def _give_up(self, args: Mapping[str, int | str]) -> None:
        """Task: what could not be fetched for a day is not kept."""
        async with self._c.store.transaction() as tx:
            file = await tx.profiles.file(int(args["file"]))
            if file is None or self._c.clock.now() < file.sent_at + FILE_WAITS:
                return  # it was read, and its id may be another file's by now
            member = await tx.members.get(file.member_id)
            message = wording.not_read(file.name, wording.OUT_OF_REACH)
            await self._done_with(tx, file, member, message)

    async def _done_with(
        self, tx: Transaction, file: ProfileFile, member: Member, message: Message
    ) -> None:
        await tx.profiles.remove_file(file.id)
        key = f"profile:{member.id}:{file.key}"  # an id may be used again once its row is gone
        await tell_directly(tx, key, member, message)

    async def _text_of(self, file: ProfileFile, chat: Chat | None, team: str) -> str:
        if self._c.documents is None or not isinstance(chat, HandsOver):
            raise DocumentUnreadable(wording.OUT_OF_REACH)
        return await self._c.documents.read(await chat.fetch(team, file.where, LARGEST_FILE))

    async def _rehearse(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self._begin(tx, member, call.id, rest.lower().split())

    async def _rehearse_press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return await self._begin(tx, member, press.id, ())

    async def _begin(
        self, tx: Transaction, member: Member, key: str, words: Sequence[str]
    ) -> Message:
        """The interview about the claims that were rehearsed longest ago."""
        mode, most = _asked_for(words)
        mine = await tx.profiles.claims(member.id)
        if not mine:
            return claim_words.none_yet()
        level = (await tx.profiles.of(member.id)).level or DEFAULTS["level"]
        wish = Wish(claims.SKILL, level, min(most, len(mine)), mode)
        return await self._interviews.begin(tx, member, wish, key, "claims")


def _asked_for(words: Sequence[str]) -> tuple[Mode, int]:
    """'3 real' in any order. Raises InvalidInput."""
    mode, most = MODES[0], claims.MOST
    for word in words:
        modes = [each for each in MODES if each == word]
        if modes:
            mode = modes[0]
        elif word.isascii() and word.isdecimal() and 1 <= int(word[:9]) <= claims.UP_TO:
            most = int(word)
        else:
            raise InvalidInput(claim_words.no_such(named(word)))
    return mode, most
