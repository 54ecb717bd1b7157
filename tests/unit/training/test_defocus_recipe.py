"""The recipe of defocus, at a size that takes seconds."""

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
import torch.nn.functional as F

from deblur_studio import weights
from deblur_studio.networks.dmenet import DMENet
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.networks.vgg import VGG
from tests.unit.training.blur_helpers import CLEAN, texture
from training import command_line, defocus_command, defocus_loss
from training.blur.defocus import DefocusSettings
from training.datasets import SharpPhotos, read_rgb
from training.defocus_command import SIZES
from training.defocus_photos import Layered, LayeredPhotos
from training.features import EncoderFeatures
from training.loop import LoopOptions, Trainer
from training.recipes.defocus import (
    DefocusOptions,
    DefocusRecipe,
    DefocusTerms,
    Photos,
    weights_of,
)
from training.vgg_start import start_from_vgg

SMALL: dict[str, Any] = {"width": 4, "folding": 2, "norm": "none", "units": 1, "cues": True}
PUBLISHED: dict[str, Any] = {"width": 4, "units": 2}
SETTINGS = DefocusSettings(sharp_chance=0.0, camera=replace(CLEAN, margin=16, sharp_chance=1.0))
NAF: dict[str, Any] = {"width": 8, "enc_blocks": (1, 1, 1), "middle_blocks": 1, "dec_blocks": (1, 1, 1)}
ALL = {"auxiliary": 1.0, "adversarial": 1e-3, "calibration": 2e-2}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Pictures this small are not worth a second core, and tests run side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    paths = []
    for number in range(18):
        blocks = rng.integers(20, 235, (24, 24, 3), dtype=np.uint8).repeat(6, axis=0).repeat(6, axis=1)
        paths.append(folder / f"{number:02}.png")
        cv2.imwrite(str(paths[-1]), blocks)
    return paths


def masked() -> LayeredPhotos:
    picture = (texture(1, 128)[0].permute(1, 2, 0).numpy() * 255).astype(np.uint8)
    return LayeredPhotos(
        [Layered("x", picture, np.tile(np.arange(128) > 64, (128, 1)).astype(np.float32))], 64
    )


def recipe(photos: list[Path], size: dict[str, Any] = SMALL, **how: Any) -> DefocusRecipe:
    torch.manual_seed(0)
    features = how.pop("features", None)
    sources = {name: how.pop(name, None) for name in ("depth", "real", "masked")}
    given = {"crop": 64, "batch": 4, "uses": 1, "depth_share": 0.5, "settings": SETTINGS, "half": False}
    options = DefocusOptions(**{name: how.pop(name, value) for name, value in given.items()})
    terms = DefocusTerms(**{"auxiliary": 0.0, **how})
    network = DMENet(**size, auxiliary=bool(terms.auxiliary))
    held_out = [picture for picture in map(read_rgb, photos[:2]) if picture is not None]
    material = Photos(SharpPhotos(photos[2:], 96), **sources)
    return DefocusRecipe(network, material, held_out, options, torch.device("cpu"), terms, features)


def learn(r: DefocusRecipe, steps: int, rate: float = 2e-3) -> list[float]:
    """Losses over steps on the same batch."""
    optimiser = torch.optim.Adam(r.network.parameters(), rate)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = r.loss(0)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


class TestBatches:
    def test_steps_are_reproducible(self, photos: list[Path]) -> None:
        r = recipe(photos)
        for one, two, other in zip(r.batch(5), r.batch(5), r.batch(6), strict=True):
            assert torch.equal(one, two)
            assert one.shape == other.shape
        assert not torch.equal(r.batch(5)[1], r.batch(6)[1])

    def test_maps_are_told_in_sevenths(self, photos: list[Path]) -> None:
        _, true, weight = recipe(photos, batch=8).batch(1)
        assert true.shape == weight.shape == (8, 1, 64, 64)
        assert 0.3 < true.max() <= 1
        assert set(weight.unique().tolist()) <= {0.0, 1.0}

    def test_photos_with_depth_take_their_share(self, photos: list[Path]) -> None:
        picture = (texture(1, 128)[0].permute(1, 2, 0).numpy() * 255).astype(np.uint8)
        inverse = np.tile(np.linspace(0.1, 1, 128, dtype=np.float32), (128, 1))
        deep = LayeredPhotos([Layered("x", picture, inverse)], 96)
        whole = recipe(photos, depth=deep, depth_share=1.0).batch(0)[1]
        # They are slanted along their rows and have no cut-outs: every column has one sigma.
        assert (whole.amax(dim=2) - whole.amin(dim=2)).max() < 1e-3
        none = recipe(photos, depth=deep, depth_share=0.0)
        assert torch.equal(none.batch(0)[1], recipe(photos).batch(0)[1])


class TestLearning:
    @pytest.mark.parametrize("size", [SMALL, PUBLISHED], ids=["bundled", "published"])
    def test_a_few_steps_lower_the_loss(self, photos: list[Path], size: dict[str, Any]) -> None:
        losses = learn(recipe(photos, size, auxiliary=1.0), 25, 3e-3)
        assert losses[-1] < 0.6 * losses[0]

    def test_parts_add_up_by_their_weights(self, photos: list[Path]) -> None:
        real = SharpPhotos(photos, 64)
        r = recipe(photos, auxiliary=0.5, adversarial=0.1, calibration=0.2, real=real, masked=masked())
        photo, true, weight = r.batch(0)
        reals, blurred, known = r.real(0, 0)
        told, told_real = r.whole.told(photo), r.whole.told(reals)
        assert r.judge is not None
        calibration = r.network.calibration
        assert calibration is not None
        said = calibration(told_real.map)
        entropy = F.binary_cross_entropy_with_logits(said, blurred, reduction="none")
        expected = defocus_loss.map_loss(told.map, true, weight) + 0.5 * sum(
            F.mse_loss(each * small, F.interpolate(true, each.shape[-2:]) * small)
            * small.numel()
            / small.sum()
            for each in told.auxiliary
            for small in [F.interpolate(weight, each.shape[-2:])]
        )
        expected = expected + 0.2 * (entropy * known).sum() / known.sum()
        expected = expected + 0.1 * F.softplus(-r.judge.critic(told_real.feature)).mean()
        assert r.loss(0).item() == pytest.approx(expected.item(), rel=0.02)

    def test_half_the_photo_has_half_the_sigma(self, photos: list[Path]) -> None:
        r = recipe(photos, halves=2.0)
        photo, true, _ = r.batch(0)
        with torch.no_grad():
            error = (2 * r.whole(F.avg_pool2d(photo, 2)) - F.avg_pool2d(true, 2)).square().mean()
        more = r.loss(0).item() - recipe(photos).loss(0).item()
        assert more == pytest.approx(2 * error.item(), rel=0.05)

    def test_content_of_maps_is_compared(self, photos: list[Path]) -> None:
        torch.manual_seed(1)
        features = EncoderFeatures(NAFNet(**NAF))
        r = recipe(photos, content=0.5, features=features)
        more = r.loss(0).item() - recipe(photos).loss(0).item()
        photo, true, _ = r.batch(0)
        with torch.no_grad():
            maps = [each.expand(-1, 3, -1, -1) for each in (r.whole(photo), true)]
            made, wanted = (features(each)[-1] for each in maps)
        assert more == pytest.approx(0.5 * (made - wanted).square().mean().item(), rel=1e-3)
        assert more > 0.01

    def test_calibration_learns_from_masks_alone(self, photos: list[Path]) -> None:
        r = recipe(photos, calibration=1.0, masked=masked())
        _, blurred, known = r.real(3, 0)
        assert (known == 1).all()
        assert 0 < blurred.mean() < 1
        learn(r, 3)

    def test_the_critic_learns_to_tell_rendered_from_real(self, photos: list[Path]) -> None:
        real = SharpPhotos(photos, 64)
        r = recipe(photos, adversarial=1e-3, real=real)
        judge = r.judge
        assert judge is not None

        def apart() -> float:
            r.loss(0)
            features = judge.shown[0]
            with torch.no_grad():
                return float(judge.critic(features[0]).mean() - judge.critic(features[1]).mean())

        before = apart()
        for step in range(6):
            r.finish(step)
            r.loss(0)
        assert apart() > before

    def test_learns_in_bf16(self, photos: list[Path]) -> None:
        r = recipe(photos, half=True, auxiliary=1.0)
        losses = learn(r, 15)
        assert losses[-1] < 0.9 * losses[0]
        assert all(p.dtype == torch.float32 for p in r.network.parameters())


class TestLoop:
    @pytest.mark.parametrize("how", [{"auxiliary": 1.0}, ALL], ids=["plain", "all"])
    def test_a_resumed_run_ends_with_the_same_weights(
        self, photos: list[Path], tmp_path: Path, how: dict[str, float]
    ) -> None:
        def run(folder: str, steps: int, resume: bool = False) -> DefocusRecipe:
            real = SharpPhotos(photos, 64) if "adversarial" in how else None
            r = recipe(photos, batch=2, real=real, **how)
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
        if whole.judge is not None:
            assert resumed.judge is not None
            for name, value in whole.judge.critic.state_dict().items():
                assert torch.equal(value, resumed.judge.critic.state_dict()[name]), name

    def test_only_what_is_of_use_is_written(self, photos: list[Path]) -> None:
        r = recipe(photos, auxiliary=1.0, calibration=1.0, masked=masked())
        DMENet(**SMALL).load_state_dict(weights_of(r.network.state_dict()), strict=True)

    def test_batches_are_shared_out_where_nothing_depends_on_all_of_them(self, photos: list[Path]) -> None:
        torch.set_num_threads(2)
        assert recipe(photos).parts == 2
        assert recipe(photos, PUBLISHED).parts == 1


class TestValidation:
    def test_maps_that_are_right_are_measured_as_right(
        self, photos: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        r = recipe(photos)
        assert len(r.checks) == 2
        # As it was drawn, and so wide that halves of it are compared.
        r.checks[1] = replace(r.checks[1], sigma=r.checks[1].sigma.clamp_min(2))

        def true(network: DMENet, photo: torch.Tensor) -> torch.Tensor:
            for check in r.checks:
                if photo is check.photo:
                    return check.sigma / 7 + 0.1
                if photo.shape[-1] < check.photo.shape[-1] and check.photo.mean() == pytest.approx(
                    photo.mean()
                ):
                    return 0.6 * F.avg_pool2d(check.sigma / 7 + 0.1, 2)
            return torch.full_like(photo[:, :1], 0.05)

        monkeypatch.setattr(r, "map", true)
        found = r.validate(r.network)
        assert found["map_mse"] == pytest.approx(0.01, rel=1e-3)
        assert found["map_mae"] == pytest.approx(0.1, rel=1e-3)
        assert found["sharp_sigma"] == pytest.approx(0.35, rel=1e-3)
        assert found["half_error"] == pytest.approx(0.2, rel=1e-3)
        # Nothing moves in these settings.
        assert "shaken_sigma" not in found

    def test_what_is_told_of_photos_in_focus_that_moved_is_measured(
        self, photos: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        camera = replace(CLEAN, margin=16, sharp_chance=0.0, shortest=6.0, longest=9.0)
        r = recipe(photos, settings=DefocusSettings(shake_chance=0.0, camera=camera))
        assert all(float(check.length) == 0 and check.sigma.max() > 0.2 for check in r.checks)
        assert all(float(check.length) >= 5 and check.sigma.max() == 0 for check in r.shaken)
        shaken = [check.photo for check in r.shaken]

        def told(network: DMENet, photo: torch.Tensor) -> torch.Tensor:
            moved = any(photo is each for each in shaken)
            return torch.full_like(photo[:, :1], 0.2 if moved else 0.01)

        monkeypatch.setattr(r, "map", told)
        found = r.validate(r.network)
        assert found["shaken_sigma"] == pytest.approx(1.4, rel=1e-3)
        assert found["sharp_sigma"] == pytest.approx(0.07, rel=1e-3)


@pytest.mark.parametrize(
    ("size", "how", "reason"),
    [
        (SMALL, {"crop": 48}, "multiple of 32 pixels"),
        (SMALL, {"crop": 96, "halves": 1.0}, "multiple of 64 pixels"),
        (SMALL, {"batch": 3, "uses": 2}, "multiple of the 2 uses"),
        ({**SMALL, "circles": True}, {}, "as sigma, not as circles"),
        (SMALL, {"content": 1.0}, "features are given for the loss of content"),
        (SMALL, {"adversarial": 1.0, "calibration": 1.0}, "needs real photos; calibration needs real photos"),
        (SMALL, {"absolute": -1.0, "halves": float("nan")}, "at least 0: absolute, halves"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    photos: list[Path], size: dict[str, Any], how: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        recipe(photos, size, **how)


def test_the_encoder_begins_as_vgg() -> None:
    torch.manual_seed(0)
    vgg, network = VGG(19, 4), DMENet(4)
    start_from_vgg(network, vgg)
    x = torch.rand(1, 3, 96, 96)
    with torch.no_grad():
        taps = network.encode(x, None)
        expected = vgg(x, ("relu1_2", "relu2_2", "relu3_4", "relu4_4"))
        for own, other, rim in zip(taps, expected, (2, 3, 7, 11), strict=False):
            inner = (..., slice(rim, -rim), slice(rim, -rim))
            if own.shape[-1] > 2 * rim:
                torch.testing.assert_close(own[inner], other[inner], atol=1e-4, rtol=1e-3)
    with pytest.raises(ValueError, match="other layers"):
        start_from_vgg(network, VGG(16, 4))
    with pytest.raises(ValueError, match="only the published"):
        start_from_vgg(DMENet(**SMALL), vgg)


class TestCommand:
    @pytest.fixture
    def arguments(self, photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        monkeypatch.setattr(defocus_command, "SIZES", {"bundled": SMALL, "published": PUBLISHED})
        out, run = str(tmp_path / "weights" / "tiny"), str(tmp_path / "run")
        told = ["defocus", "--photos", str(photos[0].parent), "--steps", "2", "--batch", "2"]
        return [*told, "--crop", "64", "--out", out, "--run", run, "--device", "cpu", "--blur", "margin=16"]

    @pytest.mark.parametrize("size", ["bundled", "published"])
    def test_trains_and_writes_weights_with_their_card(
        self, arguments: list[str], photos: list[Path], tmp_path: Path, size: str
    ) -> None:
        real = ["--real", str(photos[0].parent)]
        assert (
            command_line.main([*arguments, *real, "--size", size, "--width", "2", "--shake-chance", "0.5"])
            == 0
        )
        card = json.loads((tmp_path / "weights" / "tiny.json").read_text())
        assert (card["architecture"], card["recipe"]) == ("DMENet", "defocus")
        expected = {"bundled": SMALL, "published": PUBLISHED}[size]
        plain = {"auxiliary": False, "circles": False, "train_size": 64}
        assert card["arguments"] == {**expected, "width": 2, **plain}
        measured = {"photos", "map_mse", "map_mae", "sharp_sigma"}
        assert measured <= set(card["results"]["defocus"])
        assert card["settings"]["terms"]["adversarial"] == 1e-3
        assert card["settings"]["defocus"]["camera"]["margin"] == 16
        assert card["settings"]["defocus"]["camera"]["tiny_chance"] == 0.2
        assert card["settings"]["defocus"]["shake_chance"] == 0.5
        assert str(tmp_path) not in card["command"]
        network = weights.load(str(tmp_path / "weights" / "tiny.safetensors"))
        assert isinstance(network, DMENet)
        assert network(torch.rand(1, 3, 32, 64)).shape == (1, 1, 32, 64)

    def test_real_photos_bring_their_losses(self, arguments: list[str]) -> None:
        told = command_line.parser().parse_args([*arguments, "--masks", "x"])
        assert defocus_command.terms_of(told) == DefocusTerms(calibration=2e-2)
        told = command_line.parser().parse_args([*arguments, "--real", "x", "--calibration", "0"])
        assert defocus_command.terms_of(told) == DefocusTerms(adversarial=1e-3)
        assert defocus_command.terms_of(command_line.parser().parse_args(arguments)) == DefocusTerms()

    def test_says_what_is_wrong(
        self, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for more, reason in (
            (["--adversarial", "1"], "a critic of features needs real photos"),
            (["--out", str(tmp_path / "Two words")], "cannot name weights"),
            (["--photos", str(tmp_path / "none")], "no photos"),
            (["--real", str(tmp_path / "none")], "no photos"),
            (["--depth", str(tmp_path)], "no photos with a file of their depth"),
            (["--masks", str(tmp_path)], "masks in gt/"),
            (["--depth-share", "2"], "0 to 1"),
            (["--shake-chance", "2"], "out of range: shake_chance"),
            (["--crop", "48"], "multiple of 32 pixels"),
        ):
            assert command_line.main([*arguments, *more]) == 2
            assert reason in capsys.readouterr().err


def test_both_sizes_of_the_command_can_be_built() -> None:
    with torch.device("meta"):
        counts = {name: sum(p.numel() for p in DMENet(**size).parameters()) for name, size in SIZES.items()}
    assert counts["published"] == 25_351_873
    assert 1_000_000 < counts["bundled"] < 2_500_000
