"""Photos for defocus beyond sharp ones: with measured depth, and real ones with masks of what is blurred."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deblur_studio.errors import UserError
from deblur_studio.photo import is_photo_file
from training.blur.depth_scenes import filled_in
from training.datasets import Picture, read_rgb, to_tensor

log = logging.getLogger(__name__)

Floats = NDArray[np.float32]
# Ends of names of photos that have a measured depth, and of the files that hold it; those of disparities,
# which are inverse depths up to a factor, and of depths.
PHOTO_ENDS = ("_left", "_rgb", "L", "")
DISPARITY_ENDS = ("_disp", "_disparity", "_gt", "GT")
DEPTH_ENDS = ("_depth",)
# The nearest point of a photo with depth is put here, 1 / m; only proportions are measured.
NEAREST = 1.0
# Folders in a set of photos with masks, as the CUHK set of blur has them (Shi et al., CVPR 2014).
IMAGES, MASKS = "image", "gt"


@dataclass(frozen=True)
class Layered:
    """A photo (H, W, 3) uint8 with what is known of every pixel (H, W) float32."""

    name: str
    picture: Picture
    values: Floats


class LayeredPhotos:
    """Random crops of photos and of what is known of their pixels, which depend on a seed alone."""

    def __init__(self, photos: Sequence[Layered], side: int, smallest_scale: float = 0.5) -> None:
        """Leave out photos that are smaller than a crop.

        Raises:
            UserError: none is left.
        """
        self.photos = [each for each in photos if min(each.picture.shape[:2]) >= side]
        self.side, self.smallest_scale = side, smallest_scale
        if not self.photos:
            raise UserError(f"None of the {len(photos)} photos is at least {side} pixels wide and high.")

    def crops(self, count: int, seed: Sequence[int], device: torch.device) -> tuple[Tensor, Tensor]:
        """Pictures (count, 3, side, side) in 0..1 and values (count, 1, side, side)."""
        rng = np.random.default_rng(seed)
        pictures, values = zip(*(self.crop(rng) for _ in range(count)), strict=True)
        return to_tensor(pictures, device), torch.from_numpy(np.stack(values))[:, None].to(device)

    def crop(self, rng: np.random.Generator) -> tuple[Picture, Floats]:
        """One crop at random scale, place and mirroring: gravity stays below."""
        photo = self.photos[int(rng.integers(len(self.photos)))]
        height, width = photo.values.shape
        least = max(self.smallest_scale, self.side / min(height, width))
        source = min(int(np.ceil(self.side / rng.uniform(least, 1))), height, width)
        y, x = int(rng.integers(height - source + 1)), int(rng.integers(width - source + 1))
        mirrored = rng.random() < 0.5
        picture = photo.picture[y : y + source, x : x + source]
        values = photo.values[y : y + source, x : x + source]
        if source != self.side:
            size = (self.side, self.side)
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
            values = np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_NEAREST_EXACT), np.float32)
        if mirrored:
            picture, values = picture[:, ::-1], values[:, ::-1]
        return np.ascontiguousarray(picture), np.ascontiguousarray(values)


def read_depth_photos(folder: Path) -> list[Layered]:
    """Photos with measured depth, of which the values are inverse depths, 1 / m, the nearest at 1 m.

    Beside NAME.*, NAME_rgb.*, NAME_left.* or NAMEL.* lies a file of disparities, NAME_disp.*,
    NAME_disparity.*, NAME_gt.* or NAMEGT.*, or of depths, NAME_depth.*: a grey picture of 8 or 16 bits, .npy
    or .npz. Where they are 0 or no number, nothing is known, and it is filled in.

    Raises:
        UserError: the folder holds none.
    """
    return layered(folder, "photos with a file of their depth", depth_of, inverse_of)


def read_masked_photos(folder: Path) -> list[Layered]:
    """Photos with masks, in two folders as of the CUHK set: image/NAME.* and gt/NAME.*, white where blurred.

    Values are 1 where a photo is blurred, else 0.

    Raises:
        UserError: the folder holds none.
    """
    return layered(folder, f"photos in {IMAGES}/ with masks in {MASKS}/", mask_of, blurred_of)


def layered(
    folder: Path, what: str, partner: Callable[[Path], Path | None], read: Callable[[Path], Floats]
) -> list[Layered]:
    """Photos below a folder that have a partner of the same size."""
    found = []
    for path in sorted(each for each in Path(folder).rglob("*") if is_photo_file(each)):
        other = partner(path)
        if other is None or other == path:
            continue
        picture = read_rgb(path)
        try:
            values = read(other)
        except (OSError, ValueError, BadZipFile, cv2.error) as mistake:
            log.warning("left out: %s cannot be read (%s)", other.name, mistake)
            continue
        if picture is None or picture.shape[:2] != values.shape:
            log.warning("left out %s: it and %s are of different sizes", path.name, other.name)
            continue
        found.append(Layered(path.stem, picture, values))
    if not found:
        raise UserError(f"There are no {what} in {folder}.")
    return found


def depth_of(photo: Path) -> Path | None:
    """The file of a photo's depth or disparity, if there is one."""
    for end in PHOTO_ENDS:
        if not photo.stem.endswith(end):
            continue
        name = photo.stem.removesuffix(end)
        for other in (*DISPARITY_ENDS, *DEPTH_ENDS):
            for ending in (".npy", ".npz", ".png", ".tif", ".tiff"):
                path = photo.with_name(f"{name}{other}{ending}")
                if name and path.is_file():
                    return path
    return None


def mask_of(photo: Path) -> Path | None:
    """The mask of a photo in a folder of images, if there is one."""
    if photo.parent.name != IMAGES:
        return None
    folder = photo.parent.with_name(MASKS)
    return next((path for path in sorted(folder.glob(f"{photo.stem}.*")) if path.is_file()), None)


def values_of(path: Path) -> Floats:
    """A table or grey picture as (H, W) float32.

    Raises:
        OSError, ValueError: it is none.
    """
    if path.suffix == ".npy":
        array = np.load(path, allow_pickle=False)
    elif path.suffix == ".npz":
        # Of a path, a damaged archive would stay open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as tables:
            array = tables[tables.files[0]]
    else:
        read = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
        if read is None:
            raise ValueError("it is no picture")
        array = np.asarray(read)
    array = np.asarray(array, np.float32)
    array = array[..., 0] if array.ndim == 3 else array
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"it has {array.ndim} dimensions")
    return array


def inverse_of(path: Path) -> Floats:
    """Inverse depths, the nearest at `NEAREST`, complete.

    Raises:
        OSError, ValueError: the file holds none.
    """
    values = values_of(path)
    known = np.isfinite(values) & (values > 0)
    if not known.any():
        raise ValueError("it tells no depth")
    values = np.where(known, values, np.float32(1))
    inverse = 1 / values if path.stem.endswith(DEPTH_ENDS) else values
    # A few wild points must not set the scale.
    nearest = np.quantile(inverse[known], 0.999)
    inverse = np.minimum(inverse / nearest, 1).astype(np.float32) * np.float32(NEAREST)
    tensors = (torch.from_numpy(each.astype(np.float32))[None, None] for each in (inverse, known))
    return np.asarray(filled_in(*tensors)[0, 0].numpy(), np.float32)


def blurred_of(path: Path) -> Floats:
    """A mask as 0 and 1, which is white.

    Raises:
        OSError, ValueError: the file holds none.
    """
    values = values_of(path)
    return (values > 0.5 * max(float(values.max()), 1e-6)).astype(np.float32)
