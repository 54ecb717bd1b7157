"""How alike two pictures are, and what one picture says about itself. NumPy and scikit-image, no torch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.measure import blur_effect
from skimage.metrics import structural_similarity

# Equal pictures would have an infinite PSNR; a cap keeps means finite and JSON valid.
PSNR_CAP = 100.0
SSIM_WINDOW = 11


def to_8bit(pixels: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """(H, W, 3) in 0..1 -> 0..255, rounded; values outside are clipped."""
    rounded: NDArray[np.uint8] = np.round(np.clip(pixels, 0.0, 1.0) * 255.0).astype(np.uint8)
    return rounded


def psnr(picture: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB between two 8-bit RGB pictures (H, W, 3), over all channels.

    No border is left out and nothing is converted. At most `PSNR_CAP`, which equal pictures get.
    """
    _check(picture, reference)
    difference = picture.astype(np.float64) - reference.astype(np.float64)
    error = float(np.mean(np.square(difference, out=difference)))
    return PSNR_CAP if error == 0 else min(PSNR_CAP, float(10 * np.log10(255.0**2 / error)))


def ssim(picture: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Structural similarity (Wang et al. 2004) of two 8-bit RGB pictures (H, W, 3), at most 1.

    Per channel with Gaussian weights of sigma 1.5 (an 11-pixel window), population covariance, the 5-pixel
    border left out, then averaged: the variant of the DeepDeblur and RealBlur evaluations. Values of papers
    that use another variant do not compare.
    """
    _check(picture, reference)
    if min(picture.shape[:2]) < SSIM_WINDOW:
        raise ValueError(f"SSIM needs at least {SSIM_WINDOW} pixels each way, not {_size(picture)}")
    value = structural_similarity(
        picture,
        reference,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=255,
        channel_axis=-1,
    )
    return float(value)


def gradient_ratio(picture: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """How sharp a picture is beside its sharp reference, both 8-bit RGB (H, W, 3): 1 as sharp, 0 plain grey.

    The ratio of the mean lengths of the luminance gradient. PSNR and SSIM forgive softness; this does not.
    Above 1 there is more contrast, noise or ringing than there was.
    """
    _check(picture, reference)
    mean = [float(np.mean(np.hypot(*np.gradient(_luminance(p / 255.0))))) for p in (picture, reference)]
    return mean[0] / mean[1] if mean[1] > 0 else 1.0 if mean[0] == 0 else float("inf")


def blurriness(pixels: NDArray[np.floating[Any]]) -> float:
    """How blurry one picture (H, W, 3) in 0..1 is, from 0 sharp to 1 blurry.

    Crete et al. 2007, "The Blur Effect". It compares the picture with a blurred copy
    of itself: noise makes it fall, plain areas say little.
    """
    return float(blur_effect(_luminance(pixels)))


def noise_sigma(pixels: NDArray[np.floating[Any]]) -> float:
    """Standard deviation of the noise of one picture (H, W, 3) in 0..1, in the same units (luminance).

    Immerkaer 1996, "Fast Noise Variance Estimation": the mean absolute answer of a mask that cancels planes
    and edges. Fine texture counts as noise.
    """
    y = _luminance(pixels)
    if min(y.shape) < 3:
        raise ValueError(f"noise needs at least 3 pixels each way, not {_size(y)}")
    rows = y[:-2] - 2 * y[1:-1] + y[2:]
    answer = rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:]
    # The mask's coefficients have the root of squares 6; sqrt(pi / 2) turns a mean deviation into sigma.
    return float(np.sqrt(np.pi / 2) * np.mean(np.abs(answer)) / 6)


def _luminance(pixels: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Rec. 709 weights on encoded values: near enough to how bright edges look."""
    y: NDArray[np.float64] = pixels.astype(np.float64) @ np.array([0.2126, 0.7152, 0.0722])
    return y


def _check(picture: NDArray[np.uint8], reference: NDArray[np.uint8]) -> None:
    if picture.dtype != np.uint8 or reference.dtype != np.uint8:
        raise ValueError("PSNR and SSIM are taken on 8-bit pictures")
    if picture.shape != reference.shape:
        raise ValueError(f"the pictures differ in size: {_size(picture)} and {_size(reference)}")


def _size(picture: NDArray[Any]) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]}"
