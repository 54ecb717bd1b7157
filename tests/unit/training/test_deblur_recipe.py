"""The deblur recipe from end to end, at a size that takes seconds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from deblur_studio.networks.nafnet import NAFNet
from training import command_line
from training.blur.render import BlurSettings
from training.datasets import SharpPhotos
from training.deblurrers import deblurrer, start_nafnet
from training.losses import psnr_loss
from training.recipes.deblur import DeblurOptions, DeblurRecipe

SMALL = {"width": 8, "enc_blocks": (1,), "middle_blocks": 1, "dec_blocks": (1,), "shuffle": 2}
BLUR = BlurSettings(margin=16, shortest=6, longest=10, noise_chance=0, jpeg_chance=0, sharp_chance=0)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    import cv2

    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    paths = []
    for number in range(18):
        shapes = np.full((128, 128, 3), 128, np.uint8)
        for _ in range(40):
            (x, y), colour = rng.integers(0, 128, 2), rng.integers(0, 256, 3)
            cv2.circle(shapes, (int(x), int(y)), int(rng.integers(2, 12)), [int(c) for c in colour], -1)
        paths.append(folder / f"{number:02}.png")
        cv2.imwrite(str(paths[-1]), shapes)
    return paths


def recipe(photos: list[Path]) -> DeblurRecipe:
    torch.manual_seed(0)
    network = NAFNet(**SMALL)  # type: ignore[arg-type]
    start_nafnet(network)
    options = DeblurOptions(crop=64, batch=4, blur=BLUR)
    return DeblurRecipe(network, SharpPhotos(photos, 96), [], [], options, torch.device("cpu"))


def test_starts_from_the_photo_as_it_is(photos: list[Path]) -> None:
    r = recipe(photos)
    blurry, _ = r.batch(0)
    assert torch.equal(r.network(blurry), blurry)


def test_steps_are_reproducible(photos: list[Path]) -> None:
    r = recipe(photos)
    assert torch.equal(r.batch(5)[0], r.batch(5)[0])
    assert not torch.equal(r.batch(5)[0], r.batch(6)[0])


def test_a_few_steps_sharpen(photos: list[Path]) -> None:
    r = recipe(photos)
    optimiser = torch.optim.Adam(r.network.parameters(), 3e-3)
    losses = []
    for _ in range(40):
        optimiser.zero_grad()
        loss = r.loss(0)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 0.15


def test_psnr_loss_is_minus_psnr_and_forgives_what_is_nearly_perfect() -> None:
    target = torch.full((2, 3, 8, 8), 0.5)
    assert psnr_loss(target + 0.1, target, floor=0).item() == pytest.approx(-20, abs=1e-3)
    pulls = []
    for error in (0.003, 0.03):
        output = (target + error).requires_grad_()
        psnr_loss(output, target).backward()
        assert output.grad is not None
        pulls.append(output.grad.norm().item())
    assert pulls[0] < pulls[1], "a photo that is nearly perfect outweighs one that is not"


def test_command_line_trains_and_writes_weights_with_their_card(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line, "deblurrer", lambda name: replace(deblurrer(name), size=SMALL))
    pairs = tmp_path / "pairs"
    pairs.mkdir()
    for end in ("blur", "sharp"):
        (pairs / f"x_{end}.png").write_bytes(photos[0].read_bytes())
    arguments = [
        "deblur",
        "--photos",
        str(photos[0].parent),
        "--pairs",
        str(pairs),
        "--steps",
        "3",
        "--batch",
        "2",
    ]
    arguments += ["--blur", "reference=middle", "longest=9"]
    arguments += ["--crop", "32", "--out", str(tmp_path / "weights" / "tiny"), "--run", str(tmp_path / "run")]
    assert command_line.main([*arguments, "--device", "cpu"]) == 0
    card = json.loads((tmp_path / "weights" / "tiny.json").read_text())
    assert (tmp_path / "weights" / "tiny.safetensors").stat().st_size == card["bytes"]
    assert card["results"]["pairs"]["photos"] == 1
    assert "--photos photos --pairs pairs" in card["command"]
    assert str(tmp_path) not in card["command"]
    assert card["results"]["sharp"]["photos"] == 2
    assert card["settings"]["crop"] == 32
    assert card["settings"]["blur"]["reference"] == "middle"
    assert (tmp_path / "run" / "curves.csv").exists()

    from deblur_studio import weights

    again = weights.load(str(tmp_path / "weights" / "tiny.safetensors"))
    assert again(torch.rand(1, 3, 16, 16)).shape == (1, 3, 16, 16)


def test_command_line_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["deblur", "--photos", str(tmp_path), "--steps", "3", "--out", str(tmp_path / "w" / "x")]
    assert command_line.main(arguments) == 2
    assert "no photos" in capsys.readouterr().err
    assert command_line.main([*arguments, "--blur", "longest=far", "sharp_chance=2", "width=3"]) == 2
    told = capsys.readouterr().err
    assert "longest=far, width=3" in told
    assert command_line.main([*arguments, "--blur", "sharp_chance=2"]) == 2
    assert "sharp_chance" in capsys.readouterr().err
    arguments[-1] = str(tmp_path / "w" / "Two words")
    assert command_line.main(arguments) == 2
    assert "cannot name weights" in capsys.readouterr().err
