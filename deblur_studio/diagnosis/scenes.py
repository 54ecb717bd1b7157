"""Which photos show the same scene, and how to hold some out so that no scene is on both sides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from deblur_studio.diagnosis.fingerprint import alike
from deblur_studio.diagnosis.look import Look

#: Seconds between two photos of one burst.
BURST = 3.0
#: A moment that more photos than this share is not when they were taken: a clock that stands still, or a
#: program that stamped them.
_STANDING_CLOCK = 100


def scenes(looks: Sequence[Look]) -> list[int]:
    """A scene number for each photo, from 0 in order of appearance.

    Photos of one camera within `BURST` seconds of the one before are one scene, and so are near-duplicates by
    their fingerprints, whatever their names, dates and cameras.
    """
    leader = list(range(len(looks)))

    def root(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for a, b in (*_bursts(looks), *alike([each.fingerprint for each in looks])):
        first, second = sorted((root(a), root(b)))
        leader[second] = first
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(i), len(numbers)) for i in range(len(looks))]


def hold_out(
    blurry: Sequence[Look], share: float = 0.15, least: int = 2, most: int = 24, seed: int = 1
) -> tuple[list[Look], list[Look]]:
    """Divide photos into those to train on and those to check on; no scene is in both.

    Args:
        blurry: the photos, in any order: the outcome does not depend on it.
        share: of the photos that is wanted for checking.
        least, most: of them; `least` is given up only when there are too few scenes: one always stays to
            train on. Of held-out scenes larger than `most`, what is over is in neither list.
        seed: of the choice among scenes.

    Returns:
        (to train on, held out), each in the given order. Many small scenes are held out rather than a large
        one: they tell more.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for index, number in enumerate(scenes(blurry)):
        groups[number].append(index)
    ordered = sorted(groups.values(), key=lambda group: min(str(blurry[i].path) for i in group))
    order = np.random.default_rng(seed).permutation(len(ordered))
    shuffled = [ordered[i] for i in order]
    wanted = min(most, max(least, round(share * len(blurry))))
    chosen: list[list[int]] = []
    for group in sorted(shuffled, key=len):  # stable: by chance among equals
        held = sum(map(len, chosen))
        if held >= wanted or len(chosen) == len(shuffled) - 1:
            break
        if held < least or held + len(group) <= wanted:
            chosen.append(group)
    away = {i for group in chosen for i in group}
    kept = sorted(away, key=lambda i: str(blurry[i].path))[: max(most, 0)]
    train = [each for i, each in enumerate(blurry) if i not in away]
    return train, [each for i, each in enumerate(blurry) if i in set(kept)]


def _bursts(looks: Sequence[Look]) -> Iterable[tuple[int, int]]:
    """Neighbours in time of one camera."""
    shared = Counter(each.taken for each in looks if each.taken is not None)
    timed = sorted(
        (each.camera, each.taken, i)
        for i, each in enumerate(looks)
        if each.taken is not None and shared[each.taken] <= _STANDING_CLOCK
    )
    for (camera, before, a), (other, after, b) in pairwise(timed):
        if camera == other and after - before <= BURST:
            yield a, b
