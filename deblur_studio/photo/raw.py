"""Camera RAW through rawpy (LibRaw): camera white balance, 16 bits, sRGB."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image

from deblur_studio.photo import colour, exif, quiet
from deblur_studio.photo.boxes import boxes
from deblur_studio.photo.decoded import Decoded, RefusedError, check_size
from deblur_studio.photo.ifd import BlockError, IfdReader

_XMP = 700
_SRGB_CURVE = (2.4, 12.92)
# LibRaw's automatic brightness may burn out one pixel in a thousand (its default is one in a hundred).
_BURNT = 0.001
_CR3_DIRECTORIES = {b"CMT1": 0, b"CMT2": exif.EXIF_IFD, b"CMT4": exif.GPS_IFD}


def decode(data: bytes) -> Decoded:
    """A RAW photo, developed like LibRaw's dcraw emulation does, turned upright by it."""
    import rawpy

    try:
        with quiet.stderr_kept() as said, rawpy.imread(BytesIO(data)) as raw:
            check_size(raw.sizes.width, raw.sizes.height)
            samples = raw.postprocess(
                use_camera_wb=True, output_bps=16, gamma=_SRGB_CURVE, auto_bright_thr=_BURNT
            )
            block = _exif(data) or _thumbnail_exif(raw)
    except rawpy.LibRawFileUnsupportedError as error:
        raise RefusedError(
            "this kind of RAW is unknown or damaged; convert it to DNG or TIFF first"
        ) from error
    except rawpy.LibRawError as error:
        raise RefusedError("its RAW data is damaged or cut short; copy it again from the camera") from error
    samples = samples[..., 0] if samples.ndim == 3 and samples.shape[2] == 1 else samples
    if samples.ndim == 3 and samples.shape[2] != 3:
        raise RefusedError(f"it develops to {samples.shape[2]} channels; convert it to TIFF first")
    decoded = Decoded(np.ascontiguousarray(samples), maximum=65535, exif=block, orientation=1)
    decoded.icc = colour.srgb_profile() if samples.ndim == 3 else None
    decoded.xmp = _xmp(data)
    if "corrupt" in said.text or "Unexpected end" in said.text:
        decoded.notes.append("Part of the RAW data is damaged.")
    if block is None:
        decoded.notes.append("No EXIF data was found in the RAW file.")
    return decoded


def _exif(data: bytes) -> bytes | None:
    if data.startswith(b"FUJIFILMCCD-RAW") and len(data) > 92:
        start, length = struct.unpack(">II", data[84:92])
        return _jpeg_exif(data[start : start + length])
    if data[4:8] == b"ftyp":
        return exif.joined(dict(_cr3_directories(data)))
    return exif.from_tiff(data)


def _xmp(data: bytes) -> bytes | None:
    try:
        reader = IfdReader(data)
        first, _ = reader.directory(reader.first)
    except BlockError:
        return None
    return reader.bytes(first[_XMP]) if _XMP in first else None


def _jpeg_exif(data: bytes) -> bytes | None:
    try:
        with quiet.pillow(), Image.open(BytesIO(data), formats=["JPEG", "MPO"]) as image:
            block = image.info.get("exif")
    except Exception:  # the preview is no JPEG; the photo itself is fine
        return None
    return block if isinstance(block, bytes) else None


def _thumbnail_exif(raw: object) -> bytes | None:
    import rawpy

    try:
        preview = raw.extract_thumb()  # type: ignore[attr-defined]
    except rawpy.LibRawError:
        return None
    return _jpeg_exif(preview.data) if preview.format == rawpy.ThumbFormat.JPEG else None


def _cr3_directories(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The EXIF parts of a Canon CR3: boxes CMT1, CMT2 and CMT4 inside moov/uuid."""
    for name, body in boxes(data):
        if name == b"moov":
            yield from _cr3_directories(body)
        elif name == b"uuid":
            yield from _cr3_directories(body[16:])
        elif name in _CR3_DIRECTORIES:
            yield _CR3_DIRECTORIES[name], body
