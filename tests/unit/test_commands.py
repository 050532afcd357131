import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import commands
from bot.errors import InvalidInput


@pytest.mark.parametrize(
    ("name", "text", "path", "rest"),
    [
        ("practice", "", "practice help", ""),
        ("Practice", " ", "practice help", ""),
        ("practice", "streak", "practice streak", ""),
        ("practice", "Streak  WHY ", "practice streak why", ""),
        ("practice", "solo Caching", "practice solo", "Caching"),
        ("practice", "away 2026-12-24..2027-01-02", "practice away", "2026-12-24..2027-01-02"),
        ("leaderboard", "", "leaderboard", ""),
    ],
)
def test_a_command_is_known_with_what_it_takes(name: str, text: str, path: str, rest: str) -> None:
    command, arguments = commands.parse(name, text)
    assert (command.path, arguments) == (path, rest)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("streek", "/practice streak"),
        ("streak wy", "/practice streak why"),
        ("hlep", "/practice help"),
        ("leav", "/practice leave"),
    ],
)
def test_a_typo_names_the_nearest_command(text: str, near: str) -> None:
    with pytest.raises(InvalidInput, match="Did you mean") as refused:
        commands.parse("practice", text)
    assert str(refused.value).endswith(f"Did you mean {near}?")


def test_what_is_like_nothing_leads_to_the_help() -> None:
    with pytest.raises(InvalidInput, match=r"^There is no /practice xxxx\. /practice help lists"):
        commands.parse("practice", "xxxx")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_command_or_one_short_refusal(name: str, text: str) -> None:
    try:
        command, _ = commands.parse(name, text)
    except InvalidInput as no:
        said = str(no)
    else:
        said = f"There is no /{command.path}"
    assert said.startswith("There is no /")
    assert len(said) < 130


def test_suggestions_begin_as_typed_and_come_first() -> None:
    assert [s.text for s in commands.suggest("/practice st")] == [
        "/practice streak",
        "/practice streak why",
    ]
    assert commands.suggest("/lead")[0].text == commands.BY_PATH["leaderboard"].usage
    assert len(commands.suggest("/")) == len(commands.COMMANDS)
    assert commands.suggest("/why")[0].text == "/practice streak why"
    assert commands.suggest("practice") == ()
    assert commands.suggest("/zzz") == ()


def test_the_help_names_every_command() -> None:
    text = commands.help_message().text
    assert all(command.usage in text for command in commands.COMMANDS)


def test_a_platform_may_need_a_word_to_begin_an_interview() -> None:
    assert commands.parse("mock", "start caching real") == commands.parse("mock", "caching real")
