"""Make photos of a camera whose blur is known, to see whether training for a camera tells the truth.

    python -m tools.unknown_camera FOLDER --camera soft --photos sharp

From sharp photos it makes FOLDER/blurry and FOLDER/sharp, which show other scenes, as a photographer would
have them, and FOLDER/test with pairs NAME_blur / NAME_sharp of yet other scenes, for the truth.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from training.blur import bokeh
from training.blur.render import BlurSettings, render
from training.cameras.grain import Grain, add
from training.cameras.patches import shrunk
from training.datasets import find_photos, hold_out, read_rgb, to_tensor

LONGEST = 720
JPEG_QUALITY = 90

# Blurry or sharp pictures in 0..1 as they come off the sensor -> as the camera's file has them.
Finish = Callable[[Tensor, torch.Generator], Tensor]


@dataclass(frozen=True)
class Camera:
    """blur: of its shake; finish: what it does to every picture, blurry or sharp; defocus: radius, px, of the
    lens blur that its blurry pictures have, too, from..to."""

    blur: BlurSettings
    finish: Finish
    defocus: tuple[float, float] = (0.0, 0.0)


def plain(picture: Tensor, generator: torch.Generator) -> Tensor:
    """A little noise, as in training."""
    return noisy(picture, 0.004, 0.4, generator)


def noisy(picture: Tensor, sigma: float, width: float, generator: torch.Generator) -> Tensor:
    """Noise of that strength and smoothness, mostly grey."""
    grain = Grain(torch.tensor([sigma]), torch.tensor([sigma / 2]), torch.tensor([width]))
    return add(picture, grain, generator).clamp(0, 1)


def processed(picture: Tensor, generator: torch.Generator) -> Tensor:
    """Sharpened in the camera, with halos, and with steep contrast."""
    soft = bokeh.convolve(picture, bokeh.discs(torch.tensor([2.0]), torch.tensor([0.5])))
    sharpened = (picture + 1.0 * (picture - soft)).clamp(0, 1)
    steep = sharpened + 0.25 * sharpened * (1 - sharpened) * (2 * sharpened - 1)
    return noisy(steep, 0.004, 0.5, generator)


def grainy(picture: Tensor, generator: torch.Generator) -> Tensor:
    """Coarse noise of a small sensor at high sensitivity."""
    return noisy(picture, 0.004, 0.6, generator)


HAND = BlurSettings(
    reference="middle",
    shortest=5,
    longest=30,
    sharp_chance=0.0,
    tiny_chance=0.0,
    object_chance=0.0,
    lights_chance=0.0,
    noise_chance=0.0,
    demosaic_chance=0.0,
    jpeg_chance=0.0,
)
CAMERAS = {
    # Inside of what the general weights know.
    "known": Camera(HAND, plain),
    # Jerky hands and a lens that misses the focus: blur without a direction lies over that of the shake.
    "soft": Camera(replace(HAND, shaky_chance=1.0, longest=16), grainy, (1.5, 3.0)),
    # Halos from sharpening in the camera.
    "processed": Camera(replace(HAND, shaky_chance=0.6), processed),
    "defocus": Camera(replace(HAND, shortest=0.5, longest=2), plain, (2.0, 5.0)),
    "grainy": Camera(HAND, grainy),
}


def shoot(picture: Tensor, camera: Camera, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """A sharp picture (1, 3, H + 2 margin, W + 2 margin) -> blurry and sharp (1, 3, H, W)."""
    pair = render(picture, camera.blur, generator)
    blurry = pair.blurry
    low, high = camera.defocus
    if high:
        radius = low + (high - low) * torch.rand(1, generator=generator)
        light = bokeh.convolve(blurry**2.2, bokeh.discs(radius, 0.2 * radius))
        blurry = light ** (1 / 2.2)
    return camera.finish(blurry, generator), camera.finish(pair.sharp, generator)


def write(folder: Path, name: str, picture: Tensor) -> None:
    """As JPEG of good quality."""
    folder.mkdir(parents=True, exist_ok=True)
    values = (picture[0].permute(1, 2, 0) * 255).round().byte().numpy()
    Image.fromarray(np.ascontiguousarray(values)).save(
        folder / f"{name}.jpg", quality=JPEG_QUALITY, subsampling=0
    )


def main(given: Sequence[str] | None = None) -> int:
    """Write the three folders."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--camera", choices=sorted(CAMERAS), required=True)
    options.add_argument("--photos", type=Path, nargs="+", required=True, help="folders of sharp photos")
    options.add_argument("--each", type=int, default=120, help="blurry and sharp photos, at most")
    told = options.parse_args(given)
    camera = CAMERAS[told.camera]
    others, test = hold_out(find_photos(told.photos))
    order = torch.randperm(len(others), generator=torch.Generator().manual_seed(1)).tolist()
    half = min(told.each, len(others) // 2)
    roles = [(others[i], "blurry") for i in order[:half]]
    roles += [(others[i], "sharp") for i in order[half : 2 * half]] + [(path, "test") for path in test]
    for number, (path, role) in enumerate(roles):
        pixels = read_rgb(path)
        if pixels is None or min(pixels.shape[:2]) < 300:
            continue
        picture = to_tensor([shrunk(pixels, LONGEST + 2 * camera.blur.margin)], torch.device("cpu"))
        picture = picture[..., : picture.shape[-2] // 16 * 16, : picture.shape[-1] // 16 * 16]
        blurry, sharp = shoot(picture, camera, torch.Generator().manual_seed(number))
        name = path.stem
        if role == "test":
            write(told.folder / role, f"{name}_blur", blurry)
            write(told.folder / role, f"{name}_sharp", sharp)
        else:
            write(told.folder / role, name, blurry if role == "blurry" else sharp)
    return 0


if __name__ == "__main__":
    sys.exit(main())
