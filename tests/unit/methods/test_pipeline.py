"""The one path from photo to restoration, with a method made up for the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from deblur_studio.engine.context import Cancelled, JobContext, Progress, quiet
from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, MethodSpec, Restoration, registry
from deblur_studio.methods.pipeline import FEATHER, cut, fix, whole
from deblur_studio.photo import Metadata, Photo

Pixels = NDArray[np.float32]


class MadeUp:
    """Answers with a function of the pixels."""

    spec = MethodSpec("made-up", "Made up", "For tests.", (), "none", "none")

    def __init__(self, answer: Callable[[Pixels], Pixels]) -> None:
        self.answer = answer
        self.calls = 0

    def apply(self, pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
        self.calls += 1
        result = cut(self.answer(pixels), settings.region)
        return Restoration(
            result, device="cpu", precision="fp32", peak_memory_mb=1.0, timings={"network": 0.5}
        )


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Pixels], Pixels]], MadeUp]:
    def install(answer: Callable[[Pixels], Pixels]) -> MadeUp:
        method = MadeUp(answer)
        monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, method))
        return method

    return install


def photo(height: int = 60, width: int = 80, grey: bool = False, alpha: bool = False) -> Photo:
    random = np.random.default_rng(height + width)
    pixels = random.random((height, width, 3), dtype=np.float32)
    if grey:
        pixels = np.repeat(pixels[..., :1], 3, axis=2)
    cover = random.random((height, width), dtype=np.float32) if alpha else None
    return Photo(pixels, cover, Metadata(xmp=b"<x/>"), 8, grey, Path("p.png"), "PNG")


def inverted(pixels: Pixels) -> Pixels:
    return 1 - pixels


def test_strength_1_is_the_methods_answer_bit_for_bit(use: Callable[..., MadeUp]) -> None:
    use(inverted)
    one = photo()
    assert np.array_equal(fix(one, "made-up", FixSettings(), JobContext()).pixels, inverted(one.pixels))


def test_strength_0_is_the_original_bit_for_bit_without_running(use: Callable[..., MadeUp]) -> None:
    method = use(inverted)
    one = photo()
    result = fix(one, "made-up", FixSettings(strength=0), JobContext())
    assert np.array_equal(result.pixels, one.pixels)
    assert result.pixels is not one.pixels
    assert method.calls == 0
    assert result.device == "none"
    assert "strength is 0" in result.notes[0]


@pytest.mark.parametrize("strength", [0.25, 0.5, 0.9])
def test_strength_mixes(use: Callable[..., MadeUp], strength: float) -> None:
    use(inverted)
    one = photo()
    result = fix(one, "made-up", FixSettings(strength=strength), JobContext())
    expected = (1 - strength) * one.pixels + strength * (1 - one.pixels)
    np.testing.assert_allclose(result.pixels, expected, atol=1e-6)


def test_values_outside_are_clipped_before_mixing(use: Callable[..., MadeUp]) -> None:
    use(lambda pixels: pixels * 4 - 1)
    one = photo()
    result = fix(one, "made-up", FixSettings(strength=0.5), JobContext())
    expected = (one.pixels + np.clip(one.pixels * 4 - 1, 0, 1)) / 2
    np.testing.assert_allclose(result.pixels, expected, atol=1e-6)


def test_grey_stays_grey(use: Callable[..., MadeUp]) -> None:
    use(lambda pixels: pixels * np.array([0.9, 0.6, 0.3], np.float32))
    one = photo(grey=True)
    result = fix(one, "made-up", FixSettings(strength=0.7), JobContext()).pixels
    assert np.array_equal(result[..., 0], result[..., 1])
    assert np.array_equal(result[..., 0], result[..., 2])
    np.testing.assert_allclose(result, one.pixels * (0.3 + 0.7 * 0.6), atol=1e-6)


def test_the_photo_itself_is_never_changed(use: Callable[..., MadeUp]) -> None:
    def flat(pixels: Pixels) -> Pixels:
        return np.full_like(pixels, 0.5)

    use(flat)
    one = photo()
    before = one.pixels.copy()
    settings = FixSettings(strength=0.5, region=Region(10, 10, 40, 30))
    whole(one, fix(one, "made-up", settings, JobContext()))
    assert np.array_equal(one.pixels, before)


class TestRegion:
    REGION = Region(8, 4, 50, 48)

    def test_it_is_what_the_whole_gives_there(self, use: Callable[..., MadeUp]) -> None:
        use(inverted)
        one = photo()
        part = fix(one, "made-up", FixSettings(strength=0.6, region=self.REGION), JobContext())
        full = fix(one, "made-up", FixSettings(strength=0.6), JobContext())
        assert part.region == self.REGION
        assert np.array_equal(part.pixels, full.pixels[4:52, 8:58])

    def test_in_the_photo_the_rest_is_untouched_and_the_edge_fades(self, use: Callable[..., MadeUp]) -> None:
        use(lambda pixels: np.ones_like(pixels))
        black = photo().with_pixels(np.zeros((60, 80, 3), np.float32))
        result = whole(black, fix(black, "made-up", FixSettings(region=self.REGION), JobContext())).pixels
        outside = np.ones((60, 80), bool)
        outside[4:52, 8:58] = False
        assert not result[outside].any()
        fade = min(FEATHER, 48 // 4)
        row = result[30, 8:58, 0]
        assert (np.diff(row[: fade + 1]) > 0).all()
        assert row[0] < 0.15
        assert (row[fade:-fade] == 1).all()
        np.testing.assert_allclose(row, row[::-1], atol=1e-6)
        assert (result[4 + FEATHER : 52 - FEATHER, 8 + FEATHER : 58 - FEATHER] == 1).all()

    def test_at_the_photos_own_edge_nothing_fades(self, use: Callable[..., MadeUp]) -> None:
        use(inverted)
        one = photo()
        full = fix(one, "made-up", FixSettings(), JobContext()).pixels
        everything = FixSettings(region=Region(0, 0, 80, 60))
        assert np.array_equal(whole(one, fix(one, "made-up", everything, JobContext())).pixels, full)
        left = whole(one, fix(one, "made-up", FixSettings(region=Region(0, 0, 40, 60)), JobContext())).pixels
        assert np.array_equal(left[:, :20], full[:, :20])
        assert np.array_equal(left[:, 40:], one.pixels[:, 40:])

    @pytest.mark.parametrize("size", [(1, 1), (2, 3), (5, 7)])
    def test_a_tiny_region_is_fixed_too(self, use: Callable[..., MadeUp], size: tuple[int, int]) -> None:
        use(inverted)
        one = photo()
        region = Region(20, 20, *size)
        result = whole(one, fix(one, "made-up", FixSettings(region=region), JobContext())).pixels
        middle = (20 + size[1] // 2, 20 + size[0] // 2)
        np.testing.assert_array_equal(result[middle], 1 - one.pixels[middle])

    @pytest.mark.parametrize("region", [Region(70, 0, 20, 10), Region(0, 55, 5, 6), Region(-1, 0, 5, 5)])
    def test_outside_the_photo_it_is_refused_before_any_work(
        self, use: Callable[..., MadeUp], region: Region
    ) -> None:
        method = use(inverted)
        with pytest.raises(UserError, match=r"outside the photo, which is 80 x 60"):
            fix(photo(), "made-up", FixSettings(region=region), JobContext())
        assert method.calls == 0


def test_alpha_and_metadata_travel_along(use: Callable[..., MadeUp]) -> None:
    use(inverted)
    one = photo(alpha=True)
    for region in (None, Region(1, 2, 30, 30)):
        made = whole(one, fix(one, "made-up", FixSettings(region=region), JobContext()))
        assert made.alpha is one.alpha
        assert made.metadata is one.metadata


def test_the_methods_facts_are_kept(use: Callable[..., MadeUp]) -> None:
    use(inverted)
    result = fix(photo(), "made-up", FixSettings(), JobContext())
    assert (result.device, result.precision, result.peak_memory_mb) == ("cpu", "fp32", 1.0)
    assert result.timings["network"] == 0.5
    assert result.timings["total"] >= 0


def test_a_method_that_changes_the_size_is_our_fault(use: Callable[..., MadeUp]) -> None:
    use(lambda pixels: pixels[1:])
    with pytest.raises(RuntimeError, match="made-up turned"):
        fix(photo(), "made-up", FixSettings(), JobContext())


def test_a_cancelled_job_does_not_start(use: Callable[..., MadeUp]) -> None:
    class Stopped(JobContext):
        def checkpoint(self) -> None:
            raise Cancelled

    method = use(inverted)
    with pytest.raises(Cancelled):
        fix(photo(), "made-up", FixSettings(), Stopped())
    assert method.calls == 0


def test_settings_the_method_does_not_know(use: Callable[..., MadeUp]) -> None:
    use(inverted)
    with pytest.raises(UserError, match=r"no setting 'weights' \(known: none\)"):
        fix(photo(), "made-up", FixSettings(parameters={"weights": "x"}), JobContext())


class InParts(MadeUp):
    """Shows its answer in two halves, after a pass whose result is not what the user gets."""

    def apply(self, pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
        self.show(np.zeros_like(pixels), quiet(context))
        restoration = super().apply(pixels, settings, context)
        if context.shows:
            self.show(self.answer(pixels), context)
        return restoration

    def show(self, answer: Pixels, context: JobContext) -> None:
        context.checkpoint()
        height, width = answer.shape[:2]
        middle = context.wanted()
        assert middle is not None
        for part in (Region(0, 0, middle.x, height), Region(middle.x, 0, width - middle.x, height)):
            context.show(part, cut(answer, part).copy())
            context.report(Progress(1, 2, stage="visible"))


class Screen(JobContext):
    """Paints what it is shown."""

    def __init__(self, photo: Photo, shows: bool = True) -> None:
        self.shows = shows
        self.canvas = photo.pixels.copy()
        self.shown: list[Region] = []
        self.told: list[Progress] = []

    def wanted(self) -> Region | None:
        return Region(31, 0, 5, 5)

    def report(self, progress: Progress) -> None:
        self.told.append(progress)

    def show(self, region: Region, pixels: Pixels) -> None:
        assert pixels.dtype == np.float32
        self.shown.append(region)
        cut(self.canvas, region)[...] = pixels


class TestShowing:
    @pytest.fixture
    def parts(self, monkeypatch: pytest.MonkeyPatch) -> InParts:
        tint = np.array([2.0, 0.7, -0.3], np.float32)
        method = InParts(lambda pixels: pixels * tint)  # beyond 0..1, and in colour
        monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, method))
        return method

    @pytest.mark.parametrize("grey", [False, True])
    def test_what_is_shown_is_what_the_photo_gets(self, parts: InParts, grey: bool) -> None:
        one = photo(grey=grey)
        screen = Screen(one)
        result = fix(one, "made-up", FixSettings(), screen)
        assert np.array_equal(screen.canvas, result.pixels)
        assert (np.ptp(screen.canvas, axis=2).max() == 0) == grey
        assert screen.shown == [Region(0, 0, 31, 60), Region(31, 0, 49, 60)]
        assert screen.told == [Progress(1, 2, stage="visible")] * 4

    def test_it_is_shown_at_full_strength(self, parts: InParts) -> None:
        one = photo()
        screen = Screen(one)
        fix(one, "made-up", FixSettings(strength=0.3), screen)
        assert np.array_equal(screen.canvas, fix(one, "made-up", FixSettings(), Screen(one)).pixels)

    def test_strength_0_shows_nothing(self, parts: InParts) -> None:
        screen = Screen(photo())
        fix(photo(), "made-up", FixSettings(strength=0), screen)
        assert screen.shown == []

    def test_who_does_not_ask_is_handed_on_as_he_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Asking(MadeUp):
            def apply(self, pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
                met.append(context)
                return super().apply(pixels, settings, context)

        met: list[JobContext] = []
        monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, Asking(inverted)))
        screen = Screen(photo(), shows=False)
        fix(photo(), "made-up", FixSettings(), screen)
        assert met == [screen]

    def test_cancelling_reaches_the_method_through_it(self, parts: InParts) -> None:
        class Stopping(Screen):
            asked = 0

            def checkpoint(self) -> None:
                self.asked += 1
                if self.asked == 2:
                    raise Cancelled

        with pytest.raises(Cancelled):
            fix(photo(), "made-up", FixSettings(), Stopping(photo()))
        assert parts.calls == 0


class TestKeepingBokeh:
    """Left half in focus, right half soft."""

    @pytest.fixture(autouse=True)
    def seen(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
        asked: list[tuple[int, int]] = []

        def see_focus(pixels: Pixels, **_: object) -> SimpleNamespace:
            asked.append(pixels.shape[:2])
            sigma = np.full((pixels.shape[0] // 2, pixels.shape[1] // 2), 0.3, np.float32)
            sigma[:, sigma.shape[1] // 2 :] = 6
            return SimpleNamespace(sigma=sigma)

        monkeypatch.setattr("deblur_studio.diagnosis.see_focus.see_focus", see_focus)
        return asked

    def test_what_is_soft_stays_bit_for_bit(self, use: Callable[..., MadeUp]) -> None:
        use(inverted)
        one = photo()
        result = fix(one, "made-up", FixSettings(keep_bokeh=1.5), JobContext()).pixels
        assert np.array_equal(result[:, 42:], one.pixels[:, 42:])
        assert np.array_equal(result[:, :37], 1 - one.pixels[:, :37])

    def test_without_it_nobody_looks(self, use: Callable[..., MadeUp], seen: list[tuple[int, int]]) -> None:
        use(inverted)
        fix(photo(), "made-up", FixSettings(), JobContext())
        assert seen == []

    def test_a_region_gets_what_the_whole_photo_would(
        self, use: Callable[..., MadeUp], seen: list[tuple[int, int]]
    ) -> None:
        use(inverted)
        region = Region(20, 10, 40, 30)
        whole_photo, part = (
            fix(photo(), "made-up", FixSettings(keep_bokeh=1.5, region=r), JobContext()).pixels
            for r in (None, region)
        )
        assert np.array_equal(part, cut(whole_photo, region))
        assert seen == [(60, 80)] * 2

    def test_what_is_shown_is_what_the_photo_gets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        method = InParts(inverted)
        monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, method))
        one, screen = photo(), Screen(photo())
        result = fix(one, "made-up", FixSettings(keep_bokeh=1.5), screen)
        assert np.array_equal(screen.canvas, result.pixels)

    def test_a_limit_that_is_none_is_refused(self) -> None:
        with pytest.raises(UserError, match="sigma of 0 px or more"):
            FixSettings(keep_bokeh=-1)


class TestRegistry:
    def test_every_method_explains_itself(self) -> None:
        names = [method.spec.name for method in registry.METHODS]
        assert len(set(names)) == len(names)
        for method in registry.METHODS:
            spec = method.spec
            assert spec.name == spec.name.lower()
            assert all((spec.title, spec.reference, spec.licence))
            assert spec.purpose.endswith(".")
            assert all(
                parameter.read(parameter.default) == parameter.default for parameter in spec.parameters
            )

    def test_auto_leads_to_a_method(self) -> None:
        assert registry.get("auto") in registry.METHODS
        assert registry.names()[0] == "auto"

    def test_names_are_found_in_any_case(self) -> None:
        assert registry.get("NAFNet").spec.name == "nafnet"

    def test_an_unknown_name_lists_those_there_are(self) -> None:
        with pytest.raises(UserError, match="no method 'magic'; choose one of auto, nafnet"):
            registry.get("magic")
