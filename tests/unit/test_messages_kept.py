"""A message that waits in the outbox, or stands in the room, comes out as it went in."""

import json

from hypothesis import given
from hypothesis import strategies as st
from support.painters import BARS, CALENDAR, TREND
from support.samples import scene

from adapters.playground import post
from bot.days.streaks import DayState
from bot.message import Button, Line, Message
from bot.pictures import Bars, Calendar, Trend
from bot.sending.fitting import every_button, folded
from bot.sending.outbox import Place
from storage import SqlStore
from storage.schema.columns import AsJson

texts = st.text(max_size=20)
numbers = st.floats(allow_nan=False, allow_infinity=False)
points = st.lists(st.tuples(st.dates(), numbers), max_size=4).map(tuple)
pictures = st.one_of(
    st.builds(
        Calendar,
        texts,
        st.dates(),
        st.lists(st.sampled_from([*DayState, ""]).map(str), max_size=7).map(tuple),
    ),
    st.builds(
        Bars,
        texts,
        st.lists(st.tuples(texts, numbers), max_size=4).map(tuple),
        texts,
        st.none() | st.integers(0, 3),
    ),
    st.builds(Trend, texts, st.lists(st.tuples(texts, points), max_size=3).map(tuple)),
)
buttons = st.builds(Button, texts, texts, texts, st.booleans())
lines = st.builds(Line, texts, st.sampled_from(["text", "item"]), button=st.none() | buttons)
messages = st.builds(
    Message,
    st.lists(lines, max_size=4).map(tuple),
    st.lists(buttons, max_size=4).map(tuple),
    st.none() | pictures,
)


@given(messages)
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    column = AsJson(Message)
    stored = json.loads(json.dumps(column.process_bind_param(message, None)))
    assert column.process_result_value(stored, None) == message
    assert post._message.validate_json(post.packed(message)) == message


async def test_a_send_keeps_its_picture_in_the_database(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = (await scene(tx)).team
        for picture in (CALENDAR, BARS, TREND):
            message = Message((Line("Ada 3 days"),), picture=picture)
            await tx.sends.add(picture.kind, team.id, Place("C1"), message)
    async with store.reading() as tx:
        kept = [await tx.sends.by_key(kind) for kind in ("calendar", "bars", "trend")]
    assert [send and send.message.picture for send in kept] == [CALENDAR, BARS, TREND]


@given(messages, st.integers(0, 5))
def test_folding_moves_buttons_and_loses_no_line(message: Message, most: int) -> None:
    below = folded(message, most)
    assert not any(line.button for line in below.lines)
    assert below.buttons == every_button(message)[:most]
    assert below.text.startswith(message.text)
    left_out = len(every_button(message)) - most
    assert (f"{left_out} button" in below.text.removeprefix(message.text)) == (left_out > 0)
