"""Write a photo: `write`."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deblur_studio.atomic import replacing
from deblur_studio.photo import colour, exif, png_write, quiet, sniff, tiff_write, xmp
from deblur_studio.photo.decoded import RefusedError
from deblur_studio.photo.ifd import BlockError
from deblur_studio.photo.photo import Metadata, Photo, PhotoError, Written, shown
from deblur_studio.photo.sniff import OutputFormat

PROGRAM = "Deblur Studio"
_SEGMENT = 65533 - len(exif.PREFIX)
_XMP_SEGMENT = 65533 - len(b"http://ns.adobe.com/xap/1.0/\0")
# Pixels a side that the formats can hold.
LARGEST_SIDE = {"JPEG": 65500, "WEBP": 16383, "PNG": 2**31 - 1, "TIFF": 2**31 - 1}
# Bytes on the disk per byte of samples that are asked for before writing is started.
_SPACE = {"JPEG": 0.5, "WEBP": 0.5, "PNG": 0.8, "TIFF": 0.8}
_ALIASES = {"JPG": "JPEG", "TIF": "TIFF"}
_SUFFIX_CHOICES = ".jpg, .png, .tif or .webp"


def write(
    photo: Photo,
    path: str | PathLike[str],
    *,
    method: str,
    format: str | None = None,
    quality: int = 95,
    overwrite: bool = False,
) -> Written:
    """Write a photo so that at any moment there is the old file or the new one, whole.

    EXIF (upright, without thumbnail), ICC profile, XMP and resolution go along; software and creator tool
    become "Deblur Studio, METHOD". 16 and 32 bits stay where the format has them.

    Args:
        photo: the photo; pixels are clipped to 0..1 and rounded to the nearest.
        path: the new file. Its folder must exist.
        method: title of the method that made the pixels.
        format: "JPEG", "PNG", "TIFF" or "WEBP"; None takes it from the suffix.
        quality: 1..100 for JPEG (always 4:4:4) and WebP (100 is lossless).
        overwrite: whether an existing file, even the photo's own, may be replaced.

    Returns:
        The path and notes on what the format could not keep.

    Raises:
        PhotoError: it cannot be written; nothing was changed and no partial file is left.
    """
    target = Path(path)
    with told_as_photo_error(target):
        kind = _chosen(target, format)
        _check_target(photo, target, overwrite)
        return _written(photo, target, kind, method, min(100, max(1, int(quality))), overwrite)


@dataclass(frozen=True)
class PixelsWritten:
    """What goes to the encoder of a file.

    format: its name. bits: per channel.
    sha256: of the samples, (H, W, channels) uint8, uint16 or float32, little-endian, row by row, after a line
    with their type and shape. Not of the file: that holds more than pixels, and depends on the encoder.
    """

    format: str
    bits: int
    sha256: str


def pixels_written(photo: Photo, path: str | PathLike[str], format: str | None = None) -> PixelsWritten:
    """The pixels that `write` would encode for these arguments.

    Raises:
        PhotoError: such a photo cannot be written to that path.
    """
    target = Path(path)
    with told_as_photo_error(target):
        kind = _chosen(target, format)
        samples, _ = _fitted(_samples(photo, kind, []), photo.metadata, kind, [])
    digest = hashlib.sha256(f"{samples.dtype.name} {samples.shape}\n".encode())
    digest.update(np.ascontiguousarray(samples, samples.dtype.newbyteorder("<")).data)
    return PixelsWritten(kind.name, 8 * samples.dtype.itemsize, digest.hexdigest())


@contextmanager
def told_as_photo_error(target: Path) -> Iterator[None]:
    """What goes wrong while a file is written becomes a sentence.

    Raises:
        PhotoError: in place of a refusal, of too little memory, or of what the disk reported.
    """
    try:
        yield
    except RefusedError as error:
        raise PhotoError(f"Cannot write {shown(target)}: {error}.") from error
    except MemoryError as error:
        reason = "there is not enough memory; close other programs and try again"
        raise PhotoError(f"Cannot write {shown(target)}: {reason}.") from error
    except OSError as error:
        raise PhotoError(f"Cannot write {shown(target)}: {disk_reason(error)}.") from error


def default_format(photo: Photo) -> OutputFormat:
    """The format a photo is best written in: its own, or TIFF for more than 8 bits, else JPEG."""
    formats = {known.name: known for known in sniff.output_formats()}
    if photo.format in formats:
        return formats[photo.format]
    return formats["TIFF" if photo.bits > 8 else "JPEG"]


def _chosen(target: Path, format: str | None) -> OutputFormat:
    suffix = target.suffix.lower()
    if format is not None:
        name = _ALIASES.get(format.upper(), format.upper())
        found = next((known for known in sniff.output_formats() if known.name == name), None)
        if found is None:
            raise RefusedError(f"{format} photos cannot be written; choose JPEG, PNG, TIFF or WebP")
        if suffix in sniff.SUFFIXES and suffix not in found.suffixes:
            raise RefusedError(f"a {found.name} file cannot be named {suffix}; name it {found.suffixes[0]}")
        return found
    found = next((known for known in sniff.output_formats() if suffix in known.suffixes), None)
    if found is None:
        kind = sniff.SUFFIXES.get(suffix)
        what = f"{suffix} photos can be opened but not written"
        if kind is None:
            what = f"the suffix {suffix} names no format" if suffix else "the name has no suffix"
        raise RefusedError(f"{what}; choose a name ending in {_SUFFIX_CHOICES}")
    return found


def _check_target(photo: Photo, target: Path, overwrite: bool) -> None:
    if "\0" in str(target):
        raise RefusedError("its name contains a zero byte; choose another name")
    if target.is_dir():
        raise RefusedError("it is a folder; add a file name")
    folder = target.parent
    if not folder.is_dir():
        raise RefusedError(f"there is no folder {shown(folder)}; create it first")
    if target.exists():
        if not target.is_file():
            raise RefusedError("it is no ordinary file; choose another name")
        if overwrite:
            return
        same = photo.path.exists() and os.path.samefile(photo.path, target)
        what = "it is the photo itself" if same else "there is such a file already"
        raise RefusedError(f"{what}; choose another name or allow overwriting")


def _written(
    photo: Photo, target: Path, kind: OutputFormat, method: str, quality: int, overwrite: bool
) -> Written:
    notes: list[str] = []
    if max(photo.width, photo.height) > LARGEST_SIDE[kind.name]:
        longest = LARGEST_SIDE[kind.name]
        raise RefusedError(f"{kind.name} is limited to {longest} pixels a side; choose TIFF or PNG")
    samples = _samples(photo, kind, notes)
    metadata = _stamped(photo, f"{PROGRAM}, {method}", notes)
    samples, metadata = _fitted(samples, metadata, kind, notes)
    needed = int(samples.nbytes * _SPACE[kind.name]) + (1 << 20)
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        megabytes = f"{needed / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free"
        raise RefusedError(f"the disk is nearly full ({megabytes}); make room or choose another disk")
    encoders: dict[str, Callable[[BinaryIO], None]] = {
        "PNG": lambda file: png_write.encode(samples, metadata, file),
        "TIFF": lambda file: tiff_write.encode(samples, metadata, file),
        "JPEG": lambda file: _encode_jpeg(samples, metadata, quality, file),
        "WEBP": lambda file: _encode_webp(samples, metadata, quality, file),
    }
    with replacing(target, overwrite) as file:
        encoders[kind.name](file)
    return Written(target, tuple(notes))


def _samples(photo: Photo, kind: OutputFormat, notes: list[str]) -> NDArray[Any]:
    """(H, W, 1..4) in the depth of the file: uint8, uint16 or float32."""
    bits = max(depth for depth in kind.bits if depth <= photo.bits)
    if bits < photo.bits:
        notes.append(f"{kind.name} keeps {bits} bits per channel; the photo had {photo.bits}.")
    pixels = _one_channel(photo.pixels) if photo.grey else photo.pixels
    alpha = photo.alpha
    if alpha is not None and not kind.alpha:
        notes.append(f"{kind.name} has no transparency; it was left out and the colours are as they were.")
        alpha = None
    if bits == 32:
        values = np.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0)
        if photo.headroom is not None:
            values = values * photo.headroom[..., : values.shape[2]]
        parts = [values, *([] if alpha is None else [alpha[..., None]])]
        return np.ascontiguousarray(np.concatenate(parts, axis=2), dtype=np.float32)
    if photo.headroom is not None:
        notes.append(f"Values above white cannot be kept in {bits}-bit {kind.name}.")
    maximum = (1 << bits) - 1
    if alpha is None:
        return colour.to_integers(pixels, maximum)
    channels = pixels.shape[2]
    out = np.empty((*alpha.shape, channels + 1), np.uint8 if bits == 8 else np.uint16)
    out[..., :channels] = colour.to_integers(pixels, maximum)
    out[..., channels] = colour.to_integers(alpha, maximum)
    return out


def _one_channel(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The grey of three channels that a method may have moved apart; exact while they are equal."""
    first = pixels[..., :1]
    away = pixels[..., 1:2] - first + (pixels[..., 2:3] - first)
    return np.asarray(first + away / 3, np.float32)


def _stamped(photo: Photo, software: str, notes: list[str]) -> Metadata:
    """Metadata for the new file; EXIF or XMP that cannot be stamped is begun anew."""
    old, size = photo.metadata, (photo.width, photo.height)
    try:
        block = exif.stamped(old.exif, software, *size, old.dpi)
    except BlockError:
        notes.append("The EXIF data was damaged and has been left out.")
        block = exif.stamped(None, software, *size, old.dpi)
    try:
        packet = xmp.stamped(old.xmp, software, *size)
    except xmp.XmpError:
        notes.append("The XMP data was damaged and has been left out.")
        packet = xmp.stamped(None, software, *size)
    return replace(old, exif=block, xmp=packet)


def _fitted(
    samples: NDArray[Any], metadata: Metadata, kind: OutputFormat, notes: list[str]
) -> tuple[NDArray[Any], Metadata]:
    """Bring samples and metadata to what JPEG and WebP can hold."""
    if kind.name == "JPEG":
        return samples, _small_enough(metadata, notes)
    if kind.name == "WEBP" and samples.shape[2] <= 2:  # WebP has no grey
        grey, alpha = samples[..., 0], samples[..., 1:]
        if metadata.icc:
            rgb = colour.grey_to_srgb(grey, metadata.icc)
            metadata = replace(metadata, icc=colour.srgb_profile())
        else:
            rgb = np.repeat(grey[..., None], 3, axis=2)
        notes.append("WebP has no grey; the photo was written as RGB.")
        return np.concatenate([rgb, alpha], axis=2), metadata
    return samples, metadata


def _small_enough(metadata: Metadata, notes: list[str]) -> Metadata:
    """EXIF and XMP within the 64 KB of a JPEG segment, giving up as little as possible."""
    block, packet = metadata.exif or b"", metadata.xmp or b""
    if len(block) > _SEGMENT:
        block = exif.rebuilt(block, maker_note=exif.MakerNote.MOVED)
    if len(block) > _SEGMENT:
        notes.append("The maker note did not fit into a JPEG and was left out.")
        block = exif.rebuilt(block, maker_note=exif.MakerNote.DROPPED)
    if len(block) > _SEGMENT:
        notes.append("The EXIF data did not fit into a JPEG and was left out.")
        block = b""
    if len(packet) > _XMP_SEGMENT:
        notes.append("The XMP data did not fit into a JPEG and was left out.")
        packet = b""
    return replace(metadata, exif=block or None, xmp=packet or None)


def _encode_jpeg(samples: NDArray[Any], metadata: Metadata, quality: int, file: BinaryIO) -> None:
    # Not "optimize": Pillow's buffer for it is too small for a noisy photo at full chroma resolution.
    options: dict[str, Any] = {"quality": quality, "subsampling": 0}
    if metadata.dpi:
        options["dpi"] = metadata.dpi
    if metadata.exif:
        options["exif"] = exif.PREFIX + metadata.exif
    _encode_by_pillow(samples, "JPEG", metadata, options, file)


def _encode_webp(samples: NDArray[Any], metadata: Metadata, quality: int, file: BinaryIO) -> None:
    options: dict[str, Any] = {"quality": quality, "lossless": quality == 100, "exact": True, "method": 4}
    if quality == 100:
        options["quality"] = 70  # for lossless files this is effort
    if metadata.exif:
        options["exif"] = metadata.exif
    _encode_by_pillow(samples, "WEBP", metadata, options, file)


def _encode_by_pillow(
    samples: NDArray[Any], name: str, metadata: Metadata, options: dict[str, Any], file: BinaryIO
) -> None:
    """Encode in memory: Pillow hides the reason when the disk is full."""
    if metadata.icc:
        options["icc_profile"] = metadata.icc
    if metadata.xmp:
        options["xmp"] = metadata.xmp
    encoded = BytesIO()
    with quiet.pillow():
        Image.fromarray(samples[..., 0] if samples.shape[2] == 1 else samples).save(encoded, name, **options)
    file.write(encoded.getbuffer())


def disk_reason(error: OSError) -> str:
    """Why a file could not be written, and what to do, as a phrase after "Cannot write X:"."""
    reasons = {
        errno.ENOSPC: "the disk is full; make room or choose another disk",
        errno.EDQUOT: "your share of the disk is used up; make room or choose another disk",
        errno.EFBIG: "the file would be larger than this disk allows; choose another disk",
        errno.EACCES: "writing there is not permitted; choose another folder",
        errno.EPERM: "writing there is not permitted; choose another folder",
        errno.EROFS: "the disk is read-only; choose another folder",
        errno.EEXIST: "there is such a file already; choose another name or allow overwriting",
        errno.ENAMETOOLONG: "its name is too long; choose a shorter one",
    }
    known = reasons.get(error.errno or 0)
    return known or f"the disk reported an error ({error.strerror or error}); choose another folder"
