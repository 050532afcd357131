"""What is posted keeps to Slack's limits, can ping nobody, and is complete as plain text."""

import html
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.slack_server.blocks import ALL_TEXT_MOST, characters, faults_in_blocks
from support.slack_server.pings import links_in, marked_up, pings_in, readable
from support.slack_server.views import check_view

from adapters.slack.blocks import Page, action_of, page, pages
from adapters.slack.forms import channel_of, home, modal, telling
from bot.message import Button, Field, Form, Line, LineKind, Message
from bot.model import Verdict

KINDS: tuple[LineKind, ...] = ("title", "text", "quote", "note", "item")
NASTY = (
    "<!channel> <!here|x> <@U1> <#C1|c> <https://x.example|free> *b* _i_ `c` & &lt; > @here\n> q"
)
texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from([NASTY, NASTY * 50, "é" * 3000, "&" * 3000, "word " * 8000, "", " \n "]),
)
buttons = st.builds(
    Button,
    st.sampled_from(["hint", "leave"]),
    st.text(max_size=30),
    st.text(min_size=1),
    st.booleans(),
)
lines = st.builds(
    Line,
    texts,
    st.sampled_from(KINDS),
    st.sampled_from([None, Verdict.MET, Verdict.PARTLY]),
    st.none() | buttons,
)
messages = st.builds(
    Message,
    st.lists(lines, min_size=1, max_size=60).map(lambda x: (Line("Whetstone"), *x)),
    st.lists(buttons, max_size=30).map(tuple),
)


# Texts go up to the 40,000 characters of a message, which take their time on a busy machine.
unhurried = settings(deadline=None)


def assert_sound(shown: Page) -> None:
    assert list(faults_in_blocks(shown.blocks, 50)) == []
    assert characters(shown.blocks) <= ALL_TEXT_MOST
    told = [shown.text, *marked_up(shown.blocks)]
    assert [ping for text in told for ping in pings_in(text)] == []


@unhurried
@given(messages)
def test_every_message_fits_into_one_call_and_pings_nobody(message: Message) -> None:
    assert_sound(page(message))


@unhurried
@given(messages)
def test_a_reply_in_pages_keeps_to_the_limits(message: Message) -> None:
    for shown in pages(message):
        assert_sound(shown)


@given(st.lists(st.text("abc é", min_size=1, max_size=4000), min_size=1, max_size=40))
def test_pages_lose_no_word(told: list[str]) -> None:
    shown = pages(Message(tuple(Line(text) for text in told)))
    seen = " ".join(text for one in shown for text in readable(one.blocks))
    assert seen.replace("\n", " ").split() == " ".join(told).replace("\n", " ").split() or (
        "".join(seen.split()) == "".join("".join(told).split())
    )


def test_a_label_cannot_be_smuggled_into_a_link() -> None:
    shown = page(Message((Line("<https://evil.example|https://bank.example>", "quote"),)))
    assert "<https" not in str(shown)
    assert [
        link for text in marked_up(shown.blocks) for link in links_in(text) if "|" in link
    ] == []


def test_the_plain_text_says_all_that_the_blocks_say() -> None:
    message = Message(
        (
            Line("Caching · senior", "title"),
            Line("What happens to a & b < c?"),
            Line("jitter on the TTL", "quote", Verdict.PARTLY),
            Line("serve stale", "item"),
            Line("Open until 05:00.", "note"),
        )
    )
    shown = page(message)
    assert html.unescape(shown.text) == message.text
    for word in ("Caching", "a & b < c?", "jitter", "Partly", "serve stale", "05:00"):
        assert word in "".join(readable(shown.blocks))


def test_a_verdict_stands_in_words_beside_its_quote() -> None:
    shown = page(
        Message((Line("one", "quote", Verdict.MET), Line("two", "quote", Verdict.MISSING)))
    )
    assert [b["text"]["text"] for b in shown.blocks] == ["> one\n*Met*", "> two\n*Missing*"]


def test_two_buttons_of_one_action_stand_side_by_side() -> None:
    shown = page(Message((Line("Tracks"),), (Button("leave", "1", "A"), Button("leave", "2", "B"))))
    first, second = shown.blocks[-1]["elements"]
    assert first["action_id"] != second["action_id"]
    assert action_of(first["action_id"]) == action_of(second["action_id"]) == "leave"
    assert action_of("somebody's") == ""


def listed(many: int) -> Message:
    rows = tuple(
        Line(f"Question {n}", "item", button=Button("try", str(n), f"Try {n}")) for n in range(many)
    )
    return Message((Line("Caching", "title"), *rows), (Button("solo", "", "Any"),))


@pytest.mark.parametrize("kind", KINDS)
def test_a_button_stands_beside_its_line_whatever_its_kind(kind: LineKind) -> None:
    line = Line("Eviction", kind, button=Button("try", "q1", "Try", primary=True))
    around = (Line("One", kind), line, Line("Two", kind))
    shown = page(Message(around, (Button("solo", "", "Any"),)))
    beside = [b for b in shown.blocks if "accessory" in b]
    assert [b["accessory"]["value"] for b in beside] == ["q1"]
    assert "Eviction" in beside[0]["text"]["text"]
    assert action_of(beside[0]["accessory"]["action_id"]) == "try"
    assert [e["value"] for e in shown.blocks[-1]["elements"]] == [""]


def test_a_long_line_in_pages_has_its_button_once() -> None:
    line = Line("word " * 2000, button=Button("try", "q1", "Try"))
    shown = pages(Message((line,)))
    assert str([one.blocks for one in shown]).count("'q1'") == 1


def test_where_lines_have_no_room_for_their_buttons_these_stand_below() -> None:
    shown = page(listed(60))
    assert_sound(shown)
    assert not [b for b in shown.blocks if "accessory" in b]
    assert [e["value"] for e in shown.blocks[-1]["elements"]] == [str(n) for n in range(25)]
    told = " ".join(readable(shown.blocks))
    assert "Question 59" in told
    assert "36 buttons have no room here." in told


def test_what_has_no_room_is_left_out_with_a_word() -> None:
    shown = page(Message(tuple(Line(f"Line {n}") for n in range(60)), (Button("solo", "", "Any"),)))
    assert_sound(shown)
    assert list(readable(shown.blocks))[-1] == "The rest has no room here."
    assert shown.blocks[-1]["type"] == "actions"


fields = st.one_of(
    st.builds(
        Field, st.just("a"), texts.filter(str.strip), st.sampled_from(["line", "text"]), texts
    ),
    st.builds(
        Field,
        st.just("b"),
        st.just("Label"),
        st.sampled_from(["choice", "choices"]),
        st.sampled_from(["", "0", "0,1"]),
        st.integers(1, 100).map(lambda n: tuple((str(i), f"Option {i} " * 9) for i in range(n))),
    ),
)


@unhurried
@given(texts.filter(str.strip), texts, fields, st.text(min_size=1, max_size=90))
def test_every_form_is_a_modal_that_slack_takes(
    title: str, intro: str, field: Field, submit: str
) -> None:
    view = modal(Form("f", title, (field,), submit.strip() or "Send", intro), "C1")
    check_view(view, kind="modal")
    assert channel_of(view) == "C1"


@unhurried
@given(messages)
def test_every_message_fits_into_a_modal_and_a_home(message: Message) -> None:
    check_view(telling(message, "C1"), kind="modal")
    check_view(home(message), kind="home")


@pytest.mark.parametrize("told", ["", "no json", "[]", "null"])
def test_metadata_of_another_version_names_no_channel(told: str) -> None:
    view: dict[str, Any] = {"private_metadata": told}
    assert channel_of(view) == ""
