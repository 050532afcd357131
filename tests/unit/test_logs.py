"""One way for all logs, and nothing in them that must not be."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bot.logs import LONGEST, set_up
from bot.secrets import masked

ANSWER = "readers pile up on the expired entry"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    kept, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    root.handlers.clear()  # set_up closes what it finds
    yield
    root.handlers[:], logging.raiseExceptions = kept, raising
    root.setLevel(level)
    for name in ("bot", "storage", "questions", "adapters"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


def entries(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_json_where_nobody_sits_at_a_terminal(out: io.StringIO) -> None:
    set_up(stream=out)
    structlog.get_logger("bot.daily.rounds").info("round posted", round=3, late=False)
    [entry] = entries(out)
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "event": "round posted",
        "level": "info",
        "logger": "bot.daily.rounds",
        "round": 3,
        "late": False,
    }


@pytest.mark.parametrize(
    ("stream", "format", "is_json"),
    [
        (io.StringIO, "auto", True),
        (Terminal, "auto", False),
        (Terminal, "json", True),
        (io.StringIO, "console", False),
    ],
)
def test_the_form_follows_the_stream_unless_it_is_set(
    stream: type[io.StringIO], format: Any, is_json: bool
) -> None:
    out = stream()
    set_up(format=format, stream=out)
    structlog.get_logger("bot").info("hello")
    assert out.getvalue().startswith("{") is is_json
    assert "hello" in out.getvalue()


def test_other_packages_write_through_the_same_handler(out: io.StringIO) -> None:
    other = logging.getLogger("uvicorn.error")
    own = logging.StreamHandler(io.StringIO())
    other.addHandler(own)
    set_up(stream=out)
    other.info("started on port %d with password=%s", 8080, "hunter2")
    [entry] = entries(out)
    assert entry["event"] == "started on port 8080 with password=***"
    assert own not in other.handlers


def test_our_level_is_ours_and_others_stay_at_info(out: io.StringIO) -> None:
    set_up("DEBUG", stream=out)
    structlog.get_logger("bot.x").debug("ours")
    logging.getLogger("slack_sdk").debug("body=%s", ANSWER)
    logging.getLogger("apscheduler.executors").info("a line per tick")
    logging.getLogger("uvicorn.access").info("GET /oauth?code=1")
    assert [entry["event"] for entry in entries(out)] == ["ours"]
    set_up("ERROR", stream=out)
    structlog.get_logger("bot.x").warning("quiet now")
    logging.getLogger("slack_sdk").warning("quiet too")
    assert len(entries(out)) == 1


def test_setting_up_twice_writes_once(out: io.StringIO) -> None:
    set_up(stream=out)
    set_up(stream=out)
    structlog.get_logger("bot").info("once")
    logging.getLogger("x").info("once")
    assert len(entries(out)) == 2


SECRETS = [
    ("xoxb-123-456-abcDEF", "***"),
    ("token xoxe.xoxp-1-Mi0yLT", "token ***"),
    ("xapp-1-A012-345-abcdef", "***"),
    ("sk-proj-abcdefgh12345678", "***"),
    ("key sk-ant-api03-abc_DEF-123.", "key ***."),
    ("AIza" + "b" * 35, "***"),
    ("Authorization: Bearer abcdefgh.ijkl", "Authorization: ***"),
    ('{"authorization": "Bot abc.def"}', '{"authorization": "***"}'),
    ("sent bearer abcdefghijkl on", "sent bearer *** on"),
    ("M" + "T" * 23 + ".Gabc12." + "z" * 38, "***"),
    ("postgresql://me:pa:s/s@w@db:5432/x", "postgresql://me:***@db:5432/x"),
    ("redis://:hunter2@cache/0", "redis://:***@cache/0"),
    ("host=db password=hunter2 dbname=x", "host=db password=*** dbname=x"),
    ("SLACK_SIGNING_SECRET=abc123", "SLACK_SIGNING_SECRET=***"),
    ("{'api_key': 'abc', 'n': 1}", "{'api_key': '***', 'n': 1}"),
    ("GET /slack/oauth?code=1.2&x=1", "GET /slack/oauth?code=***&x=1"),
    (
        "https://discord.com/api/v10/webhooks/12/aB-c_d",
        "https://discord.com/api/v10/webhooks/12/***",
    ),
    ("https://hooks.slack.com/services/T0/B0/xyz", "https://hooks.slack.com/services/T0/***"),
]


@pytest.mark.parametrize(("text", "safe"), SECRETS)
def test_a_secret_is_masked_and_its_name_stays(text: str, safe: str) -> None:
    assert masked(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "risk-averse readers ask-again-tomorrow",
        "max_tokens=500 input_tokens 12",
        "https://example.com:8080/path?page=2",
        "postgresql://db/whetstone",
        "bot.storage.engine moved to storage.engine.session",
        "12:30 a@b.example",
    ],
)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert masked(text) == text


@given(st.text(max_size=200), st.sampled_from(SECRETS), st.text(max_size=200))
def test_a_secret_is_masked_wherever_it_stands(
    before: str, secret: tuple[str, str], after: str
) -> None:
    needle = secret[0]
    assert needle not in masked(f"{before} {needle} {after}")


def test_masking_stays_quick_on_hostile_text() -> None:
    for text in ("a-" * 1500, "x://" * 750, "token" * 600, "[" * 3000, "b" * 3000, "?a=" * 1000):
        masked(text)  # the suite's timeout is the judge of what does not end


def test_secrets_are_masked_at_any_depth(out: io.StringIO) -> None:
    set_up(stream=out)
    structlog.get_logger("bot").info(
        "calling xoxb-1-2",
        url="https://me:hunter2@host/",
        header={"Authorization": "abc", "list": ["sk-12345678abc"]},
        api_key="abc",
        bot_token="abc",
    )
    text = out.getvalue()
    assert not [word for word in ("xoxb", "hunter2", "sk-1", "abc") if word in text]


def test_answer_texts_are_hidden_by_name_and_by_type(out: io.StringIO) -> None:
    class Anything:
        def __repr__(self) -> str:
            return ANSWER

    set_up(stream=out)
    structlog.get_logger("bot").info(
        "judged", text=ANSWER, quote=ANSWER, part=Anything(), inner={"answer": ANSWER}, answer_id=7
    )
    [entry] = entries(out)
    assert ANSWER not in out.getvalue()
    assert entry["part"] == "<Anything>"
    assert entry["answer_id"] == 7


def test_long_values_are_cut_and_stay_on_one_line(out: io.StringIO) -> None:
    set_up(format="console", stream=out)
    structlog.get_logger("bot").info("one\ntwo\x1b[31m", name="n" * 50_000)
    logging.getLogger("x").info("m" * 50_000)
    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    assert all(len(line) < LONGEST + 150 for line in lines)
    assert "\x1b" not in out.getvalue()


def test_an_exception_shows_where_it_was_but_not_what_it_was_given(out: io.StringIO) -> None:
    class Row(BaseModel):
        score: int

    set_up(stream=out)
    try:
        try:
            Row.model_validate({"score": ANSWER})
        except ValidationError as error:
            raise RuntimeError("cannot send with sk-12345678abc\n" + ANSWER) from error
    except RuntimeError:
        structlog.get_logger("bot").exception("it failed")
        logging.getLogger("other").exception("it failed")
    for entry in entries(out):
        assert ANSWER not in entry["exception"]
        assert "sk-1" not in entry["exception"]
        assert "ValidationError: 1 validation error for Row" in entry["exception"]
        assert "RuntimeError: cannot send with ***" in entry["exception"]
        assert "test_logs.py" in entry["exception"]
    assert len(entries(out)) == 2


def test_a_group_of_exceptions_shows_each(out: io.StringIO) -> None:
    set_up(format="console", stream=out)
    group = ExceptionGroup("two tasks", [ValueError("a"), KeyError("b")])
    structlog.get_logger("bot").error("failed", exc_info=group, error=group.exceptions[0])
    assert "ValueError: a" in out.getvalue()
    assert "KeyError: 'b'" in out.getvalue()


def test_a_line_that_cannot_be_formatted_is_not_printed_with_its_arguments(
    out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    set_up(stream=out)
    logging.getLogger("x").error("%d", ANSWER)
    assert ANSWER not in errors.getvalue() + out.getvalue()
