"""The solvers by name, and what one makes of pixels whose kernel is known."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deblur_studio.methods.classical.clipped import Checkpoint, Mask, clipped_places, go_on
from deblur_studio.methods.classical.hyper_laplacian import blur_of, hyper_laplacian
from deblur_studio.methods.classical.light import GAMMA, from_light, to_light
from deblur_studio.methods.classical.richardson_lucy import RichardsonLucy
from deblur_studio.methods.classical.spectra import Plane, extended, fast_shape, tapered
from deblur_studio.methods.classical.total_variation import TotalVariation
from deblur_studio.methods.classical.wiener import Wiener

SMOOTHNESS = 50.0
WIENER = "wiener"
#: A step of smoothness weighs the prior so many times more (as SmartDeblur's slider does).
_STEP = 1.07
#: What of a photo's border passes into itself blurred, as a part of the kernel's side.
_TAPERED = 4


class Solver(Protocol):
    """Restores planes of one size from one kernel's blur."""

    def __call__(self, light: Plane, clipped: Mask | None = None, checkpoint: Checkpoint = go_on) -> Plane:
        """Restore (h, w) of light, 0..1; what is `clipped` may have been brighter. Not clipped again."""


class _Filter:
    """A solver that works on planes that go round and takes its data at their word; both are mended first."""

    def __init__(
        self,
        kernel: Plane,
        size: tuple[int, int],
        make: Callable[[tuple[int, int]], tuple[Plane, Callable[[Plane], Plane]]],
    ) -> None:
        self._size = size
        self._given = kernel
        self._reach = max(kernel.shape) // _TAPERED
        self._shape = fast_shape(*(side + 3 * max(kernel.shape) for side in size))
        self._kernel, self._solve = make(self._shape)

    def __call__(self, light: Plane, clipped: Mask | None = None, checkpoint: Checkpoint = go_on) -> Plane:
        beyond = None
        if clipped is not None:
            light, beyond = self._without_lights(light, clipped, checkpoint)
        plane = tapered(extended(light, self._shape), self._kernel, self._size, self._reach)
        found = self._solve(plane)[: self._size[0], : self._size[1]]
        return found if beyond is None else found + beyond

    def _without_lights(self, light: Plane, clipped: Mask, checkpoint: Checkpoint) -> tuple[Plane, Plane]:
        """As `RichardsonLucy.without_lights`, looking only around what is clipped."""
        part = _around(clipped, 2 * max(self._given.shape))
        plain, beyond = light.copy(), np.zeros_like(light)
        cut = np.ascontiguousarray(light[part])
        smooth = weight("richardson-lucy", SMOOTHNESS)
        lights = RichardsonLucy(self._given, (cut.shape[0], cut.shape[1]), smooth)
        plain[part], beyond[part] = lights.without_lights(cut, clipped[part], checkpoint)
        return plain, beyond


def _around(mask: Mask, reach: int) -> tuple[slice, slice]:
    """Rows and columns of a mask (h, w) that hold all that is true, and so many pixels around it."""
    found = []
    for axis in (1, 0):
        places = np.flatnonzero(mask.any(axis=axis))
        found.append(slice(max(0, int(places[0]) - reach), int(places[-1]) + reach + 1))
    return found[0], found[1]


def _wiener(kernel: Plane, size: tuple[int, int], smoothness: float) -> Solver:
    def make(shape: tuple[int, int]) -> tuple[Plane, Callable[[Plane], Plane]]:
        solve = Wiener(kernel, shape, weight(WIENER, smoothness))
        return solve.kernel, solve

    return _Filter(kernel, size, make)


def _hyper_laplacian(kernel: Plane, size: tuple[int, int], smoothness: float) -> Solver:
    def make(shape: tuple[int, int]) -> tuple[Plane, Callable[[Plane], Plane]]:
        blur = blur_of(kernel, shape)
        firm = 1 / weight("hyper-laplacian", smoothness)
        return blur.kernel, lambda plane: hyper_laplacian(plane, blur, firm)

    return _Filter(kernel, size, make)


def _richardson_lucy(kernel: Plane, size: tuple[int, int], smoothness: float) -> Solver:
    return RichardsonLucy(kernel, size, weight("richardson-lucy", smoothness))


def _total_variation(kernel: Plane, size: tuple[int, int], smoothness: float) -> Solver:
    return TotalVariation(kernel, size, weight("total-variation", smoothness))


#: From quick to thorough.
SOLVERS: dict[str, Callable[[Plane, tuple[int, int], float], Solver]] = {
    WIENER: _wiener,
    "hyper-laplacian": _hyper_laplacian,
    "richardson-lucy": _richardson_lucy,
    "total-variation": _total_variation,
}
#: The weight of each one's prior at smoothness 0. At `SMOOTHNESS` it is right for noise of 1.3/255.
_WEIGHTS = {WIENER: 5e-4, "hyper-laplacian": 1e-5, "richardson-lucy": 3e-5, "total-variation": 1e-5}


def weight(solver: str, smoothness: float) -> float:
    """The weight of a solver's prior for a smoothness of 0 (sharp, noisy) to 100 (soft, clean)."""
    return float(_WEIGHTS[solver] * _STEP**smoothness)


def restored(
    pixels: NDArray[np.float32],
    solve: Solver,
    gamma: float = GAMMA,
    lights: bool = True,
    checkpoint: Checkpoint = go_on,
) -> NDArray[np.float32]:
    """Undo a solver's blur in pixels.

    Args:
        pixels: (h, w, C) float32 in 0..1, of the solver's size.
        solve: a solver for the kernel.
        gamma: light is this power of the pixels, 1 to 3; 1 if they are linear.
        lights: the brightest pixels may have been brighter than a file can hold.
        checkpoint: called before each channel and, by the slow solvers, many times in each; what it raises
            ends the work. Must bear several threads.

    Returns:
        the same shape, float32 in 0..1.
    """

    def channel(plane: Plane) -> Plane:
        checkpoint()
        clipped = clipped_places(plane) if lights else None
        some = clipped if clipped is not None and clipped.any() else None
        found = solve(to_light(plane, gamma), some, checkpoint)
        return np.clip(from_light(np.clip(found, 0, 1), gamma), 0, 1)

    planes = [np.ascontiguousarray(pixels[..., number]) for number in range(pixels.shape[2])]
    # Most of the work is done outside the interpreter's lock; more threads would only take more memory.
    with ThreadPoolExecutor(min(len(planes), os.cpu_count() or 1)) as pool:
        return np.stack(list(pool.map(channel, planes)), axis=-1)
