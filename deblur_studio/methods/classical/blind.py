"""Blind deconvolution: the kernel is told from the photo itself, then undone as one by hand is."""

from __future__ import annotations

import re
import time
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.methods.base import FixSettings, MethodSpec, Parameter, Restoration, Value
from deblur_studio.methods.classical.by_hand import KERNEL, LIGHT, SMOOTH, SOLVER, undone

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.methods.classical.estimate import Finder
    from deblur_studio.methods.classical.psf import Plane

SIZE = Parameter(
    name="size",
    title="Kernel size",
    help="side of the kernel in pixels: a little more than the blur is long",
    default=31,
    low=9,
    high=101,
)
LOOK = Parameter(
    name="look",
    title="Look at",
    help="the part of the photo from which the kernel is told, as X,Y,WIDTH,HEIGHT in pixels; empty: "
    "where most detail is",
    default="",
)
#: A part to look at has so many pixels a side at least.
_LEAST = 64

_last: tuple[weakref.ref[Any], tuple[object, ...], Plane] | None = None


class Blind:
    """Tells the kernel from one part of the photo, whichever region is wanted, and undoes it.

    Args:
        spec: what it is. finder: makes the estimator, which is used once.
    """

    def __init__(self, spec: MethodSpec, finder: Callable[[], Finder]) -> None:
        self._spec = spec
        self._finder = finder

    @property
    def spec(self) -> MethodSpec:
        """What it is."""
        return self._spec

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """See `Method.apply`. The layer `by_hand.KERNEL` holds the kernel that was found."""
        from deblur_studio.methods.classical.estimate import doubts

        values = self.spec.values(settings.parameters)
        started = time.perf_counter()
        kernel = self.kernel(pixels, values, context)
        found = {KERNEL: time.perf_counter() - started}
        return undone(pixels, kernel, values, settings, context, found, doubts(kernel))

    def kernel(self, pixels: NDArray[np.float32], values: Mapping[str, Value], context: JobContext) -> Plane:
        """The kernel (K, K) of a photo (H, W, 3); that of the last photo and settings is remembered.

        Raises:
            UserError: the part to look at is none.
            Cancelled: the context said so.
        """
        global _last
        from deblur_studio.methods.classical.estimate import best_region, estimate, light_of
        from deblur_studio.methods.classical.light import GAMMA

        side = int(values["size"]) // 2 * 2 + 1
        region = part_of(str(values["look"]), *pixels.shape[:2])
        key = (self.spec.name, side, region, values["light"])
        if _last is not None and _last[0]() is pixels and _last[1] == key:
            return _last[2].copy()
        context.checkpoint()
        light = light_of(pixels, region or best_region(pixels), GAMMA if values["light"] else 1.0)
        kernel = estimate(light, side, self._finder(), context.checkpoint)
        _last = (weakref.ref(pixels), key, kernel)
        return kernel.copy()


def part_of(text: str, height: int, width: int) -> Region | None:
    """The region that a text X,Y,WIDTH,HEIGHT names in a photo of that size; None for an empty one.

    Raises:
        UserError: it names none.
    """
    if not text.strip():
        return None
    if not re.fullmatch(r"\s*\d{1,6}(\s*,\s*\d{1,6}){3}\s*", text):
        raise UserError(f"The part to look at must be X,Y,WIDTH,HEIGHT in whole pixels, not {text[:40]!r}.")
    x, y, wide, tall = (int(each) for each in text.split(","))
    region = Region(x, y, wide, tall)
    region.require_inside(height, width)
    if min(wide, tall) < min(_LEAST, height, width):
        raise UserError(f"The part to look at is too small; give it at least {_LEAST} pixels on each side.")
    return region


def _few_slopes() -> Finder:
    from deblur_studio.methods.classical.l0 import FewSlopes

    return FewSlopes()


def _sparse_slopes() -> Finder:
    from deblur_studio.methods.classical.sparse import SparseSlopes

    return SparseSlopes()


BLIND_L0 = Blind(
    MethodSpec(
        name="blind-l0",
        title="Blind deconvolution (L0)",
        purpose="Finds out how the whole camera shook from the edges in the photo, and undoes that. For one "
        "blur, the same everywhere. Invents nothing.",
        parameters=(SIZE, LOOK, SMOOTH, SOLVER, LIGHT),
        reference="Xu, Zheng, Jia: Unnatural L0 Sparse Representation for Natural Image Deblurring, "
        "CVPR 2013",
        licence="Apache-2.0",
    ),
    _few_slopes,
)
BLIND_SPARSE = Blind(
    MethodSpec(
        name="blind-sparse",
        title="Blind deconvolution (sparse)",
        purpose="Finds the shake by how rare edges are in sharp photos: a second opinion where the L0 method "
        "fails.",
        parameters=(SIZE, LOOK, SMOOTH, SOLVER, LIGHT),
        reference="Krishnan, Tay, Fergus: Blind Deconvolution Using a Normalized Sparsity Measure, CVPR 2011",
        licence="Apache-2.0",
    ),
    _sparse_slopes,
)
