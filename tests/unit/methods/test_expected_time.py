"""How long a method will take: measured once, remembered, corrected by every photo. A made-up clock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from deblur_studio import places
from deblur_studio.engine import Cancelled, EngineSettings, JobContext, Region, remember
from deblur_studio.engine.devices import Device
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, MethodSpec, Restoration, expected_time, registry
from deblur_studio.methods.expected_time import expected_seconds, measure, rounded
from deblur_studio.methods.pipeline import fix
from deblur_studio.photo import Metadata, Photo
from tests.unit.weights import tiny

Pixels = NDArray[np.float32]
CPU = FixSettings(engine=EngineSettings(device="cpu", precision="fp32"))
SEEN = 2  # seconds a megapixel of the made-up method
OVER = 1.5
LAYERS = 50


class Clockwork:
    """Takes `rate` seconds for a megapixel and `start` for each picture, by a made-up clock."""

    spec = MethodSpec("clockwork", "Clockwork", "For tests.", (), "none", "none")

    def __init__(self) -> None:
        self.rate = float(SEEN)
        self.start = 0.0
        self.device = "cpu"
        self.weights = "a" * 64
        self.sides: list[int] = []
        self.now = 0.0

    def apply(self, pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
        height, width = pixels.shape[:2]
        self.sides.append(height)
        seconds = self.start + self.rate * height * width / 1e6
        for _ in range(LAYERS):
            context.checkpoint()
            self.now += seconds / LAYERS
        return Restoration(pixels, self.device, "fp32", 1.0, timings={"network": seconds})

    def subject(self, settings: FixSettings) -> str:
        return self.weights

    def times_over(self, pixels: int, settings: FixSettings) -> float:
        return OVER if pixels > 2_000_000 else 1.0


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    method = Clockwork()
    monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, method))
    monkeypatch.setattr(expected_time, "time", SimpleNamespace(perf_counter=lambda: method.now))
    return method


def photo(height: int = 500, width: int = 800) -> Photo:
    pixels = np.full((height, width, 3), 0.5, np.float32)
    return Photo(pixels, None, Metadata(), 8, False, Path("p.png"), "PNG")


class TestMeasuring:
    def test_nothing_is_known_before(self, clockwork: Clockwork) -> None:
        assert expected_seconds("clockwork", 1_000_000, CPU) is None
        assert not clockwork.sides, "asking must be cheap"

    def test_what_was_measured_is_told_for_photos_of_any_size(self, clockwork: Clockwork) -> None:
        measure("clockwork", CPU, JobContext())
        for megapixels, over in ((0.1, 1), (1, 1), (4, OVER), (30, OVER), (200, OVER)):
            seconds = expected_seconds("clockwork", round(megapixels * 1e6), CPU)
            assert seconds == pytest.approx(SEEN * over * megapixels)

    @pytest.mark.parametrize("rate", [0.01, 0.5, 2, 10, 60, 400])
    def test_it_takes_few_seconds_whatever_the_machine(self, clockwork: Clockwork, rate: float) -> None:
        clockwork.rate = rate
        speed = measure("clockwork", CPU, JobContext())
        assert speed is not None
        assert speed.expected(1_000_000) == pytest.approx(rate)
        warm_up = rate * expected_time.FIRST_SIDE**2 / 1e6
        layer = rate * max(clockwork.sides) ** 2 / 1e6 / LAYERS
        assert clockwork.now - warm_up <= (2 if rate < 100 else 6) + layer
        assert max(clockwork.sides) <= 1024

    def test_what_starting_takes_is_not_taken_for_what_pixels_take(self, clockwork: Clockwork) -> None:
        clockwork.start, clockwork.rate = 0.05, 1.0
        speed = measure("clockwork", CPU, JobContext())
        assert speed is not None
        assert speed.expected(1_000_000) == pytest.approx(1.0, rel=0.25)

    def test_on_a_busy_processor_nothing_is_better_than_nonsense(self, clockwork: Clockwork) -> None:
        clockwork.start, clockwork.rate = 1.0, 1.0
        assert measure("clockwork", CPU, JobContext()) is None
        assert expected_seconds("clockwork", 1_000_000, CPU) is None
        assert clockwork.now < 8

    def test_graphics_cards_are_measured_on_whole_tiles(
        self, clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        card = Device("cuda:0", "A card", 2**34)
        monkeypatch.setattr("deblur_studio.engine.devices.available", lambda: (card,))
        clockwork.device, clockwork.start, clockwork.rate = "cuda:0", 0.03, 0.005
        settings = FixSettings(engine=EngineSettings(device="cuda", precision="fp32"))
        speed = measure("clockwork", settings, JobContext())
        assert speed is not None
        assert clockwork.sides[-1] == 2048
        assert speed.expected(1_000_000) == pytest.approx(0.03 / 2.048**2 + 0.005)
        assert expected_seconds("clockwork", 1_000_000, settings) == speed.expected(1_000_000)

    def test_other_weights_and_devices_are_others(self, clockwork: Clockwork) -> None:
        measure("clockwork", CPU, JobContext())
        clockwork.weights = "b" * 64
        assert expected_seconds("clockwork", 1_000_000, CPU) is None

    def test_strength_and_region_make_no_difference(self, clockwork: Clockwork) -> None:
        measure("clockwork", replace(CPU, strength=0.3, region=Region(0, 0, 5, 5)), JobContext())
        assert expected_seconds("clockwork", 1_000_000, CPU) == pytest.approx(SEEN)

    def test_cancelling_leaves_nothing(self, clockwork: Clockwork) -> None:
        class Impatient(JobContext):
            asked = 0

            def checkpoint(self) -> None:
                self.asked += 1
                if self.asked > 2 * LAYERS + 7:
                    raise Cancelled

        with pytest.raises(Cancelled):
            measure("clockwork", CPU, Impatient())
        assert expected_seconds("clockwork", 1_000_000, CPU) is None

    def test_nobody_hears_or_sees_anything_of_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(expected_time, "LARGEST_ON_CPU", 128)

        class Deaf(JobContext):
            shows = True

            def report(self, progress: object) -> None:
                pytest.fail("progress of a measurement")

            def show(self, region: Region, pixels: Pixels) -> None:
                pytest.fail("a part of a measurement")

        tiny.install(places.user_weights_folder())
        measure("nafnet", replace(CPU, parameters={"weights": "tiny"}), Deaf())

    def test_a_method_that_cannot_be_timed_has_no_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Untimed:
            spec = MethodSpec("untimed", "Untimed", "For tests.", (), "none", "none")

            def apply(self, pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
                raise AssertionError

        monkeypatch.setattr(registry, "METHODS", (Untimed(),))
        assert measure("untimed", CPU, JobContext()) is None
        assert expected_seconds("untimed", 1_000_000, CPU) is None


class TestRealNetwork:
    @pytest.fixture(autouse=True)
    def weights(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")
        monkeypatch.setattr(expected_time, "LARGEST_ON_CPU", 128)

    def test_it_is_measured_and_remembered_for_its_weights(self) -> None:
        for seed, name in enumerate(("one", "two")):
            tiny.install(places.user_weights_folder(), name, seed=seed)
        one, two = (replace(CPU, parameters={"weights": name}) for name in ("one", "two"))
        measure("nafnet", one, JobContext())
        small, large = (expected_seconds("nafnet", pixels, one) for pixels in (1_000_000, 24_000_000))
        assert small is not None
        assert large is not None
        assert 0 < 20 * small < large
        assert expected_seconds("nafnet", 1_000_000, two) is None
        assert expected_seconds("auto", 1_000_000, one) == small

    def test_without_weights_the_user_is_told(self) -> None:
        for job in (
            lambda: expected_seconds("nafnet", 1_000_000, CPU),
            lambda: measure("nafnet", CPU, JobContext()),
        ):
            with pytest.raises(UserError, match="no weights for NAFNet"):
                job()


class TestLearning:
    def test_a_photo_teaches_where_nothing_was_measured(self, clockwork: Clockwork) -> None:
        fix(photo(), "clockwork", CPU, JobContext())
        assert expected_seconds("clockwork", 400_000, CPU) == pytest.approx(SEEN * 0.4)
        assert expected_seconds("clockwork", 12_000_000, CPU) == pytest.approx(SEEN * OVER * 12)

    def test_a_photo_corrects_what_was_measured(self, clockwork: Clockwork) -> None:
        measure("clockwork", CPU, JobContext())
        clockwork.rate = 10 * SEEN
        fix(photo(), "clockwork", CPU, JobContext())
        assert expected_seconds("clockwork", 400_000, CPU) == pytest.approx(SEEN * 4)
        clockwork.rate = 20 * SEEN
        fix(photo(), "clockwork", CPU, JobContext())
        after = expected_seconds("clockwork", 400_000, CPU)
        assert after is not None
        assert SEEN * 6 < after < SEEN * 8

    @pytest.mark.parametrize(
        ("taken", "settings"),
        [
            (photo(), replace(CPU, region=Region(0, 0, 700, 400))),
            (photo(), replace(CPU, strength=0.0)),
            (photo(), replace(CPU, engine=EngineSettings(device="cpu", tile=64))),
            (photo(40, 50), CPU),
        ],
        ids=["a region", "nothing done", "tiles of a test", "a small photo"],
    )
    def test_what_says_little_teaches_nothing(
        self, clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch, taken: Photo, settings: FixSettings
    ) -> None:
        whole = clockwork.apply

        def cut(pixels: Pixels, settings: FixSettings, context: JobContext) -> Restoration:
            done = whole(pixels, settings, context)
            region = settings.region or Region.whole(*pixels.shape[:2])
            return replace(done, pixels=pixels[region.y : region.bottom, region.x : region.right])

        monkeypatch.setattr(clockwork, "apply", cut)
        fix(taken, "clockwork", settings, JobContext())
        assert not remember.cache_file().exists()

    def test_a_device_that_gave_up_teaches_nothing(self, clockwork: Clockwork) -> None:
        clockwork.device = "cuda:0"
        fix(photo(), "clockwork", CPU, JobContext())
        assert not remember.cache_file().exists()

    def test_a_photo_is_not_lost_over_the_stop_watch(
        self, clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clockwork, "times_over", lambda *_: 1 / 0)
        assert fix(photo(), "clockwork", CPU, JobContext()).device == "cpu"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.01, 1),
        (1.4, 1),
        (14.3, 14),
        (19.4, 19),
        (22.4, 20),
        (63, 65),
        (96, 95),
        (98, 120),
        (149, 120),
        (151, 180),
        (3400, 57 * 60),
        (3500, 3600),
        (5000, 4800),
        (40_000, 40_200),
    ],
)
def test_figures_are_as_round_as_they_are_uncertain(seconds: float, told: int) -> None:
    assert rounded(seconds) == told


def test_rounding_never_turns_more_into_less() -> None:
    told = [rounded(seconds / 4) for seconds in range(1, 40_000)]
    assert told == sorted(told)
