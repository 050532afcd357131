"""What the samples of messages are made of."""

import datetime as dt

from support.bank import BANK
from support.clock import MONDAY

from bot.model import Answer, AnswerState, Round, RoundKind, RoundState, Track

QUESTIONS = BANK.questions("caching")[:3]
QUESTION = QUESTIONS[0]
SKILL = BANK.skill("caching")
NOW, ZONE, TODAY = MONDAY, "Europe/Berlin", MONDAY.date()
TEXT = (
    "Every key expires at the same moment, so all requests miss at once. One request takes a "
    "lock and recomputes while the others serve the stale value, and jitter spreads the expiry."
)
LONG = "Led the move of billing to Kafka" + ", with an owner for each topic and team" * 6
NAME = "Bartholomew Featherstonehaugh-Cholmondeley the Third"  # a long one
ROUND = Round(
    id=1,
    team_id=1,
    track_id=1,
    member_id=None,
    kind=RoundKind.SCHEDULED,
    key="2026-11-02",
    local_date=TODAY,
    question=QUESTION,
    prompt=QUESTION.prompt,
    review="short",
    state=RoundState.OPEN,
    created_at=NOW,
    closes_at=NOW + dt.timedelta(hours=20),
)
ANSWER = Answer(1, 1, 1, 2, AnswerState.JUDGED, "thread", TEXT, 1, NOW, NOW)
TRACK = Track(1, 1, "practice", ("caching",), dt.time(9), ZONE)
