"""Auto: which method, how strong, and why, by the diagnosis of a photo. "Cannot be rescued" is an answer.

`choose` is a table that can be read; `chosen_for` looks at a photo first. No torch at import.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio import weights
from deblur_studio.diagnosis.diagnose import (
    BOTH,
    OBJECT,
    OUT_OF_FOCUS,
    SHAKE,
    SHARP,
    SOFT,
    UNEVEN,
    Diagnosis,
    diagnose,
)
from deblur_studio.engine.context import JobContext, quiet
from deblur_studio.methods.base import FixSettings, MethodSpec

if TYPE_CHECKING:
    from deblur_studio.engine import EngineSettings

#: For motion, and for what nothing is known of.
GENERAL = "nafnet"

#: What can be hoped for.
NOTHING_TO_DO, MUCH, SOME, LITTLE, HOPELESS = "nothing to do", "much", "some", "little", "hopeless"
#: Motion, px of the photo, up to which much, some and at least little can be hoped for. The longest is what
#: the networks were trained on.
_MUCH_UP_TO, _SOME_UP_TO, _LONGEST = 20.0, 35.0, 60.0
#: The same of defocus, sigma in px.
_SOFT_SOME, _SOFTEST = 2.5, 5.0
#: Bokeh is left alone from this sigma on, px, where a subject stands out before it.
_BOKEH = 3.0
#: A photo is given up only if the diagnosis is at least so sure, and left alone as sharp only if edges and
#: motion both say so: what is lost by fixing a sharp photo is little, what is lost by not fixing may be much.
_SURE, _CERTAIN = 0.5, 0.95


@dataclass(frozen=True)
class Choice:
    """What Auto does with a photo.

    Attributes:
        method: a name of the registry; "" leaves the photo as it is.
        strength: 0..1.
        keep_bokeh: as in `FixSettings`.
        outlook: "nothing to do", "much", "some", "little" or "hopeless".
        gain: how much can be gained, 0..1, to order photos by.
        why: one sentence.
    """

    method: str
    strength: float
    keep_bokeh: float | None
    outlook: str
    gain: float
    why: str

    def to_json(self) -> dict[str, Any]:
        """All facts, of types that JSON has."""
        return asdict(self)

    def applied(self, settings: FixSettings) -> FixSettings:
        """The user's settings with what was chosen: their strength is a share of the chosen one, and what
        they say of bokeh goes first."""
        bokeh = self.keep_bokeh if settings.keep_bokeh is None else settings.keep_bokeh
        return replace(settings, strength=settings.strength * self.strength, keep_bokeh=bokeh)


def choose(diagnosis: Diagnosis, titles: dict[str, str] | None = None) -> Choice:
    """Choose by a diagnosis.

    titles: of methods, for the sentence; names are their own by default.
    """
    told = titles or {}
    words, cause = diagnosis.words, diagnosis.cause
    sure = diagnosis.confidence >= _SURE
    bokeh = _bokeh(diagnosis)
    if cause == SHARP and diagnosis.confidence >= _CERTAIN:
        return Choice("", 0.0, None, NOTHING_TO_DO, 0.0, f"Auto leaves it as it is: {words}.")
    if cause == OUT_OF_FOCUS and diagnosis.focus is not None:
        return _of_focus(diagnosis.focus.focus.median, sure, words, told)
    length = diagnosis.motion.length if cause in (SHAKE, OBJECT, UNEVEN, BOTH) else 0.0
    if length > _LONGEST and sure:
        why = (
            f"Auto leaves it as it is: {words}; that is more than the {_LONGEST:.0f} px that any method here "
            "can undo, so it cannot be rescued at this size."
        )
        return Choice("", 0.0, None, HOPELESS, 0.0, why)
    outlook, gain = _of_motion(cause, length)
    title = told.get(GENERAL, GENERAL)
    why = f"Auto takes {title}: {words}."
    if bokeh is not None:
        why = f"Auto takes {title}, and leaves what is over {bokeh:.0f} px out of focus alone: {words}."
    return Choice(GENERAL, 1.0, bokeh, outlook, gain * max(0.25, diagnosis.confidence), why)


def _of_motion(cause: str, length: float) -> tuple[str, float]:
    """What can be hoped for, and how much can be gained."""
    if cause in (SHARP, SOFT):
        return LITTLE, 0.1
    if length <= _MUCH_UP_TO:
        # So little is no loss yet; and of things, it is told of sharp photos, too.
        outlook, gain = (MUCH, 1.0) if length >= (5 if cause == OBJECT else 3) else (SOME, 0.5)
    elif length <= _SOME_UP_TO:
        outlook, gain = SOME, 0.6
    else:
        outlook, gain = LITTLE, 0.3
    if cause in (BOTH, UNEVEN):
        return {MUCH: SOME}.get(outlook, LITTLE), 0.6 * gain
    return outlook, gain


def _of_focus(sigma: float, sure: bool, words: str, titles: dict[str, str]) -> Choice:
    """For a photo that is out of focus by so much (median, px) and did not move."""
    if sigma > _SOFTEST and sure:
        why = f"Auto leaves it as it is: {words}; that is too soft to be rescued."
        return Choice("", 0.0, None, HOPELESS, 0.0, why)
    # Deconvolution by the map rings on what real lenses make: it is for people to choose, not for Auto.
    outlook, gain = (SOME, 0.3) if sigma <= _SOFT_SOME else (LITTLE, 0.2)
    why = f"Auto takes {titles.get(GENERAL, GENERAL)}: {words}."
    return Choice(GENERAL, 1.0, None, outlook, gain, why)


def _bokeh(diagnosis: Diagnosis) -> float | None:
    """From where on softness is meant: a subject stands out before a background that is far softer.

    Read off edges alone, shake passes for softness: only a network's map is believed.
    """
    seen = diagnosis.focus
    if seen is None or seen.by_edges or not seen.focus.stands_out or seen.focus.background <= _BOKEH:
        return None
    return _BOKEH


_last: tuple[weakref.ref[NDArray[np.float32]], tuple[Any, ...], Choice] | None = None


def chosen_for(
    pixels: NDArray[np.float32],
    specs: Collection[MethodSpec],
    engine: EngineSettings | None,
    context: JobContext,
) -> Choice:
    """What Auto does with a photo (H, W, 3) float32 RGB in 0..1; asked again for the same array: at once.

    specs: of the methods that there are; those that lack weights are not taken. Where nothing can be
    diagnosed for lack of weights, it is the general method.

    Raises:
        UserError: there is no such device, or not enough memory.
        Cancelled: the context said so.
    """
    global _last
    from deblur_studio.methods import needs

    there = {spec.name: spec.title for spec in specs if not needs.missing(spec)}
    key = (engine, tuple(there), tuple(entry.card.sha256 for entry in weights.installed().entries))
    if _last is not None and _last[0]() is pixels and _last[1] == key:
        return _last[2]
    choice = _looked(pixels, there, engine, context)
    _last = (weakref.ref(pixels), key, choice)
    return choice


def _looked(
    pixels: NDArray[np.float32], there: dict[str, str], engine: EngineSettings | None, context: JobContext
) -> Choice:
    from deblur_studio.diagnosis.see_motion import ARCHITECTURE, PREVIEW

    if not any(entry.card.architecture == ARCHITECTURE for entry in weights.installed().entries):
        title = there.get(GENERAL, GENERAL)
        return Choice(GENERAL, 1.0, None, SOME, 0.5, f"Auto takes {title}: nothing here can see motion.")
    found = diagnose(pixels, most=PREVIEW, engine=engine, context=quiet(context))
    return choose(found, there)
