"""Contract of profiles, claims and files to be read, on both databases."""

from support.clock import MONDAY
from support.samples import scene

from bot.members.profiles import Claim, Profile, ProfileFile
from storage import SqlStore


async def test_a_profile_is_empty_until_it_is_saved_and_saved_whole(store: SqlStore) -> None:
    async with store.transaction() as tx:
        member = (await scene(tx)).member.id
        assert (await tx.profiles.of(member)).empty
        for role in ("Engineer", "Staff engineer"):
            saved = Profile(member, role, "staff", ("caching", "sql"))
            await tx.profiles.save(saved)
            assert await tx.profiles.of(member) == saved


async def test_a_claim_is_there_once_and_only_its_member_removes_it(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        bob = await tx.members.ensure(here.team.id, "bob", "Bob")
        one = await tx.profiles.add_claim(Claim(0, here.member.id, "Led a team"))
        assert one is not None
        assert await tx.profiles.add_claim(Claim(0, here.member.id, "Led a team")) is None
        assert await tx.profiles.add_claim(Claim(0, bob.id, "Led a team")) is not None
        assert not await tx.profiles.remove_claim(bob.id, one.id)
        assert await tx.profiles.claims(here.member.id) == [one]
        assert await tx.profiles.remove_claim(here.member.id, one.id)
        assert await tx.profiles.claims(here.member.id) == []
        assert len(await tx.profiles.claims(bob.id)) == 1


async def test_a_file_waits_once_per_form_and_all_goes_with_a_clearing(store: SqlStore) -> None:
    async with store.transaction() as tx:
        member = (await scene(tx)).member.id
        sent = ProfileFile(0, member, "form-1", "cv.pdf", "F1", MONDAY)
        file = await tx.profiles.add_file(sent)
        assert file is not None
        assert await tx.profiles.add_file(sent) is None
        assert await tx.profiles.file(file.id) == file
        await tx.profiles.save(Profile(member, "Engineer"))
        await tx.profiles.add_claim(Claim(0, member, "Led a team"))
        await tx.profiles.clear(member)
        assert await tx.profiles.file(file.id) is None
        assert (await tx.profiles.of(member)).empty
        assert await tx.profiles.claims(member) == []
