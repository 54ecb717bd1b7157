"""Values of a file as light, and back. A lens, or a shaken hand, blurs light.

Files hold about the power 1 / 2.2 of the light, whatever their colour profile: blur undone in the values
themselves loses up to a decibel, and lights smear less than they did.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

#: Light is about this power of the values of a file.
GAMMA = 2.2
#: So far below black the power starts: at black itself, the least error of light would be a large one in the
#: values.
_TOE = 0.1


def to_light(values: Plane, gamma: float) -> Plane:
    """Values of a file, 0..1, as light, 0..1: about their power gamma, but not level at black."""
    toe, low, span = _curve(gamma)
    light: Plane = ((values + toe) ** np.float32(gamma) - low) / span
    return light


def from_light(light: Plane, gamma: float) -> Plane:
    """The inverse of `to_light`."""
    toe, low, span = _curve(gamma)
    values: Plane = (light * span + low) ** np.float32(1 / gamma) - toe
    return values


def _curve(gamma: float) -> tuple[np.float32, np.float32, np.float32]:
    """Where the power starts, its value there, and how much it grows up to white."""
    toe = _TOE if gamma > 1 else 0.0
    return np.float32(toe), np.float32(toe**gamma), np.float32((1 + toe) ** gamma - toe**gamma)
