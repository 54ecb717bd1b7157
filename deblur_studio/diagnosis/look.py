"""One look at a photo file: is it blurry or sharp, from which camera, when taken: `look`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deblur_studio.diagnosis.crops import luminance
from deblur_studio.diagnosis.exif_time import moment_taken
from deblur_studio.diagnosis.fingerprint import fingerprint
from deblur_studio.diagnosis.jpeg_quality import quality_of
from deblur_studio.diagnosis.sharpness import EdgeBlur, blur_of_plane, grain
from deblur_studio.photo import PhotoError, read, shot
from deblur_studio.photo import exif as exif_block
from deblur_studio.photo.decoded import check_size
from deblur_studio.photo.quiet import pillow
from deblur_studio.photo.reading import contents, explained, upright

BLURRY, SHARP, UNUSABLE = "blurry", "sharp", "unusable"
#: Photos with a shorter side than this (px) are too small to take training crops from.
LEAST_SIDE = 256
#: Widths (px) up to which a photo is sharp and from which on it is blurry, by megapixels; in between by the
#: logarithm. Photos of 2 megapixels and less have been made smaller, which sharpens them; those of 12 and
#: more are as the sensor saw them, and demosaicing and a good lens alone leave edges 0.8 to 0.9 px wide.
_SMALL, _FULL = 2.0, 12.0
_SHARP_UP_TO = (0.80, 0.95)
_BLURRY_FROM = (1.05, 1.35)


@dataclass(frozen=True)
class Look:
    """What one look at a photo file told.

    Attributes:
        path: the file.
        kind: "blurry", "sharp" or "unusable".
        reason: one short phrase why, to be read after "because": "its sharpest edges are 3.1 px wide".
        camera: maker and model, the maker only once; "" when the file does not say.
        taken: seconds since 1970 by the camera's own clock, which knows no time zone; None when unknown.
        width, height: upright, px; 0 when the file cannot be read.
        blur: standard deviation of the smear across its sharpest edges in the softer directions, px at full
            size; nan when it cannot be told.
        noise: standard deviation of the luminance where the photo is plain, in 8-bit levels; nan as above.
        quality: of the JPEG, 1..100; 0 for other files.
        fingerprint: 64 bits; near-duplicates differ in few of them; 0 for plain pictures.
        direction: along which the photo is smeared, degrees counter-clockwise from the right; None if none.
    """

    path: Path
    kind: str
    reason: str
    camera: str = ""
    taken: float | None = None
    width: int = 0
    height: int = 0
    blur: float = math.nan
    noise: float = math.nan
    quality: int = 0
    fingerprint: int = 0
    direction: float | None = None


@dataclass(frozen=True)
class _Opened:
    """A decoded file: luminance (H, W) in 8-bit levels, upright; its EXIF block; its JPEG quality."""

    plane: NDArray[np.float32]
    exif: bytes | None
    quality: int


def look(path: Path) -> Look:
    """Look at a photo file. Never raises for a file that is bad or absent: it is unusable then."""
    try:
        opened = _open(path)
    except PhotoError as error:
        return Look(path, UNUSABLE, f"it cannot be read ({_without_name(str(error))})")
    except Exception as error:  # a library's own; one bad file must not end a folder
        return Look(path, UNUSABLE, f"it cannot be read ({type(error).__name__})")
    told = shot(opened.exif)
    height, width = opened.plane.shape
    plane = opened.plane
    small = min(height, width) < LEAST_SIDE
    blur = EdgeBlur(math.nan, None, 0) if small else blur_of_plane(plane)
    kind, reason = _judged(blur, width, height)
    return Look(
        path=path,
        kind=kind,
        reason=reason,
        camera=told.camera or "",
        taken=moment_taken(opened.exif),
        width=width,
        height=height,
        blur=blur.width if kind == BLURRY else blur.fine,
        noise=math.nan if small else grain(_parts(plane)),
        quality=opened.quality,
        fingerprint=fingerprint(plane),
        direction=blur.direction if kind == BLURRY else None,
    )


def limits(width: int, height: int) -> tuple[float, float]:
    """Up to which width of edges (px) a photo of a size is sharp, and from which on it is blurry."""
    size = max(width * height / 1e6, 0.01)
    part = min(1.0, max(0.0, math.log(size / _SMALL) / math.log(_FULL / _SMALL)))
    sharp, blurry = (low + part * (high - low) for low, high in (_SHARP_UP_TO, _BLURRY_FROM))
    return sharp, blurry


def _judged(blur: EdgeBlur, width: int, height: int) -> tuple[str, str]:
    if min(width, height) < LEAST_SIDE:
        return UNUSABLE, f"it is only {width} x {height} px; each side must have {LEAST_SIDE}"
    if math.isnan(blur.width):
        return UNUSABLE, "it has too few clear edges to judge (plain, dark or foggy)"
    sharp, blurry = limits(width, height)
    width_found = blur.width if math.isnan(blur.fine) else blur.fine
    if width_found >= blurry:
        return BLURRY, f"its sharpest edges are {blur.width:.1f} px wide"
    if width_found <= sharp:
        return SHARP, f"its edges are crisp ({max(blur.fine, 0.1):.1f} px)"
    return UNUSABLE, f"it is neither clearly sharp nor clearly blurry (edges {width_found:.1f} px wide)"


def _open(path: Path) -> _Opened:
    with explained(path):
        data = contents(path)
    if data.startswith(b"\xff\xd8\xff"):
        try:
            return _jpeg(data)
        except Exception:  # the full reader knows more kinds, and says what is wrong
            pass
    photo = read(path)
    return _Opened(luminance(photo.pixels), photo.metadata.exif, _quality(data))


def _jpeg(data: bytes) -> _Opened:
    """Only the luminance is decoded, which saves the colours two thirds of the pixels."""
    with pillow():
        image = Image.open(BytesIO(data), formats=["JPEG", "MPO"])
    with image:
        check_size(*image.size)
        if image.mode not in ("L", "RGB"):
            raise ValueError(image.mode)
        tables, raw = getattr(image, "quantization", None), image.info.get("exif")
        image.draft("L", image.size)
        plane = np.asarray(image if image.mode == "L" else image.convert("L"))
    block = exif_block.checked(raw)[0] if isinstance(raw, bytes) else None
    orientation = exif_block.facts(block).orientation if block else 1
    return _Opened(luminance(upright(plane, orientation)), block, quality_of(tables))


def _quality(data: bytes) -> int:
    if not data.startswith(b"\xff\xd8\xff"):
        return 0
    with pillow(), Image.open(BytesIO(data), formats=["JPEG", "MPO"]) as image:
        return quality_of(getattr(image, "quantization", None))


def _parts(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sixty-four places all over a large photo, one below the other: noise is nearly the same everywhere."""
    side, rows, columns = 64, plane.shape[0] // 64, plane.shape[1] // 64
    if rows * columns <= 64:
        return plane
    tops = np.linspace(0, plane.shape[0] - side, 8).astype(int)
    lefts = np.linspace(0, plane.shape[1] - side, 8).astype(int)
    return np.concatenate([plane[y : y + side, x : x + side] for y in tops for x in lefts])


def _without_name(sentence: str) -> str:
    """ "Cannot open NAME: why." -> "why"."""
    return sentence.partition(": ")[2].removesuffix(".") or sentence
