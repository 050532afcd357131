"""What an adversary works out who has every number: of how few people some sum of them tells."""

import itertools
from collections.abc import Sequence

import numpy as np

from bot.managers.cells import AT_LEAST


def told_of(rows: np.ndarray, owners: Sequence[int] | np.ndarray) -> set[int] | None:
    """Fewer than AT_LEAST people of whom some sum of the numbers tells, if there are any.

    `rows`: how each number moves with each thing that somebody did; `owners`: who did it."""
    rank = np.linalg.matrix_rank(rows)
    people = sorted(set(owners))
    for few in itertools.combinations(people, min(AT_LEAST - 1, len(people))):
        others = rows[:, ~np.isin(owners, few)]
        if not others.size or np.linalg.matrix_rank(others) < rank:
            return set(few)
    return None
