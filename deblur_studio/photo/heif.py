"""HEIC and HEIF through pi-heif (libheif and libde265, decoding only)."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from deblur_studio.photo import colour
from deblur_studio.photo.boxes import item_labels
from deblur_studio.photo.decoded import (
    UNMULTIPLIED,
    Decoded,
    RefusedError,
    check_size,
    split_alpha,
    unmultiply,
)

_P3_PRIMARIES = 12
_HDR_CURVES = (16, 18)


def decode(data: bytes) -> Decoded:
    """The primary picture of a HEIF file, 8 bits or 16 (holding 10 or 12).

    The decoder has applied the file's own turning, so the orientation of the EXIF block, which by the HEIF
    standard only repeats it, is not applied again.
    """
    import pi_heif

    _check_labels(data)
    file = pi_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=False, hdr_to_16bit=False)
    image = file[file.primary_index]
    check_size(*image.size)
    mode, info = str(image.mode), image.info
    name, _, depth = mode.partition(";")
    if name not in ("L", "LA", "La", "RGB", "RGBA", "RGBa", "I"):
        raise RefusedError(f"its kind of pixels ({mode}) is not supported; convert it to JPEG or TIFF first")
    samples = np.array(image)  # a copy: the decoder's own memory goes away with `file`
    bits = int(depth) if depth.isdigit() else (8 if samples.dtype == np.uint8 else 16)
    maximum = float((1 << bits) - 1)
    colours, alpha = split_alpha(samples)
    decoded = Decoded(colours, alpha, maximum, orientation=1)
    if alpha is not None and name.endswith("a"):
        decoded.colour = unmultiply(colours, alpha)
        decoded.notes.append(UNMULTIPLIED)
    decoded.exif = info.get("exif") or None
    decoded.xmp = info.get("xmp") or None
    _take_colour(info, decoded)
    return decoded


def _check_labels(data: bytes) -> None:
    """pi-heif crashes the whole process over an item label that is not UTF-8 (seen in 1.4.0)."""
    for label in item_labels(data):
        try:
            label.decode()
        except UnicodeDecodeError as error:
            raise RefusedError("its HEIC data is damaged; copy it again from where it came") from error


def _take_colour(info: dict[str, object], decoded: Decoded) -> None:
    profile = info.get("icc_profile")
    if isinstance(profile, bytes) and profile:
        decoded.icc = profile
        return
    code = info.get("nclx_profile")
    if not isinstance(code, dict):
        return
    if code.get("color_primaries") == _P3_PRIMARIES and decoded.colour.ndim == 3:
        decoded.icc = colour.display_p3_profile()
    if code.get("transfer_characteristics") in _HDR_CURVES:
        decoded.notes.append("The photo is HDR and looks flat here; its brightness curve is not converted.")
