"""The recipe of deblurring and flow, at a size that takes seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.networks.deblur_flow import DeblurFlow
from deblur_studio.networks.deblur_flow_critic import DeblurFlowCritic
from deblur_studio.networks.nafnet import NAFNet
from tests.unit.training.blur_helpers import CLEAN
from training import command_line, echoes, flow_command
from training import flow_loss as motion
from training.datasets import Pair, SharpPhotos, read_rgb
from training.features import EncoderFeatures
from training.flow_command import SIZES
from training.labelled import turned
from training.loop import LoopOptions, Trainer
from training.recipes.deblur import DeblurOptions, psnr
from training.recipes.flow import FlowOptions, FlowRecipe

SMALL: dict[str, Any] = {"width": 4, "folding": 2, "norm": "none", "residual": True}
PUBLISHED: dict[str, Any] = {"width": 4}
BLUR = replace(
    CLEAN,
    shortest=8,
    longest=14,
    reference="middle",
    shaky_chance=0.0,
    object_chance=0.5,
    response_weights=(0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
)
NAF: dict[str, Any] = {"width": 8, "enc_blocks": (1, 1, 1), "middle_blocks": 1, "dec_blocks": (1, 1, 1)}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Pictures this small are not worth a second core, and tests run side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def small_critic(monkeypatch: pytest.MonkeyPatch) -> None:
    class Small(DeblurFlowCritic):
        def __init__(self) -> None:
            super().__init__(8)

    monkeypatch.setattr("training.recipes.flow.DeblurFlowCritic", Small)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    paths = []
    for number in range(18):
        total = np.zeros((128, 128, 3), np.float32)
        for sigma, share in ((1.5, 0.5), (4, 1)):
            grain = cv2.GaussianBlur(rng.standard_normal(total.shape).astype(np.float32), (0, 0), sigma)
            total += share * grain / grain.std()
        paths.append(folder / f"{number:02}.png")
        cv2.imwrite(str(paths[-1]), np.clip(128 + 40 * total, 0, 255).astype(np.uint8))
    return paths


def recipe(photos: list[Path], size: dict[str, Any] = SMALL, **how: Any) -> FlowRecipe:
    torch.manual_seed(0)
    features = how.pop("features", None)
    pairs = how.pop("pairs", [])
    given = {"crop": 64, "batch": 4, "uses": 1, "blur": BLUR, "half": False}
    options = DeblurOptions(**{name: how.pop(name, value) for name, value in given.items()})
    held_out = [picture for picture in map(read_rgb, photos[:2]) if picture is not None]
    network = DeblurFlow(**size)
    device = torch.device("cpu")
    terms = FlowOptions(**how)
    return FlowRecipe(network, SharpPhotos(photos[2:], 96), held_out, pairs, options, device, terms, features)


def learn(r: FlowRecipe, steps: int, rate: float = 3e-3) -> list[float]:
    """Losses over steps on the same batch."""
    trained = [p for p in r.network.parameters() if p.requires_grad]
    optimiser = torch.optim.Adam(trained, rate)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = r.loss(0)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


class TestLabels:
    def test_steps_are_reproducible(self, photos: list[Path]) -> None:
        r = recipe(photos)
        assert torch.equal(r.labels(5).flow, r.labels(5).flow)
        assert not torch.equal(r.labels(5).flow, r.labels(6).flow)

    @pytest.mark.parametrize("uses", [1, 4])
    def test_the_flow_is_that_of_the_blur(self, photos: list[Path], uses: int) -> None:
        """Also of pictures that are used again, turned."""
        pairs = recipe(photos, uses=uses, batch=4, blur=replace(BLUR, object_chance=0.0)).labels(3)
        again, inside = motion.reblur(pairs.sharp, pairs.flow)
        for number in range(4):
            shown = inside[number].expand(3, -1, -1)
            blurry, sharp = pairs.blurry[number][shown], pairs.sharp[number][shown]
            assert psnr(again[number][shown], blurry) > psnr(sharp, blurry) + 2

    @pytest.mark.parametrize("use", range(8))
    def test_directions_turn_with_the_pictures(self, use: int) -> None:
        here, there = torch.zeros(2, 1, 1, 16, 16)
        here[0, 0, 5, 3] = there[0, 0, 7, 9] = 1
        flow = torch.tensor([6.0, 2.0, -6.0, -2.0]).view(1, 4, 1, 1).repeat(1, 1, 16, 16)
        (y, x), (v, u) = (each[0, 0].nonzero()[0].tolist() for each in echoes.turned((here, there), use))
        assert turned(flow, use)[0, :, 0, 0].tolist() == [u - x, v - y, x - u, y - v]


class TestLearning:
    @pytest.mark.parametrize("size", [SMALL, PUBLISHED], ids=["bundled", "published"])
    def test_a_few_steps_lower_the_loss_of_both(self, photos: list[Path], size: dict[str, Any]) -> None:
        r = recipe(photos, size)
        losses = learn(r, 30, 3e-3)
        assert losses[-1] < losses[0] - 0.5
        before = recipe(photos, size)
        pairs = r.labels(0)
        errors = [
            motion.end_point_error(each.flow(each.both.train(), pairs.blurry), pairs.flow).mean().item()
            for each in (before, r)
        ]
        assert errors[1] < 0.9 * errors[0]

    def test_a_task_alone_leaves_the_other_decoder_as_it_is(self, photos: list[Path], tmp_path: Path) -> None:
        for task, other in (("restore", "flow"), ("flow", "restoration")):
            r = recipe(photos, task=task)
            before = {name: value.clone() for name, value in r.network.state_dict().items()}
            Trainer(r, LoopOptions(tmp_path / task, steps=2, warm_up=1, weight_decay=0.1)).run()
            changed = {k for k, v in r.network.state_dict().items() if not torch.equal(v, before[k])}
            assert changed == {name for name in before if not name.startswith(f"{other}.")}

    def test_a_task_alone_has_the_loss_of_its_part(self, photos: list[Path]) -> None:
        parts = [recipe(photos, task=task).loss(0).item() for task in ("both", "restore", "flow")]
        assert parts[0] == pytest.approx(parts[1] + parts[2], rel=1e-4)

    def test_a_network_without_flow_can_be_trained_to_restore(self, photos: list[Path]) -> None:
        r = recipe(photos, {**SMALL, "flow": False}, task="restore")
        losses = learn(r, 10)
        assert losses[-1] < losses[0]
        assert "axis_error" not in r.validate(r.network.eval())

    def test_blurring_again_adds_to_the_loss(self, photos: list[Path]) -> None:
        plain, more = recipe(photos).loss(0).item(), recipe(photos, reblur=2.0).loss(0).item()
        pairs = recipe(photos).labels(0)
        r = recipe(photos)
        expected = motion.reblur_loss(r.both.restore(pairs.blurry), r.both.motion(pairs.blurry), pairs.blurry)
        assert more - plain == pytest.approx(2 * expected.item(), rel=1e-3)

    def test_features_in_place_of_pixels(self, photos: list[Path]) -> None:
        torch.manual_seed(1)
        features = EncoderFeatures(NAFNet(**NAF))
        r = recipe(photos, content="features", features=features, task="restore")
        assert len(features.strengths) == 3
        losses = learn(r, 20)
        assert losses[-1] < 0.95 * losses[0]

    def test_a_critics_praise_lowers_the_loss(self, photos: list[Path]) -> None:
        plain, r = recipe(photos), recipe(photos, critic=0.5)
        assert r.judge is not None
        with torch.no_grad():
            praise = r.judge.critic(r.both.restore(r.labels(0).blurry)).mean().item()
        assert abs(praise) > 1e-4
        assert r.loss(0).item() == pytest.approx(plain.loss(0).item() - 0.5 * praise, abs=1e-5)

    def test_learns_in_bf16(self, photos: list[Path]) -> None:
        r = recipe(photos, half=True)
        losses = learn(r, 20)
        assert losses[-1] < losses[0] - 0.3
        assert all(p.dtype == torch.float32 for p in r.network.parameters())

    def test_hidden_and_flat_points_count_less(self, photos: list[Path]) -> None:
        r = recipe(photos, hidden=0.0)
        pairs = r.labels(0)
        wrong = pairs.flow.clone()
        hide = torch.zeros_like(pairs.occluded)
        hide[..., :32] = 1
        wrong[..., :32] += 9
        right = r.of_flow(pairs.flow, pairs).item()
        assert right == pytest.approx(0, abs=1e-5)
        assert r.of_flow(wrong, replace(pairs, occluded=hide)).item() == pytest.approx(0, abs=1e-5)
        assert r.of_flow(wrong, replace(pairs, occluded=1 - hide)).item() > 0.5
        grey = replace(pairs, sharp=torch.full_like(pairs.sharp, 0.5))
        grey.sharp[..., 48:] = pairs.sharp[..., 48:]
        assert r.of_flow(wrong, grey).item() < 0.8 * r.of_flow(wrong, pairs).item()


class TestLoop:
    @pytest.mark.parametrize("how", [{}, {"critic": 0.01}], ids=["plain", "critic"])
    def test_a_resumed_run_ends_with_the_same_weights(
        self, photos: list[Path], tmp_path: Path, how: dict[str, Any]
    ) -> None:
        def run(folder: str, steps: int, resume: bool = False) -> FlowRecipe:
            r = recipe(photos, batch=2, **how)
            # The rate must not depend on how long the run was meant to be.
            options = LoopOptions(
                tmp_path / folder,
                steps=steps,
                rate=1e-3,
                final_rate=1e-3,
                warm_up=1,
                check_steps=2,
                resume=resume,
            )
            Trainer(r, options).run()
            return r

        whole = run("whole", 4)
        run("cut", 2)
        resumed = run("cut", 4, resume=True)
        for name, value in whole.network.state_dict().items():
            assert torch.equal(value, resumed.network.state_dict()[name]), name
        if how:
            assert whole.judge is not None
            assert resumed.judge is not None
            for name, value in whole.judge.critic.state_dict().items():
                assert torch.equal(value, resumed.judge.critic.state_dict()[name]), name

    def test_the_critic_learns_to_tell_restored_from_sharp(self, photos: list[Path]) -> None:
        r = recipe(photos, critic=0.01, batch=2)
        assert r.judge is not None

        def apart() -> float:
            pairs, judge = r.labels(0), r.judge
            assert judge is not None
            with torch.no_grad():
                return float(judge.critic(pairs.sharp).mean() - judge.critic(pairs.blurry).mean())

        before = apart()
        for step in range(4):
            r.loss(0)
            r.finish(step)
        assert apart() > before
        assert not r.judge.shown

    def test_a_normalised_network_gets_whole_batches(self, photos: list[Path]) -> None:
        torch.set_num_threads(2)
        assert recipe(photos, PUBLISHED).parts == 1
        assert recipe(photos).parts == 2


class TestValidation:
    def test_measures_are_of_what_is_learned(self, photos: list[Path]) -> None:
        pairs = [Pair("shake_1", np.zeros((64, 80, 3), np.uint8) + 9, np.zeros((64, 80, 3), np.uint8))]
        gains = {"held_out_gain", "sharp_psnr", "sharp_least", "shake_gain", "shake_least"}
        moved = {"axis_within", "axis_error", "length_error", "end_point_error", "still_length"}
        for task, expected in (("both", gains | moved), ("restore", gains), ("flow", moved)):
            r = recipe(photos, task=task, pairs=pairs)
            assert set(r.validate(r.network.eval())) == expected

    def test_flow_that_is_right_is_measured_as_right(
        self, photos: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        r = recipe(photos)
        assert len(r.motions) == 2

        def true(network: DeblurFlow, photo: torch.Tensor) -> torch.Tensor:
            for pairs in r.motions:
                if photo is pairs.blurry:
                    return 1.1 * motion.exchanged(pairs.flow)
            return torch.full((1, 4, 64, 64), 0.1)

        monkeypatch.setattr(r, "flow", true)
        found = r.moved(r.both)
        assert found["axis_within"] == 1
        assert found["axis_error"] == pytest.approx(0, abs=0.1)
        assert found["length_error"] == pytest.approx(0.1, abs=1e-3)
        assert 0.1 < found["end_point_error"] < 1
        assert found["still_length"] == pytest.approx(0, abs=1e-6)

    def test_held_out_motions_are_of_4_to_40_px(self, photos: list[Path]) -> None:
        r = recipe(photos, blur=replace(BLUR, shortest=0.5, longest=20, sharp_chance=1.0))
        for pairs in r.motions:
            assert motion.measurable(pairs.flow, torch.tensor(True)).any()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"task": "all"}, "the task is one of both, restore, flow"),
        ({"content": "l1"}, "the loss of the picture is one of psnr, features"),
        ({"task": "flow", "reblur": 1.0}, "needs the picture and the flow"),
        ({"task": "flow", "critic": 1.0}, "none to judge"),
        ({"window": 4, "flow": -1.0}, "at least 0; the window has an odd side"),
        ({"flat": 0.0}, "more than 0"),
    ],
)
def test_options_name_every_mistake(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        FlowOptions(**wrong)


@pytest.mark.parametrize(
    ("size", "how", "reason"),
    [
        ({**SMALL, "flow": False}, {}, "no decoder for flow"),
        ({**SMALL, "folding": 3}, {}, "multiple of 12 pixels"),
        (SMALL, {"content": "features"}, "features are given for the loss of that name"),
        (SMALL, {"crop": 56, "critic": 0.1}, "a critic needs crops of at least 64 pixels"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    photos: list[Path], size: dict[str, Any], how: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        recipe(photos, size, **how)


class TestCommand:
    @pytest.fixture
    def arguments(self, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        monkeypatch.setattr(flow_command, "SIZES", {"bundled": SMALL, "published": PUBLISHED})
        pairs = tmp_path / "pairs"
        pairs.mkdir()
        for end in ("blur", "sharp"):
            (pairs / f"x_{end}.png").write_bytes(photos[0].read_bytes())
        out, run = str(tmp_path / "weights" / "tiny"), str(tmp_path / "run")
        told = [
            "flow",
            "--photos",
            str(photos[0].parent),
            "--pairs",
            str(pairs),
            "--steps",
            "2",
            "--batch",
            "2",
        ]
        told += ["--crop", "48", "--out", out, "--run", run, "--device", "cpu"]
        return [*told, "--blur", "margin=16", "longest=14"]

    @pytest.mark.parametrize("size", ["bundled", "published"])
    def test_trains_and_writes_weights_with_their_card(
        self, arguments: list[str], tmp_path: Path, size: str
    ) -> None:
        assert command_line.main([*arguments, "--size", size, "--width", "2"]) == 0
        card = json.loads((tmp_path / "weights" / "tiny.json").read_text())
        assert (card["architecture"], card["recipe"]) == ("DeblurFlow", "flow")
        expected = {"bundled": SMALL, "published": PUBLISHED}[size]
        assert card["arguments"] == {**expected, "width": 2, "flow": True, "train_size": 48}
        assert card["results"]["pairs"]["photos"] == 1
        assert card["results"]["sharp"]["photos"] == 2
        assert {"photos", "axis_error", "length_error", "still_length"} <= set(card["results"]["motion"])
        assert card["settings"]["blur"]["reference"] == "middle"
        assert card["settings"]["terms"]["task"] == "both"
        assert str(tmp_path) not in card["command"]
        network = weights.load(str(tmp_path / "weights" / "tiny.safetensors"))
        assert isinstance(network, DeblurFlow)
        restored, flow = network(torch.rand(1, 3, 16, 24))
        assert (restored.shape[1], flow.shape[1]) == (3, 4)

    def test_a_task_alone_is_measured_alone(self, arguments: list[str], tmp_path: Path) -> None:
        for task, expected in (("restore", {"pairs", "x", "sharp"}), ("flow", {"motion"})):
            out = str(tmp_path / "weights" / task)
            given = [*arguments, "--task", task, "--out", out, "--run", str(tmp_path / task)]
            assert command_line.main(given) == 0
            assert set(json.loads(Path(f"{out}.json").read_text())["results"]) == expected

    def test_says_what_is_wrong(
        self, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command_line.main([*arguments, "--task", "flow", "--reblur", "1", "--window", "6"]) == 2
        told = capsys.readouterr().err
        assert "needs the picture and the flow; the window has an odd side" in told
        assert command_line.main([*arguments, "--out", str(tmp_path / "Two words")]) == 2
        assert "cannot name weights" in capsys.readouterr().err
        assert command_line.main([*arguments, "--photos", str(tmp_path / "none")]) == 2
        assert "no photos" in capsys.readouterr().err
        assert command_line.main([*arguments, "--crop", "50"]) == 2
        assert "multiple of 8 pixels" in capsys.readouterr().err

    def test_features_are_those_of_a_nafnet(self) -> None:
        assert isinstance(flow_command.features_of(flow_command.FEATURES), EncoderFeatures)
        with pytest.raises(UserError, match="Features are those of a NAFNet"):
            flow_command.features_of("mimo-unet-shake")


def test_both_sizes_of_the_command_can_be_built() -> None:
    with torch.device("meta"):
        counts = {
            name: sum(p.numel() for p in DeblurFlow(**size).parameters()) for name, size in SIZES.items()
        }
    assert counts["published"] == 9_287_943
    assert 2_000_000 < counts["bundled"] < 3_000_000
