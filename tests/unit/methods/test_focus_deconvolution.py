"""Focus deconvolution: gains where a lens left a photo soft, does not ring, leaves bokeh and lights alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from deblur_studio.diagnosis.see_focus import SeenFocus
from deblur_studio.engine import Cancelled, JobContext, Progress, Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, focus_deconvolution, registry
from deblur_studio.methods.focus_deconvolution import DEFOCUS, believed, beside_lights, undone
from deblur_studio.methods.pipeline import fix
from deblur_studio.photo import Metadata, Photo
from tests.unit.diagnosis import focusing, moving
from tests.unit.methods.test_deconvolution import (
    NAMES,
    defocused,
    encoded,
    light,
    noisy,
    psnr,
    sharp,
    varying,
)
from tests.unit.tools.test_focus_figures import saying

NAME = "defocus-deconvolution"


@pytest.fixture(autouse=True)
def own_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moving.hide_bundled(tmp_path, monkeypatch)


def photo(pixels: np.ndarray) -> Photo:
    return Photo(np.ascontiguousarray(pixels), None, Metadata(), 8, False, Path("p.png"), "PNG")


def fixed(pixels: np.ndarray, context: JobContext | None = None, **given: object) -> np.ndarray:
    return fix(photo(pixels), NAME, FixSettings(**given), context or JobContext()).pixels


class Knowing:
    """Sees the defocus that it was told, as a network would."""

    def __init__(self, sigma: np.ndarray) -> None:
        self.sigma = sigma

    def __call__(self, *_: object, **__: object) -> SeenFocus:
        return replace(saying(self.sigma), weights_sha256="0" * 64)


@pytest.fixture
def knows(monkeypatch: pytest.MonkeyPatch) -> Callable[[np.ndarray], None]:
    def told(sigma: np.ndarray) -> None:
        knowing = Knowing(np.asarray(sigma, np.float32))
        monkeypatch.setattr("deblur_studio.diagnosis.see_focus.see_focus", knowing)

    return told


class TestGain:
    @pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0, 4.0])
    def test_with_a_network_that_is_right(self, sigma: float) -> None:
        """The weights say one sigma, which is that of the photo."""
        focusing.install(sigma, "right")
        gains = []
        for name in NAMES:
            clean = sharp(name, 120, 140)
            blurred = defocused(clean, sigma)
            result = fix(photo(blurred), NAME, FixSettings(), JobContext())
            assert (result.weights, result.notes) == ("right", ())
            gains.append(psnr(result.pixels, clean) - psnr(blurred, clean))
        assert np.mean(gains) >= 1.5
        assert min(gains) > 0.5

    def test_by_edges_alone(self) -> None:
        gains = []
        for name in NAMES:
            clean = sharp(name, 150, 200)
            sigmas = np.linspace(1, 4, clean.shape[1])
            blurred = noisy(varying(clean, sigmas))
            result = fix(photo(blurred), NAME, FixSettings(), JobContext())
            assert (result.weights, len(result.notes)) == ("", 1)
            gains.append(psnr(result.pixels, clean) - psnr(blurred, clean))
        assert np.mean(gains) >= 1.2
        assert min(gains) > 0.2

    def test_smoothness_takes_noise_away_and_detail_with_it(self, knows: Callable[..., None]) -> None:
        clean = sharp("coffee")
        blurred = defocused(clean, 2.0, 0.01)
        knows(np.full(clean.shape[:2], 2.0))
        slopes = []
        for smoothness in (0, 50, 90):
            found = fixed(blurred, parameters={"smoothness": smoothness})
            slopes.append(float(np.abs(np.diff(found, axis=1)).mean()))
        assert slopes[0] > 1.05 * slopes[1] > 1.1 * slopes[2]


class TestRings:
    @pytest.mark.parametrize("sigma", [1.0, 2.0, 4.0])
    def test_edges_overshoot_by_less_than_a_fifteenth(self, sigma: float, knows: Callable[..., None]) -> None:
        step = np.full((128, 200, 3), 0.25, np.float32)
        step[:, 100:] = 0.75
        knows(np.full(step.shape[:2], sigma))
        blurred = defocused(step, sigma, 0.002)
        profile = fixed(blurred).mean(axis=(0, 2))
        assert profile.max() - 0.75 < 0.5 / 15
        assert 0.25 - profile.min() < 0.5 / 15
        assert np.abs(np.diff(profile)).max() > 1.5 * np.abs(np.diff(blurred.mean(axis=(0, 2)))).max()

    def lamp(self) -> np.ndarray:
        """Stripes, and a lamp fifty times as bright as white, out of focus and clipped."""
        down, across = np.mgrid[0:200, 0:240]
        scene = np.where((across // 12) % 2, 0.05, 0.1)[..., None].repeat(3, 2)
        scene[(down - 100) ** 2 + (across - 120) ** 2 < 25] = 50
        return noisy(encoded(np.clip(cv2.GaussianBlur(scene, (0, 0), 3.0), 0, 1)), 0.002)

    def test_lamps_do_not_ring(self, knows: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
        pixels = self.lamp()
        knows(np.full(pixels.shape[:2], 3.0))
        down, across = np.mgrid[0:200, 0:240]
        around = (np.hypot(down - 100, across - 120) > 9) & (np.hypot(down - 100, across - 120) < 40)
        least = cv2.erode(pixels, np.ones((9, 9)))

        def undershoot() -> float:
            return float((least - fixed(pixels))[around].max())

        assert undershoot() < 0.06
        assert np.abs(fixed(pixels) - pixels)[:60].max() > 0.02, "the stripes beyond it are sharpened"
        monkeypatch.setattr(focus_deconvolution, "beside_lights", lambda _, sigma: sigma)
        assert undershoot() > 0.12, "or this test could not fail"

    def test_lights_are_left_alone_and_what_is_far_is_not(self) -> None:
        pixels = np.full((60, 80, 3), 0.3, np.float32)
        pixels[30, 40, 1] = 1
        sigma = np.full((60, 80), 2.0, np.float32)
        found = beside_lights(pixels, sigma)
        assert found[30, 34:47].max() == 0
        assert found[30, 57] == 2
        assert 0 < found[30, 52] < 2
        assert (beside_lights(pixels[:20], sigma[:20]) == 2).all()
        white = np.ones_like(pixels)
        assert np.array_equal(fixed(white), white)


class TestBokeh:
    def test_what_is_soft_stays_while_the_subject_is_sharpened(self, knows: Callable[..., None]) -> None:
        clean = sharp("chelsea")
        sigmas = np.where(np.arange(clean.shape[1]) < 130, 1.2, 4.0)
        blurred = noisy(varying(clean, sigmas))
        sigma = cv2.blur(np.broadcast_to(sigmas.astype(np.float32), clean.shape[:2]).copy(), (15, 15))
        knows(sigma)
        kept = fixed(blurred, keep_bokeh=1.5)
        assert np.abs(kept - blurred)[sigma > 3].max() < 1 / 255
        subject = sigma < 1.25
        assert psnr(kept[subject], clean[subject]) > psnr(blurred[subject], clean[subject]) + 1

    def test_what_is_in_focus_is_left_alone(self, knows: Callable[..., None]) -> None:
        pixels = defocused(sharp("rocket"), 2.0)
        knows(np.where(np.arange(pixels.shape[1]) < 100, 0.3, 2.0) * np.ones((pixels.shape[0], 1)))
        change = np.abs(fixed(pixels) - pixels).max(axis=2)
        assert change[:, :98].max() < 1e-6
        assert change[:, 105:].max() > 0.02

    def test_softer_than_the_largest_counts_as_that(self, knows: Callable[..., None]) -> None:
        pixels = defocused(sharp("coffee"), 3.0)
        knows(np.full(pixels.shape[:2], 3.0))
        three = fixed(pixels, parameters={"largest": 2.0})
        knows(np.full(pixels.shape[:2], 2.0 / 0.9))
        assert np.abs(three - fixed(pixels, parameters={"largest": 2.0})).max() < 1e-5
        assert np.abs(three - fixed(pixels)).max() < 1e-4


class TestRegions:
    PARTS = (Region(0, 0, 90, 70), Region(101, 57, 150, 99), Region(200, 110, 40, 90))

    @pytest.mark.parametrize("by", ["edges", "network"])
    @pytest.mark.parametrize("region", PARTS)
    def test_a_region_is_exactly_what_the_whole_gives_there(
        self, region: Region, by: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(focus_deconvolution, "_TILE", 200)
        if by == "network":
            focusing.install(1.5)
        pixels = defocused(sharp("astronaut", 200, 251), 2.0)
        whole = fixed(pixels)
        part = fixed(pixels, region=region)
        assert np.array_equal(part, whole[region.within(Region.whole(200, 251))])

    def test_the_layer_is_the_map_of_the_region(self) -> None:
        focusing.install(1.5)
        pixels = defocused(sharp("coffee"), 2.0)
        whole = fix(photo(pixels), NAME, FixSettings(), JobContext())
        assert whole.layers[DEFOCUS].shape == pixels.shape[:2]
        assert np.median(whole.layers[DEFOCUS]) == pytest.approx(1.5, abs=0.01)
        part = fix(photo(pixels), NAME, FixSettings(region=self.PARTS[0]), JobContext())
        assert part.layers[DEFOCUS].shape == (70, 90)
        assert part.region == self.PARTS[0]

    def test_tiles_do_not_show(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pixels = defocused(sharp("astronaut", 300, 310), 2.0)
        down, across = np.mgrid[0:300, 0:310].astype(np.float32)
        sigma = (1.5 + np.sin(across / 60) + 0.4 * np.cos(down / 40)).astype(np.float32)
        whole = undone(pixels, sigma, largest=3.0)
        monkeypatch.setattr(focus_deconvolution, "_TILE", 220)
        assert np.abs(undone(pixels, sigma, largest=3.0) - whole).max() < 1.5 / 255


class Watched(JobContext):
    """Looks at the lower right corner; stops after so many questions."""

    shows = True

    def __init__(self, stop_after: int = 10**6) -> None:
        self.left = stop_after
        self.told: list[Progress] = []
        self.shown: list[tuple[Region, np.ndarray]] = []

    def checkpoint(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled

    def wanted(self) -> Region:
        return Region(280, 260, 40, 30)

    def report(self, progress: Progress) -> None:
        self.told.append(progress)

    def show(self, region: Region, pixels: np.ndarray) -> None:
        self.shown.append((region, pixels))


class TestContext:
    def test_what_is_looked_at_comes_first_and_as_it_stays(
        self, monkeypatch: pytest.MonkeyPatch, knows: Callable[..., None]
    ) -> None:
        monkeypatch.setattr(focus_deconvolution, "_TILE", 220)
        pixels = defocused(sharp("astronaut", 300, 320), 2.0)
        knows(np.full(pixels.shape[:2], 2.0))
        context = Watched()
        whole = fixed(pixels, context)
        assert context.told[0].stage == "visible"
        assert (context.told[-1].done, context.told[-1].unit) == (context.told[-1].total, "tiles")
        assert len(context.shown) == context.told[-1].total > 3
        first, _ = context.shown[0]
        assert (first.right, first.bottom) == (320, 300)
        last = np.zeros_like(whole)
        for region, part in context.shown:
            last[region.within(Region.whole(300, 320))] = part
        assert np.abs(last - whole).max() < 1e-5
        kept, seen_there = context.shown[0][1][-40:, -40:], whole[-40:, -40:]
        assert np.abs(kept - seen_there).max() < 1e-5, "what is shown far from other tiles is final"

    def test_it_can_be_stopped_anywhere(self) -> None:
        pixels = defocused(sharp("coffee"), 2.0)
        before = pixels.copy()
        counting = Watched()
        fixed(pixels, counting)
        asked = 10**6 - counting.left
        for questions in (0, 3, asked // 2, asked - 1):
            with pytest.raises(Cancelled):
                fixed(pixels, Watched(questions))
        assert np.array_equal(pixels, before)


class TestSettings:
    def test_it_is_there_and_needs_no_weights(self) -> None:
        spec = registry.get(NAME).spec
        assert not spec.needs
        assert [each.name for each in spec.parameters] == ["largest", "smoothness", "map"]

    def test_edges_can_be_asked_for(self) -> None:
        focusing.install(1.0)
        pixels = defocused(sharp("coffee"), 2.0)
        result = fix(photo(pixels), NAME, FixSettings(parameters={"map": "edges"}), JobContext())
        assert result.weights == ""
        assert result.notes

    @pytest.mark.parametrize("given", [{"largest": 20}, {"smoothness": -1}, {"map": "magic"}])
    def test_wrong_settings_are_told(self, given: dict[str, object]) -> None:
        with pytest.raises(UserError, match="must be"):
            fixed(sharp("coffee"), parameters=given)

    @pytest.mark.parametrize("shape", [(1, 1), (2, 300), (40, 3)])
    def test_photos_of_a_few_pixels(self, shape: tuple[int, int]) -> None:
        pixels = np.full((*shape, 3), 0.4, np.float32)
        assert np.abs(fixed(pixels) - pixels).max() < 1e-3

    def test_what_is_no_number_is_not_spread(self) -> None:
        pixels = defocused(sharp("coffee"), 2.0)
        pixels[50, 60] = np.nan
        found = fixed(pixels)
        assert np.isfinite(found).all()

    def test_of_edges_the_least_around_is_believed(self) -> None:
        sigma = np.full((100, 120), 2.0, np.float32)
        sigma[50, 60] = 9.0
        seen = saying(sigma)
        assert believed(seen, seen, 5.0).max() == pytest.approx(0.88 * 2, abs=0.01)
        assert believed(seen, seen, 1.0).max() == 1
        sigma[:] = 0.5
        assert believed(saying(sigma), saying(sigma), 5.0).max() == 0

    def test_a_network_and_edges_must_agree(self) -> None:
        """What either of them calls sharp is hardly touched."""
        edges = saying(np.full((50, 60), 2.0))
        told = np.full((100, 120), 2.0)
        told[:, 60:] = 0.02
        told[0, 0] = np.nan
        found = believed(replace(saying(told), weights_sha256="0"), edges, 5.0)
        assert found.shape == (100, 120)
        assert found[50, 20] == pytest.approx(0.9 * 2, abs=0.01)
        assert found[50, 100] < 0.2
        assert found[0, 0] == 0


def test_light_is_blurred_as_lenses_do() -> None:
    """The tests' own helpers."""
    pixels = np.full((9, 9, 3), 0.5, np.float32)
    assert np.allclose(encoded(light(pixels)), pixels, atol=1e-5)
