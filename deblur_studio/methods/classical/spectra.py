"""Planes that go round, and their spectra as OpenCV packs them: what all the solvers here are made of.

OpenCV packs the spectrum of a real plane into an array of its own size: in each row a real part, then pairs
of real and imaginary; the first column, and the last of an even number, are packed in the same way downwards.
Sums of spectra, and quotients by what `lengths` gives, are those of the arrays; products are not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deblur_studio.photo.quiet import opencv

Plane = NDArray[np.float32]


def fast_shape(height: int, width: int) -> tuple[int, int]:
    """The smallest size from this one up that transforms fast."""
    cv2 = opencv()
    return cv2.getOptimalDFTSize(height), cv2.getOptimalDFTSize(width)


def forward(plane: Plane) -> Plane:
    """The packed spectrum of a plane (H, W)."""
    spectrum: Plane = opencv().dft(plane)
    return spectrum


def inverse(spectrum: Plane) -> Plane:
    """The plane (H, W) of a packed spectrum."""
    cv2 = opencv()
    plane: Plane = cv2.dft(spectrum, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    return plane


def product(one: Plane, other: Plane, conjugate: bool = False) -> Plane:
    """One packed spectrum times another, or times its conjugate."""
    found: Plane = opencv().mulSpectrums(one, other, 0, conjB=conjugate)
    return found


def transfer(kernel: Plane, shape: tuple[int, int]) -> Plane:
    """The packed spectrum of a kernel (h, w), odd sides, whose middle is the first pixel of a plane."""
    plane = np.zeros(shape, np.float32)
    plane[: kernel.shape[0], : kernel.shape[1]] = kernel
    return forward(np.roll(plane, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), (0, 1)))


def slope_lengths(shape: tuple[int, int]) -> Plane:
    """The sum over both axes of the squared lengths of the spectra of `slope`."""
    step = np.array([[-1, 1, 0]], np.float32)
    return lengths(transfer(step, shape)) + lengths(transfer(step.T.copy(), shape))


def lengths(spectrum: Plane) -> Plane:
    """The squared length of each number of a packed spectrum, at its real and at its imaginary part."""
    squares = product(spectrum, spectrum, conjugate=True)
    height, width = squares.shape
    pairs = (width - 1) // 2
    squares[:, 2 : 2 * pairs + 1 : 2] = squares[:, 1 : 2 * pairs : 2]
    downwards = (height - 1) // 2
    for column in (0,) if width % 2 else (0, width - 1):
        line = squares[:, column]
        line[2 : 2 * downwards + 1 : 2] = line[1 : 2 * downwards : 2]
    return squares


def slope(plane: Plane, axis: int) -> Plane:
    """The next pixel less this one; the first follows the last."""
    return np.roll(plane, -1, axis) - plane


def back(slopes: Plane, axis: int) -> Plane:
    """The transpose of `slope`."""
    return np.roll(slopes, 1, axis) - slopes


def extended(plane: Plane, shape: tuple[int, int]) -> Plane:
    """A plane that goes round without a step: beyond its end, its mirror images at both ends cross-fade.

    After Liu and Jia, "Reducing Boundary Artifacts in Image Deconvolution" (ICIP 2008), in a simpler form.
    """
    for axis in (0, 1):
        length, more = plane.shape[axis], shape[axis] - plane.shape[axis]
        place = np.arange(more)
        after = np.maximum(length - 2 - place, 0)
        before = np.minimum(more - place, length - 1)
        # Close to the ends no trace of the other, or what comes out would depend on the whole size.
        part = np.clip(2 * (place + 1) / (more + 1) - 0.5, 0, 1)
        part = (part * part * (3 - 2 * part)).astype(np.float32)
        part = part[:, None] if axis == 0 else part[None]
        bridge = (1 - part) * plane.take(after, axis) + part * plane.take(before, axis)
        plane = np.concatenate([plane, bridge], axis)
    return np.ascontiguousarray(plane)


def tapered(
    plane: Plane, kernel: Plane, size: tuple[int, int], reach: int, spectrum: Plane | None = None
) -> Plane:
    """An `extended` plane that near the borders of the photo is what its kernel could have made.

    Without this a sharp kernel rings far into the photo from borders that no blur went across.

    Args:
        plane: (H, W). kernel: its packed spectrum. size: (h, w) of the photo, at the top left.
        reach: px within the photo over which it passes into itself blurred once more.
        spectrum: of the plane, if it is known.
    """
    ramps = []
    for length, whole in zip(size, plane.shape, strict=True):
        place = np.arange(length)
        ramp = np.zeros(whole, np.float32)
        ramp[:length] = np.clip((np.minimum(place, place[::-1]) + 0.5) / max(reach, 1), 0, 1)
        ramps.append(ramp)
    blurred = inverse(product(forward(plane) if spectrum is None else spectrum, kernel))
    inside = tuple(slice(reach, max(reach, side - reach)) for side in size)
    kept = plane[inside]
    blurred += ramps[0][:, None] * ramps[1][None] * (plane - blurred)
    blurred[inside] = kept
    return blurred
