from scenarios.on_slack import slack_stage
from support.team import GOOD


async def test_smoke(sqlite_url):
    async with slack_stage(sqlite_url) as stage:
        acme = stage.workspace("acme")
        ada = acme.user("Ada", "Europe/Berlin", admin=True)
        room = acme.channel("#practice")
        await stage.starts()
        await stage.track(acme, room)
        q = await stage.asks(room)
        print(q.plain, q.buttons)
        await ada.says(room, GOOD, thread=q)
        await stage.later(seconds=25)
        for m in room.thread(q):
            print("T", m.plain, m.buttons)
        print(acme.status(q))
        print(
            [(c.method, c.error, c.answer.get("response_metadata")) for c in stage.server.journal]
        )
        await ada.presses(q, "Hint")
        print("H", stage.told(ada, room))
        await ada.presses(q, "Answer privately")
        print(ada.open_view)
        await ada.submits(fields={"Your answer": GOOD})
        print("S", stage.told(ada, room))
        ada.views.clear()
        ack = await ada.runs("/practice", "streak", room)
        print(stage.told(ada, room))
        ack = await ada.runs("/practice", "strek", room)
        print(stage.told(ada, room))
        ack = await ada.runs("/practice", "guide caching", room)
        print(stage.told(ada, room)[:300])
        await stage.later(seconds=2)
        for m in ada.dm.messages:
            print("DM", m.plain)
        await ada.opens_home()
        await stage.work()
        print(ada.home)
        print(ada.warnings)
