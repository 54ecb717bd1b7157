"""ICC profiles: check, build, and convert to sRGB for the screen.

Sources: ICC.1:2010 (profile format 4.3, written here as version 2 for the widest support), IEC 61966-2-1
(sRGB), Adobe RGB (1998) Color Image Encoding, SMPTE EG 432-1 (Display P3).
"""

from __future__ import annotations

import struct
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from deblur_studio.photo.photo import Photo

Bytes = NDArray[np.uint8]

_D65 = (0.3127, 0.3290)
_D50_XYZ = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_CLASSES = ("mntr", "scnr", "prtr", "spac")
_ROWS_AT_ONCE = 4 << 20

#: Anything lcms and Pillow raise over a profile they cannot use.
PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError)


def profile_problem(icc: bytes, space: str) -> str | None:
    """Why a profile cannot be used for pixels of ``space`` ("RGB", "GRAY" or "CMYK"); None when it can."""
    try:
        core = ImageCms.ImageCmsProfile(BytesIO(icc)).profile
        if core.xcolor_space.strip() != space or core.device_class not in _CLASSES:
            return "The colour profile does not belong to this kind of picture and has been left out."
        _to_srgb(icc, {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}[space])
    except PROFILE_ERRORS:
        return "The colour profile was damaged and has been left out; colours are taken as sRGB."
    return None


def to_display(photo: Photo) -> Bytes:
    """The photo as sRGB for the screen, through its ICC profile.

    Returns:
        (H, W, 3) uint8 sRGB. Without a profile the pixels are sRGB already.
    """
    pixels = to_integers(photo.pixels, 255).astype(np.uint8, copy=False)
    icc = photo.metadata.icc
    if icc is None:
        return pixels
    try:
        if photo.grey:
            return converted(Image.fromarray(pixels[..., 0]), icc)
        return converted(Image.fromarray(pixels), icc)
    except PROFILE_ERRORS:  # a profile that nothing checked: show the pixels as they are
        return pixels


def grey_to_srgb(grey: Bytes, icc: bytes) -> Bytes:
    """(H, W) uint8 in a grey profile -> (H, W, 3) uint8 sRGB."""
    return converted(Image.fromarray(grey), icc)


def cmyk_to_srgb(cmyk: Image.Image, icc: bytes | None) -> tuple[Bytes, str]:
    """A CMYK picture as (H, W, 3) uint8 sRGB, and a note on how."""
    if icc is not None and profile_problem(icc, "CMYK") is None:
        return converted(cmyk, icc), "The CMYK colours were converted to sRGB through their profile."
    return np.asarray(
        cmyk.convert("RGB")
    ), "The CMYK colours were converted to sRGB without a usable profile."


def lab_to_srgb(lab: Image.Image) -> Bytes:
    """A CIELab picture as (H, W, 3) uint8 sRGB."""
    transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), _opened(srgb_profile()), "LAB", "RGB")
    converted = ImageCms.applyTransform(lab, transform)
    assert converted is not None
    return np.asarray(converted)


def converted(image: Image.Image, icc: bytes) -> Bytes:
    """A picture in the colour space of its mode and profile -> (H, W, 3) uint8 sRGB."""
    result = ImageCms.applyTransform(image, _to_srgb(icc, image.mode))
    assert result is not None  # only an in-place transform returns nothing
    return np.asarray(result)


@lru_cache(maxsize=8)
def _to_srgb(icc: bytes, mode: str) -> ImageCms.ImageCmsTransform:
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    return ImageCms.buildTransform(_opened(icc), _opened(srgb_profile()), mode, "RGB", intent)


def _opened(icc: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(BytesIO(icc))


def to_integers(values: NDArray[np.float32], maximum: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """0..1 -> 0..maximum, rounded to the nearest, clipped; NaN becomes 0. Works in strips to save memory."""
    out = np.empty(values.shape, np.uint8 if maximum <= 255 else np.uint16)
    per_row = max(1, values[:1].size)
    step = max(1, _ROWS_AT_ONCE // per_row)
    for top in range(0, values.shape[0], step):
        strip = np.nan_to_num(values[top : top + step], nan=0.0, posinf=1.0, neginf=0.0)
        out[top : top + step] = np.clip(strip, 0.0, 1.0) * np.float32(maximum) + np.float32(0.5)
    return out


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An sRGB profile (the exact curve, as a table)."""
    steps = np.linspace(0, 1, 1024)
    linear = np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4)
    curve = b"curv" + struct.pack(">II", 0, 1024) + np.rint(linear * 65535).astype(">u2").tobytes()
    return matrix_profile("sRGB", ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)), curve)


@lru_cache(maxsize=1)
def adobe_rgb_profile() -> bytes:
    """A profile compatible with Adobe RGB (1998)."""
    primaries = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
    return matrix_profile("Compatible with Adobe RGB (1998)", primaries, gamma_curve(563 / 256))


@lru_cache(maxsize=1)
def display_p3_profile() -> bytes:
    """A Display P3 profile: P3 primaries, D65 white, the sRGB curve."""
    curve = srgb_profile()
    start = curve.index(b"curv")
    primaries = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
    return matrix_profile("Display P3", primaries, curve[start : start + 12 + 2048])


def gamma_curve(gamma: float) -> bytes:
    """A curve element that is a plain power law."""
    return b"curv" + struct.pack(">IIHH", 0, 1, round(gamma * 256), 0)


def matrix_profile(name: str, primaries: tuple[tuple[float, float], ...], curve: bytes) -> bytes:
    """A version 2 display profile of three primaries, D65 white and one tone curve.

    Args:
        name: ASCII description.
        primaries: xy chromaticities of red, green and blue.
        curve: a ``curv`` element.
    """
    white = _xyz(_D65)
    columns = np.stack([_xyz(p) for p in primaries], axis=1)
    columns = columns * np.linalg.solve(columns, white)
    scale = np.diag((_BRADFORD @ _D50_XYZ) / (_BRADFORD @ white))
    adapted = np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD @ columns
    label = name.encode("ascii")
    desc = b"desc" + struct.pack(">II", 0, len(label) + 1) + label + b"\0" + bytes(78)
    tags = [(b"desc", desc), (b"cprt", b"text\0\0\0\0Public domain\0"), (b"wtpt", _xyz_tag(_D50_XYZ))]
    tags += [(key, _xyz_tag(adapted[:, i])) for i, key in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))]
    body, table, at = bytearray(), bytearray(), 128 + 4 + 12 * (len(tags) + 3)
    for key, element in tags:
        table += key + struct.pack(">II", at + len(body), len(element))
        body += element + bytes(-len(element) % 4)
    for key in (b"rTRC", b"gTRC", b"bTRC"):  # the three curves are one element
        table += key + struct.pack(">II", at + len(body), len(curve))
    body += curve + bytes(-len(curve) % 4)
    header = struct.pack(">I4sI4s4s4s", at + len(body), b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2024, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    header += struct.pack(">iii", *(round(v * 65536) for v in _D50_XYZ))
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags) + 3) + bytes(table) + bytes(body)


def _xyz(xy: tuple[float, float]) -> NDArray[np.float64]:
    x, y = xy
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _xyz_tag(xyz: NDArray[np.float64]) -> bytes:
    return b"XYZ " + struct.pack(">Iiii", 0, *(round(float(v) * 65536) for v in xyz))
