"""Finds the wording of a strong-answer point in an answer. It knows nothing of truth."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from adapters.keyword.similarity import likeness
from adapters.keyword.words import Word, content, stems, words
from bot.model import Point

REACH = 60  # words: what belongs to one point stands this near together
MARGIN = 12  # words: how far a quote may reach to begin and end with a clause
ENOUGH = 0.6  # of a point's ideas, the likeness to its sentence counting as one more
LEAST_WORDS, LEAST_CONTENT = 4, 2  # different ones in a quote, as for every critic's quotes


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording of idea number `idea`, from word `first` to word `last`, both included."""

    idea: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a point's wording was found (0 to 1) and where; `quote` may be empty."""

    share: float
    quote: str

    @property
    def found(self) -> bool:
        """Enough of the wording, in words that can be quoted."""
        return self.share >= ENOUGH and bool(self.quote)


def cover(point: Point, answer: Sequence[Word], text: str, prompt: Sequence[Word]) -> Coverage:
    """Looks for `point` in `text`, whose words are `answer`. Wording of the prompt is no find."""
    ideas = _unasked(point, prompt)
    hits = [hit for number, idea in enumerate(ideas) for hit in _hits(number, idea, answer)]
    near = _densest(hits if ideas else _own_words(point, answer, prompt))
    if not near:
        return Coverage(0.0, "")
    first, last = min(hit.first for hit in near), max(hit.last for hit in near)
    around = answer[max(0, first - REACH // 2) : last + 1 + REACH // 2]
    named = len({hit.idea for hit in near}) if ideas else 0
    like = likeness(prompt, words(point.point), around)
    return Coverage((named + like) / (len(ideas) + 1), _quote(answer, text, first, last))


def _own_words(point: Point, answer: Sequence[Word], prompt: Sequence[Word]) -> list[Hit]:
    """Words of the point's sentence, for a point whose every idea the prompt gives away."""
    own = sorted(set(content(point.point)) - set(stems(prompt)))
    number = {stem: at for at, stem in enumerate(own)}
    return [Hit(number[w.stem], at, at) for at, w in enumerate(answer) if w.stem in number]


def _unasked(point: Point, prompt: Sequence[Word]) -> list[list[frozenset[str]]]:
    """The point's ideas without the wordings that the prompt itself holds."""
    ideas = []
    for idea in point.terms:
        wordings = [_wording(term) for term in idea]
        if new := [w for w in wordings if w and not _hits(0, [w], prompt)]:
            ideas.append(new)
    return ideas


def _wording(term: str) -> frozenset[str]:
    return frozenset(content(term) or [word.stem for word in words(term)])


def _hits(number: int, idea: Sequence[Set[str]], answer: Sequence[Word]) -> list[Hit]:
    """Where one of the idea's wordings stands: in any order, in one sentence, near together."""
    places: dict[str, list[int]] = {}
    wanted = frozenset().union(*idea)
    for at, word in enumerate(answer):
        if word.stem in wanted:
            places.setdefault(word.stem, []).append(at)
    hits = []
    for wording in idea:
        if all(stem in places for stem in wording):
            rarest = min(wording, key=lambda stem: (len(places[stem]), stem))
            for at in places[rarest]:
                if hit := _around(number, wording, answer, at):
                    hits.append(hit)
    return hits


def _around(number: int, wording: Set[str], answer: Sequence[Word], at: int) -> Hit | None:
    """The wording about word `at`, each of its stems at the place nearest to it."""
    reach = min(2 * len(wording), REACH // 2)
    spots = range(max(0, at - reach), min(len(answer), at + reach + 1))
    nearest = {
        answer[spot].stem: spot
        for spot in sorted(spots, key=lambda spot: -abs(spot - at))
        if answer[spot].stem in wording and answer[spot].sentence == answer[at].sentence
    }
    if len(nearest) < len(wording):
        return None
    return Hit(number, min(nearest.values()), max(nearest.values()))


def _densest(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits, at most REACH words apart, that hold most ideas; of equals the tightest."""
    ordered = sorted(hits, key=lambda hit: (hit.first, hit.last))
    counts: Counter[int] = Counter()
    best, best_key, left = (0, 0), (0, 0), 0
    for right, hit in enumerate(ordered):
        counts[hit.idea] += 1
        while counts[ordered[left].idea] > 1 or hit.last - ordered[left].first > REACH:
            counts[ordered[left].idea] -= 1
            left += 1
        key = (len(+counts), ordered[left].first - hit.last)
        if key > best_key:
            best, best_key = (left, right + 1), key
    return ordered[slice(*best)]


def _quote(answer: Sequence[Word], text: str, first: int, last: int) -> str:
    """The clauses from word `first` to word `last`, and more if it takes more, or ''."""
    first, last = _edge(answer, first, -1), _edge(answer, last, 1)
    while not _quotable(answer[first : last + 1]):
        if last - first >= min(REACH, len(answer) - 1):
            return ""
        ahead = last + 1 < len(answer) and answer[last + 1].sentence == answer[last].sentence
        if ahead or first == 0:
            last = _edge(answer, last + 1, 1)
        else:
            first = _edge(answer, first - 1, -1)
    return text[answer[first].start : answer[last].end]


def _quotable(quoted: Sequence[Word]) -> bool:
    different, content_words = {word.stem for word in quoted}, set(stems(quoted))
    return len(different) >= LEAST_WORDS and len(content_words) >= LEAST_CONTENT


def _edge(answer: Sequence[Word], at: int, step: int) -> int:
    """The last word of the clause from word `at` on, or back with -1; at most MARGIN words on."""
    clause = answer[at].clause
    for _ in range(MARGIN):
        if not 0 <= at + step < len(answer) or answer[at + step].clause != clause:
            break
        at += step
    return at
