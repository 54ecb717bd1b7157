"""How far a fix can be believed, without a truth to compare it with: `consistency`.

What is really in a photo comes out of it again when the photo is turned over or moved by a few pixels
first. What a method makes up depends on such things: it sees other numbers then, and paints other detail.
Where a method also tells how the light was smeared (a flow or a kernel), its result smeared again must give
the photo.

This proves nothing: a method that makes the same mistake each time is consistent, and one that changes
nothing is perfectly so. Where it is low, what is shown may be invented; where it is high, it need not be
true.

The share of a variance that repeated measurements have in common is the intraclass correlation (Shrout and
Fleiss, "Intraclass correlations", Psychological Bulletin 1979, ICC(1, 1)), here of the change, around none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

Pixels = NDArray[np.float32]
Plane = NDArray[np.float32]
Restore = Callable[[Pixels], Pixels]

#: Changes (0..1) smaller than this nobody sees: they count as none.
FLOOR = 2 / 255
#: The map tells of a neighbourhood that wide (sigma, px), as single pixels say little.
_AROUND = 4.0
#: How far the photo is moved, px right and down: no multiples of any network's stride.
_SHIFTS = ((3, 5), (7, 1), (2, 9))
#: Light is about this power of the values of a file.
_GAMMA = 2.2
#: Moments of an exposure that are added up, at most.
_MOMENTS = 33


@dataclass(frozen=True, eq=False)
class Consistency:
    """How far a fix can be believed; see the words at the top of this file.

    Attributes:
        map: (H, W) float32 in 0..1, the lower of agreement and explanation around each pixel.
        figure: 0..1, the share of the change that stays when the photo is turned over or moved first.
        explained: 0..1, how well the result, smeared again as the method says, gives the photo; None where
            the method says nothing of it.
    """

    map: Plane
    figure: float
    explained: float | None = None


def consistency(
    photo: Pixels,
    restore: Restore,
    *,
    result: Pixels | None = None,
    flow: NDArray[np.floating[Any]] | None = None,
    kernel: NDArray[np.floating[Any]] | None = None,
    turns: bool = True,
) -> Consistency:
    """Fix a photo, or a part of one, four times, and tell how alike the answers are.

    Args:
        photo: (H, W, 3) float32 in 0..1, as encoded.
        restore: fixes such pixels, at full strength.
        result: what it makes of `photo`, if that is known: it is called three times then.
        flow: (h, w, 4) px of the photo, forward and backward u, v, of any size over its frame; or None.
        kernel: (h, w) of the one blur everywhere; or None. Flow goes first if there are both.
        turns: whether what the method does should turn over with the photo; it is only moved otherwise.

    Raises:
        ValueError: shapes do not fit. Whatever `restore` raises.
    """
    after = restore(photo) if result is None else result
    results = [after, *(turned if turns else moved)(photo, restore)]
    shared, figure = agreement(photo, results)
    again = None
    if flow is not None:
        again = smeared_along(after, flow)
    elif kernel is not None:
        again = smeared_by(after, kernel)
    if again is None:
        return Consistency(shared, figure)
    brought_back, explained = explanation(photo, after, again)
    return Consistency(np.minimum(shared, brought_back), figure, explained)


def turned(photo: Pixels, restore: Restore) -> list[Pixels]:
    """What becomes of a photo mirrored, upside down, and moved a little, each turned back, (H, W, 3)."""
    return [
        restore(np.ascontiguousarray(photo[:, ::-1]))[:, ::-1],
        restore(np.ascontiguousarray(photo[::-1]))[::-1],
        *moved(photo, restore, _SHIFTS[:1]),
    ]


def moved(photo: Pixels, restore: Restore, shifts: Sequence[tuple[int, int]] = _SHIFTS) -> list[Pixels]:
    """What becomes of a photo moved by so many px right and down, each moved back, (H, W, 3)."""
    padded = [np.pad(photo, ((y, 0), (x, 0), (0, 0)), mode="symmetric") for x, y in shifts]
    return [restore(each)[y:, x:] for each, (x, y) in zip(padded, shifts, strict=True)]


def agreement(photo: Pixels, results: Sequence[Pixels]) -> tuple[Plane, float]:
    """Of what was changed, the share that all results have in common.

    Args:
        photo: (H, W, 3) before.
        results: two or more of that shape.

    Returns:
        (H, W) around each pixel, and over all; 0..1, 1 where nothing visible was changed.

    Raises:
        ValueError: there are fewer, or shapes differ.
    """
    if len(results) < 2 or any(result.shape != photo.shape for result in results):
        raise ValueError(f"results must be two or more of {photo.shape}")
    mean = np.mean(results, axis=0, dtype=np.float32)
    differ = np.zeros(photo.shape[:2], np.float32)
    for result in results:
        differ += _squares(result - mean)
    differ /= len(results) - 1
    # The mean itself sways by a part of that.
    common = np.maximum(_squares(mean - photo) - differ / len(results), 0)
    return _share(common, differ)


def explanation(photo: Pixels, after: Pixels, again: Pixels) -> tuple[Plane, float]:
    """How well a result, smeared again, gives the photo, beside how much was changed.

    Args:
        photo, after, again: (H, W, 3) in 0..1.

    Returns:
        (H, W) around each pixel, and over all; 0..1.
    """
    return _share(_squares(after - photo), _squares(again - photo))


def smeared_along(picture: Pixels, flow: NDArray[np.floating[Any]]) -> Pixels:
    """A picture (H, W, 3) as an exposure of that flow shows it: the light of its moments added up.

    flow: (h, w, 4) px of the picture, forward u, v to the end of the exposure, backward u, v to its start, in
    the grid of its middle. Each place takes its own motion for that of the light that comes to it, which is
    right where motion changes slowly.
    """
    if flow.ndim != 3 or flow.shape[2] != 4:
        raise ValueError(f"a flow must be (h, w, 4), not {flow.shape}")
    cv2 = opencv()
    height, width = picture.shape[:2]
    whole = cv2.resize(np.nan_to_num(flow.astype(np.float32)), (width, height))
    longest = float(np.abs(whole).max(initial=0.0))
    half = min(_MOMENTS, 2 * math.ceil(longest) + 1) // 2
    light = _light(picture)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    total = np.zeros_like(light)
    for moment in range(-half, half + 1):
        way = whole[..., :2] if moment >= 0 else whole[..., 2:]
        part = np.float32(abs(moment) / max(half, 1))
        total += cv2.remap(
            light,
            columns - part * way[..., 0],
            rows - part * way[..., 1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )
    return _encoded(total / np.float32(2 * half + 1))


def smeared_by(picture: Pixels, kernel: NDArray[np.floating[Any]]) -> Pixels:
    """A picture (H, W, 3) under one blur: its light convolved with a kernel (h, w), whose sum is made 1."""
    total = float(kernel.sum()) if kernel.ndim == 2 else 0.0
    if not (math.isfinite(total) and total > 0):
        raise ValueError(f"a kernel must be (h, w) with a positive sum, not {kernel.shape}, {total}")
    cv2 = opencv()
    flipped = np.ascontiguousarray(kernel[::-1, ::-1], np.float32) / np.float32(total)
    middle = flipped.shape[1] // 2, flipped.shape[0] // 2
    light = cv2.filter2D(_light(picture), -1, flipped, anchor=middle, borderType=cv2.BORDER_REFLECT_101)
    return _encoded(light)


def _squares(difference: Pixels) -> Plane:
    squares: Plane = np.square(difference).mean(axis=2, dtype=np.float32)
    return squares


def _share(common: Plane, other: Plane) -> tuple[Plane, float]:
    """common / (common + other), around each pixel and over all, where both are more than nothing."""
    cv2, least = opencv(), np.float32(FLOOR**2)
    near, off = (cv2.GaussianBlur(plane, (0, 0), _AROUND) for plane in (common, other))
    share: Plane = (near + least) / (near + off + least)
    total, rest = float(common.mean(dtype=np.float64)), float(other.mean(dtype=np.float64))
    return np.clip(share, 0, 1), (total + FLOOR**2) / (total + rest + FLOOR**2)


def _light(picture: Pixels) -> Pixels:
    light: Pixels = np.clip(picture, 0, 1) ** np.float32(_GAMMA)
    return light


def _encoded(light: Pixels) -> Pixels:
    values: Pixels = np.clip(light, 0, 1) ** np.float32(1 / _GAMMA)
    return values
