"""A key or a quota at fault: nobody is asked in vain, and the owner is told once."""

import pytest
from critics.conftest import Make
from critics.scene import ANSWER, LUNA, TERRA, Reviewed, judge, luna, models_of
from support.openai_faults import Fault
from support.openai_server import OpenAIServer
from support.team import PLATFORM

from bot.critiques.outages import Outages
from bot.doctor import Status, check_critics

OWNER = f"{PLATFORM}/acme/olga"


def told(team: Reviewed) -> list[str]:
    return team.member("Olga").sees()


async def off(team: Reviewed) -> list[str]:
    async with team.store.reading() as tx:
        return sorted(await tx.outages.current())


@pytest.mark.parametrize(
    ("fault", "why"), [(Fault.BAD_KEY, "the key"), (Fault.NO_QUOTA, "no quota left")]
)
async def test_nobody_is_asked_in_vain_and_the_owner_is_told_once(
    make: Make, server: OpenAIServer, fault: Fault, why: str
) -> None:
    server.script(*[fault] * 50)
    team = make(owner=OWNER)
    asked, ada = await team.asked()
    for name in ("Ada", "Bob", "Cyd"):
        await team.member(name).answers(asked)
    assert models_of(server) == [LUNA, TERRA]
    (text,) = told(team)
    assert why in text
    assert "Fix:" in text
    assert ada.person.name not in text


async def test_after_its_rest_one_question_goes_through_as_a_test(
    make: Make, server: OpenAIServer
) -> None:
    server.script(*[Fault.BAD_KEY] * 3)
    team = make(models=(luna(server),), owner=OWNER)
    asked, ada = await team.asked()
    await ada.answers(asked)
    await team.later(minutes=6)  # it looks again, and may not ask
    assert len(server.calls) == 1
    await team.later(minutes=5)
    await team.member("Bob").answers(asked)
    await team.member("Cyd").answers(asked)
    assert len(server.calls) == 2
    assert len(told(team)) == 1


async def test_once_mended_the_reviews_come_and_a_new_outage_is_told_again(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    server.script(Fault.NO_QUOTA, Fault.NO_QUOTA)
    team = make(owner=OWNER)
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, ANSWER)
    assert len(await off(team)) == 2
    await team.later(minutes=25)
    assert asked.thread[0].message.text.startswith("Strongest")
    assert await off(team) == [], "one key: what works for one model works for both"
    server.script(Fault.NO_QUOTA, Fault.NO_QUOTA)
    await team.member("Bob").answers(asked, f"{ANSWER} And more.")
    assert len(told(team)) == 2


async def test_several_processes_tell_once(make: Make, server: OpenAIServer) -> None:
    server.script(*[Fault.BAD_KEY] * 20)
    first = make(owner=OWNER)
    second = make(owner=OWNER, chat=first.chat)
    asked, ada = await first.asked()
    await ada.answers(asked)
    bob = second.member("Bob")
    second.message_ids = first.message_ids
    await bob.answers(asked)
    assert len(models_of(server)) == 4
    assert len(told(first)) == 1


async def test_an_outage_outlives_no_process_that_knew_of_it(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    server.script(Fault.BAD_KEY, Fault.BAD_KEY)
    first = make(owner=OWNER)
    asked, ada = await first.asked()
    await ada.answers(asked, ANSWER)
    assert len(await off(first)) == 2
    restarted = make(owner=OWNER, chat=first.chat)
    restarted.message_ids = first.message_ids
    await restarted.member("Bob").answers(asked, ANSWER)
    assert await off(restarted) == []


async def test_two_models_with_faults_of_their_own_are_told_of_each(make: Make) -> None:
    team = make(owner=OWNER)
    await team.asked()
    outages = Outages(team.store, team.clock, OWNER)
    await outages.told("a", "the model is unknown")
    await outages.told("b", "no quota")
    await outages.told("a", "")
    assert await off(team) == ["b"]
    await team.work()
    assert len(told(team)) == 2


async def test_without_an_owner_it_is_only_kept(make: Make, server: OpenAIServer) -> None:
    server.script(*[Fault.BAD_KEY] * 2)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked)
    assert len(await off(team)) == 2
    assert not [p for p in team.chat.posts if p.key.startswith("outage:")]


async def test_the_doctor_shows_it(make: Make, server: OpenAIServer) -> None:
    server.script(*[Fault.BAD_KEY] * 2)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked)
    names = [critic.name for critic in team.models]
    async with team.store.reading() as tx:
        check = check_critics([*names, "keyword-1"], await tx.outages.current())
    assert check.status is not Status.OK
    assert "401" in check.text
    assert check_critics([*names, "keyword-1"], {}).status is Status.OK
