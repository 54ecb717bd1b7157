"""The recipe for kernel codes, at a size that takes seconds."""

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
from numpy.typing import NDArray

from deblur_studio import weights
from deblur_studio.networks.kernel_wizard import KernelWizard
from training import command_line, kernel_code_command
from training.blur.settings import BlurSettings
from training.command_line import blur_settings
from training.datasets import Pair, SharpPhotos, read_rgb
from training.loop import LoopOptions, Trainer
from training.losses import charbonnier
from training.recipes.deblur import DeblurOptions, psnr
from training.recipes.kernel_code import CLEAN, KernelCodeRecipe, new_network

SMALL: dict[str, Any] = {"width": 16, "code": 16, "blocks": 1, "trunk": 1, "code_blocks": 1}
BLUR = replace(
    blur_settings(CLEAN), margin=8, shortest=8, longest=14, sharp_chance=0, tiny_chance=0, object_chance=0
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Pictures this small are not worth a second core, and tests run side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def texture(rng: np.random.Generator) -> NDArray[np.uint8]:
    """160 x 160 pixels of fine, middling and coarse grain."""
    total = np.zeros((160, 160, 3), np.float32)
    for sigma, share in ((1.5, 0.5), (4, 1), (12, 1.5)):
        grain = cv2.GaussianBlur(rng.standard_normal(total.shape).astype(np.float32), (0, 0), sigma)
        total += share * grain / grain.std()
    return np.clip(128 + 28 * total, 0, 255).astype(np.uint8)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    paths = []
    for number in range(34):
        paths.append(folder / f"{number:02}.png")
        cv2.imwrite(str(paths[-1]), texture(rng))
    return paths


def recipe(photos: list[Path], batch: int = 2, blur: BlurSettings = BLUR, **how: Any) -> KernelCodeRecipe:
    torch.manual_seed(0)
    options = DeblurOptions(crop=128, batch=batch, blur=blur)
    held_out = [picture for picture in map(read_rgb, photos[:2]) if picture is not None]
    pairs = how.pop("pairs", [])
    network = new_network(128, **{**SMALL, **how.pop("size", {})})
    return KernelCodeRecipe(
        network, SharpPhotos(photos[2:], 144), held_out, pairs, options, torch.device("cpu"), **how
    )


def test_the_loss_is_the_mean_absolute_error_rounded_off() -> None:
    target = torch.full((2, 3, 4, 4), 0.5)
    assert charbonnier(target + 0.25, target).item() == pytest.approx(0.25, abs=1e-4)
    assert charbonnier(target, target).item() == pytest.approx(1e-3)


def test_starts_near_the_sharp_picture(photos: list[Path]) -> None:
    r = recipe(photos)
    first, _ = r.two(0)
    with torch.inference_mode():
        assert psnr(r.network(first.sharp, first.blurry), first.sharp) > 30


def test_codes_arrive_at_the_other_end(photos: list[Path]) -> None:
    """In a new network a code makes a difference, as it does not with the weights torch draws."""
    r = recipe(photos)
    first, _ = r.two(0)

    @torch.inference_mode()
    def effect(wizard: KernelWizard) -> float:
        """Of a code on what is added to the sharp picture, relative."""
        code = wizard.code(first.sharp, first.blurry)
        added, without = (wizard.adapt(first.sharp, c) - first.sharp for c in (code, torch.zeros_like(code)))
        return float((added - without).std() / added.std())

    assert effect(r.wizard) > 100 * effect(KernelWizard(**SMALL))


def test_steps_are_reproducible(photos: list[Path]) -> None:
    r = recipe(photos)
    assert torch.equal(r.two(5)[0].blurry, r.two(5)[0].blurry)
    assert not torch.equal(r.two(5)[0].blurry, r.two(6)[0].blurry)


def test_two_pictures_get_the_same_blur_and_nothing_else(photos: list[Path]) -> None:
    """A picture rendered as the second one is what it is as the first one."""
    r = recipe(photos)
    (crop,) = r.photos.crops(1, (1, 2))
    sharp = torch.from_numpy(crop.copy()).permute(2, 0, 1)[None].float() / 255
    first, second = r.alike(sharp, sharp, torch.Generator().manual_seed(3))
    assert torch.equal(first.blurry, second.blurry)
    assert psnr(first.blurry, first.sharp) < 35


def test_a_few_steps_bring_the_adapted_picture_nearer_to_the_blurry_one(
    photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    r = recipe(photos, batch=1, transfer=False)
    first, second = r.two(0)
    monkeypatch.setattr(r, "two", lambda step, part: (first, second))
    optimiser = torch.optim.Adam(r.network.parameters(), 2e-3)
    losses = []
    for step in range(60):
        optimiser.zero_grad()
        loss = r.loss(step)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]
    with torch.inference_mode():
        adapted = r.wizard.adapt(first.sharp, r.wizard.code(first.sharp, first.blurry))
    assert psnr(adapted, first.blurry) > psnr(first.sharp, first.blurry) + 1


@pytest.mark.parametrize("transfer", [False, True])
@pytest.mark.parametrize("vae", [False, True])
def test_trains_in_the_loop_of_all_recipes(
    photos: list[Path], tmp_path: Path, transfer: bool, vae: bool
) -> None:
    sharp = np.zeros((150, 300, 3), np.uint8)
    pairs = [Pair("shake_1", sharp + 9, sharp), Pair("tiny_1", sharp[:100], sharp[:100])]
    r = recipe(photos, transfer=transfer, pairs=pairs, size={"vae": vae})
    trainer = Trainer(r, LoopOptions(tmp_path / "run", steps=2, check_minutes=60))
    before = {name: value.clone() for name, value in r.network.state_dict().items()}
    trainer.run()
    assert [row["step"] for row in trainer.rows] == [0, 2]
    assert {"transfer_gain", "own_gain", "shake_gain"} <= set(trainer.rows[-1])
    assert "tiny_gain" not in trainer.rows[-1]
    changed = {name for name, value in r.network.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == set(before)


def test_crops_must_divide(photos: list[Path]) -> None:
    with pytest.raises(ValueError, match="crops of a multiple of 128 pixels, not 192"):
        KernelCodeRecipe(
            new_network(192, **SMALL),
            SharpPhotos(photos, 144),
            [],
            [],
            DeblurOptions(crop=192),
            torch.device("cpu"),
        )


def test_command_line_trains_and_writes_weights_with_their_card(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_code_command, "SIZE", SMALL)
    out = tmp_path / "weights" / "kernels"
    arguments = ["kernel-code", "--photos", str(photos[0].parent), "--out", str(out), "--steps", "2"]
    arguments += ["--run", str(tmp_path / "run"), "--device", "cpu", "--batch", "2", "--crop", "128"]
    arguments += ["--width", "4", "--blur", "margin=8", "longest=12"]
    assert command_line.main(arguments) == 0
    card = json.loads((tmp_path / "weights" / "kernels.json").read_text())
    assert (card["architecture"], card["recipe"]) == ("KernelWizard", "kernel-code")
    assert card["arguments"] == {**SMALL, "width": 4, "code": 32, "train_size": 128}
    assert set(card["results"]["codes"]) == {"transfer_gain", "own_gain"}
    assert card["settings"]["blur"]["noise_chance"] == 0
    assert card["settings"]["blur"]["longest"] == 12
    assert str(tmp_path) not in card["command"]
    network = weights.load(str(out.with_suffix(".safetensors")))
    assert isinstance(network, KernelWizard)
    sharp = torch.rand(1, 3, 128, 128)
    assert network.adapt(sharp, network.code(sharp, sharp)).shape == sharp.shape


def test_command_line_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["kernel-code", "--photos", str(tmp_path), "--steps", "3", "--out", str(tmp_path / "w" / "x")]
    assert command_line.main(arguments) == 2
    assert "no photos" in capsys.readouterr().err
    arguments[-1] = str(tmp_path / "w" / "Two words")
    assert command_line.main(arguments) == 2
    assert "cannot name weights" in capsys.readouterr().err
