"""Pairs with flow that `python -m training frames` made of video, to train on.

A folder holds for every pair NAME_blur.png and NAME_sharp.png (8-bit RGB), NAME_flow.npz ("forward" and
"backward" (H, W, 2) px, from the sharp frame to the last and the first of those that were averaged) and
NAME_known.png (8-bit grey: white where the flow can be relied on, black elsewhere).
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from deblur_studio.errors import UserError
from deblur_studio.metrics import to_8bit
from deblur_studio.photo import PhotoError, quiet, read
from deblur_studio.photo.flow_files import read_flow
from training import echoes
from training.datasets import Picture, detail, to_tensor
from training.labelled import Labelled, turned

log = logging.getLogger(__name__)

BLUR, SHARP, FLOW, KNOWN = ENDINGS = ("_blur.png", "_sharp.png", "_flow.npz", "_known.png")
# A place in the batch takes its crops from one pair for so many steps: reading a pair takes as long as
# training on several crops of it.
STAY = 16
KEPT_BYTES = 1 << 30


@dataclass(frozen=True)
class Recording:
    """A pair of one size: (H, W, 3) uint8 pictures, flow (H, W, 4) px, known (H, W) 0..1 float32."""

    blurry: Picture
    sharp: Picture
    flow: NDArray[np.float32]
    known: NDArray[np.float32]

    @property
    def size(self) -> int:
        """Bytes."""
        return self.blurry.nbytes + self.sharp.nbytes + self.flow.nbytes + self.known.nbytes


class Recorded:
    """Random crops of recorded pairs, reproducible: those of a step depend on its number alone.

    Pairs are read when they are needed; those used last are kept as far as they fit into a gigabyte.
    """

    def __init__(self, folders: Sequence[Path], side: int, share: float = 0.5) -> None:
        """Look for pairs; those smaller than a crop are left out.

        side: of the crops, px; share: of every batch that is recorded, more than 0, at most 1.

        Raises:
            UserError: there is no pair that can be used.
            ValueError: no such share.
        """
        if not 0 < share <= 1:
            raise ValueError("the share of recorded pairs is more than 0 and at most 1")
        self.side, self.share = side, share
        found = [path for folder in folders for path in sorted(folder.rglob(f"*{FLOW}"))]
        starts = [path.with_name(path.name.removesuffix(FLOW)) for path in found]
        self.starts = [each for each in starts if self.large_enough(each)]
        if not self.starts:
            told = f"at least {side} pixels in {', '.join(map(str, folders))}"
            raise UserError(f"There are no pairs of {told}; make some with python -m training frames.")
        self._kept: OrderedDict[int, Recording] = OrderedDict()
        self._damaged: set[int] = set()
        self._lock = threading.Lock()  # parts of a step run side by side

    def large_enough(self, start: Path) -> bool:
        """Whether a pair is whole and at least as large as a crop, by the head of its picture."""
        try:
            with quiet.pillow(), Image.open(beside(start, SHARP)) as picture:
                large = min(picture.size) >= self.side
        except OSError:
            large = False
        if not (large and all(beside(start, ending).is_file() for ending in ENDINGS)):
            log.warning("left out the pair %s: a file is missing, or it is too small", start.name)
            return False
        return True

    def crops(self, count: int, seed: tuple[int, int, int], device: torch.device) -> list[Labelled]:
        """Those of `count` crops that are recorded, each a batch of one, the same for the same seed.

        seed: of all, number of the step, part of the step. On average their number is the share.
        """
        rng = np.random.default_rng((*seed, 1))  # of its own: photos are drawn by the seed itself
        shown = int(count * self.share + rng.random())
        return [self.crop(self.choice(seed, place), rng, device) for place in range(min(shown, count))]

    def choice(self, seed: tuple[int, int, int], place: int) -> int:
        """The number of the pair that a place of the batch stays with; places change one after the other."""
        main, number, part = seed
        visit = (number + (place * 5 + part * 3) % STAY) // STAY
        return int(np.random.default_rng((main, visit, part, place, 2)).integers(len(self.starts)))

    def crop(self, pair: int, rng: np.random.Generator, device: torch.device) -> Labelled:
        """One crop at random scale, place, mirroring and quarter turn; of three places the most detailed."""
        whole = self.recording(pair)
        height, width = whole.known.shape
        least = max(0.5, self.side / min(height, width))
        scale = float(rng.uniform(least, 1)) if least < 1 else 1.0
        source = min(int(np.ceil(self.side / scale)), height, width)
        corners = [
            (int(rng.integers(height - source + 1)), int(rng.integers(width - source + 1))) for _ in range(3)
        ]
        most = max(corners, key=lambda c: detail(whole.sharp[c[0] : c[0] + source, c[1] : c[1] + source]))
        y, x = corners[0] if rng.random() < 0.25 else most
        cut = (slice(y, y + source), slice(x, x + source))
        flow = shrunk(whole.flow[cut], self.side) * np.float32(self.side / source)
        # One point of a cell that is not known spoils the mean of its flow.
        known = (shrunk(whole.known[cut], self.side) > 0.999).astype(np.float32)
        blurry, sharp = (
            to_tensor([np.asarray(shrunk(each[cut], self.side), np.uint8)], device)
            for each in (whole.blurry, whole.sharp)
        )
        return placed(blurry, sharp, flow, known, int(rng.integers(8)))

    def recording(self, pair: int) -> Recording:
        """A pair, or in place of a damaged one the next that is whole.

        Raises:
            UserError: none is.
        """
        with self._lock:
            for number in ((pair + more) % len(self.starts) for more in range(len(self.starts))):
                if number in self._damaged:
                    continue
                try:
                    found = self._kept.pop(number, None) or recording(self.starts[number])
                except PhotoError as error:
                    log.warning("left out a recorded pair: %s", error)
                    self._damaged.add(number)
                    continue
                self._kept[number] = found
                while len(self._kept) > 1 and sum(each.size for each in self._kept.values()) > KEPT_BYTES:
                    self._kept.popitem(last=False)
                return found
        raise UserError(
            "None of the recorded pairs can be read; make them again with python -m training frames."
        )


def beside(start: Path, ending: str) -> Path:
    """A file of the pair whose files begin with a path."""
    return start.with_name(start.name + ending)


def recording(start: Path) -> Recording:
    """Read a pair whose files begin with a path.

    Raises:
        PhotoError: a file is missing, damaged or does not belong to the others.
    """
    blurry, sharp, mask = (to_8bit(read(beside(start, end)).pixels) for end in (BLUR, SHARP, KNOWN))
    flow = read_flow(beside(start, FLOW))
    if not blurry.shape == sharp.shape == mask.shape == (*flow.shape[:2], 3) or flow.shape[2] != 4:
        raise PhotoError(f"The files of {start} do not belong together; make them again.")
    known = (mask[..., 0] > 127) & np.isfinite(flow).all(axis=2)
    return Recording(blurry, sharp, np.where(known[..., None], flow, 0), known.astype(np.float32))


def shrunk(values: NDArray, side: int) -> NDArray:
    """Square arrays (H, H) or (H, H, C) shrunk to a side, as photos are."""
    if len(values) == side:
        return values
    return np.asarray(cv2.resize(values, (side, side), interpolation=cv2.INTER_AREA))


def placed(
    blurry: Tensor, sharp: Tensor, flow: NDArray[np.float32], known: NDArray[np.float32], use: int
) -> Labelled:
    """A crop as a batch of one, turned in one of the eight ways, directions and all."""
    motion = torch.from_numpy(np.ascontiguousarray(flow)).permute(2, 0, 1)[None].to(blurry.device)
    mask = torch.from_numpy(known)[None, None].to(blurry.device)
    blurry, sharp = echoes.turned((blurry, sharp), use)
    motion, mask = echoes.turned((motion, mask), use)
    # What is hidden meanwhile is among what is not known.
    return Labelled(blurry, sharp, turned(motion, use), torch.zeros_like(mask), mask)
