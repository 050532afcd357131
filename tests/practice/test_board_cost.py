"""What a board costs the database, however many play: a few reads on the way."""

from sqlalchemy import event
from support.team import Team


async def test_a_board_takes_four_reads_from_the_question_to_the_reply(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    for name in ("Ada", "Bob", "Cyd"):
        await team.member(name).answers(asked)
    reads: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            reads.append(statement.lstrip())

    event.listen(team.store._writing.sync_engine, "before_cursor_execute", note)
    await team.member("Ada").runs("/leaderboard")
    assert [read.partition(" ")[0] for read in reads] == [*3 * ["SELECT"], "WITH"], reads
