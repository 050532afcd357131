"""What is written on Discord keeps to its limits and makes nothing of other people's marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.discord_server import check_modal
from support.discord_server.check_components import check
from support.discord_server.errors import Form
from support.said import forms

from adapters.discord import commands
from adapters.discord.commands import definitions, spelled
from adapters.discord.forms import PARTS_MOST, modal
from adapters.discord.invite import application_id, invite_address
from adapters.discord.layout import CustomId, fits, page, pages, plain_view, view
from bot.commands import COMMANDS, Command
from bot.errors import SettingsError
from bot.message import Button, Line, Message
from bot.message import Form as Sheet
from bot.model import Verdict

KINDS = st.sampled_from(["title", "text", "quote", "note", "item"])
LINES = st.lists(st.builds(Line, st.text(max_size=3000), KINDS), max_size=8)
BUTTONS = st.builds(Button, st.sampled_from("ab"), st.text("xyz", max_size=2), st.just("Press"))
WITH_BUTTONS = st.lists(
    st.builds(Line, st.text(max_size=200), KINDS, button=st.none() | BUTTONS), max_size=30
)


@given(LINES, st.sampled_from([2000, 4000]))
def test_every_message_fits_whatever_is_in_it(lines: list[Line], most: int) -> None:
    message = Message(tuple(lines))
    assert fits(page(message, most).text, most)
    assert all(fits(each.text, most) for each in pages(message, most))


@given(st.text(alphabet="ab .\n", min_size=1, max_size=9000))
def test_splitting_loses_no_words(text: str) -> None:
    told = " ".join(each.text for each in pages(Message((Line(text),))))
    assert told.split() == text.split()


def test_a_text_of_three_bytes_a_character_stays_below_the_limit_in_bytes() -> None:
    shown = page(Message((Line("漢" * 4000),)))
    assert len(shown.text.encode()) <= 10_000


async def test_a_layout_has_at_most_forty_components_and_each_button_once() -> None:
    buttons = tuple(Button("a", str(n % 30), f"Button {n}") for n in range(40))
    for shown in (page(Message((Line("x"),), buttons)), page(Message((), buttons))):
        layout = view(shown, "1")
        assert layout.total_children_count <= 40
        assert layout.is_finished(), "discord.py keeps none of ours"
        assert len(plain_view(shown, "1").children) == 25


@given(WITH_BUTTONS, st.lists(BUTTONS, max_size=30))
def test_every_layout_is_one_that_discord_takes(lines: list[Line], buttons: list[Button]) -> None:
    message = Message(tuple(lines), tuple(buttons))
    for shown in (page(message), *pages(message)):
        made = view(shown, "1", 77).to_components()
        form = Form()
        check(form, made, v2=True)
        form.check()
        assert made[0]["id"] == 77, "the marker by which the message is found"


def listed(many: int) -> Message:
    rows = tuple(
        Line(f"Question {n}", "item", button=Button("try", str(n), f"Try {n}")) for n in range(many)
    )
    return Message((Line("Caching", "title"), *rows), (Button("solo", "", "Any"),))


def test_a_button_stands_beside_its_line() -> None:
    made = view(page(listed(2)), "1").to_components()
    assert [part["type"] for part in made] == [10, 9, 9, 1]
    assert made[1]["components"][0]["content"] == "- Question 0"
    assert made[1]["accessory"]["label"] == "Try 0"
    plain = plain_view(page(listed(2)), "1").children
    assert [item.to_component_dict()["label"] for item in plain] == ["Try 0", "Try 1", "Any"]


def test_where_lines_have_no_room_for_their_buttons_these_stand_below() -> None:
    shown = page(listed(28))
    assert [button for _, button in shown.texts] == [None]
    assert len(shown.buttons) == 25
    assert shown.text.endswith("- Question 27\n-# 4 buttons have no room here.")


def test_a_long_list_in_pages_keeps_each_button_beside_its_line() -> None:
    shown = pages(listed(28))
    beside = [(text, button.value) for each in shown for text, button in each.texts if button]
    assert beside == [(f"- Question {n}", str(n)) for n in range(28)]
    assert [len(each.buttons) for each in shown] == [0, 0, 1]


def test_a_quote_keeps_its_words_and_a_link_or_heading_of_somebodys_is_inert() -> None:
    quote = page(Message((Line("# *jitter* on `TTL`", "quote", Verdict.MET),))).text
    assert quote == r"> \# \*jitter\* on \`TTL\`" + "\n**Met**"
    item = page(Message((Line("# [free](https://x.example) `SETNX`", "item"),))).text
    assert r"\[free](https://x.example)" in item
    text = page(Message((Line("# big\n> said\n-# small"),))).text
    assert text == "\\# big\n\\> said\n\\-# small"


@given(st.text(st.characters(exclude_characters=":"), max_size=20), st.text(max_size=20))
def test_what_a_button_carries_is_read_back(action: str, value: str) -> None:
    custom = CustomId("123456789012345678", action, value)
    assert CustomId.read(str(custom)) == custom


def test_a_custom_id_of_somebody_elses_is_none_of_ours() -> None:
    assert CustomId.read("hint") is None
    assert CustomId.read("xx:1:hint:2") is None


# Commands


def test_every_command_of_the_grammar_is_offered() -> None:
    said = {d["name"]: d.get("options", []) for d in definitions()}
    for command in COMMANDS:
        name, *rest = commands.typed(command).split()
        names = {o["name"] for o in said[name]}
        parts = {c["name"] for o in said[name] for c in o.get("choices", [])}
        assert not rest or rest[0] in names | parts


def test_what_follows_a_command_that_can_be_called_is_a_choice_with_its_arguments() -> None:
    grammar = [
        Command("practice talk", "a talk", "[skill]"),
        Command("practice talk export", "it", "[number] [json]"),
    ]
    (practice,) = definitions(grammar)
    (talk,) = practice["options"]
    assert [o["name"] for o in talk["options"]] == ["skill", "part", "text"]
    assert talk["options"][2]["description"] == "export: [number] [json]"
    given = [{"name": "text", "type": 3, "value": "3 json"}, {"name": "part", "type": 3}]
    given[1]["value"] = "export"
    used = {"name": "practice", "options": [{"name": "talk", "type": 1, "options": given}]}
    assert commands.called(used) == ("practice", "talk export 3 json")


def test_a_command_with_others_beneath_it_is_one_of_them_itself() -> None:
    (mock,) = [d for d in definitions() if d["name"] == "mock"]
    start, *others = mock["options"]
    assert start["name"] == "start"
    assert {o["type"] for o in mock["options"]} == {1}
    assert {"pause", "resume", "skip", "hint", "end", "history", "export"} <= {
        o["name"] for o in others
    }
    skill, level, length, mode = start["options"]
    assert skill["autocomplete"]
    assert [c["value"] for c in length["choices"]] == ["3", "5", "10"]
    assert [c["value"] for c in mode["choices"]] == ["study", "real"]
    assert "senior" in [c["value"] for c in level["choices"]]
    told = "/mock begins one; /mock export keeps it; /mock pause [x]."
    assert spelled(told) == "/mock start begins one; /mock export keeps it; /mock pause [x]."


@pytest.mark.parametrize(("takes", "required"), [("[week | all]", False), ("<a>..<b>", True)])
def test_what_has_alternatives_is_one_text(takes: str, required: bool) -> None:
    (board,) = definitions([Command("board", "who", takes)])
    (text,) = board["options"]
    assert (text["name"], text["required"]) == ("text", required)


def test_what_is_typed_becomes_the_cores_grammar() -> None:
    option = {"name": "part", "type": 3, "value": "why"}
    used = {"name": "practice", "options": [{"name": "streak", "type": 1, "options": [option]}]}
    assert commands.called(used) == ("practice", "streak why")
    option = {"name": "track", "type": 3, "value": "3"}
    pause = {"name": "pause", "type": 1, "options": [option]}
    used = {"name": "practice-manage", "options": [pause]}
    assert commands.called(used) == ("practice", "pause 3")
    assert commands.called({"name": "leaderboard"}) == ("leaderboard", "")


def test_a_command_that_follows_none_is_in_a_group() -> None:
    (top,) = definitions([Command("mock why this", "why it was asked")])
    assert (top["options"][0]["type"], top["options"][0]["options"][0]["type"]) == (2, 1)
    nested = {"name": "why", "type": 2, "options": [{"name": "this", "type": 1}]}
    assert commands.called({"name": "mock", "options": [nested]}) == ("mock", "why this")


def test_texts_name_a_managers_command_as_it_is_typed_here() -> None:
    text = spelled("/practice resume 3 goes on; /practice streak stays.")
    assert text == "/practice-manage resume 3 goes on; /practice streak stays."


def test_what_must_be_given_comes_first_and_alternatives_are_one_text() -> None:
    (top,) = definitions(
        [Command("a b", "about", "[reason] <track>"), Command("a c", "about", "add | list @name")]
    )
    first, second = (part["options"] for part in top["options"])
    assert [(o["name"], o["required"]) for o in first] == [("track", True), ("reason", False)]
    assert [o["name"] for o in second] == ["text"]


def test_a_channel_is_shown_by_its_name() -> None:
    assert page(Message((Line("In #123456789012345678 at 09:00, #5"),))).text == (
        "In <#123456789012345678> at 09:00, #5"
    )


# Invitation


def test_the_invitation_asks_for_the_least() -> None:
    address = invite_address("123")
    assert address.startswith("https://discord.com/oauth2/authorize?client_id=123&")
    assert "scope=bot+applications.commands" in address
    asked = int(address.split("permissions=")[1].split("&")[0])
    assert asked & (1 << 3 | 1 << 5 | 1 << 13 | 1 << 17) == 0, "no admin, no managing, no pings"
    assert asked & 1 << 38, "send in threads"


def test_the_application_is_told_by_the_token() -> None:
    assert application_id("MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.secret") == "123456789012345678"
    assert application_id("x", "42") == "42"
    for token in (None, "", "not a token", "ISE.x.y"):
        with pytest.raises(SettingsError) as told:
            application_id(token)
        assert "secret" not in str(told.value)


@pytest.mark.parametrize(("name", "sheet"), forms(), ids=[name for name, _ in forms()])
def test_every_form_is_a_modal_and_only_setup_has_more_than_fits(name: str, sheet: Sheet) -> None:
    """What does not fit there has a form of its own (tests/practice/test_setup.py)."""
    check_modal.check(modal(sheet, "ws:1:form:1").to_dict())
    assert len(sheet.fields) <= PARTS_MOST or name == "setup.form"
