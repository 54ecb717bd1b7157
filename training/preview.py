"""A contact sheet of what the blur renderer makes: `python -m training preview`."""

from __future__ import annotations

import argparse
import colorsys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from deblur_studio.errors import UserError
from training.blur.render import BlurSettings, Rendered, Shot, draw_shot, take
from training.blur.response import RESPONSES
from training.datasets import SharpPhotos, find_photos, to_tensor

PRESETS: dict[str, Callable[[], BlurSettings]] = {
    "default": BlurSettings,
    "flagship": BlurSettings.flagship,
    "shake": BlurSettings.shake,
}
GAP = 6
CAPTION = 34

Pixels = NDArray[np.uint8]


def add_preview_arguments(recipes: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `preview` to the recipes that `python -m training` knows."""
    parser = recipes.add_parser("preview", help="a contact sheet of rendered blur, to look at")
    parser.add_argument("--photos", type=Path, nargs="+", required=True, help="folders of sharp photos")
    parser.add_argument("--out", type=Path, required=True, help="PNG file to write")
    parser.add_argument("--rows", type=int, default=12, help="pairs to show")
    parser.add_argument("--crop", type=int, default=256, help="width and height of a picture, pixels")
    parser.add_argument("--preset", choices=list(PRESETS), default="default", help="settings of the blur")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")


def run_preview(options: argparse.Namespace) -> None:
    """Make the sheet that the arguments ask for.

    Raises:
        UserError: there are no photos, or none is large enough, or the sheet cannot be written.
    """
    photos = find_photos(options.photos)
    if not photos:
        raise UserError(f"There are no photos in {', '.join(map(str, options.photos))}.")
    if options.rows < 1 or options.crop < 16:
        raise UserError("A sheet needs at least 1 row and pictures of at least 16 pixels.")
    settings = PRESETS[options.preset]()
    device = torch.device(options.device)
    try:
        preview(photos, options.out, options.rows, settings, options.seed, device, options.crop)
    except OSError as error:
        raise UserError(f"{options.out} cannot be written: {error.strerror or error}.") from error


def preview(
    photos: Sequence[Path],
    out: Path,
    rows: int,
    settings: BlurSettings,
    seed: int,
    device: torch.device,
    crop: int = 256,
) -> None:
    """Write a PNG with a row per rendered pair: blurry, sharp, forward flow in colours, occlusion.

    rows: pairs; crop: pixels of a picture's side. Pairs are rendered as one batch, in which pictures lend
    each other objects. Each row's caption says what was drawn for it.

    Raises:
        ValueError: no photo is large enough.
        OSError: `out` cannot be written.
    """
    side = crop + 2 * settings.margin
    crops = SharpPhotos(photos, side).crops(rows, (seed,))
    generator = torch.Generator(device).manual_seed(seed)
    with torch.no_grad():
        shot = draw_shot(rows, (crop, crop), settings, generator)
        rendered = take(to_tensor(crops, device), shot, settings, generator, with_labels=True)
    captions = captions_of(shot, rendered)
    sheet = Image.new("RGB", (4 * (crop + GAP) + GAP, rows * (crop + GAP + CAPTION) + GAP), (32, 32, 32))
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(12)
    for row in range(rows):
        top = GAP + row * (crop + GAP + CAPTION)
        draw.multiline_text((GAP, top), captions[row], fill=(230, 230, 230), font=font, spacing=2)
        for column, tile in enumerate(tiles(rendered, row)):
            sheet.paste(Image.fromarray(tile), (GAP + column * (crop + GAP), top + CAPTION))
    out.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(out, format="PNG")


def tiles(rendered: Rendered, row: int) -> list[Pixels]:
    """The four pictures of a row, (H, W, 3) uint8 each."""
    assert rendered.flow_forward is not None
    assert rendered.occluded is not None
    hidden = rendered.occluded[row].expand(3, -1, -1)
    return [
        to_pixels(rendered.blurry[row]),
        to_pixels(rendered.sharp[row]),
        flow_colours(rendered.flow_forward[row].cpu().numpy()),
        to_pixels(hidden),
    ]


def to_pixels(picture: Tensor) -> Pixels:
    """(3, H, W) in 0..1 -> (H, W, 3) uint8."""
    return (picture * 255).round().byte().permute(1, 2, 0).cpu().numpy()


def flow_colours(flow: NDArray[np.float32], longest: float = 30.0) -> Pixels:
    """Flow (2, H, W), px, as colours (H, W, 3): hue is direction, white is rest, `longest` is full."""
    turn = np.arctan2(flow[1], flow[0]) / (2 * np.pi) % 1
    wheel = np.array([colorsys.hsv_to_rgb(hue / 256, 1, 1) for hue in range(256)])
    strength = np.clip(np.hypot(*flow) / longest, 0, 1)[..., None]
    colours = 1 - strength * (1 - wheel[(turn * 255).astype(int)])
    return (colours * 255).round().astype(np.uint8)


def captions_of(shot: Shot, rendered: Rendered) -> list[str]:
    """What was drawn for each picture, in two lines."""
    captions = []
    motion = shot.motion
    objects = torch.zeros(len(rendered.length), dtype=torch.long)
    if motion.objects is not None:
        objects[motion.with_objects.cpu()] = motion.objects.number.cpu()
    for row in range(len(rendered.length)):
        error = (rendered.blurry[row] - rendered.sharp[row]).square().mean().clamp_min(1e-8)
        motions = [
            f"{float(rendered.length[row]):.1f} px",
            "turning" if motion.turning[row] else "",
            f"objects: {int(objects[row])}" if objects[row] else "",
            "rolling shutter" if motion.delay[row] > 0 else "",
            f"PSNR {-10 * float(error.log10()):.1f} dB",
        ]
        quality = float(shot.quality[row])
        camera = [
            RESPONSES[int(shot.response.index[row])],
            f"exposure {float(shot.exposure[row]):.2f}",
            f"noise {255 * float(shot.read[row]):.1f}/255" if shot.read[row] > 0 else "",
            "soft" if shot.read[row] > 0 and shot.soft[row] else "",
            "mosaic" if shot.mosaicked[row] else "",
            "lamps" if shot.lit[row] else "",
            "revived highlights" if shot.revival[row] > 0 else "",
            f"JPEG {quality:.0f}" if quality else "",
        ]
        captions.append("\n".join(", ".join(filter(None, line)) for line in (motions, camera)))
    return captions
