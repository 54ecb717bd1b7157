"""Where the focus of a photo lies and how soft the rest is, from a map of defocus: `focus_of`."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion import place_name
from deblur_studio.photo.quiet import opencv

ALL, PART, NOTHING, UNKNOWN = "all", "part", "nothing", "unknown"
#: Up to this sigma (px) a photo is sharp; large ones are seen from further: a disc of 1/1500 of the diagonal
#: is taken for a point, and has this part of the diagonal as its sigma.
_SHARP, _SHARP_OF_DIAGONAL = 1.0, 1 / 6000
#: All of a photo is in focus from this part of it on; nothing, if less than that.
_MOST, _LEAST = 0.9, 0.01
#: A frame is told from at least this part of it, and so many points; with _PLENTY of it as well as with all.
_LEAST_KNOWN, _LEAST_POINTS, _PLENTY = 0.02, 16, 0.25
#: A subject stands out if what is in focus is no more than this part, most of it hangs together, and the rest
#: is so many times as soft as what is called sharp.
_SUBJECT_AT_MOST, _TOGETHER, _TIMES_SOFTER = 0.6, 0.6, 2.5
#: Maps are thinned to so many points along the longer side.
_LONGEST = 512
#: A ninth in which less is known is not named.
_NINTH_KNOWN = 0.1


@dataclass(frozen=True)
class Focus:
    """Where a photo is in focus.

    Attributes:
        kind: "all", "part" or "nothing" of it is in focus; "unknown": too little detail to tell.
        place: the ninth of the frame in which the sharpest plane lies: "middle", "upper left"; "" for "all"
            and "unknown".
        limit: sigma up to which it is called in focus, px of the photo.
        median: sigma over the frame, px.
        sharpest: sigma of the sharpest twentieth, px.
        background: median sigma of what is not in focus, px; 0 if there is nothing such.
        share: the part of the frame that is in focus, 0..1, as far as it can be told.
        stands_out: a subject in focus stands out from a soft background.
        confidence: 0..1: less where little can be told or where it is a matter of the limit.
    """

    kind: str
    place: str = ""
    limit: float = _SHARP
    median: float = 0.0
    sharpest: float = 0.0
    background: float = 0.0
    share: float = 0.0
    stands_out: bool = False
    confidence: float = 0.0

    @property
    def words(self) -> str:
        """One line for a photographer, without a full stop."""
        return _words(self)

    def to_json(self) -> dict[str, Any]:
        """All facts and the words, of types that JSON has."""
        return {**asdict(self), "words": self.words}


def focus_of(
    sigma: NDArray[np.floating[Any]],
    trusted: NDArray[np.bool_] | None = None,
    size: tuple[int, int] | None = None,
    finest: float = 0.0,
) -> Focus:
    """Tell where the focus lies.

    Args:
        sigma: (H, W) px of the photo; not finite or negative where it is unknown.
        trusted: (H, W), where there is detail to tell it by; None: everywhere.
        size: (width, height) of the photo if the map is coarser; None: it has a value for each pixel.
        finest: px; what is told to be less may as well be sharp, as in a map of a photo made much smaller.

    Raises:
        ValueError: shapes do not fit.
    """
    if sigma.ndim != 2 or 0 in sigma.shape or sigma.dtype.kind != "f":
        raise ValueError(f"a map must be (H, W) floats, not {sigma.shape} {sigma.dtype}")
    if trusted is not None and trusted.shape != sigma.shape:
        raise ValueError(f"the mask is {trusted.shape}, the map {sigma.shape}")
    limit = max(_SHARP, finest, _SHARP_OF_DIAGONAL * math.hypot(*(size or sigma.shape)))
    step = math.ceil(max(sigma.shape) / _LONGEST)
    thinned: NDArray[np.float64] = sigma[::step, ::step].astype(np.float64)
    known = np.isfinite(thinned) & (thinned >= 0)
    if trusted is not None:
        known &= trusted[::step, ::step]
    if known.sum() < max(_LEAST_POINTS, _LEAST_KNOWN * known.size):
        return Focus(UNKNOWN, limit=limit)
    values = thinned[known]
    sharp = known & (thinned <= limit)
    share = float(sharp.sum() / known.sum())
    kind = ALL if share >= _MOST else PART if share >= _LEAST else NOTHING
    soft = values[values > limit]
    background = float(np.median(soft)) if len(soft) else 0.0
    return Focus(
        kind=kind,
        place="" if kind == ALL else _place(thinned, known, sharp),
        limit=limit,
        median=float(np.median(values)),
        sharpest=float(np.quantile(values, 0.05)),
        background=background,
        share=share,
        stands_out=kind == PART and _stands_out(sharp, share, background / limit),
        confidence=min(1.0, float(known.mean()) / _PLENTY) * _clearness(values, limit),
    )


def _place(sigma: NDArray[np.float64], known: NDArray[np.bool_], sharp: NDArray[np.bool_]) -> str:
    """The ninth with most in focus; where nothing is, the one that is the least soft."""
    height, width = sigma.shape
    rows = np.minimum(3 * np.arange(height) // height, 2)
    columns = np.minimum(3 * np.arange(width) // width, 2)
    ninth = 3 * rows[:, None] + columns[None]
    told = np.bincount(ninth[known], minlength=9)
    named = told >= max(1.0, _NINTH_KNOWN * float(told.max()))
    in_focus = np.bincount(ninth[sharp], minlength=9)
    if in_focus.any():
        best = int(np.argmax(np.where(named, in_focus, -1)))
    else:
        medians = [float(np.median(sigma[known & (ninth == n)])) if named[n] else math.inf for n in range(9)]
        best = int(np.argmin(medians))
    return place_name((best % 3 + 0.5) / 3, (best // 3 + 0.5) / 3)


def _stands_out(sharp: NDArray[np.bool_], share: float, softer: float) -> bool:
    """Whether what is in focus is one thing before something clearly softer."""
    if share > _SUBJECT_AT_MOST or softer < _TIMES_SOFTER:
        return False
    # Detail comes in lines: what lies close together is one.
    cv2 = opencv()
    reach = max(3, 2 * (max(sharp.shape) // 40) + 1)
    near = cv2.dilate(sharp.astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, labels = cv2.connectedComponents(near, connectivity=8)
    if count < 2:
        return False
    sizes = np.bincount(labels[sharp], minlength=count)
    return bool(sizes[1:].max() >= _TOGETHER * sharp.sum())


def _clearness(values: NDArray[np.float64], limit: float) -> float:
    """One half where all is at the limit, towards 1 where all is far from it."""
    apart = np.abs(np.log2(np.maximum(values, 0.1 * limit) / limit))
    return float(np.mean(0.5 + 0.5 * np.minimum(1.0, apart)))


def _words(focus: Focus) -> str:
    if focus.kind == UNKNOWN:
        return "too little detail to tell the focus"
    if focus.kind == ALL:
        return "all of it is in focus"
    if focus.kind == NOTHING:
        return f"nothing is in focus, the {focus.place} least soft with {_px(focus.sharpest)}"
    rest = "background" if focus.stands_out else "rest"
    return f"focus lies on the {focus.place}, the {rest} is {_px(focus.background)} soft"


def _px(sigma: float) -> str:
    return f"{sigma:.0f} px" if sigma >= 3 else f"{sigma:.1f} px"
