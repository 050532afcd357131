"""How an interview goes: one explicit machine. Pure.

asking -> answering -> considering -> (follow-up) answering | asking | summing -> done
End and abandonment lead to summing, or to closed where nothing was said.
While it is paused nothing moves but the way back, and its end."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.interviews.model import MOST_FOLLOW_UPS, TALKING, Phase, State


@dataclass(frozen=True, slots=True)
class Put:
    """The next question was put."""


@dataclass(frozen=True, slots=True)
class NoneLeft:
    """There is no question left to put."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the member was taken as an answer, or as more of one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer was judged as it was after `heard` messages; `probe`: a follow-up is at hand."""

    heard: int
    probe: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """The member goes on from that question."""

    item: int


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class End:
    """The member ends it, or it was abandoned."""


@dataclass(frozen=True, slots=True)
class Summed:
    """The scorecard is made."""


Event = Put | NoneLeft | Said | Judged | Passed | Pause | Resume | End | Summed


class Effect(StrEnum):
    """What is to be done, in the transaction that stores the new state."""

    GO_ON = "go_on"  # work what the phase asks for, now
    LISTEN = "listen"  # judge, once the member is quiet
    PROBE = "probe"  # put the follow-up
    REPEAT = "repeat"  # put again what waits for an answer
    PAUSED = "paused"  # say that it is paused
    SCORECARD = "scorecard"
    CLOSED = "closed"  # say that it ended with nothing said


Step = tuple[State, tuple[Effect, ...]]


def step(state: State, event: Event) -> Step:
    """The state after the event, and what is to be done. What does not fit changes nothing."""
    match event:
        case Resume() if state.paused:
            return _resumed(replace(state, paused=False))
        case End() if state.phase in (Phase.ASKING, *TALKING):
            return _ended(replace(state, paused=False))
        case Summed() if state.phase is Phase.SUMMING:
            return replace(state, phase=Phase.DONE), (Effect.SCORECARD,)
        case _ if state.paused:
            return state, ()
        case Pause() if state.phase in (Phase.ASKING, *TALKING):
            return replace(state, paused=True), (Effect.PAUSED,)
        case Put() if state.phase is Phase.ASKING:
            return replace(state, phase=Phase.ANSWERING, item=state.item + 1, follow_ups=0), ()
        case NoneLeft() if state.phase is Phase.ASKING:
            return _ended(state)
        case Said() if state.phase in TALKING:
            heard = replace(state, phase=Phase.CONSIDERING, heard=state.heard + 1)
            return heard, (Effect.LISTEN,)
        case Judged() if state.phase is Phase.CONSIDERING and event.heard == state.heard:
            return _judged(state, probe=event.probe)
        case Passed() if state.phase in TALKING and event.item == state.item:
            return _next(state)
    return state, ()


def _judged(state: State, *, probe: bool) -> Step:
    if probe and state.follow_ups < MOST_FOLLOW_UPS:
        asked = replace(state, phase=Phase.ANSWERING, follow_ups=state.follow_ups + 1)
        return asked, (Effect.PROBE,)
    return _next(state)


def _next(state: State) -> Step:
    if state.item >= state.length:
        return _ended(state)
    return replace(state, phase=Phase.ASKING), (Effect.GO_ON,)


def _ended(state: State) -> Step:
    if not state.heard:
        return replace(state, phase=Phase.CLOSED), (Effect.CLOSED,)
    return replace(state, phase=Phase.SUMMING), (Effect.GO_ON,)


def _resumed(state: State) -> Step:
    match state.phase:
        case Phase.ANSWERING:
            return state, (Effect.REPEAT,)
        case Phase.CONSIDERING:
            return state, (Effect.LISTEN,)
    return state, (Effect.GO_ON,)
