import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daily.attempts import ReplyKind, kind_of

PROMPT = (
    "Your hottest cache entry expires at noon. The database is saturated for 40 seconds, then "
    "recovers. Nothing was deployed. What happened, and which two changes come first? Name each "
    "one's cost."
)


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u200d\ufeff", "\u202e\u2066", "\u3164"])
def test_what_cannot_be_seen_is_empty(text: str) -> None:
    assert kind_of(text, PROMPT) is ReplyKind.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "👍🏽",
        "🤷‍♀️ 🙈",
        "❤️",
        "1️⃣",
        ":+1:",
        ":tada: :skin-tone-2:",
        "<:yay:12>",
        "...",
        "+1",
        "<@U12>",
    ],
)
def test_emoji_punctuation_and_mentions_alone_are_no_attempt(text: str) -> None:
    assert kind_of(text, PROMPT) is ReplyKind.EMOJI


@pytest.mark.parametrize(
    "text",
    [
        "ok, later",
        "OK!",
        "Thanks a lot!",
        "thanks Ada",
        "Good morning all",
        "hi",
        "I’ll answer this tomorrow",
        "will do, thank you :pray:",
        "<@U12> ok",
        "o\u200bk",
        "谢谢",
        "Danke schön!",
    ],
)
def test_small_talk_is_no_attempt(text: str) -> None:
    assert kind_of(text, PROMPT) is ReplyKind.TALK


@pytest.mark.parametrize(
    "text",
    [
        "I do not know",
        "I don't know yet.",
        "Sorry, I really don’t know this one",
        "idk :shrug:",
        "No idea!",
        "not sure",
        "weiß nicht",
        "不知道",
        "не знаю",
        "わからない",
    ],
)
def test_not_knowing_is_an_outcome_of_its_own(text: str) -> None:
    assert kind_of(text, PROMPT) is ReplyKind.DONT_KNOW


@pytest.mark.parametrize(
    "text",
    [
        "What do you mean?",
        "Which database?",
        "why??",
        "sorry, is this about Redis?",
        "Should we answer here?",
    ],
)
def test_one_bare_question_back_is_no_attempt(text: str) -> None:
    assert kind_of(text, PROMPT) is ReplyKind.QUESTION


@pytest.mark.parametrize(
    "text",
    [
        PROMPT,
        PROMPT.upper(),
        "> " + PROMPT.replace(". ", "\n> "),
        "Your hottest cache entry expires at noon.",
        PROMPT.replace("saturated", "saturted"),
    ],
)
def test_a_paste_of_the_question_is_no_attempt(text: str) -> None:
    assert kind_of(text, PROMPT) is ReplyKind.PASTE


def test_a_paste_is_seen_in_scripts_without_spaces() -> None:
    prompt = "热点缓存在中午过期，数据库饱和四十秒。发生了什么？"
    assert kind_of("热点缓存在中午过期，数据库饱和", prompt) is ReplyKind.PASTE
    assert kind_of("缓存击穿，所有请求同时回源", prompt) is ReplyKind.ATTEMPT


@pytest.mark.parametrize(
    "text",
    [
        "single flight, serve stale",
        "lock",
        "429",
        "yes",
        "try again later",
        "Is it a stampede?",
        "Jitter?",
        "What about serving stale?",
        "what if one request recomputes?",
        "When the entry expires, all requests miss. Right?",
        "I don't know the exact TTL, but add jitter",
        "ok so a lock around the recompute",
        "thanks, I would serve stale while one refreshes",
        "The database is saturated since everyone misses at once",
        "your hottest cache entry expires so the database is saturated",
        PROMPT + " Single flight, serve stale.",
        PROMPT + " Stampede.",
        "缓存击穿",
        "кэш истёк",
        "قفل واحد يعيد الحساب",
        "נעילה אחת",
        "लॉक लगाओ",
        "ロックする",
        "`SETNX`",
    ],
)
def test_anything_with_substance_is_an_attempt(text: str) -> None:
    assert kind_of(text, PROMPT) is ReplyKind.ATTEMPT


def test_a_choice_named_in_the_question_is_an_attempt() -> None:
    prompt = "Would you evict by LRU here or by LFU there, and why?"
    assert kind_of("by LFU", prompt) is ReplyKind.ATTEMPT
    assert kind_of("evict by LRU here", prompt) is ReplyKind.ATTEMPT


def test_forty_thousand_characters_are_answered_at_once() -> None:
    assert kind_of("maybe later " * 3_334, PROMPT) is ReplyKind.ATTEMPT
    assert kind_of("the database is " * 2_500, PROMPT) is ReplyKind.ATTEMPT


@settings(deadline=None)
@given(st.text(), st.text())
def test_every_text_has_a_kind(text: str, prompt: str) -> None:
    assert kind_of(text, prompt) in ReplyKind


@settings(deadline=None)
@given(st.text())
def test_words_of_ones_own_make_an_attempt(text: str) -> None:
    assert kind_of(f"{text}\nserve the stale copy", PROMPT) is ReplyKind.ATTEMPT
