"""Slack's payloads as the core's types."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.translate import author, deletion, incoming, micros, words
from bot.message import Person

ADA = Person("slack", "T1", "U1", "Ada")
MESSAGE: dict[str, Any] = {
    "type": "message", "user": "U1", "ts": "1700000000.000100", "thread_ts": "1699999999.000001",
    "text": "one &lt; two &amp; three", "channel": "C1", "channel_type": "channel",
}  # fmt: skip


def changed(**inner: Any) -> dict[str, Any]:
    message = {k: v for k, v in MESSAGE.items() if k not in ("channel", "channel_type")}
    return {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": "9.0",
            "message": message | inner, "previous_message": message}  # fmt: skip


@given(st.integers(0, 4_000_000_000), st.integers(0, 999_999))
def test_a_ts_is_microseconds_to_the_last_one(seconds: int, fraction: int) -> None:
    assert micros(f"{seconds}.{fraction:06d}") == seconds * 1_000_000 + fraction


def test_a_reply_is_translated_whole() -> None:
    told = incoming(MESSAGE, ADA, "UBOT")
    assert (told.message, told.thread) == ("1700000000.000100", "1699999999.000001")
    assert told.revision == 1_700_000_000_000_100
    assert told.sent_at == dt.datetime(2023, 11, 14, 22, 13, 20, 100, dt.UTC)
    assert told.text == "one < two & three"
    assert (told.mentions_bot, told.direct) == (False, False)


def test_an_edit_has_the_time_of_its_edit_and_no_user_of_its_own() -> None:
    event = changed(text="two", edited={"user": "U1", "ts": "1700000050.000000"})
    assert author(event) == "U1"
    told = incoming(event, ADA, "UBOT")
    assert (told.message, told.revision) == ("1700000000.000100", 1_700_000_050_000_000)
    assert told.sent_at < dt.datetime.fromtimestamp(1_700_000_050, dt.UTC)


def test_a_mention_twin_is_the_same_message() -> None:
    text = "<@UBOT> one answer"
    twin = {k: v for k, v in MESSAGE.items() if k != "channel_type"} | {"type": "app_mention"}
    one = incoming(MESSAGE | {"text": text}, ADA, "UBOT")
    two = incoming(twin | {"text": text}, ADA, "UBOT")
    assert one == two
    assert (one.text, one.mentions_bot) == ("one answer", True)


@pytest.mark.parametrize(
    "event",
    [
        MESSAGE | {"bot_id": "B1"},
        MESSAGE | {"subtype": "bot_message"},
        MESSAGE | {"subtype": "channel_join"},
        {k: v for k, v in MESSAGE.items() if k != "user"},
        changed(bot_id="B1"),
        changed(subtype="tombstone"),
        {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "1.0"},
    ],
)
def test_what_is_nobodys_own_words_has_no_author(event: dict[str, Any]) -> None:
    assert author(event) is None


@pytest.mark.parametrize("subtype", ["file_share", "me_message", "thread_broadcast"])
def test_words_with_a_file_or_sent_to_the_channel_too_are_words(subtype: str) -> None:
    assert author(MESSAGE | {"subtype": subtype}) == "U1"


def test_a_deletion_names_what_is_gone_and_its_thread() -> None:
    event = {"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "9.0",
             "deleted_ts": "1700000000.000100", "previous_message": MESSAGE}  # fmt: skip
    gone = deletion(event, "T1")
    assert gone
    assert (gone.message, gone.thread) == ("1700000000.000100", "1699999999.000001")
    ours = MESSAGE | {"bot_id": "B1"}
    assert deletion(event | {"previous_message": ours}, "T1") is None
    question = deletion(event | {"previous_message": ours | {"thread_ts": None}}, "T1")
    assert question
    assert question.thread is None
    assert deletion(MESSAGE, "T1") is None


def test_a_tombstone_is_a_deletion() -> None:
    gone = deletion(changed(subtype="tombstone", user="USLACKBOT"), "T1")
    assert gone
    assert gone.message == "1700000000.000100"


def test_a_first_message_stands_in_no_thread() -> None:
    assert incoming(MESSAGE | {"thread_ts": MESSAGE["ts"]}, ADA, "UBOT").thread is None


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("see <https://x.example|the page>", "see the page"),
        ("in <#C1|caching>, <!here>", "in #caching, @here"),
        ("ask <@U2> or <@UBOT>", "ask <@U2> or @whetstone"),
        ("  <@UBOT>: a lock", "a lock"),
        ("a &lt;@U1&gt; b", "a <@U1> b"),
    ],
)
def test_markup_is_read_as_a_person_reads_it(told: str, read: str) -> None:
    assert words(told, "UBOT") == read
