"""JPEG, WebP and AVIF, and whatever else of 8 bits Pillow decodes for the other rooms."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from deblur_studio.photo import colour, quiet
from deblur_studio.photo.decoded import UNMULTIPLIED, Decoded, RefusedError, check_size, split_alpha
from deblur_studio.photo.exif import usable_dpi

_PALETTE = "The palette picture was converted to RGB."


def decode_jpeg(data: bytes) -> Decoded:
    """A JPEG; of a multi-picture file (MPO) the first, which is the photo."""
    decoded = decode(data, ["JPEG", "MPO"])
    if b"http://ns.adobe.com/xmp/extension/" in data[: 4 << 20]:
        decoded.notes.append("The extended part of the XMP data is not kept.")
    return decoded


def decode_webp(data: bytes) -> Decoded:
    """A WebP; of an animation the first frame."""
    if len(data) < 30 or int.from_bytes(data[4:8], "little") + 8 > len(data):
        raise RefusedError("it is cut short; copy it again from where it came")
    return decode(data, ["WEBP"])


def decode_avif(data: bytes) -> Decoded:
    """An AVIF, as 8 bits."""
    decoded = decode(data, ["AVIF"])
    at = data.find(b"av1C")
    if 0 <= at < len(data) - 6 and data[at + 6] & 0x40:
        decoded.notes.append("The AVIF photo has more than 8 bits per channel and was read with 8.")
    return decoded


def decode(data: bytes, formats: list[str]) -> Decoded:
    """Decode with Pillow; the formats it may try are given.

    Raises:
        RefusedError: the picture is too large, empty or of an unknown kind; or what Pillow raises.
    """
    with quiet.pillow(), Image.open(BytesIO(data), formats=formats) as image:
        check_size(*image.size)
        info = dict(image.info)
        frames = int(getattr(image, "n_frames", 1))
        animated = bool(getattr(image, "is_animated", False)) and image.format != "MPO"
        image.load()
        decoded = _samples(image, info)
    if animated and frames > 1:
        decoded.notes.append(f"The file is animated ({frames} frames); only the first frame is used.")
    decoded.exif = _bytes(info.get("exif"))
    decoded.icc = decoded.icc or _bytes(info.get("icc_profile"))
    decoded.xmp = _bytes(info.get("xmp"))
    decoded.dpi = _dpi(info)
    return decoded


def _samples(image: Image.Image, info: dict[str | tuple[int, int], object]) -> Decoded:
    mode = image.mode
    if mode in ("RGB", "L") and "transparency" in info:
        image = image.convert("RGBA" if mode == "RGB" else "LA")
    elif mode == "1":
        image = image.convert("L")
    elif mode in ("P", "PA"):
        seen_through = mode == "PA" or "transparency" in info
        return _plain(image.convert("RGBA" if seen_through else "RGB"), _PALETTE)
    elif mode == "CMYK":
        return _srgb(*colour.cmyk_to_srgb(image, _bytes(info.pop("icc_profile", None))))
    elif mode == "LAB":
        info.pop("icc_profile", None)
        return _srgb(colour.lab_to_srgb(image), "The Lab colours were converted to sRGB.")
    elif mode in ("YCbCr", "RGBX"):
        image = image.convert("RGB")
    elif mode in ("RGBa", "La"):
        return _plain(image.convert(mode.upper()), UNMULTIPLIED)
    if mode.startswith("I;16"):
        return Decoded(np.asarray(image).astype(np.uint16), maximum=65535)
    if image.mode not in ("L", "LA", "RGB", "RGBA"):
        raise RefusedError(f"its kind of pixels ({mode}) is not supported; save it as RGB first")
    return _plain(image, None)


def _plain(image: Image.Image, note: str | None) -> Decoded:
    samples, alpha = split_alpha(np.asarray(image))
    return Decoded(samples, alpha, notes=[note] if note else [])


def _srgb(samples: colour.Bytes, note: str) -> Decoded:
    return Decoded(samples, icc=colour.srgb_profile(), notes=[note])


def _bytes(value: object) -> bytes | None:
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    return value if isinstance(value, bytes) and value else None


def _dpi(info: dict[str | tuple[int, int], object]) -> tuple[float, float] | None:
    try:
        across, down = info["dpi"]  # type: ignore[misc]
        return usable_dpi((float(across), float(down)))  # type: ignore[has-type]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
