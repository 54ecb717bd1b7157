"""What is wrong with each ninth of a frame: motion, defocus, both or neither, by their maps: `parts_of`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis import focus as focuses
from deblur_studio.diagnosis.focus import Focus
from deblur_studio.diagnosis.motion import SHAKE, TURN, Motion, place_name
from deblur_studio.diagnosis.see_focus import SeenFocus
from deblur_studio.diagnosis.see_motion import SeenMotion

SHARP, MOTION, DEFOCUS, BOTH, UNKNOWN = "sharp", "motion", "out of focus", "both", "unknown"
#: A ninth is told from at least this part of it.
_KNOWN = 0.02
#: Shorter than this (px of the photo, and points of the field) nothing is said to move.
_LEAST, _LEAST_OF_FIELD = 1.5, 0.5
#: Smeared edges are soft edges, too: beside motion it is out of focus if its sigma is more than so much of
#: the motion's length, and than so many times what is called sharp.
_OF_LENGTH, _CLEARLY = 0.3, 1.5
#: From this confidence on it is the camera that moved: photos with intended bokeh stay below it.
_SURE = 0.6
#: What is said of the focus then.
SHAKEN = "this photo is shaken; what looks soft here may be motion"


@dataclass(frozen=True)
class Part:
    """A ninth of the frame.

    Attributes:
        place: "middle", "upper left", ...
        cause: "sharp" (in focus and still), "motion", "out of focus", "both" or "unknown".
        sigma: median of the defocus, px of the photo; None where it cannot be told.
        length: median of the motion, px of the photo; None where it cannot be told.
    """

    place: str
    cause: str
    sigma: float | None
    length: float | None

    def to_json(self) -> dict[str, Any]:
        """All facts, of types that JSON has."""
        return asdict(self)


def parts_of(seen: SeenMotion, focus: SeenFocus) -> tuple[Part, ...]:
    """Tell it of the nine, row by row, of what motion and focus show of the same whole photo."""
    moved = seen.flow[..., :2] - seen.flow[..., 2:]
    lengths = _medians(np.hypot(moved[..., 0], moved[..., 1]), seen.trusted)
    sigmas = _medians(focus.sigma, focus.trusted)
    least = max(_LEAST, _LEAST_OF_FIELD / seen.scale)
    places = [place_name((column + 0.5) / 3, (row + 0.5) / 3) for row in range(3) for column in range(3)]
    return tuple(
        Part(place, _cause(sigma, focus.focus.limit, length, least), sigma, length)
        for place, sigma, length in zip(places, sigmas, lengths, strict=True)
    )


def soft_beside_motion(sigma: float, limit: float, length: float) -> bool:
    """Whether sigma is more than what motion of a length can be mistaken for, px; limit: of what is sharp."""
    return sigma > max(_CLEARLY * limit, _OF_LENGTH * length)


def may_be_motion(motion: Motion, focus: Focus, by_edges: bool) -> bool:
    """Whether what looks soft in a map of the whole photo may be the smear of its camera's shake.

    Edges alone cannot tell one from the other; a network can where the softness is more than the smear.
    """
    if motion.kind not in (SHAKE, TURN) or motion.confidence < _SURE:
        return False
    if focus.kind not in (focuses.PART, focuses.NOTHING):
        return False
    return by_edges or not soft_beside_motion(focus.median, focus.limit, motion.length)


def _cause(sigma: float | None, limit: float, length: float | None, least: float) -> str:
    if sigma is None and length is None:
        return UNKNOWN
    if length is not None and length >= least:
        return BOTH if sigma is not None and soft_beside_motion(sigma, limit, length) else MOTION
    if sigma is None:
        return UNKNOWN
    return DEFOCUS if sigma > limit else SHARP


def _medians(values: NDArray[np.float32], trusted: NDArray[np.bool_]) -> list[float | None]:
    """The median of each ninth of a map (H, W), row by row; None where too little of it is known."""
    known = trusted & np.isfinite(values)
    height, width = values.shape
    found: list[float | None] = []
    for row in range(3):
        for column in range(3):
            part = (
                slice(row * height // 3, (row + 1) * height // 3),
                slice(column * width // 3, (column + 1) * width // 3),
            )
            there = values[part][known[part]]
            enough = len(there) > 0 and len(there) >= _KNOWN * known[part].size
            found.append(float(np.median(there)) if enough else None)
    return found
