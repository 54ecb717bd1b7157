"""Why a photo is blurry: `diagnose` puts together what its edges, its motion and its focus say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio import weights
from deblur_studio.diagnosis import focus as focuses
from deblur_studio.diagnosis import motion as motions
from deblur_studio.diagnosis.look import limits
from deblur_studio.diagnosis.motion import Motion
from deblur_studio.diagnosis.parts import SHAKEN, Part, may_be_motion, parts_of, soft_beside_motion
from deblur_studio.diagnosis.see_focus import ARCHITECTURE as FOCUS_NETWORK
from deblur_studio.diagnosis.see_focus import DETAILED as FOCUS_DETAILED
from deblur_studio.diagnosis.see_focus import SeenFocus, see_focus
from deblur_studio.diagnosis.see_motion import DETAILED, SeenMotion, see_motion
from deblur_studio.diagnosis.sharpness import EdgeBlur, edge_blur
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.settings import EngineSettings

SHARP, SHAKE, OBJECT = "sharp", "camera shake", "object motion"
UNEVEN, SOFT, UNKNOWN = "uneven motion", "soft", "unknown"
OUT_OF_FOCUS, BOTH = "out of focus", "both"

_OF_MOTION = {
    motions.SHAKE: SHAKE,
    motions.TURN: SHAKE,
    motions.ZOOM: SHAKE,
    motions.OBJECT: OBJECT,
    motions.UNEVEN: UNEVEN,
    motions.NONE: SOFT,
    motions.UNKNOWN: UNKNOWN,
}
#: Motion (px) beyond which no method here has learned to undo it.
_TOO_LONG = 60.0
#: A cause that edges and motion do not agree on counts so much less.
_DOUBTED = 0.5
#: Out of focus is what has less than this part of its detail in focus.
_IN_FOCUS = 0.5
_MOTIONS = (SHAKE, OBJECT, UNEVEN)
_ADVICE = {
    SHARP: "There is next to nothing to fix.",
    SHAKE: "Fix it with the method Auto.",
    OBJECT: "Fix it with the method Auto, and look at what stood still: that should stay as it is.",
    UNEVEN: "Fix it with the method Auto, and look at the result closely.",
    SOFT: "No motion shows, so it is out of focus or soft from its lens; methods for motion change little.",
    OUT_OF_FOCUS: "It is out of focus and did not move; methods for motion change little.",
    BOTH: "Fix the motion with the method Auto; what is out of focus stays soft.",
    UNKNOWN: "There is too little detail to tell; try the method Auto.",
}


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """Why a photo is blurry.

    Attributes:
        cause: "sharp", "camera shake", "object motion", "uneven motion" (no one motion holds for most of the
            frame), "out of focus", "both" (out of focus, and moved), "soft" (blurry without motion, for
            whatever reason), or "unknown".
        edges: how wide its edges are, px.
        seen: the motion, with its field.
        confidence: 0..1.
        advice: what to do, a sentence.
        focus: where it is in focus, with its map; None if it was not looked at.
        parts: the same of each ninth of the frame; none if the focus was not looked at.
    """

    cause: str
    edges: EdgeBlur
    seen: SeenMotion = field(repr=False)
    confidence: float
    advice: str
    focus: SeenFocus | None = field(default=None, repr=False)
    parts: tuple[Part, ...] = ()

    @property
    def motion(self) -> Motion:
        """What the field of motion says."""
        return self.seen.motion

    @property
    def may_be_motion(self) -> bool:
        """Whether what looks soft in the map of its focus may be the shake."""
        if self.focus is None or self.cause in (SHARP, OUT_OF_FOCUS, BOTH):
            return False
        return may_be_motion(self.motion, self.focus.focus, self.focus.by_edges)

    @property
    def words(self) -> str:
        """One line for a photographer, without a full stop."""
        if self.cause == SHARP:
            return f"sharp, with edges {_width(self.edges):.1f} px wide"
        if self.focus is not None and self.cause in (OUT_OF_FOCUS, BOTH):
            told = f"out of focus: {self.focus.focus.words}"
            return f"{self.motion.words}; {told}" if self.cause == BOTH else told
        if self.cause == SOFT:
            return f"soft, with edges {self.edges.width:.1f} px wide, and no motion to be seen"
        return self.motion.words

    def to_json(self) -> dict[str, Any]:
        """All facts, of types that JSON has; NaN where edges cannot be measured."""
        told = self.motion.to_json()
        del told["words"]
        moves = self.cause in _MOTIONS or self.cause == BOTH
        return {
            "cause": self.cause,
            "words": self.words,
            "axis": self.motion.axis if moves else None,
            "length": self.motion.length if moves else 0.0,
            "share": self.motion.share if moves else 0.0,
            "confidence": self.confidence,
            "advice": self.advice,
            "edges": {"width": self.edges.width, "direction": self.edges.direction},
            "motion": told,
            "focus": None if self.focus is None else _focus_json(self.focus, self.may_be_motion, self.parts),
            "weights": self.seen.weights,
            "device": self.seen.device,
            "precision": self.seen.precision,
        }


def diagnose(
    pixels: NDArray[np.float32],
    *,
    most: int = DETAILED,
    chosen: str = weights.AUTO,
    engine: EngineSettings | None = None,
    context: JobContext | None = None,
) -> Diagnosis:
    """Tell why a photo (H, W, 3) float32 RGB in 0..1 is blurry; arguments as for `see_motion`.

    Its focus is looked at where there are weights for that, and with fewer pixels than its motion at most.

    Raises:
        UserError: there are no weights to see motion with, no such device, not enough memory.
        Cancelled: the context said so.
    """
    seen = see_motion(pixels, most=most, chosen=chosen, engine=engine, context=context)
    focus = None
    if any(entry.card.architecture == FOCUS_NETWORK for entry in weights.installed().entries):
        focus = see_focus(pixels, most=min(most, FOCUS_DETAILED), engine=engine, context=context)
    return judged(edge_blur(pixels), seen, focus)


def judged(edges: EdgeBlur, seen: SeenMotion, focus: SeenFocus | None = None) -> Diagnosis:
    """The diagnosis that follows from edges and motion, and from the focus where it was looked at.

    Crisp edges somewhere mean that the camera stood still: whatever motion is seen then is of things, or is
    none. Without them, motion of the frame is the camera's, unless the map of defocus accounts for them.
    """
    motion = seen.motion
    sharp_up_to, blurry_from = limits(*seen.size)
    width = _width(edges)
    cause, confidence = _OF_MOTION[motion.kind], motion.confidence
    if width <= sharp_up_to:
        if cause != OBJECT:
            confidence = 1 - _DOUBTED * motion.confidence if cause in (SHAKE, UNEVEN) else 1.0
            cause = SHARP
    elif cause == SOFT and width < blurry_from:
        # Neither clearly sharp nor clearly blurry, and nothing moves.
        cause, confidence = SHARP, _DOUBTED
    elif cause == SHAKE and width < blurry_from:
        confidence *= _DOUBTED
    if focus is not None and width > sharp_up_to:
        cause, confidence = _with_focus(cause, confidence, motion, focus)
    advice = _ADVICE[cause]
    if (cause in _MOTIONS or cause == BOTH) and motion.length > _TOO_LONG:
        advice = (
            f"The motion is longer than the {_TOO_LONG:.0f} px that the methods have learned to undo: expect "
            "little, or make the photo smaller first."
        )
    parts = () if focus is None else parts_of(seen, focus)
    return Diagnosis(cause, edges, seen, confidence, advice, focus, parts)


def _with_focus(cause: str, confidence: float, motion: Motion, seen: SeenFocus) -> tuple[str, float]:
    """Cause and confidence of a photo without crisp edges, after its focus was looked at."""
    focus = seen.focus
    if seen.by_edges and may_be_motion(motion, focus, by_edges=True):
        return cause, confidence
    if focus.kind == focuses.UNKNOWN or focus.share >= _IN_FOCUS:
        return cause, confidence
    if cause == SOFT:
        return OUT_OF_FOCUS, (confidence + focus.confidence) / 2
    if cause == UNKNOWN:  # what is far out of focus has little left that could tell of motion
        return OUT_OF_FOCUS, _DOUBTED * focus.confidence
    # What moves before a still camera does not smear the frame.
    smeared = 0.0 if cause == OBJECT else motion.length
    if cause in _MOTIONS and soft_beside_motion(focus.median, focus.limit, smeared):
        return BOTH, min(confidence, focus.confidence)
    return cause, confidence


def _focus_json(seen: SeenFocus, shaken: bool, parts: tuple[Part, ...]) -> dict[str, Any]:
    return {
        **seen.focus.to_json(),
        **({"words": SHAKEN} if shaken else {}),
        "may_be_motion": shaken,
        "parts": [part.to_json() for part in parts],
        "weights": seen.weights,
        "device": seen.device,
        "precision": seen.precision,
    }


def _width(edges: EdgeBlur) -> float:
    """The width that judges best whether there is blur; wide where it cannot be measured."""
    for width in (edges.fine, edges.width):
        if not math.isnan(width):
            return width
    return math.inf
