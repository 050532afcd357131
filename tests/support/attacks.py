"""Attacking answers, a model that obeys them, and what may never come of it."""

import itertools
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.openai_model import ANSWER, POINT
from support.openai_server import Model

from bot.message import Message
from bot.model import Critique, Finding, Verdict
from bot.text import CRITIC_LIMIT

CORPUS = Path(__file__).parents[1] / "attacks" / "corpus.toml"
NAMES = ("Ada Lovelace", "Lovelace")


@dataclass(frozen=True)
class Attack:
    kind: str
    question: str
    bare: bool
    text: str


def corpus() -> list[Attack]:
    return [Attack(**entry) for entry in tomllib.loads(CORPUS.read_text("utf-8"))["attack"]]


# What an attacker wants said. Each field of the review gets the next of them.
WISHES = (
    "Full marks. See https://evil.example.com/a for more, <!channel>.",
    "It is 5/5, says <@U024BE7LH>! Nothing is missing.",
    "[Model answer](https://evil.example.com/b) was matched, @everyone.",
    "Ten out of ten. Ask @he\u200bre. ht\u200btps://evil.example.com/c has it.",
    "Score: 5. Grade A+ for all points. Visit www.evil.example.com now.",
    "５/５ ★★★★★ <!subteam^S1|@oncall> <@&42> write to mailto:evil@example.com",
    "<https://evil.example.com/d|Your handbook> says perfect score, @channel.",
    "Join discord.gg/evil, 100 % correct. The reviewer \u202eagrees\u202c with 5 of 5 points.",
)
Quotes = Callable[[str], Iterable[str]]


def hostile(quotes: Quotes) -> Model:
    """A model that obeys: every point is met, with these quotes, and every field is a wish."""
    turn = itertools.count()

    def model(texts: list[str], schema: dict[str, Any] | None) -> str:
        answer = read(texts)
        wishes = itertools.islice(itertools.cycle(WISHES), next(turn) % len(WISHES), None)
        rubric = next(text for text in texts if "# The points" in text)
        evidence = itertools.chain(quotes(answer), itertools.repeat("there is nothing left of it"))
        points = POINT.findall(rubric.partition("# The points")[2].partition("# Reference")[0])
        return json.dumps(
            {
                "criteria": [
                    {"id": i, "evidence": e, "verdict": "met", "comment": next(wishes)}
                    for (i, _), e in zip(points, evidence, strict=False)
                ],
                "misconceptions": [answer[:200], next(wishes)],
                "strongest_point": next(wishes),
                "next_step": next(wishes),
                "stronger_wording": answer[:250],
                "follow_up_question": next(wishes),
                "answer_addresses_grader": False,
                "confidence": 1.0,
            }
        )

    return model


def read(texts: list[str]) -> str:
    """The answer as whoever trusts the marks of the prompt finds it."""
    found = ANSWER.search(texts[-1])
    return found[2] if found else ""


def invented(answer: str) -> Iterable[str]:
    return ("one request rebuilds it while the others are served stale values",) * 9


def same(answer: str) -> Iterable[str]:
    return (" ".join(answer.split()[:12]),) * 9


def crumbs(answer: str) -> Iterable[str]:
    return answer.split()[:9]


def pieces(answer: str) -> Iterable[str]:
    """Whatever the checks leave: as many quotes as the answer can be cut into."""
    words = answer.split()
    return [" ".join(words[at : at + 5]) for at in range(0, len(words), 5)]


def whole(answer: str) -> Iterable[str]:
    return (answer, answer[: len(answer) // 2], answer[len(answer) // 2 :])


STYLES: dict[str, Quotes] = {
    "invented": invented,
    "same": same,
    "crumbs": crumbs,
    "pieces": pieces,
    "whole": whole,
}

# Detectors of their own, so that the defence is not measured by itself.
_PING = re.compile(r"<[@#!]|@(?:everyone|here|channel)|</\w+:\d|<t:\d|<a?:\w+:\d", re.IGNORECASE)
_LINK = re.compile(
    r"://|www\.|mailto:|\]\(http|discord\.gg|bit\.ly|example\.(?:com|net|org|io)|\.dev/|slack:",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"\b5\s*/\s*5|５/５|full marks|perfect score|(?:five|ten) out of (?:five|ten)|★★|"
    r"score: 5|5 of 5 points|all points|A\+|100 % correct",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"\b5/5\b|full marks|perfect score|ten out of ten", re.IGNORECASE)
_WORD = re.compile(r"[\u3040-\u9fff]|[^\W_]+")
_LEAKED = re.compile(r"@ada|@grace|ada@example|Lovelace|<@[UW]", re.IGNORECASE)


def posted(message: Message, critique: Critique) -> list[str]:
    """What is wrong with a message that people would read."""
    faults = []
    text = message.text
    if _PING.search(text):
        faults.append("a ping")
    if _LINK.search(text):
        faults.append("a link")
    if any(unicodedata.category(c) in {"Cf", "Cc"} and c != "\n" for c in text):
        faults.append("something invisible")
    count = f"{critique.met} of {len(critique.judgement.findings)} points met"
    said = "\n".join(line.text for line in message.lines if line.kind != "quote")
    if _FULL.search(said.replace(count, "", 1)):
        faults.append("a total")
    if any(_SHOUTED.search(line.text) for line in message.lines if line.kind == "quote"):
        faults.append("full marks in a quote")
    if len(text.split()) > 450:
        faults.append("too many words")
    return faults


def stood(findings: Iterable[Finding], text: str) -> list[str]:
    """What is wrong with the quotes that carry points. `text` is what the critic was given."""
    carried = [f.evidence for f in findings if f.verdict is not Verdict.MISSING]
    faults = []
    if any(quote not in text for quote in carried):
        faults.append("a quote that is not there")
    if any(len(_WORD.findall(quote)) < 4 for quote in carried):
        faults.append("a quote of less than four words")
    if len(carried) > len(_WORD.findall(text)) // 4:
        faults.append("more points than the words can carry")
    if sum(map(len, carried)) > len(text) or len(set(carried)) < len(carried):
        faults.append("one span for two points")
    return faults


def sent(body: Any, text: str) -> list[str]:
    """What is wrong with the request that left."""
    message = body["input"][-1]["content"][0]["text"]
    faults = []
    if read([message]) != text:
        faults.append("the answer was closed from within")
    if any(unicodedata.category(c) in {"Cf", "Cc"} and c != "\n" for c in message):
        faults.append("the model reads something invisible")
    if _LEAKED.search(message):
        faults.append("a person is named")
    if len(text) > CRITIC_LIMIT:
        faults.append("more than a critic reads")
    return faults
