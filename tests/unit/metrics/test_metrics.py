"""PSNR, SSIM and the measures of one picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import correlate1d, gaussian_filter

from deblur_studio.metrics import blurriness, gradient_ratio, noise_sigma, psnr, ssim, to_8bit


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    y, x = np.mgrid[0:48, 0:64]
    waves = [127 + 100 * np.sin(x / (3 + c)) * np.cos(y / (5 - c)) for c in range(3)]
    return np.round(np.stack(waves, axis=-1)).astype(np.uint8)


def test_8_bits_are_rounded_and_clipped() -> None:
    pixels = np.array([[[-0.5, 0.0, 0.4999 / 255], [0.5001 / 255, 1.0, 7.0]]], np.float32)
    assert to_8bit(pixels).tolist() == [[[0, 0, 0], [1, 255, 255]]]


def test_psnr_of_an_even_error(picture: NDArray[np.uint8]) -> None:
    other = np.where(picture > 127, picture - 5, picture + 5).astype(np.uint8)
    assert psnr(other, picture) == pytest.approx(20 * np.log10(255 / 5), abs=1e-9)


def test_psnr_does_not_wrap_around(picture: NDArray[np.uint8]) -> None:
    black, white = np.zeros_like(picture), np.full_like(picture, 255)
    assert psnr(black, white) == pytest.approx(0)


def test_equal_pictures_have_a_finite_psnr(picture: NDArray[np.uint8]) -> None:
    assert psnr(picture, picture) == 100


def test_ssim_is_the_gaussian_variant(picture: NDArray[np.uint8]) -> None:
    """Against the formula written out: 11 taps, sigma 1.5, population covariance, 5 pixels of border cut."""
    noise = np.random.default_rng(0).normal(0, 12, picture.shape)
    other = np.clip(picture + noise, 0, 255).astype(np.uint8)
    taps = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    taps /= taps.sum()

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        smooth = correlate1d(correlate1d(values, taps, axis=0), taps, axis=1)
        return np.asarray(smooth[5:-5, 5:-5])

    a, b = other.astype(np.float64), picture.astype(np.float64)
    ma, mb = mean(a), mean(b)
    va, vb, ab = mean(a * a) - ma**2, mean(b * b) - mb**2, mean(a * b) - ma * mb
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    expected = ((2 * ma * mb + c1) * (2 * ab + c2) / ((ma**2 + mb**2 + c1) * (va + vb + c2))).mean()
    assert ssim(other, picture) == pytest.approx(expected, abs=1e-6)
    assert ssim(picture, picture) == pytest.approx(1)


def test_pictures_that_cannot_be_compared(picture: NDArray[np.uint8]) -> None:
    for measure in (psnr, ssim):
        with pytest.raises(ValueError, match="differ in size: 64 x 48 and 63 x 48"):
            measure(picture, picture[:, 1:])
        with pytest.raises(ValueError, match="8-bit"):
            measure(picture.astype(np.float32), picture)
    with pytest.raises(ValueError, match="at least 11 pixels"):
        ssim(picture[:10], picture[:10])


def test_blurriness_rises_with_blur(picture: NDArray[np.uint8]) -> None:
    pixels = np.random.default_rng(1).random((64, 64, 3))
    values = [blurriness(gaussian_filter(pixels, (sigma, sigma, 0))) for sigma in (0, 1, 3)]
    assert values == sorted(values)
    assert values[2] - values[0] > 0.2


@pytest.mark.parametrize("sigma", [0.01, 0.05])
def test_noise_is_measured_over_a_slope_and_an_edge(sigma: float) -> None:
    y, x = np.mgrid[0:200, 0:200] / 200
    grey = 0.2 + 0.3 * x + 0.2 * y + 0.2 * (x > 0.5)
    pixels = np.repeat(grey[..., None], 3, axis=2)
    pixels += np.random.default_rng(2).normal(0, sigma, grey.shape)[..., None]
    assert noise_sigma(pixels) == pytest.approx(sigma, rel=0.05)
    with pytest.raises(ValueError, match="at least 3"):
        noise_sigma(pixels[:2])


def test_gradients_tell_softness_and_harshness(picture: NDArray[np.uint8]) -> None:
    assert gradient_ratio(picture, picture) == 1.0
    soft = np.stack([gaussian_filter(picture[..., c], 2.0) for c in range(3)], axis=-1)
    assert gradient_ratio(soft, picture) < 0.8
    # Twice the contrast, twice the gradients; the grey level itself does not matter.
    assert gradient_ratio(picture // 2 + 100, picture) == pytest.approx(0.5, abs=0.02)
    grey = np.full_like(picture, 90)
    assert gradient_ratio(grey, picture) == 0.0
    assert gradient_ratio(grey, grey) == 1.0
    assert gradient_ratio(picture, grey) == float("inf")
