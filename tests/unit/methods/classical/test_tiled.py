"""A photo in tiles is the photo: a region is what the whole gives there, what is shown is what comes out."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.engine.context import Cancelled, JobContext, Progress
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.methods.classical import psf, tiled
from deblur_studio.methods.classical.solvers import SOLVERS
from deblur_studio.methods.classical.tiled import How, deconvolve, plan
from tests.unit.methods.classical.made import blurred_pair, psnr

KERNEL = psf.disc(2)


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiled, "_LEFT", 48)


class Screen(JobContext):
    """Paints what it is shown, and stops after some tiles."""

    shows = True

    def __init__(self, pixels: np.ndarray, stop_after: int = 10**9) -> None:
        self.canvas = pixels.copy()
        self.told: list[Progress] = []
        self.shown: list[Region] = []
        self.left = stop_after

    def wanted(self) -> Region:
        return Region(200, 130, 20, 20)

    def checkpoint(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled

    def report(self, progress: Progress) -> None:
        self.told.append(progress)

    def show(self, region: Region, pixels: np.ndarray) -> None:
        self.shown.append(region)
        self.canvas[region.y : region.bottom, region.x : region.right] = pixels


@pytest.mark.usefixtures("small_tiles")
class TestTiles:
    @pytest.mark.parametrize("name", SOLVERS)
    def test_a_region_is_exactly_what_the_whole_gives_there(self, name: str) -> None:
        _, blurred = blurred_pair("astronaut.png", KERNEL, 190, 230)
        how, region = How(name), Region(61, 40, 90, 77)
        whole = deconvolve(blurred, KERNEL, how, tile=100)
        part = deconvolve(blurred, KERNEL, how, region=region, tile=100)
        assert np.array_equal(part, whole[region.y : region.bottom, region.x : region.right])
        assert len(plan(190, 230, len(KERNEL), 100).tiles(region)) > 1

    def test_they_hardly_show(self) -> None:
        clean, blurred = blurred_pair("coffee.png", KERNEL, 190, 230)
        for name in SOLVERS:
            whole = deconvolve(blurred, KERNEL, How(name), tile=2000)
            tiles = deconvolve(blurred, KERNEL, How(name), tile=100)
            assert psnr(tiles, whole) > 38, name
            assert psnr(tiles, clean) > psnr(whole, clean) - 0.1, name

    def test_what_is_shown_is_what_comes_out_the_wanted_first(self) -> None:
        _, blurred = blurred_pair("coffee.png", KERNEL, 190, 230)
        before = blurred.copy()
        screen = Screen(blurred)
        found = deconvolve(blurred, KERNEL, How("wiener"), context=screen, tile=100)
        assert np.array_equal(screen.canvas, found)
        assert np.array_equal(blurred, before)
        assert screen.shown[0].overlap(screen.wanted())
        assert screen.told[0].done == 0
        assert screen.told[-1].done == screen.told[-1].total == len(screen.shown) > 3
        assert screen.told[1].stage == "rest"

    def test_cancelling_ends_it_within_a_tile(self) -> None:
        _, blurred = blurred_pair("coffee.png", KERNEL, 190, 230)
        screen = Screen(blurred, stop_after=3)
        with pytest.raises(Cancelled):
            deconvolve(blurred, KERNEL, How("wiener"), context=screen, tile=100)
        assert len(screen.shown) < 3


def test_tiles_stay_within_bounds_at_any_size() -> None:
    """Whatever the photo and the kernel, a tile is at most 1.7 thousand pixels a side."""
    for side in (3, 31, 101, 255):
        for height, width in ((4000, 6000), (6000, 9000), (300, 20000)):
            grid = plan(height, width, side)
            assert max(grid.tile_height, grid.tile_width) <= 1700


def test_pixels_that_are_no_numbers_do_not_spread() -> None:
    _, blurred = blurred_pair("coffee.png", KERNEL, 60, 70)
    blurred[30, 30] = np.nan
    blurred[10, 10] = 7
    found = deconvolve(blurred, KERNEL, How())
    assert np.isfinite(found).all()
    assert 0 <= found.min() <= found.max() <= 1


def test_a_region_outside_is_refused() -> None:
    with pytest.raises(UserError, match="outside the photo"):
        deconvolve(np.zeros((20, 30, 3), np.float32), KERNEL, How(), region=Region(20, 0, 20, 5))
