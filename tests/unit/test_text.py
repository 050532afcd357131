import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import CRITIC_LIMIT, cap, clean, defuse, shorten, split

# Text as people, and people who try things, write it.
WRITTEN = ["word", " ", "  ", "\n", "\n\n\n", ". ", "。", "@", "<", "漢字", "हिन्दी", "مرحبا"]
MADE_OF_PARTS = ["e\u0301", "\u0301", "\u0958", "👩\u200d💻", "👍🏽", "🇩🇪"]
UNSEEN = ["\t", "\r\n", "\u200b", "\u202e", "\ufeff", "\x00"]
PIECES = st.sampled_from([*WRITTEN, *MADE_OF_PARTS, *UNSEEN])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))
LIMITS = st.integers(1, 40)


def test_what_cannot_be_seen_is_taken_out() -> None:
    assert clean("se\u200brve\u202e st\u2066al\ufee0e\ufeff\x00\x1b") == "serve stal\ufee0e"
    assert clean("\ud800a\U000e0041\U000e0100b\u3164") == "ab"


def test_letters_and_accents_are_composed() -> None:
    assert clean("cafe\u0301 e\u200d\u0301") == "café é"


def test_lines_and_indents_stay_and_other_spaces_collapse() -> None:
    text = "One\u00a0 \u3000two \r\n\r\n\r\n\n  if x:\v    lock()\u2028end\t"
    assert clean(text) == "One two\n\n  if x:\n    lock()\nend"


def test_a_stack_of_marks_is_cut_and_takes_no_time() -> None:
    assert len(clean("a" + "\u0301\u0323" * 20_000)) <= 9


@settings(deadline=None)
@given(TEXTS)
@example("\u0958" + "\u0301" * 12)
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in once if c != "\n")


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "N"), max_codepoint=0x10FF)))
def test_letters_and_digits_are_never_taken_out(text: str) -> None:
    visible = text.translate({0x115F: None, 0x1160: None})
    assert clean(text) == unicodedata.normalize("NFC", visible)


def test_a_critic_gets_whole_words_and_is_told_where_the_text_was_cut() -> None:
    text, cut = cap("stale " * 7_000)
    assert cut == len(text)
    assert CRITIC_LIMIT - 6 <= cut <= CRITIC_LIMIT
    assert text.endswith("stale")
    assert cap("stale") == ("stale", None)


def test_shortening_ends_at_a_word() -> None:
    assert shorten("Single flight serves one request", 16) == "Single flight…"
    assert shorten("Single flight", 13) == "Single flight"


def test_shortening_cuts_a_long_word_and_text_without_spaces() -> None:
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
    assert shorten("热点缓存在中午过期数据库饱和", 8) == "热点缓存在中午…"


@settings(deadline=None)
@given(TEXTS, st.integers(0, 40))
def test_a_shortened_text_is_within_the_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or limit == 0 or text.startswith(short[:-1])


def test_splitting_prefers_paragraphs_then_lines_then_sentences_then_words() -> None:
    assert split("First one.\n\nSecond. Third", 15) == ["First one.\n\n", "Second. Third"]
    assert split("First one.\nSecond. Third", 15) == ["First one.\n", "Second. Third"]
    assert split("First one. Second, third", 15) == ["First one. ", "Second, third"]
    assert split("First one, second third", 15) == ["First one, ", "second third"]


def test_a_tiny_paragraph_does_not_make_a_tiny_piece() -> None:
    assert split("Hm.\n\n" + "word " * 8, 30)[0] == "Hm.\n\n" + "word " * 5


@settings(deadline=None)
@given(TEXTS, LIMITS)
def test_splitting_loses_nothing_and_keeps_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= limit for piece in pieces)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["e\u0301", "👍🏽", "👩\u200d💻", "🇩🇪", "a", " "])), st.integers(4, 20)
)
def test_no_piece_begins_inside_a_character(characters: list[str], limit: int) -> None:
    # A mark on a space is no character of this test: each piece is made of whole ones.
    ends = {0}
    for character in characters:
        ends.add(max(ends) + len(character))
    at = 0
    for piece in split("".join(characters), limit):
        at += len(piece)
        assert at in ends


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("@everyone and @Here", "＠everyone and ＠Here"),
        ("<!channel> <!subteam^S1|ops>", "＜!channel> ＜!subteam^S1|ops>"),
        ("<@U123> <@!45> <@&6> <#C1|general>", "＜@U123> ＜@!45> ＜@&6> ＜#C1|general>"),
        ("<@<@U1>U2>", "＜@＜@U1>U2>"),
        ("x@everyone", "x＠everyone"),
    ],
)
def test_mentions_are_made_inert(text: str, inert: str) -> None:
    assert defuse(text) == inert


@pytest.mark.parametrize(
    "text", ["3 < 5", "a@b", "ada@example.org", "List<String>", "a <- b", "@ada"]
)
def test_ordinary_text_is_not_touched(text: str) -> None:
    assert defuse(text) == text


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<", "@", "!", "#", "&", ">", "everyone", "here", "U1", " "])))
def test_nothing_that_pings_is_left(parts: list[str]) -> None:
    inert = defuse("".join(parts))
    assert not any(ping in inert for ping in ("<@", "<!", "<#", "@everyone", "@here"))
    assert defuse(inert) == inert
    assert len(inert) == len("".join(parts))
