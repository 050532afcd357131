from bot.ports import Place
from bot.message import Message, Line
async def test_it(store):
    async with store.transaction() as tx:
        team=await tx.teams.ensure("playground","t","T")
        s = await tx.sends.add("round:1:post",team.id,Place("C"),Message((Line("hi"),)))
        assert await tx.rounds.awaiting_thread(team.id,"C")
        await tx.jobs.enqueue("nop",{"i":1})
    seen=[]
    async def deliver(args): seen.append(args)
    await store.jobs().drain({"deliver":deliver,"nop":deliver})
    assert len(seen)==2
