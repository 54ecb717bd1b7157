"""How long photos take: what is kept between runs, what lies between the sizes, what a run teaches."""

from __future__ import annotations

import itertools
import json

import pytest

from deblur_studio.engine import EngineSettings, remember, speed
from deblur_studio.engine.devices import Device
from deblur_studio.engine.speed import SIZES, Speed
from deblur_studio.networks.nafnet import NAFNet
from tests.unit.engine.makers import Same

CPU = Device("cpu", "A processor", 2**34)
GPU = Device("cuda:0", "A card", 2**34)
SECONDS = (1.0, 4.0, 20.0, 60.0, 130.0, 300.0)
KEY = "0123456789abcdef" * 4


def made(**changes: object) -> Speed:
    return Speed(**{"subject": "m", "device": CPU.title, "precision": "fp32", "seconds": SECONDS, **changes})  # type: ignore[arg-type]


class TestExpectation:
    def test_it_is_what_was_kept_at_the_sizes_that_are_kept(self) -> None:
        assert [made().expected(round(size * 1e6)) for size in SIZES] == pytest.approx(SECONDS)

    def test_it_rises_between_them_and_is_proportional_beyond(self) -> None:
        times = [made().expected(1000 * pixels) for pixels in range(1, 100_000, 700)]
        assert all(before < after for before, after in itertools.pairwise(times))
        assert made().expected(125_000) == pytest.approx(0.5)
        assert made().expected(100_000_000) == pytest.approx(600)

    def test_no_photo_is_too_small(self) -> None:
        assert 0 < made().expected(1) < 1e-4
        assert made().expected(0) > 0

    def test_a_megapixel_is_told_of_a_photo_of_usual_size(self) -> None:
        assert made().per_megapixel == pytest.approx(5)


class TestCorrection:
    def test_the_first_photo_is_believed_altogether(self) -> None:
        corrected = made().corrected(4_000_000, 200.0)
        assert corrected.runs == 1
        assert corrected.seconds == pytest.approx([10 * each for each in SECONDS])

    def test_later_ones_count_most_but_not_alone(self) -> None:
        corrected = made(runs=1).corrected(4_000_000, 40.0)
        assert 30 < corrected.expected(4_000_000) < 40
        for _ in range(6):
            corrected = corrected.corrected(4_000_000, 40.0)
        assert corrected.expected(4_000_000) == pytest.approx(40, rel=0.01)
        assert corrected.expected(12_000_000) == pytest.approx(120, rel=0.01)

    def test_a_sleep_of_the_machine_does_not_spoil_it(self) -> None:
        assert made(runs=3).corrected(4_000_000, 40_000.0).expected(4_000_000) < 4 * 20
        assert made(runs=3).corrected(4_000_000, 1e-9).expected(4_000_000) > 20 / 4


class TestMemory:
    def test_what_is_kept_comes_back(self) -> None:
        speed.remember_speed(made(runs=2), KEY, CPU)
        assert speed.recall_speed("m", KEY, CPU, "fp32") == made(runs=2)
        assert speed.known_on("m", KEY, CPU)

    @pytest.mark.parametrize(
        ("subject", "key", "device", "precision"),
        [
            ("n", KEY, CPU, "fp32"),
            ("m", KEY[::-1], CPU, "fp32"),
            ("m", KEY, GPU, "fp32"),
            ("m", KEY, CPU, "bf16"),
        ],
    )
    def test_nothing_else_is_taken_for_it(
        self, subject: str, key: str, device: Device, precision: str
    ) -> None:
        speed.remember_speed(made(), KEY, CPU)
        assert speed.recall_speed(subject, key, device, precision) is None

    def test_other_threads_and_another_torch_are_another_machine(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        speed.remember_speed(made(), KEY, CPU)
        with monkeypatch.context() as patch:
            patch.setattr("torch.get_num_threads", lambda: 77)
            assert not speed.known_on("m", KEY, CPU)
        with monkeypatch.context() as patch:
            patch.setattr("torch.__version__", "0.1")
            assert not speed.known_on("m", KEY, CPU)
        assert speed.known_on("m", KEY, CPU)

    def test_lists_have_the_newest_of_each_device_and_precision(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for threads, runs in ((4, 1), (2, 2)):  # the newer one comes first in the file
            monkeypatch.setattr("torch.get_num_threads", lambda threads=threads: threads)
            speed.remember_speed(made(runs=runs), KEY, CPU)
        speed.remember_speed(made(device=GPU.title, precision="fp16"), KEY, GPU)
        found = {(each.device, each.precision): each.runs for each in speed.known_speeds("m", KEY)}
        assert found == {("A processor", "fp32"): 2, ("A card", "fp16"): 0}
        assert speed.known_speeds("other", KEY) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"seconds": None},
            {"seconds": [1.0]},
            {"seconds": [1.0, 2.0, 3.0, 4.0, 5.0, "6"]},
            {"seconds": [1.0, 2.0, 3.0, 4.0, 5.0, -6.0]},
            {"seconds": [1.0, 2.0, 3.0, 4.0, 5.0, float("nan")]},
            {"runs": "many"},
            {"device": 7},
        ],
    )
    def test_what_makes_no_sense_counts_as_unknown(self, change: dict[str, object]) -> None:
        speed.remember_speed(made(), KEY, CPU)
        path = remember.cache_file()
        facts = json.loads(path.read_text())
        (key,) = facts
        facts[key] |= change
        path.write_text(json.dumps(facts))
        assert speed.recall_speed("m", KEY, CPU, "fp32") is None
        assert speed.known_speeds("m", KEY) == []


class TestOverlaps:
    def test_a_photo_of_one_tile_is_computed_once(self) -> None:
        settings = EngineSettings(device="cpu")
        assert speed.times_over(Same(), 384 * 576, settings) == pytest.approx(1, abs=0.05)

    def test_a_large_one_is_computed_more_than_once_by_the_engines_own_tiles(self) -> None:
        tiles = EngineSettings(device="cpu", tile=128)
        network = Same(margin=16)
        assert 1.5 < speed.times_over(network, 4_000_000, tiles) < 3
        wide = EngineSettings(device="cpu", tile=1024)
        assert speed.times_over(network, 4_000_000, wide) < speed.times_over(network, 4_000_000, tiles)

    def test_tiles_by_memory_are_counted_too(self) -> None:
        network = NAFNet(width=4, enc_blocks=(1,), middle_blocks=1, dec_blocks=(1,), train_size=64)
        # It averages over its whole input, so that its tiles are small.
        assert speed.times_over(network, 1_000_000, EngineSettings(device="cpu")) > 1.2
