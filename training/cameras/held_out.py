"""The photos that a translator is judged on and never trained on: with it and without, measured and shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from deblur_studio.metrics import to_8bit
from deblur_studio.photo import PhotoError, read
from training.cameras.judge import Comparison, Quality, quality, strangeness, strengths, turn
from training.datasets import Picture, detail, to_tensor
from training.features import EncoderFeatures
from training.loop import Workers

# Parts of this side, px, of at most this many photos are judged. Looks that are shown are the same parts.
SIDE = 384
LEAST_SIDE = 128
MOST = 24


@dataclass(frozen=True)
class HeldOut:
    """The most detailed part of a photo, (H, W, 3) uint8 with sides that are multiples of 16."""

    path: Path
    part: Picture


def read_parts(paths: Sequence[Path], first: Path | None = None) -> tuple[list[HeldOut], list[str]]:
    """A part of each photo that can be read, that of `first` in front, and sentences on those that cannot."""
    ordered = sorted(paths, key=lambda path: path != first)
    found, left_out = [], []
    for path in ordered[:MOST]:
        try:
            part = most_detailed(to_8bit(read(path).pixels), SIDE)
        except PhotoError as error:
            left_out.append(str(error))
            continue
        if min(part.shape[:2]) < LEAST_SIDE:
            left_out.append(f"{path} is too small to judge by, smaller than {LEAST_SIDE} pixels.")
            continue
        found.append(HeldOut(path, part))
    return found, left_out


def most_detailed(picture: Picture, side: int) -> Picture:
    """The square of at most `side` px, rounded down to a multiple of 16, in which most can be seen."""
    height, width = picture.shape[:2]
    tall, wide = min(side, height) // 16 * 16, min(side, width) // 16 * 16
    rows = range(0, height - tall + 1, max(1, (height - tall) // 6 or 1))
    columns = range(0, width - wide + 1, max(1, (width - wide) // 6 or 1))
    places = [(y, x) for y in rows for x in columns]
    y, x = max(places, key=lambda at: detail(picture[at[0] : at[0] + tall, at[1] : at[1] + wide]))
    return np.ascontiguousarray(picture[y : y + tall, x : x + wide])


@dataclass(frozen=True)
class Looked:
    """What came of one held-out photo: its measures and the pictures, (H, W, 3) uint8."""

    name: str
    comparison: Comparison
    pictures: dict[str, Picture]


class Bench:
    """Tries translators on the held-out photos; what the deblurring network does alone is computed once."""

    def __init__(
        self,
        photos: Sequence[HeldOut],
        deblur: nn.Module,
        features: EncoderFeatures,
        sharp: Tensor,
        device: torch.device,
        half: bool,
    ) -> None:
        """features: to compare results by; sharp: crops (B, 3, H, W) of the camera's sharp photos."""
        self.photos = photos
        self.features = features
        with torch.inference_mode():
            self.usual = (
                torch.cat([strengths(features(crop)) for crop in sharp.split(1)]).median(dim=0).values
            )
        self.deblur = deblur.to(device).eval()
        self.device = device
        self.half = half
        self._stock: dict[Path, tuple[Quality, Tensor]] = {}

    def run(self, network: nn.Module, x: Tensor) -> Tensor:
        """A network's full-size answer in 0..1."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            output = network(x.contiguous(memory_format=torch.channels_last))
        last: Tensor = output[-1] if isinstance(output, list | tuple) else output
        return last.float().clamp(0, 1)

    def strange(self, picture: Tensor) -> float:
        """How unlike the camera's sharp photos a picture is, dB."""
        return strangeness(strengths(self.features(picture)), self.usual)

    def stock(self, photo: HeldOut) -> tuple[Quality, Tensor]:
        """The deblurring network alone on a photo: measures and result."""
        if photo.path not in self._stock:
            x = to_tensor([photo.part], self.device)
            result = self.run(self.deblur, x)
            turned = self.run(self.deblur, turn(x))
            self._stock[photo.path] = (quality(x, result, turned, self.strange(result)), result)
        return self._stock[photo.path]

    @torch.inference_mode()
    def look(self, photo: HeldOut, translator: nn.Module) -> Looked:
        """One photo with and without the translator."""
        stock, without = self.stock(photo)
        x = to_tensor([photo.part], self.device)
        converted = self.run(translator, x)
        result = self.run(self.deblur, converted)
        turned = self.run(self.deblur, self.run(translator, turn(x)))
        fixed = quality(x, result, turned, self.strange(result))
        shown = {"stock": without, "converted": converted, "fixed": result}
        pictures = {name: picture_of(tensor) for name, tensor in shown.items()}
        return Looked(photo.path.name, Comparison(stock, fixed), {"blurry": photo.part, **pictures})

    def compare(self, translator: nn.Module, most: int = MOST) -> list[Looked]:
        """All photos, or the first `most`; on a CPU one a core at a time."""
        workers = Workers(1 if self.device.type == "cuda" else torch.get_num_threads())
        try:
            return list(
                workers.map(lambda n: self.look(self.photos[n], translator), range(len(self.photos[:most])))
            )
        finally:
            workers.close()


def picture_of(tensor: Tensor) -> Picture:
    """(1, 3, H, W) in 0..1 -> (H, W, 3) uint8."""
    return to_8bit(tensor[0].permute(1, 2, 0).cpu().numpy())


def save_pictures(looked: Looked, folder: Path, stem: str) -> dict[str, str]:
    """Write the pictures as PNG; returns the files by name."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, picture in looked.pictures.items():
        path = folder / f"{stem}-{name}.png"
        partial = folder / f".{stem}-{name}.png"
        # Through a buffer: OpenCV cannot write to every path that Windows allows.
        done, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        if not done:
            raise OSError(f"{path} cannot be encoded")
        partial.write_bytes(data.tobytes())
        partial.replace(path)
        files[name] = str(path)
    return files
