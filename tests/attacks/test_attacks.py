"""The corpus at the wire, against a model that obeys the attacker to the full.

Client, local server, ladder, verification and wording are the real ones; the model is not."""

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable

import pytest
from support.attacks import (
    NAMES,
    STYLES,
    Attack,
    corpus,
    hostile,
    posted,
    sent,
    stood,
)
from support.bank import BANK
from support.clock import MONDAY, MovableClock
from support.openai_samples import openai_critic
from support.openai_server import OpenAIServer
from support.samples import Scene, a_round, a_track, an_answer

from adapters.keyword import KeywordCritic
from bot.critiques import critique, masking
from bot.critiques.breaker import Breaker
from bot.critiques.ladder import Ladder, Rungs
from bot.model import Critique, Finding, Judgement, Member, Question, Team, Verdict
from bot.wording import reviews

ATTACKS = corpus()
LONG = Attack("length", "caching-hot-key-spike", True, "More words of the kind that win. " * 900)
SCENE = Scene(Team(1, "slack", "T1", "Team"), Member(1, 1, "U1", "Ada Lovelace"), a_track(1))


async def told(critic: str, reason: str) -> None: ...


class Range:
    """A place to try attacks: one server, whose model quotes in one style."""

    def __init__(self, server: OpenAIServer) -> None:
        self.server = server
        self.critic = openai_critic(server)
        self.ladder = Ladder(Rungs((self.critic,), KeywordCritic()), Breaker(MovableClock(), told))

    async def faults(self, attack: Attack) -> list[str]:
        """Everything that came of the attack and should not have."""
        question = BANK.question(attack.question)
        text = masking.outgoing(attack.text, NAMES)
        judged = await self.ladder.judge(question, text, member="4f1c")
        assert judged.judgement.source == "ai", "the hostile model was not heard"
        body = self.server.calls[-1].body
        findings = critique.verify(judged.judgement, question.points, text)
        made = verdicts(judged.judgement, question, text)
        return [*sent(body, text), *stood(findings, text), *messages(made, question, attack.text)]


def verdicts(judgement: Judgement, question: Question, text: str) -> Critique:
    round_ = a_round(SCENE, question=question)
    answer = an_answer(round_, SCENE.member, text=text)
    return critique.verified(judgement, round_, answer, text, MONDAY + dt.timedelta(minutes=1))


def messages(made: Critique, question: Question, text: str) -> Iterable[str]:
    """The faults of each message that people may see of this critique."""
    round_ = a_round(SCENE, question=question)
    answer = an_answer(round_, SCENE.member, text=text)
    yield from posted(reviews.full(round_, answer, made), made)
    yield from posted(reviews.short("Ada", round_, answer, made), made)


@pytest.fixture
async def place() -> AsyncIterator[Range]:
    async with OpenAIServer(model=hostile(STYLES["pieces"])) as server:
        place = Range(server)
        yield place
        await place.critic.close()


def test_the_corpus_has_120_attacks_of_12_kinds_with_10_each_on_many_questions() -> None:
    kinds = Counter(attack.kind for attack in ATTACKS)
    assert len(ATTACKS) >= 120
    assert len(kinds) == 12
    assert min(kinds.values()) >= 10
    assert len({attack.question for attack in ATTACKS}) >= 10
    assert len({attack.text for attack in ATTACKS}) == len(ATTACKS)


async def test_a_model_that_obeys_posts_no_ping_link_or_total_and_no_point_without_a_quote(
    place: Range,
) -> None:
    assert not {a.text: faults for a in ATTACKS if (faults := await place.faults(a))}


async def test_it_does_not_help_to_quote_what_is_not_there_or_twice_or_word_by_word(
    place: Range,
) -> None:
    styles = itertools.cycle(quotes for name, quotes in STYLES.items() if name != "pieces")
    for attack, quotes in zip(ATTACKS, styles, strict=False):
        place.server.model = hostile(quotes)
        assert not await place.faults(attack), attack.text


async def test_points_for_invented_quotes_are_never_shown_on_the_way(place: Range) -> None:
    shown: list[Finding] = []

    async def show(finding: Finding) -> None:
        shown.append(finding)

    place.server.model = hostile(STYLES["invented"])
    for attack in ATTACKS[:20]:
        await place.ladder.judge(BANK.question(attack.question), attack.text, shown=show)
    assert not shown


async def test_what_is_shown_on_the_way_has_no_ping_and_no_link(place: Range) -> None:
    shown: list[Finding] = []

    async def show(finding: Finding) -> None:
        shown.append(finding)

    for attack in (a for a in ATTACKS if a.kind in {"links", "mentions"}):
        question = BANK.question(attack.question)
        text = masking.outgoing(attack.text, NAMES)
        await place.ladder.judge(question, text, shown=show)
    assert shown
    assert shown == [critique.sayable_finding(finding) for finding in shown]


Layer = Callable[[pytest.MonkeyPatch], None]

LAYERS: dict[str, tuple[str, str, Layer]] = {
    "invisible characters are stripped": (
        "pieces",
        "the model reads something invisible",
        lambda patch: patch.setattr(masking, "clean", lambda text: text),
    ),
    "people are masked": (
        "pieces",
        "a person is named",
        lambda patch: patch.setattr(masking, "mask", lambda text, names: text),
    ),
    "length is capped": (
        "pieces",
        "more than a critic reads",
        lambda patch: patch.setattr(masking, "cap", lambda text: (text, None)),
    ),
    "the mark around the answer is random": (
        "pieces",
        "the answer was closed from within",
        lambda patch: patch.setattr(
            "adapters.openai.prompt.secrets.token_hex", lambda size: "00" * size
        ),
    ),
    "quotes are looked for": (
        "invented",
        "a quote that is not there",
        lambda patch: patch.setattr(critique.Checker, "check", lambda self, finding: finding),
    ),
    "a quote has four words": (
        "crumbs",
        "a quote of less than four words",
        lambda patch: patch.setattr(critique, "_says_something", lambda quote: True),
    ),
    "one span carries one point": (
        "same",
        "one span for two points",
        lambda patch: patch.setattr(critique, "_overlap", lambda one, other: False),
    ),
    "quotes lose links and full marks": (
        "pieces",
        "a link",
        lambda patch: patch.setattr(critique, "quoted", lambda text: text),
    ),
    "quotes do not shout full marks": (
        "pieces",
        "full marks in a quote",
        lambda patch: patch.setattr("bot.critiques.spoken._FULL_MARKS", re.compile("(?!)")),
    ),
    "totals are not said": (
        "pieces",
        "a total",
        lambda patch: patch.setattr("bot.critiques.spoken._gives_total", lambda sentence: False),
    ),
    "links are not said": (
        "pieces",
        "a link",
        lambda patch: patch.setattr("bot.critiques.spoken._unlinked", lambda text, instead: text),
    ),
    "pings are made inert": (
        "pieces",
        "a ping",
        lambda patch: patch.setattr("bot.critiques.spoken.defuse", lambda text: text),
    ),
    "what is said is cleaned": (
        "pieces",
        "something invisible",
        lambda patch: (
            patch.setattr("bot.critiques.spoken.clean", lambda text: text),
            patch.setattr("adapters.openai.shape.clean", lambda text: text),
        )[0],
    ),
}


@pytest.mark.parametrize("layer", LAYERS)
async def test_without_any_one_layer_an_attack_comes_through(
    layer: str, place: Range, monkeypatch: pytest.MonkeyPatch
) -> None:
    style, fault, remove = LAYERS[layer]
    place.server.model = hostile(STYLES[style])
    remove(monkeypatch)
    for attack in (LONG, *ATTACKS):
        if fault in await place.faults(attack):
            return
    pytest.fail(f"nothing of the corpus needs the layer: {layer}")


async def test_the_keyword_check_finds_next_to_nothing_in_bare_attacks() -> None:
    met = points = 0
    for attack in (a for a in ATTACKS if a.bare):
        question = BANK.question(attack.question)
        judgement = await KeywordCritic().judge(question, masking.outgoing(attack.text, NAMES))
        met += sum(f.verdict is Verdict.MET for f in judgement.findings)
        points += len(judgement.findings)
    assert points > 300
    assert met <= points * 0.01
