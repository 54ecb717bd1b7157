"""Known blur is undone without rings, without seams, in bounded memory, and as far as a map tells."""

from __future__ import annotations

import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from deblur_studio.engine.context import Cancelled, JobContext, Progress
from deblur_studio.methods import deconvolution
from deblur_studio.methods.bokeh_guard import guarded, mask
from deblur_studio.methods.classical.hyper_laplacian import shrinking, shrunk
from deblur_studio.methods.classical.light import from_light, to_light
from deblur_studio.methods.classical.psf import gaussian, width
from deblur_studio.methods.classical.spectra import lengths
from deblur_studio.methods.deconvolution import (
    HIGHEST,
    LOWEST,
    deconvolved,
    level_shares,
    levels,
    map_driven,
    noise_of,
    weight_for,
)
from deblur_studio.photo import read

# Photos that come with scikit-image.
SHARP = Path(skimage.data.__file__).parent
FILES = {
    "astronaut": "astronaut.png",
    "chelsea": "chelsea.png",
    "coffee": "coffee.png",
    "rocket": "rocket.jpg",
}
NAMES = tuple(FILES)
NOISE = 0.004


def sharp(name: str, height: int = 200, width: int = 240) -> np.ndarray:
    pixels = read(SHARP / FILES[name]).pixels
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])


def light(pixels: np.ndarray) -> np.ndarray:
    """IEC 61966-2-1."""
    return np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)


def encoded(values: np.ndarray) -> np.ndarray:
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * np.maximum(values, 0) ** (1 / 2.4) - 0.055)


def noisy(pixels: np.ndarray, noise: float = NOISE, seed: int = 0) -> np.ndarray:
    added = pixels + np.random.default_rng(seed).normal(0, noise, pixels.shape)
    return np.clip(added, 0, 1).astype(np.float32)


def defocused(pixels: np.ndarray, sigma: float, noise: float = NOISE) -> np.ndarray:
    """As a lens does it: to the light, before it becomes values of a file."""
    return noisy(encoded(cv2.GaussianBlur(light(pixels), (0, 0), sigma)), noise)


def psnr(pixels: np.ndarray, reference: np.ndarray) -> float:
    return float(-10 * np.log10(np.mean(np.square(pixels.astype(np.float64) - reference))))


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0, 4.0])
def test_rendered_defocus_gains(sigma: float) -> None:
    gains = []
    for name in NAMES:
        clean = sharp(name)
        blurred = defocused(clean, sigma)
        gains.append(psnr(deconvolved(blurred, sigma), clean) - psnr(blurred, clean))
    assert np.mean(gains) >= 1.5
    assert min(gains) > 0.5


def varying(clean: np.ndarray, sigmas: np.ndarray) -> np.ndarray:
    """Blurred by a different sigma in each column."""
    out = np.empty_like(clean)
    for sigma in np.unique(sigmas):
        blurred = cv2.GaussianBlur(light(clean), (0, 0), float(sigma))
        out[:, sigmas == sigma] = encoded(blurred)[:, sigmas == sigma]
    return out


def test_a_map_gains_what_it_should() -> None:
    """Sigma from 1 to 4 px across each photo: 1.5 dB on the mean, and more than one blur everywhere gives."""
    with_map, with_one = [], []
    for name in NAMES:
        clean = sharp(name)
        sigmas = np.linspace(1, 4, clean.shape[1])
        blurred = noisy(varying(clean, sigmas))
        given = np.broadcast_to(sigmas.astype(np.float32), clean.shape[:2])
        before = psnr(blurred, clean)
        with_map.append(psnr(map_driven(blurred, given), clean) - before)
        with_one.append(psnr(deconvolved(blurred, 2.5), clean) - before)
    assert np.mean(with_map) >= 1.5
    assert np.mean(with_map) > np.mean(with_one) + 0.2


@pytest.mark.parametrize("sigma", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("noise", [0.001, 0.005])
def test_edges_do_not_ring(sigma: float, noise: float) -> None:
    """A step comes back steeper, and neither side leaves its level by more than 7 % of it."""
    low, high = 0.25, 0.75
    step = np.full((128, 200, 3), low, np.float32)
    step[:, 100:] = high
    blurred = defocused(step, sigma, noise)
    profile = deconvolved(blurred, sigma).mean(axis=(0, 2))
    assert (profile.max() - high) / (high - low) < 0.07
    assert (low - profile.min()) / (high - low) < 0.07
    assert np.abs(np.diff(profile)).max() > 2 * np.abs(np.diff(blurred.mean(axis=(0, 2)))).max()


def test_the_ring_test_can_fail() -> None:
    """Taken for much softer than it is, an edge does ring."""
    step = np.full((128, 200, 3), 0.25, np.float32)
    step[:, 100:] = 0.75
    profile = deconvolved(defocused(step, 2), 4.0).mean(axis=(0, 2))
    assert (0.25 - profile.min()) / 0.5 > 0.07


def test_borders_do_not_ring() -> None:
    """Opposite borders that differ, as the sky and the ground do, leave no trace along them."""
    ramp = np.broadcast_to(np.linspace(0.2, 0.8, 160, dtype=np.float32)[:, None, None], (160, 120, 3))
    restored = deconvolved(noisy(ramp, 0.002), 3.0)
    assert np.abs(restored - ramp)[:6].mean() < 0.015
    assert np.abs(restored - ramp)[-6:].mean() < 0.015


def striped(height: int = 160, width: int = 400) -> np.ndarray:
    """Stripes that run along x: whatever varies along x was not in the photo."""
    rows = (0.5 + 0.3 * np.sign(np.sin(np.arange(height) / 5.3))).astype(np.float32)
    return encoded(
        cv2.GaussianBlur(light(np.broadcast_to(rows[:, None, None], (height, width, 3))), (0, 0), 2.0)
    ).astype(np.float32)


def test_no_seams_between_levels() -> None:
    blurred = striped()
    ramp = np.broadcast_to(np.linspace(0.3, 5, blurred.shape[1], dtype=np.float32), blurred.shape[:2])
    restored = map_driven(blurred, ramp, weight=1000)
    steps = np.abs(np.diff(restored, axis=1)).max(axis=(0, 2))
    # Without blending, one column would take the whole way from a level to the next.
    near = [deconvolved(blurred, level, 1000)[:, 200] for level in levels() if 1 < level < 5]
    apart = min(float(np.abs(b - a).max()) for a, b in itertools.pairwise(near))
    assert apart > 0.02
    assert steps.max() < 0.25 * apart
    assert np.abs(restored - blurred).max() > 0.1


def test_shares_are_linear_between_neighbours() -> None:
    known = levels()
    assert known[0] == LOWEST
    assert known[-1] == pytest.approx(HIGHEST)
    middle = (known[3] + known[4]) / 2
    sigma = np.array([[0, 0.4, LOWEST, (known[0] + known[1]) / 2, known[3], middle, HIGHEST, 60, np.nan]])
    shares = level_shares(sigma)
    dense = np.stack([shares.get(level, np.zeros(sigma.shape))[0] for level in known[1:]])
    assert dense.sum(axis=0) == pytest.approx([0, 0, 0, 0.5, 1, 1, 1, 1, 0], abs=1e-5)
    assert dense[2:4, 5] == pytest.approx([0.5, 0.5], abs=1e-5)
    assert dense[-1, 6:8].tolist() == pytest.approx([1, 1])
    assert level_shares(np.full((2, 2), 0.4)) == {}


def test_what_is_in_focus_keeps_its_bits() -> None:
    pixels = defocused(sharp("coffee"), 2)
    sigma = np.full(pixels.shape[:2], 2, np.float32)
    sigma[:, :100] = 0.49
    sigma[150:, 120:] = np.nan
    restored = map_driven(pixels, sigma)
    kept = ~(sigma >= LOWEST)
    assert np.array_equal(restored[kept], pixels[kept])
    assert np.abs(restored - pixels)[~kept].mean() > 0.005


def test_the_tile_hardly_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = defocused(sharp("astronaut", 400, 440), 2)
    down, across = np.mgrid[0:400, 0:440].astype(np.float32)
    sigma = 1.5 + np.sin(across / 60) + 0.4 * np.cos(down / 40)
    whole = map_driven(pixels, sigma, tile=1000)
    sizes = []
    original = deconvolution.hyper_laplacian

    def watched(plane: np.ndarray, *rest: object) -> np.ndarray:
        sizes.append(plane.shape)
        return original(plane, *rest)

    monkeypatch.setattr(deconvolution, "hyper_laplacian", watched)
    tiled = map_driven(pixels, sigma, tile=200)
    assert np.abs(whole - tiled).max() < 1 / 255
    assert max(max(size) for size in sizes) < 320


def test_light_and_back() -> None:
    values = np.linspace(0, 1, 256, dtype=np.float32)
    for gamma in (1.0, 1.5, 2.2, 3.0):
        there = to_light(values, gamma)
        assert there[0] == pytest.approx(0, abs=1e-6)
        assert there[-1] == pytest.approx(1, abs=1e-6)
        assert (np.diff(there) > 0).all()
        assert np.abs(from_light(there, gamma) - values).max() < 1e-5
    assert np.array_equal(to_light(values, 1.0), values)
    # Close to what nearly all files have.
    assert np.abs(to_light(values, 2.2) - light(values)).max() < 0.06


class Watched(JobContext):
    def __init__(self, stop_after: int = 1000) -> None:
        self.left = stop_after
        self.told: list[Progress] = []

    def checkpoint(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled

    def report(self, progress: Progress) -> None:
        self.told.append(progress)


def test_it_tells_how_far_it_is_and_stops_between_levels() -> None:
    pixels = sharp("rocket", 200, 400)
    sigma = np.broadcast_to(np.linspace(1, 2, 400, dtype=np.float32), pixels.shape[:2])
    context = Watched()
    map_driven(pixels, sigma, tile=200, context=context)
    assert [each.done for each in context.told] == list(range(1, len(context.told) + 1))
    assert len(context.told) == context.told[-1].total > 1
    asked = 1000 - context.left
    assert asked > 2 * len(context.told)  # in every tile, and before each of its levels
    before = pixels.copy()
    stopped = Watched(stop_after=3)
    with pytest.raises(Cancelled):
        map_driven(pixels, sigma, tile=200, context=stopped)
    assert np.array_equal(pixels, before)
    assert len(stopped.told) < len(context.told)


def test_with_the_bokeh_guard_the_soft_stays_and_the_subject_gains() -> None:
    clean = sharp("chelsea")
    sigmas = np.where(np.arange(clean.shape[1]) < 130, 1.2, 4.0)
    blurred = noisy(varying(clean, sigmas))
    sigma = cv2.blur(np.broadcast_to(sigmas.astype(np.float32), clean.shape[:2]).copy(), (15, 15))
    fixed = guarded(blurred, map_driven(blurred, sigma), mask(sigma))
    assert np.abs(fixed - blurred)[sigma > 3].max() < 1 / 255
    subject = sigma < 1.25
    assert psnr(fixed[subject], clean[subject]) > psnr(blurred[subject], clean[subject]) + 1


def test_kernels_of_any_form_without_a_shift() -> None:
    """Moved by two and three pixels by its kernel, a photo comes back to its place."""
    clean = sharp("coffee", 121, 164)  # an odd and an even side
    kernel = np.zeros((7, 9))
    kernel[5, 7] = 4.0  # its sum is made 1
    moved = np.roll(clean, (2, 3), (0, 1))
    back = deconvolved(moved, kernel, 1e5, gamma=1)
    assert np.abs(back - clean)[10:-10, 10:-10].max() < 0.02
    assert np.abs(moved - clean)[10:-10, 10:-10].max() > 0.2


def test_motion_kernels_gain() -> None:
    clean = sharp("rocket")
    kernel = cv2.GaussianBlur(np.eye(9, dtype=np.float32), (0, 0), 0.5)
    kernel /= kernel.sum()
    blurred = noisy(encoded(cv2.filter2D(light(clean), -1, kernel)))
    assert psnr(deconvolved(blurred, kernel), clean) > psnr(blurred, clean) + 1.5


@pytest.mark.parametrize("shape", [(8, 10), (9, 10), (8, 15), (9, 15)])
def test_squares_of_packed_spectra(shape: tuple[int, int]) -> None:
    plane = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    squares = lengths(cv2.dft(plane))
    wanted = np.abs(np.fft.fft2(plane)) ** 2
    assert squares[0, 0] == pytest.approx(wanted[0, 0], rel=1e-4)
    pairs = (shape[1] - 1) // 2
    for part in (0, 1):
        found = squares[:, 1 + part : 2 * pairs + 1 : 2]
        assert np.allclose(found, wanted[:, 1 : pairs + 1], rtol=1e-3, atol=1e-3)
    lines = (shape[0] - 1) // 2
    for part in (0, 1):
        assert np.allclose(squares[1 + part : 2 * lines + 1 : 2, 0], wanted[1 : lines + 1, 0], rtol=1e-3)


@pytest.mark.parametrize("alpha", [0.5, 2 / 3, 0.8, 1.0, 1.5])
@pytest.mark.parametrize("coupling", [1.0, 40.0])
def test_slopes_shrink_to_the_least(alpha: float, coupling: float) -> None:
    """Against all w tried one by one."""
    slopes = np.array([-1.7, -0.3, -0.02, 0, 0.004, 0.05, 0.4, 1.1, 1.99], np.float32)
    found = shrunk(slopes, shrinking(coupling, alpha))
    tried = np.linspace(-2, 2, 80_001)
    for v, w in zip(slopes, found, strict=True):
        cost = np.abs(tried) ** alpha + coupling / 2 * np.square(tried - v)
        mine = abs(float(w)) ** alpha + coupling / 2 * (float(w) - v) ** 2
        assert mine <= cost.min() + 2e-3


def test_weight_falls_with_noise() -> None:
    clean = cv2.GaussianBlur(sharp("chelsea"), (0, 0), 2)
    quiet, loud = (noise_of(noisy(clean, noise)) for noise in (0.005, 0.02))
    assert loud == pytest.approx(0.02, rel=0.5)
    assert weight_for(loud, 2) < weight_for(quiet, 2) / 3
    assert weight_for(0, 2) == deconvolution.MOST_WEIGHT
    assert weight_for(1, 2) == deconvolution.LEAST_WEIGHT


def test_grey_and_small_pictures() -> None:
    grey = defocused(sharp("coffee"), 2)[..., 0]
    assert deconvolved(grey, 2).shape == grey.shape
    for shape in ((1, 1, 3), (3, 200, 3), (5, 4, 3)):
        pixels = np.full(shape, 0.5, np.float32)
        assert np.allclose(deconvolved(pixels, 4.0), 0.5, atol=1e-3)
        assert np.allclose(map_driven(pixels, np.full(shape[:2], 3.0)), 0.5, atol=1e-3)


def test_gaussians_are_as_wide_as_they_say() -> None:
    for sigma in (0.6, 2.0, 7.5):
        kernel = gaussian(sigma)
        assert kernel.sum() == pytest.approx(1, abs=1e-5)
        assert width(kernel) == pytest.approx(sigma, rel=0.02)


@pytest.mark.parametrize("options", [{"weight": 0}, {"alpha": 2}, {"gamma": 0.5}, {"weight": np.nan}])
def test_numbers_out_of_range(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        deconvolved(np.zeros((9, 9, 3), np.float32), 1.0, **options)


def test_pixels_that_are_no_numbers() -> None:
    pixels = defocused(sharp("coffee"), 2)
    pixels[50, 60] = np.nan
    pixels[90, 60] = 3
    for restored in (deconvolved(pixels, 2), map_driven(pixels, np.full(pixels.shape[:2], 2.0))):
        assert np.isfinite(restored).all()
        assert restored.min() >= 0
        assert restored.max() <= 1


def test_kernels_and_maps_that_make_no_sense() -> None:
    pixels = np.zeros((9, 9, 3), np.float32)
    for blur, said in ((np.ones((4, 5)), "odd"), (np.zeros((5, 5)), "positive sum"), (0.0, "sigma")):
        with pytest.raises(ValueError, match=said):
            deconvolved(pixels, blur)
    with pytest.raises(ValueError, match="the map is"):
        map_driven(pixels, np.zeros((9, 8)))
