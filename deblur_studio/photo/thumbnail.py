"""A small picture of a photo, as fast as its format allows: `thumbnail`.

Where a file has a preview inside, that is taken; a JPEG is decoded at an eighth of its size. So there may be
a thumbnail of a file whose pixels turn out to be damaged when it is opened.
"""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Callable
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deblur_studio.photo import colour, exif, quiet, reading, sniff
from deblur_studio.photo.decoded import Decoded, RefusedError, check_size
from deblur_studio.photo.ifd import BlockError, Directory, IfdReader

Bytes = NDArray[np.uint8]

_HEAD = 256 << 10  # metadata and the small preview of a JPEG lie within its first kilobytes
_THUMB_START, _THUMB_LENGTH = 513, 514
#: A preview is good enough at this part of the wanted side: 160 pixels, which cameras write, serve for 224.
_ENOUGH = 0.7
_BLACK = 28  # of 255: the bars cameras put around a preview of another shape
_SAME_SHAPE = 0.02
_FLIPS = {3: 3, 5: 8, 6: 6}  # LibRaw's turning as an EXIF orientation


class _NoPreviewError(Exception):
    """There is nothing inside the file that could be shown instead of the photo."""


def thumbnail(path: str | PathLike[str], side: int) -> Bytes:
    """A small upright picture of a photo.

    Args:
        path: the file; its format is decided by its content.
        side: the longer side in pixels, 1 or more. A smaller photo is not enlarged, and a preview inside the
            file may be a little smaller (seven tenths).

    Returns:
        (h, w, 3) uint8 sRGB.

    Raises:
        PhotoError: the file is missing, unreadable, no photo, damaged or too large; one sentence says which.
    """
    if side < 1:
        raise ValueError(f"side must be 1 or more, not {side}")
    place = Path(path)
    with reading.explained(place):
        try:
            return _jpeg(_head(place), side, preview_only=True)
        except _NoPreviewError:
            return _of_contents(place, reading.contents(place), side)


def _head(place: Path) -> bytes:
    """The beginning of an ordinary file; nothing where it cannot be read, which the full reading explains."""
    try:
        with open(place, "rb", opener=reading.without_waiting) as file:
            return file.read(_HEAD) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except (OSError, ValueError):
        return b""


def _of_contents(place: Path, data: bytes, side: int) -> Bytes:
    name = sniff.format_of(data, sniff.named_format(place))
    if name is None:
        raise RefusedError(f"it is {sniff.stranger(data)}; choose a {sniff.READABLE} file")
    fast: dict[str, Callable[[bytes, int], Bytes]] = {"JPEG": _jpeg, "RAW": _raw}
    if name in fast:
        try:
            return fast[name](data, side)
        except (RefusedError, MemoryError):
            raise
        except Exception:  # whatever a library does not like; the full decoder says what it is
            pass
    return _small(reading.decoded_as(name, data), side)


def _jpeg(data: bytes, side: int, preview_only: bool = False) -> Bytes:
    """From the preview in the EXIF block, or from an eighth of the pixels.

    Raises:
        _NoPreviewError: only with ``preview_only``: the whole file is needed.
    """
    try:
        with quiet.pillow(), Image.open(BytesIO(data), formats=["JPEG", "MPO"]) as image:
            check_size(*image.size)
            block = _block(image)
            facts = exif.facts(block) if block else exif.Facts(1, None, False)
            small: Image.Image | None = _preview(block, image.size, side) if block else None
            if small is None and preview_only:
                raise _NoPreviewError
            if small is None:
                small = _decoded_small(image, side)
            icc = image.info.get("icc_profile") or (colour.adobe_rgb_profile() if facts.adobe_rgb else None)
    except (RefusedError, MemoryError, _NoPreviewError):
        raise
    except Exception as error:  # Pillow raises nearly everything on damaged files
        if preview_only:
            raise _NoPreviewError from error
        raise
    return reading.upright(_for_screen(small, icc if isinstance(icc, bytes) else None), facts.orientation)


def _block(image: Image.Image) -> bytes | None:
    """The EXIF block with its preview, where the directories are sound (else rebuilt, without one)."""
    raw = image.info.get("exif")
    return exif.checked(raw)[0] if isinstance(raw, bytes) else None


def _preview(block: bytes, size: tuple[int, int], side: int) -> Image.Image | None:
    """The preview of an EXIF block if it is large enough and shows the whole photo; not turned."""
    try:
        reader = IfdReader(block)
        second, _ = reader.directory(reader.directory(reader.first)[1])
    except BlockError:
        return None
    start, length = _number(reader, second, _THUMB_START), _number(reader, second, _THUMB_LENGTH)
    data = block[start : start + length]
    if not data.startswith(b"\xff\xd8"):
        return None
    try:
        with Image.open(BytesIO(data), formats=["JPEG"]) as found:
            if max(found.size) < _ENOUGH * min(side, max(size)) or max(found.size) > 4096:
                return None
            return _fitted(_without_bars(found.convert("RGB"), size), side)
    except (OSError, ValueError, SyntaxError):
        return None


def _without_bars(preview: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The preview cut to the shape of the photo; cameras fill what is over with black.

    Raises:
        ValueError: it has another shape and no bars, so it shows another picture (before cropping, say).
    """
    width, height = preview.size
    wanted = size[0] / size[1]
    if abs(width / height / wanted - 1) <= _SAME_SHAPE:
        return preview
    pixels = np.asarray(preview)
    bar = math.ceil((height - width / wanted) / 2)
    kept = (0, bar, width, height - bar)
    if bar <= 0:
        pixels, bar = pixels.swapaxes(0, 1), math.ceil((width - height * wanted) / 2)
        kept = (bar, 0, width - bar, height)
    sure = max(1, bar - 2)  # where a bar ends depends on how the camera rounded
    if pixels[:sure].mean() > _BLACK or pixels[-sure:].mean() > _BLACK:
        raise ValueError("no bars")
    return preview.crop(kept)


def _decoded_small(image: Image.Image, side: int) -> Image.Image:
    """The pixels of a JPEG, decoded at the smallest of 1, 1/2, 1/4 and 1/8 that is large enough."""
    if image.mode == "RGB":
        image.draft("RGB", _fitting(image.size, side))
    elif image.mode in ("L", "CMYK"):
        image.draft(image.mode, _fitting(image.size, side))
    return _fitted(image, side)


def _raw(data: bytes, side: int) -> Bytes:
    """From the preview of a RAW file, or developed at half its size."""
    import rawpy

    with quiet.stderr_kept(), rawpy.imread(BytesIO(data)) as raw:
        check_size(raw.sizes.width, raw.sizes.height)
        try:
            return _raw_preview(raw, side)
        except (rawpy.LibRawError, OSError, ValueError, SyntaxError):
            half = raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8, gamma=(2.4, 12.92))
    return _for_screen(_fitted(Image.fromarray(half), side), None)


def _raw_preview(raw: Any, side: int) -> Bytes:
    import rawpy

    found = raw.extract_thumb()
    if found.format == rawpy.ThumbFormat.JPEG:
        with quiet.pillow(), Image.open(BytesIO(found.data), formats=["JPEG", "MPO"]) as image:
            preview = _decoded_small(image, side)
            icc = image.info.get("icc_profile")
    else:
        preview, icc = _fitted(Image.fromarray(np.asarray(found.data, np.uint8)), side), None
    if max(preview.size) < _ENOUGH * min(side, max(raw.sizes.width, raw.sizes.height) // 2):
        raise ValueError("too small")
    lying = raw.sizes.raw_width >= raw.sizes.raw_height
    turn = _FLIPS.get(raw.sizes.flip, 1)
    if turn >= 5 and (preview.width >= preview.height) != lying:
        turn = 1  # the preview stands upright already
    return reading.upright(_for_screen(preview, icc if isinstance(icc, bytes) else None), turn)


def _small(decoded: Decoded, side: int) -> Bytes:
    """From whole samples of any depth, without ever making floats of all of them."""
    samples = decoded.colour
    step = max(1, max(samples.shape[:2]) // (4 * side))  # four samples a pixel are enough for averaging
    samples = samples[::step, ::step]
    if samples.dtype != np.uint8:
        floats = np.nan_to_num(samples.astype(np.float32) / np.float32(decoded.maximum), nan=0, neginf=0)
        if samples.dtype == np.float32 and np.median(floats) > 1:  # another white; as `read` scales it
            floats /= np.float32(2.0 ** np.ceil(np.log2(np.quantile(floats, 0.995))))
        samples = colour.to_integers(floats, 255)
    facts = exif.Facts(1, None, False)
    if decoded.exif:
        block, _ = exif.checked(decoded.exif)
        facts = exif.facts(block) if block else facts
    icc = decoded.icc or (colour.adobe_rgb_profile() if facts.adobe_rgb and samples.ndim == 3 else None)
    small = _fitted(Image.fromarray(np.ascontiguousarray(samples)), side)
    return reading.upright(_for_screen(small, icc), decoded.orientation or facts.orientation)


def _for_screen(image: Image.Image, icc: bytes | None) -> Bytes:
    """(h, w, 3) sRGB through the profile; a profile that cannot be used is none."""
    if image.mode == "CMYK":
        return colour.cmyk_to_srgb(image, icc)[0]
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    space = "GRAY" if image.mode == "L" else "RGB"
    if icc is not None and colour.profile_problem(icc, space) is None:
        return (
            colour.grey_to_srgb(np.asarray(image), icc) if space == "GRAY" else colour.converted(image, icc)
        )
    return np.asarray(image.convert("RGB"))


def _fitted(image: Image.Image, side: int) -> Image.Image:
    """Reduced to the side, in memory; as it is when smaller."""
    size = _fitting(image.size, side)
    if size == image.size:
        image.load()
        return image.copy()
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _number(reader: IfdReader, directory: Directory, tag: int) -> int:
    return (reader.numbers(directory[tag]) or [0])[0] if tag in directory else 0
