"""Mock interviews put together: what commands and presses do, and the tasks."""

from collections.abc import Mapping
from functools import partial

from bot.context import Context
from bot.critiques.progress import Progress
from bot.interviews.desk import Desk
from bot.interviews.disputes import TASK, Disputes
from bot.interviews.moves import Moves
from bot.interviews.timing import Timing
from bot.interviews.withdrawing import Withdrawing
from bot.interviews.worker import Worker
from bot.members.people import People
from bot.ports import Chat, TaskFunction


class Interviewing:
    def __init__(self, context: Context, people: People) -> None:
        self.moves = Moves(context)
        self.timing = Timing(context, self.moves)
        self.desk = Desk(context, people, self.moves, self.timing)
        self.worker = Worker(context, people, self.moves)
        self.disputes = Disputes(context, people, self.moves, self.desk)
        self.withdrawing = Withdrawing(context, people, self.moves)

    def tasks(self, chats: Mapping[str, Chat]) -> Mapping[str, TaskFunction]:
        return {
            "interview": partial(self.worker.work, progress=Progress(chats)),
            "interview_nudge": self.timing.nudge,
            "interview_idle": self.timing.idle,
            TASK: self.disputes.judge,
        }
