"""The machine of mock interviews, event by event."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interviews.machine import (
    Effect,
    End,
    Event,
    Judged,
    NoneLeft,
    Passed,
    Pause,
    Put,
    Resume,
    Said,
    Summed,
    step,
)
from bot.interviews.model import MOST_FOLLOW_UPS, OVER, Phase, State

NEW = State(3)
ANSWERING = State(3, Phase.ANSWERING, item=1)
CONSIDERING = State(3, Phase.CONSIDERING, item=1, heard=1)
EVENTS = st.one_of(
    st.sampled_from([Put(), NoneLeft(), Said(), Pause(), Resume(), End(), Summed()]),
    st.builds(Judged, st.integers(0, 6), st.booleans()),
    st.builds(Passed, st.integers(0, 4)),
)


def after(state: State, *events: Event) -> State:
    for event in events:
        state, _ = step(state, event)
    return state


def test_a_whole_interview_from_its_first_question_to_its_scorecard() -> None:
    state = NEW
    for number in (1, 2, 3):
        state = after(state, Put())
        assert (state.phase, state.item, state.follow_ups) == (Phase.ANSWERING, number, 0)
        state = after(state, Said(), Judged(number, probe=False))
    assert state.phase is Phase.SUMMING
    assert step(state, Summed()) == (after(state, Summed()), (Effect.SCORECARD,))
    assert after(state, Summed()).phase is Phase.DONE


def test_there_are_two_follow_ups_at_most() -> None:
    state = ANSWERING
    for number in (1, 2):
        state = after(state, Said(), Judged(number, probe=True))
        assert (state.phase, state.follow_ups) == (Phase.ANSWERING, number)
    assert after(state, Said(), Judged(3, probe=True)).phase is Phase.ASKING


def test_more_words_make_an_older_judgement_void() -> None:
    two = after(CONSIDERING, Said())
    assert step(two, Judged(1, probe=True)) == (two, ())
    assert after(two, Judged(2, probe=False)).phase is Phase.ASKING


def test_while_it_is_paused_nothing_moves_but_the_way_back_and_its_end() -> None:
    paused = after(CONSIDERING, Pause())
    for event in (Said(), Judged(1, probe=True), Passed(1), Pause(), Put(), Summed()):
        assert step(paused, event) == (paused, ())
    assert step(paused, Resume()) == (CONSIDERING, (Effect.LISTEN,))
    assert after(paused, End()).phase is Phase.SUMMING


@pytest.mark.parametrize(
    ("state", "effect"),
    [(NEW, Effect.GO_ON), (ANSWERING, Effect.REPEAT), (CONSIDERING, Effect.LISTEN)],
)
def test_resuming_goes_on_where_it_stood(state: State, effect: Effect) -> None:
    assert step(after(state, Pause()), Resume()) == (state, (effect,))


def test_an_end_with_nothing_said_has_no_scorecard() -> None:
    assert step(ANSWERING, End())[1] == (Effect.CLOSED,)
    assert step(NEW, NoneLeft())[1] == (Effect.CLOSED,)
    assert after(CONSIDERING, End()).phase is Phase.SUMMING


def test_a_press_about_a_question_that_is_behind_changes_nothing() -> None:
    second = after(ANSWERING, Passed(1), Put())
    assert second.item == 2
    assert step(second, Passed(1)) == (second, ())


@given(st.lists(EVENTS, max_size=40))
def test_every_order_of_events_keeps_the_bounds(events: list[Event]) -> None:
    state = NEW
    for event in events:
        before = state
        state, effects = step(state, event)
        assert 0 <= state.item <= state.length
        assert 0 <= state.follow_ups <= MOST_FOLLOW_UPS
        assert state.heard - before.heard in (0, 1)
        assert not (before.phase in OVER and (state, effects) != (before, ()))
        assert not (state.paused and state.phase in (*OVER, Phase.SUMMING))
        assert (state.phase is not Phase.DONE) or state.heard
