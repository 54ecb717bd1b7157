"""Each solver undoes a known kernel: no rings at lights and borders, no shift, as in light as a camera is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import restoration

from deblur_studio.engine.context import Cancelled
from deblur_studio.methods.classical import psf
from deblur_studio.methods.classical.light import to_light
from deblur_studio.methods.classical.solvers import SOLVERS, restored, weight
from tests.unit.methods.classical.made import (
    blurred_pair,
    convolved,
    encoded,
    light,
    noisy,
    psnr,
    shake,
    sharp,
)

every_solver = pytest.mark.parametrize("name", SOLVERS)
#: The decibels that each gains at least, on the mean of the cases below.
GAINS = {"wiener": 2.5, "hyper-laplacian": 4.5, "richardson-lucy": 6.0, "total-variation": 6.0}


def undone(
    pixels: np.ndarray, kernel: np.ndarray, name: str, smoothness: float = 50, **more: object
) -> np.ndarray:
    return restored(pixels, SOLVERS[name](kernel, pixels.shape[:2], smoothness), **more)  # type: ignore[arg-type]


@every_solver
def test_what_is_known_is_undone(name: str) -> None:
    gains = []
    for kernel in (psf.motion(13, 30), psf.disc(3.5), shake()):
        for photo in ("astronaut.png", "coffee.png"):
            clean, blurred = blurred_pair(photo, kernel)
            found = undone(blurred, kernel, name)
            assert found.dtype == np.float32
            assert found.min() >= 0
            assert found.max() <= 1
            gains.append(psnr(found, clean) - psnr(blurred, clean))
    assert np.mean(gains) > GAINS[name]
    assert min(gains) > 0.5


@every_solver
def test_nothing_moves(name: str) -> None:
    """A kernel that is one pixel beside its middle moves a photo; undone, it is back in its place."""
    kernel = np.zeros((9, 9), np.float32)
    kernel[7, 6] = 1  # three down, two to the right
    clean = sharp("coffee.png", 120, 140)
    moved = convolved(clean, kernel)
    assert np.array_equal(moved[10, 10], clean[4 + 10 - 3, 4 + 10 - 2])
    found = undone(moved, kernel, name, 10, gamma=1.0, lights=False)
    inner = slice(10, -10), slice(10, -10)
    assert psnr(found[inner], clean[4:-4, 4:-4][inner]) > 30
    assert psnr(moved[inner], clean[4:-4, 4:-4][inner]) < 22


@every_solver
def test_lights_do_not_ring(name: str) -> None:
    """Lamps ten times as bright as white: at least 3 dB better than at their word, and better than before."""
    kernel = psf.motion(13, 30)
    rng = np.random.default_rng(3)
    scene = light(sharp("rocket.jpg", 172, 172)) * 0.3
    for _ in range(6):
        y, x = rng.integers(25, 147, 2)
        cv2.circle(scene, (int(x), int(y)), 3, (10.0, 10.0, 8.0), -1, cv2.LINE_AA)
    reach = kernel.shape[0] // 2
    clean = encoded(np.clip(scene, 0, 1))[reach:-reach, reach:-reach]
    blurred = noisy(encoded(np.clip(convolved(scene, kernel), 0, 1)))
    careful, at_their_word = (undone(blurred, kernel, name, lights=lights) for lights in (True, False))
    assert psnr(careful, clean) > psnr(at_their_word, clean) + 2
    assert psnr(careful, clean) > psnr(blurred, clean) + 4


@every_solver
def test_borders_do_not_ring(name: str) -> None:
    """Brighter above than below: what the borders do to each other stays within a few percent."""
    ramp = np.broadcast_to(np.linspace(0.2, 0.8, 150, dtype=np.float32)[:, None, None], (150, 90, 3))
    found = undone(noisy(ramp, 0.002), psf.disc(4), name, 50)
    for rows in (slice(0, 8), slice(-8, None)):
        assert np.abs(found - ramp)[rows].mean() < 0.02


@every_solver
def test_more_smoothness_is_smoother(name: str) -> None:
    kernel = psf.disc(2.5)
    _, blurred = blurred_pair("coffee.png", kernel, noise=0.01)
    rough = [np.abs(np.diff(undone(blurred, kernel, name, s), axis=1)).mean() for s in (10, 50, 90)]
    assert rough[0] > rough[1] > rough[2]
    assert weight(name, 100) == pytest.approx(weight(name, 0) * 1.07**100)


def test_in_light_is_better_than_in_values() -> None:
    kernel = psf.motion(9, 70)
    clean, blurred = blurred_pair("rocket.jpg", kernel)
    in_light, in_values = (undone(blurred, kernel, "total-variation", gamma=gamma) for gamma in (2.2, 1.0))
    assert psnr(in_light, clean) > psnr(in_values, clean) + 0.3


@every_solver
@pytest.mark.parametrize("shape", [(1, 1, 3), (2, 40, 3), (7, 5, 1)])
def test_tiny_and_even_pictures(name: str, shape: tuple[int, int, int]) -> None:
    found = undone(np.full(shape, 0.5, np.float32), psf.disc(3), name)
    assert found.shape == shape
    assert np.abs(found - 0.5).max() < 0.02


@every_solver
def test_black_and_white_stay(name: str) -> None:
    for level in (0.0, 1.0):
        found = undone(np.full((40, 50, 3), level, np.float32), psf.motion(7, 20), name)
        assert np.isfinite(found).all()
        assert np.abs(found - level).max() < 0.03


def test_better_than_what_scikit_image_has() -> None:
    """With the true kernel, against the best of a few parameters of each, linear, borders unknown."""
    kernel = shake()
    clean, blurred = (to_light(each, 2.2).mean(axis=2) for each in blurred_pair("astronaut.png", kernel))
    others = [restoration.wiener(blurred, kernel, balance) for balance in (1e-3, 1e-2, 1e-1, 1.0)]
    others += [restoration.richardson_lucy(blurred, kernel, number) for number in (5, 10, 20, 40)]
    best = max(psnr(np.clip(other, 0, 1), clean) for other in others)
    for name in ("richardson-lucy", "total-variation"):
        found = undone(blurred[..., None].astype(np.float32), kernel, name, gamma=1.0)[..., 0]
        assert psnr(found, clean) > best + 1


@every_solver
def test_what_a_checkpoint_raises_ends_it(name: str) -> None:
    """At once, not only after a channel of a large tile: the slow ones ask many times."""
    asked: list[int] = []

    def stop() -> None:
        asked.append(1)
        if len(asked) > (8 if name in ("richardson-lucy", "total-variation") else 2):
            raise Cancelled

    pixels = np.full((20, 20, 3), 0.5, np.float32)
    with pytest.raises(Cancelled):
        restored(pixels, SOLVERS[name](psf.disc(2), (20, 20), 50), checkpoint=stop)
    assert len(asked) < 20
