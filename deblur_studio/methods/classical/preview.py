"""A look at what a kernel brings while a slider moves: the part of a photo that is visible, by one filter."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.region import Region
from deblur_studio.engine.tiles import clean
from deblur_studio.methods.classical.light import GAMMA, from_light, to_light
from deblur_studio.methods.classical.solvers import SMOOTHNESS, WIENER, weight
from deblur_studio.methods.classical.spectra import Plane, extended, fast_shape, forward, tapered
from deblur_studio.methods.classical.wiener import Wiener

#: A preview looks at so much around the region, px, or at half the kernel's side where that is more.
_AROUND = 32
#: Light is told from a table of so many steps: powers would take most of the time.
_STEPS = 1 << 12


def preview(
    pixels: NDArray[np.float32], kernel: Plane, smoothness: float = SMOOTHNESS, gamma: float = GAMMA
) -> NDArray[np.float32]:
    """Pixels (h, w, 3) in 0..1 with the blur of a kernel undone by a Wiener filter, quickly.

    Lights are taken at their word, so they may ring here and not in the result of another solver.
    """
    height, width = pixels.shape[:2]
    return LivePreview(pixels, gamma).at(Region.whole(height, width), kernel, smoothness)


class LivePreview:
    """Previews of regions of one photo.

    What depends on the region alone is kept until another one is asked for. Not to be used by two threads
    at once.

    Args:
        pixels: (H, W, 3) float32 in 0..1. Never modified.
        gamma: light is this power of the pixels, 1 to 3; 1 if they are linear.
    """

    def __init__(self, pixels: NDArray[np.float32], gamma: float = GAMMA) -> None:
        self._pixels = pixels
        self._gamma = gamma
        steps = np.linspace(0, 1, _STEPS + 1, dtype=np.float32)
        self._values = from_light(steps, gamma)
        self._kept: tuple[Region, tuple[int, int]] | None = None
        self._planes: list[tuple[Plane, Plane]] = []
        self._pool_size = min(3, os.cpu_count() or 1)

    def at(self, region: Region, kernel: Plane, smoothness: float = SMOOTHNESS) -> NDArray[np.float32]:
        """The region (h, w, 3) of the photo in 0..1 with the blur of a kernel (K, K) undone.

        Raises:
            UserError: the region lies outside the photo.
        """
        region.require_inside(*self._pixels.shape[:2])
        side = max(kernel.shape)
        around = self._around(region, side)
        # In steps, so that the planes can be kept while a slider changes the kernel's side.
        room = -(-3 * side // 64) * 64
        shape = fast_shape(around.height + room, around.width + room)
        solve = Wiener(kernel, shape, weight(WIENER, smoothness))
        rows, columns = region.within(around)
        result = np.empty((region.height, region.width, 3), np.float32)

        def channel(number: int) -> None:
            plane, spectrum = self._planes[number]
            ready = tapered(plane, solve.kernel, (around.height, around.width), side // 4, spectrum)
            found = solve(ready)[rows, columns]
            result[..., number] = self._encoded(found)

        with ThreadPoolExecutor(self._pool_size) as pool:
            self._prepare(around, shape)
            list(pool.map(channel, range(3)))
        return result

    def _around(self, region: Region, side: int) -> Region:
        height, width = self._pixels.shape[:2]
        more = max(_AROUND, -(-side // 64) * 32)
        left, top = max(0, region.x - more), max(0, region.y - more)
        right, bottom = min(width, region.right + more), min(height, region.bottom + more)
        return Region(left, top, right - left, bottom - top)

    def _prepare(self, around: Region, shape: tuple[int, int]) -> None:
        if self._kept == (around, shape):
            return
        whole = Region.whole(*self._pixels.shape[:2])
        part = clean(self._pixels[around.within(whole)])
        planes = [
            extended(to_light(np.ascontiguousarray(part[..., number]), self._gamma), shape)
            for number in range(3)
        ]
        self._planes = [(plane, forward(plane)) for plane in planes]
        self._kept = around, shape

    def _encoded(self, light: Plane) -> Plane:
        places = np.clip(light, 0, 1)
        places *= _STEPS
        places += np.float32(0.5)
        encoded: Plane = self._values.take(places.astype(np.int32))
        return encoded
