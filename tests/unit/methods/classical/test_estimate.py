"""Kernels are found in what they blurred; where to look is told; what is doubtful is said."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from deblur_studio.engine.context import Cancelled
from deblur_studio.engine.region import Region
from deblur_studio.methods.classical import psf
from deblur_studio.methods.classical.estimate import (
    BEYOND,
    POINT,
    Finder,
    best_region,
    doubts,
    estimate,
    light_of,
)
from deblur_studio.methods.classical.kernel_step import cleaned, kernel_between, recentred, resized
from deblur_studio.methods.classical.l0 import FewSlopes
from deblur_studio.methods.classical.solvers import SOLVERS, restored
from deblur_studio.methods.classical.sparse import SparseSlopes
from deblur_studio.methods.classical.spectra import extended, fast_shape, slope
from tests.unit.methods.classical.made import blurred_pair, convolved, noisy, psnr, shake, sharp

every_finder = pytest.mark.parametrize("finder", [FewSlopes, SparseSlopes])


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """The greatest correlation of two kernels at any shift."""
    side = one.shape[0] + other.shape[0]
    spectra = [np.fft.fft2(each, (side, side)) for each in (one, other)]
    product = np.fft.ifft2(spectra[0] * spectra[1].conj()).real
    return float(product.max() / (np.linalg.norm(one) * np.linalg.norm(other)))


def grainy(kernel: np.ndarray, noise: float = 0.003) -> tuple[np.ndarray, np.ndarray]:
    """A grey picture full of edges, and it blurred: (256, 256) both."""
    reach = kernel.shape[0] // 2
    whole = sharp("astronaut.png", 256 + 2 * reach, 256 + 2 * reach).mean(axis=2)
    return whole[reach:-reach, reach:-reach], noisy(convolved(whole, kernel), noise)


class TestFinding:
    @pytest.mark.parametrize(("finder", "alike", "gain"), [(FewSlopes, 0.85, 2), (SparseSlopes, 0.7, 0)])
    def test_a_shake_is_found(self, finder: type[Finder], alike: float, gain: float) -> None:
        kernel = shake(17, seed=4)
        clean, blurred = grainy(kernel)
        found = estimate(blurred, 21, finder())
        assert found.shape == (21, 21)
        assert found.dtype == np.float32
        assert found.min() >= 0
        assert found.sum() == pytest.approx(1, abs=1e-5)
        assert correlation(found, kernel) > alike
        solve = SOLVERS["total-variation"](found, blurred.shape, 50)
        back = restored(blurred[..., None], solve, gamma=1.0)[..., 0]
        inner = slice(15, -15), slice(15, -15)
        gains = []
        for shift in np.ndindex(5, 5):
            moved = np.roll(back, np.array(shift) - 2, (0, 1))
            gains.append(psnr(moved[inner], clean[inner]) - psnr(blurred[inner], clean[inner]))
        assert max(gains) > gain

    def test_a_straight_motion_is_found(self) -> None:
        kernel = psf.motion(11, 60)
        _, blurred = grainy(kernel)
        assert correlation(estimate(blurred, 17, FewSlopes()), kernel) > 0.8

    @every_finder
    def test_the_same_photo_gives_the_same_bits(self, finder: type[Finder]) -> None:
        _, blurred = grainy(shake(9))
        small = blurred[:120, :130]
        assert np.array_equal(estimate(small, 11, finder()), estimate(small, 11, finder()))

    @every_finder
    def test_flat_and_tiny_pictures_give_a_kernel(self, finder: type[Finder]) -> None:
        for picture in (np.full((80, 90), 0.5, np.float32), noisy(np.full((9, 5), 0.5, np.float32))):
            found = estimate(picture, 15, finder())
            assert found.shape == (15, 15)
            assert np.isfinite(found).all()
            assert found.sum() == pytest.approx(1, abs=1e-5)

    def test_it_can_be_stopped_and_refuses_even_sides(self) -> None:
        def stop() -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            estimate(np.zeros((50, 50), np.float32), 9, FewSlopes(), stop)
        with pytest.raises(ValueError, match="odd"):
            estimate(np.zeros((50, 50), np.float32), 10, FewSlopes())


class TestDoubts:
    def test_a_point_is_no_blur(self) -> None:
        assert doubts(cleaned(np.zeros((9, 9), np.float32))) == (POINT,)

    def test_one_that_reaches_its_edge_may_be_longer(self) -> None:
        line = np.zeros((9, 9), np.float32)
        line[4] = 1 / 9
        assert doubts(line) == (BEYOND,)

    def test_one_that_fits_is_believed(self) -> None:
        assert doubts(np.pad(shake(15), 2)) == ()


class TestKernelStep:
    def test_it_finds_what_links_two_pictures(self) -> None:
        kernel = np.pad(shake(11), 2)
        clean, blurred = grainy(kernel, noise=0.0)
        shape = fast_shape(300, 300)
        planes = [extended(each.astype(np.float32), shape) for each in (clean, blurred)]
        latent, soft = ((slope(plane, 1), slope(plane, 0)) for plane in planes)
        found = kernel_between(latent, soft, 15, 0.01)
        assert correlation(found, kernel) > 0.97
        assert found.argmax() == kernel.argmax()

    def test_noise_is_cleaned_away(self) -> None:
        kernel = np.full((9, 9), 0.001, np.float32)
        kernel[4, 3:6] = 1
        kernel[0, 0], kernel[8, 8] = 0.2, -0.4
        found = cleaned(kernel)
        assert found.sum() == pytest.approx(1)
        assert (found > 0).sum() == 3

    def test_recentring_moves_by_whole_pixels(self) -> None:
        kernel = np.zeros((9, 9), np.float32)
        kernel[1, 6], kernel[1, 7] = 0.5, 0.5
        found = recentred(kernel)
        assert found[4].sum() == pytest.approx(1)
        assert sorted(np.flatnonzero(found[4])) in ([3, 4], [4, 5])

    def test_resizing_keeps_the_form(self) -> None:
        kernel = psf.disc(4)
        larger = resized(kernel, 13)
        assert larger.shape == (13, 13)
        assert psf.width(larger) == pytest.approx(psf.width(kernel) * 13 / 9, rel=0.15)


class TestWhereToLook:
    def test_it_is_where_the_detail_is(self) -> None:
        pixels = np.full((900, 1300, 3), 0.4, np.float32)
        texture = skimage.data.brick()[:400, :400].astype(np.float32)[..., None] / 255
        pixels[350:750, 800:1200] = texture
        region = best_region(pixels, 400)
        assert abs(region.x - 800) <= 16
        assert abs(region.y - 350) <= 16
        assert (region.width, region.height) == (400, 400)

    def test_what_is_clipped_is_shunned(self) -> None:
        rng = np.random.default_rng(0)
        pixels = np.repeat(rng.random((400, 800, 1), np.float32), 3, axis=2) * 0.6
        pixels[:, :400] = np.where(rng.random((400, 400, 1)) > 0.02, 1.0, pixels[:, :400])
        assert best_region(pixels, 300).x >= 390

    @pytest.mark.parametrize("shape", [(1, 1), (3, 700), (511, 513), (60, 2000)])
    def test_it_lies_inside_any_photo(self, shape: tuple[int, int]) -> None:
        pixels = np.random.default_rng(1).random((*shape, 3), np.float32)
        region = best_region(pixels)
        region.require_inside(*shape)
        assert (region.height, region.width) == (min(512, shape[0]), min(512, shape[1]))

    def test_its_light_is_that_of_the_photo(self) -> None:
        pixels = blurred_pair("coffee.png", psf.disc(2), 60, 70)[1]
        pixels[5, 5] = np.nan
        light = light_of(pixels, Region(10, 20, 30, 40), 1.0)
        assert light == pytest.approx(pixels[20:60, 10:40].mean(axis=2), abs=1e-5)
