"""The kernel that turns one picture's slopes into another's: half of every blind method.

Sources: Xu, Zheng and Jia, "Unnatural L0 Sparse Representation for Natural Image Deblurring" (CVPR 2013),
eq. 9; the cleaning after Pan, Sun, Pfister and Yang, "Blind Image Deblurring Using Dark Channel Prior" (CVPR
2016).
"""

from __future__ import annotations

import numpy as np

from deblur_studio.methods.classical.spectra import Plane, forward, inverse, lengths, product, transfer
from deblur_studio.photo.quiet import opencv

#: Values below this part of the greatest, and spots of less than this mass, are noise.
_FAINT, _SPOT = 0.05, 0.1
#: The part of the first square error that is little enough.
_ENOUGH = 1e-8


def kernel_between(
    latent: tuple[Plane, Plane],
    blurred: tuple[Plane, Plane],
    side: int,
    smooth: float,
    start: Plane | None = None,
    steps: int = 20,
) -> Plane:
    """The kernel (side, side) with the least squared error between slopes, before any cleaning.

    Found by conjugate gradients, so that nothing of it is thought beyond its sides.

    Args:
        latent, blurred: slopes along x and y, (H, W) each, that go round.
        side: odd, px.
        smooth: weight of the kernel's own square, above 0.
        start: where to begin; None is an even square. steps: the most that are made.
    """
    data: Plane | None = None
    square: Plane | None = None
    for sharp, soft in zip(latent, blurred, strict=True):
        spectrum = forward(sharp)
        part, own = product(forward(soft), spectrum, conjugate=True), lengths(spectrum)
        data, square = (part, own) if data is None or square is None else (data + part, square + own)
    assert data is not None
    assert square is not None
    shape = square.shape
    rows, columns = (np.arange(-(side // 2), side // 2 + 1) % length for length in shape)
    inside = np.ix_(rows, columns)
    kernel: Plane = np.full((side, side), 1 / side**2, np.float32) if start is None else start
    rest = inverse(data)[inside] - (inverse(square * transfer(kernel, shape))[inside] + smooth * kernel)
    way, before = rest, float((rest * rest).sum())
    first = before
    for _ in range(steps):
        turned = inverse(square * transfer(way, shape))[inside] + smooth * way
        length = np.float32(before / max(float((way * turned).sum()), 1e-20))
        kernel = np.add(kernel, length * way, dtype=np.float32)
        rest = np.subtract(rest, length * turned, dtype=np.float32)
        now = float((rest * rest).sum())
        if now < _ENOUGH * first:
            break
        way, before = rest + np.float32(now / before) * way, now
    return kernel


def inner_slopes(plane: Plane, shape: tuple[int, int]) -> tuple[Plane, Plane]:
    """Slopes of a picture (h, w) along x and y in planes of a shape, with nothing beyond the picture."""
    across, down = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    across[: plane.shape[0], : plane.shape[1] - 1] = np.diff(plane, axis=1)
    down[: plane.shape[0] - 1, : plane.shape[1]] = np.diff(plane, axis=0)
    return across, down


def cleaned(kernel: Plane, faint: float = _FAINT, spot: float = _SPOT) -> Plane:
    """A kernel without what is negative, faint or apart, of sum 1; a point if nothing is left."""
    found = np.where(kernel < faint * kernel.max(initial=0.0), 0, kernel).astype(np.float32)
    np.maximum(found, 0, out=found)
    total = found.sum()
    if total > 0:
        found /= total
        count, places = opencv().connectedComponents((found > 0).astype(np.uint8), connectivity=8)
        mass = np.bincount(places.ravel(), found.ravel(), count)
        mass[0] = 0
        keep = mass >= min(spot, float(mass.max()))
        found = np.where(keep[places], found, 0).astype(np.float32)
        total = found.sum()
    if not total > 0:
        found = np.zeros_like(kernel)
        found[kernel.shape[0] // 2, kernel.shape[1] // 2] = total = 1
    unit: Plane = (found / total).astype(np.float32)
    return unit


def recentred(kernel: Plane) -> Plane:
    """A kernel (K, K) moved, by whole pixels, until its centre of mass is in its middle."""
    reach = kernel.shape[0] // 2
    places = np.arange(-reach, reach + 1)
    down = round(float((kernel.sum(axis=1) * places).sum()))
    right = round(float((kernel.sum(axis=0) * places).sum()))
    moved = np.zeros_like(kernel)
    height, width = kernel.shape
    rows = slice(max(0, down), height + min(0, down)), slice(max(0, -down), height + min(0, -down))
    columns = slice(max(0, right), width + min(0, right)), slice(max(0, -right), width + min(0, -right))
    moved[rows[1], columns[1]] = kernel[rows[0], columns[0]]
    unit: Plane = moved / moved.sum()
    return unit


def resized(kernel: Plane, side: int) -> Plane:
    """A kernel drawn at another size (side, side), odd, of sum 1."""
    drawn = opencv().resize(kernel, (side, side), interpolation=opencv().INTER_CUBIC)
    return cleaned(drawn, spot=0.0)
