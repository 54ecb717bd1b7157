"""Training on pairs from video."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from deblur_studio.errors import UserError
from deblur_studio.networks.deblur_flow import DeblurFlow
from deblur_studio.photo.flow_files import write_flow
from tests.unit.training.blur_helpers import CLEAN
from training import command_line, flow_command, recorded
from training.datasets import SharpPhotos
from training.labelled import Labelled, joined
from training.recipes.deblur import DeblurOptions
from training.recipes.flow import FlowOptions, FlowRecipe
from training.recorded import BLUR, ENDINGS, FLOW, KNOWN, SHARP, Recorded

CPU = torch.device("cpu")
SMALL: dict[str, Any] = {"width": 4, "folding": 2, "norm": "none", "residual": True}
BLUR_SETTINGS = replace(CLEAN, shortest=8, longest=14, reference="middle")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def ramps(height: int, width: int) -> np.ndarray:
    """Pictures that tell their place: red is the column, green the row."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x, y, np.zeros_like(x)], axis=2).astype(np.uint8)


def write_pair(folder: Path, name: str, sharp: np.ndarray, flow: np.ndarray, known: np.ndarray) -> None:
    folder.mkdir(exist_ok=True)
    cv2.imwrite(str(folder / f"{name}{SHARP}"), sharp[..., ::-1])
    cv2.imwrite(str(folder / f"{name}{BLUR}"), 255 - sharp[..., ::-1])
    cv2.imwrite(str(folder / f"{name}{KNOWN}"), known)
    write_flow(folder / f"{name}{FLOW}", flow.astype(np.float32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pairs, of which each point moves towards the lower right corner, and back to the upper left."""
    place = tmp_path / "pairs"
    for number, (height, width) in enumerate([(96, 128), (128, 96), (64, 64)]):
        sharp = ramps(height, width)
        y, x = np.mgrid[:height, :width]
        flow = np.stack([width - x, height - y, -x, -y], axis=2) / 8
        known = np.full((height, width), 255, np.uint8)
        known[:16] = 0
        flow[20, 30] = np.nan
        write_pair(place, f"ride_{number}", sharp, flow, known)
    return place


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    place = tmp_path / "photos"
    place.mkdir()
    rng = np.random.default_rng(0)
    paths = [place / f"{number:02}.png" for number in range(18)]
    for path in paths:
        cv2.imwrite(str(path), cv2.GaussianBlur(rng.integers(0, 256, (128, 128, 3), np.uint8), (0, 0), 1.5))
    return paths


def recipe(photos: list[Path], pairs: Recorded | None, **how: Any) -> FlowRecipe:
    torch.manual_seed(0)
    options = DeblurOptions(64, 4, 1, how.pop("uses", 1), BLUR_SETTINGS, False)
    network = DeblurFlow(**SMALL)
    return FlowRecipe(
        network, SharpPhotos(photos, 96), [], [], options, CPU, FlowOptions(**how), recorded=pairs
    )


class TestCrops:
    def test_are_reproducible_by_the_step(self, folder: Path) -> None:
        one, other = Recorded([folder], 48, 1.0), Recorded([folder], 48, 1.0)
        for step in (5, 6, 40):
            first, second = (joined(each.crops(4, (1, step, 0), CPU)) for each in (one, other))
            assert torch.equal(first.packed()[1], second.packed()[1])
        assert not torch.equal(
            joined(one.crops(4, (1, 5, 0), CPU)).sharp, joined(one.crops(4, (1, 6, 0), CPU)).sharp
        )

    def test_do_not_depend_on_what_was_read_before(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fresh = joined(Recorded([folder], 48, 1.0).crops(4, (1, 40, 0), CPU))
        monkeypatch.setattr(recorded, "KEPT_BYTES", 1)
        used = Recorded([folder], 48, 1.0)
        for step in range(40):
            used.crops(4, (1, step, 0), CPU)
        assert len(used._kept) == 1
        assert torch.equal(joined(used.crops(4, (1, 40, 0), CPU)).sharp, fresh.sharp)

    def test_flow_belongs_to_the_points_however_they_are_turned_and_shrunk(self, folder: Path) -> None:
        """Where a point goes in the crop shows the colours of where it goes in the whole frame."""
        pairs = Recorded([folder], 48, 1.0)
        seen = 0
        for step in range(24):
            (found,) = pairs.crops(1, (1, step, 0), CPU)
            red, green = (255 * found.sharp[0, :2]).numpy()
            rows, columns = np.nonzero(found.known[0, 0].numpy())
            u, v, back_u, back_v = found.flow[0].numpy()
            for y, x in list(zip(rows, columns, strict=True))[::97]:
                for du, dv in ((u[y, x], v[y, x]), (back_u[y, x], back_v[y, x])):
                    to_x, to_y = x + du, y + dv
                    if not (2 <= to_x < 45 and 2 <= to_y < 45):
                        continue
                    there = [
                        cv2.remap(c, *(np.float32([[n]]) for n in (to_x, to_y)), 1) for c in (red, green)
                    ]
                    gone = np.array([there[0].item() - red[y, x], there[1].item() - green[y, x]])
                    expected = self.expected(
                        pairs, step, red[y, x], green[y, x], (du, dv) == (u[y, x], v[y, x])
                    )
                    assert np.abs(gone - expected).max() < 2.5
                    seen += 1
        assert seen > 200

    def expected(self, pairs: Recorded, step: int, x: float, y: float, forward: bool) -> np.ndarray:
        height, width = pairs.recording(pairs.choice((1, step, 0), 0)).known.shape
        return np.array([width - x, height - y]) / 8 if forward else np.array([-x, -y]) / 8

    def test_pictures_belong_together_and_the_mask_to_them(self, folder: Path) -> None:
        pairs = Recorded([folder], 48, 1.0)
        for step in range(12):
            (found,) = pairs.crops(1, (2, step, 0), CPU)
            assert torch.allclose(found.blurry + found.sharp, torch.ones(1), atol=0.005)
            assert not found.occluded.any()
            known, row = found.known[0, 0].bool(), 255 * found.sharp[0, 1]
            assert not known[row < 15].any()
            assert known[row > 26].all()
            assert torch.isfinite(found.flow).all()

    def test_their_share_is_as_asked_for(self, folder: Path) -> None:
        pairs = Recorded([folder], 48, 0.3)
        counts = [len(pairs.crops(3, (1, step, 0), CPU)) for step in range(300)]
        assert set(counts) == {0, 1}
        assert np.mean(counts) == pytest.approx(0.9, abs=0.06)

    def test_a_place_stays_with_a_pair_for_a_while(self, folder: Path) -> None:
        pairs = Recorded([folder], 48, 1.0)
        chosen = [pairs.choice((1, step, 0), 2) for step in range(1600)]
        changes = sum(a != b for a, b in pairwise(chosen))
        assert 40 < changes < 100
        assert set(chosen) == {0, 1, 2}


class TestFiles:
    def test_pairs_that_are_small_or_not_whole_are_left_out(
        self, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (folder / f"ride_0{KNOWN}").unlink()
        assert [each.name for each in Recorded([folder], 80).starts] == ["ride_1"]
        assert "left out the pair ride_0" in caplog.text
        with pytest.raises(UserError, match="no pairs of at least 500 pixels in"):
            Recorded([folder], 500)

    def test_in_place_of_a_damaged_pair_the_next_is_read(
        self, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (folder / f"ride_0{FLOW}").write_bytes(b"PK\3\4 nothing")
        cv2.imwrite(str(folder / f"ride_2{BLUR}"), ramps(64, 70))
        pairs = Recorded([folder], 48)
        for number in (0, 1, 2, 0):
            assert pairs.recording(number).known.shape == (128, 96)
        assert caplog.text.count("left out a recorded pair") == 2
        (folder / f"ride_1{FLOW}").write_bytes(b"PK\3\4 nothing")
        with pytest.raises(UserError, match="None of the recorded pairs can be read"):
            Recorded([folder], 48).recording(0)

    @pytest.mark.parametrize("share", [0.0, 1.5, math.nan])
    def test_shares_are_more_than_0_to_1(self, folder: Path, share: float) -> None:
        with pytest.raises(ValueError, match="more than 0 and at most 1"):
            Recorded([folder], 48, share)


class TestRecipe:
    def test_batches_are_mixed_with_rendered_pairs(self, photos: list[Path], folder: Path) -> None:
        pairs = recipe(photos, Recorded([folder], 64, 0.5)).labels(3)
        rendered = recipe(photos, None).labels(3)
        assert pairs.blurry.shape == (4, 3, 64, 64)
        # Blue is black in recorded pairs alone.
        assert [bool(each[2].any()) for each in pairs.sharp] == [True, True, False, False]
        assert pairs.known[:2].all()
        assert rendered.known.all()

    @pytest.mark.parametrize("task", ["both", "restore", "flow"])
    @pytest.mark.parametrize("share", [0.5, 1.0])
    def test_a_step_is_finite_and_deterministic(
        self, photos: list[Path], folder: Path, task: str, share: float
    ) -> None:
        def step() -> tuple[float, list[torch.Tensor]]:
            made = recipe(photos, Recorded([folder], 64, share), task=task, uses=2)
            loss = made.loss(7)
            loss.backward()
            return loss.item(), [p.grad for p in made.network.parameters() if p.grad is not None]

        (one, gradients), (other, again) = step(), step()
        assert math.isfinite(one)
        assert one == other
        assert gradients
        assert all(
            torch.equal(a, b) and torch.isfinite(a).all() for a, b in zip(gradients, again, strict=True)
        )

    def test_flow_that_is_not_known_does_not_count(self, photos: list[Path]) -> None:
        made = recipe(photos, None)
        pairs = made.labels(0)
        wrong = pairs.flow.clone()
        wrong[..., :32] += 9
        half = pairs.known.clone()
        half[..., :32] = 0
        assert made.of_flow(wrong, replace(pairs, known=half)).item() == pytest.approx(0, abs=1e-5)
        assert made.of_flow(wrong, replace(pairs, known=1 - half)).item() > 0.5

    def test_crops_of_another_size_are_refused(self, photos: list[Path], folder: Path) -> None:
        with pytest.raises(ValueError, match="as large as those of rendered ones"):
            recipe(photos, Recorded([folder], 48))

    def test_nothing_known_at_all_is_no_loss(self, photos: list[Path]) -> None:
        made = recipe(photos, None)
        pairs = made.labels(0)
        assert made.of_flow(pairs.flow + 9, replace(pairs, known=0 * pairs.known)).item() == 0

    def test_packing_loses_nothing(self, photos: list[Path]) -> None:
        pairs = recipe(photos, None).labels(0)
        again = Labelled.unpacked(*pairs.packed())
        for name in ("blurry", "sharp", "flow", "occluded", "known"):
            assert torch.equal(getattr(again, name), getattr(pairs, name))


class TestCommand:
    @pytest.fixture
    def arguments(self, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        monkeypatch.setattr(flow_command, "SIZES", {"bundled": SMALL, "published": SMALL})
        given = ["flow", "--photos", str(photos[0].parent), "--out", str(tmp_path / "weights" / "tiny")]
        given += ["--run", str(tmp_path / "run"), "--steps", "2", "--batch", "2", "--crop", "64"]
        return [*given, "--blur", "longest=14"]

    def test_trains_on_the_folders_and_the_card_says_so(
        self, arguments: list[str], folder: Path, tmp_path: Path
    ) -> None:
        assert command_line.main([*arguments, "--frames", str(folder), "--share", "0.75"]) == 0
        card = json.loads((tmp_path / "weights" / "tiny.json").read_text())
        assert "3 pairs from video" in card["trained_on"]
        assert card["settings"]["recorded_share"] == 0.75

    def test_says_what_is_wrong(
        self, arguments: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for more, reason in (
            (["--share", "0.5"], "name their folders with --frames"),
            (["--frames", str(tmp_path / "none")], "There are no pairs of at least 64 pixels"),
            (["--frames", str(folder), "--share", "2"], "more than 0 and at most 1"),
        ):
            assert command_line.main([*arguments, *more]) == 2
            assert reason in capsys.readouterr().err


def test_the_endings_are_those_of_pairs_to_check_on() -> None:
    assert ENDINGS[:2] == ("_blur.png", "_sharp.png")
