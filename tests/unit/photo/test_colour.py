"""Colour: profiles for the screen, CMYK, greys."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from deblur_studio.photo import Metadata, read, to_display, write
from deblur_studio.photo.colour import (
    adobe_rgb_profile,
    display_p3_profile,
    matrix_profile,
    profile_problem,
    srgb_profile,
    to_integers,
)
from tests.unit.photo import makers


def srgb_to_linear(values):
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(values):
    values = np.clip(values, 0, 1)
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)


def test_display_without_profile_is_the_photo():
    samples = makers.noise((20, 20, 3))
    np.testing.assert_array_equal(to_display(makers.photo_of(samples)), samples)


def test_display_of_srgb_is_the_photo():
    samples = makers.noise((20, 20, 3))
    photo = makers.photo_of(samples, metadata=Metadata(icc=srgb_profile()))
    assert np.abs(to_display(photo).astype(int) - samples).max() <= 1


@pytest.mark.parametrize(("profile", "matrix", "decode"), [
    # published RGB to linear sRGB matrices (both D65)
    (adobe_rgb_profile(), [[1.39836, -0.39836, 0], [0, 1, 0], [0, -0.04293, 1.04293]],
     lambda values: values ** (563 / 256)),
    (display_p3_profile(), [[1.22494, -0.22494, 0], [-0.04206, 1.04206, 0], [-0.01964, -0.07864, 1.09827]],
     srgb_to_linear),
])  # fmt: skip
def test_display_of_wide_profiles(profile, matrix, decode):
    samples = makers.noise((30, 30, 3)) // 2 + 60
    photo = makers.photo_of(samples, metadata=Metadata(icc=profile))
    linear = decode(samples / 255.0) @ np.array(matrix).T
    expected = linear_to_srgb(linear) * 255
    assert np.abs(to_display(photo) - expected).max() < 2


def test_profiles_are_the_same_bytes_every_time():
    srgb_profile.cache_clear()
    first = srgb_profile()
    srgb_profile.cache_clear()
    assert srgb_profile() == first
    for profile in (srgb_profile(), adobe_rgb_profile(), display_p3_profile()):
        assert profile_problem(profile, "RGB") is None
        assert profile_problem(profile, "GRAY") is not None


def test_own_srgb_profile_agrees_with_that_of_littlecms():
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).profile
    ours = ImageCms.ImageCmsProfile(BytesIO(srgb_profile())).profile
    for name in ("red_colorant", "green_colorant", "blue_colorant"):
        np.testing.assert_allclose(getattr(ours, name)[0], getattr(theirs, name)[0], atol=1e-4)


def grey_profile():
    """A grey profile with a gamma of 1.8 (made from a matrix profile by its bytes)."""
    import struct

    curve = b"curv" + struct.pack(">IIHH", 0, 1, 461, 0)
    desc = b"desc" + struct.pack(">II", 0, 5) + b"grey\0" + bytes(78)
    desc += bytes(-len(desc) % 4)
    white = b"XYZ " + struct.pack(">Iiii", 0, 63190, 65536, 54061)
    curve += bytes(2)
    tags = [(b"desc", desc), (b"wtpt", white), (b"kTRC", curve[:14])]
    at, table, body = 128 + 4 + 12 * 3, b"", b""
    for key, element in tags:
        table += key + struct.pack(">II", at + len(body), len(element))
        body += element + bytes(-len(element) % 4)
    header = bytearray(
        matrix_profile("x", ((0.64, 0.33), (0.3, 0.6), (0.15, 0.06)), b"curv" + bytes(8))[:128]
    )
    header[:4] = struct.pack(">I", at + len(body))
    header[16:20] = b"GRAY"
    return bytes(header) + struct.pack(">I", 3) + table + body


def test_grey_profile(tmp_path):
    assert profile_problem(grey_profile(), "GRAY") is None
    samples = makers.noise((16, 16, 1))
    Image.fromarray(samples[..., 0]).save(tmp_path / "a.png", icc_profile=grey_profile())
    photo = read(tmp_path / "a.png")
    assert photo.metadata.icc == grey_profile()
    shown = to_display(photo)
    expected = linear_to_srgb((samples[..., 0] / 255.0) ** (461 / 256)) * 255
    assert np.abs(shown[..., 0] - expected).max() < 2
    for name in ("a.jpg", "a.tif"):
        back = read(write(photo, tmp_path / name, method="None").path)
        assert back.grey
        assert back.metadata.icc == grey_profile()
    webp = read(write(photo, tmp_path / "a.webp", method="None", quality=100).path)
    np.testing.assert_array_equal(to_display(webp), shown)


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_cmyk(tmp_path, name):
    ink = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    ink.save(tmp_path / name)
    photo = read(tmp_path / name)
    assert any("CMYK" in note for note in photo.notes)
    assert photo.metadata.icc == srgb_profile()
    assert photo.pixels[5, 5, 0] > 0.9
    assert photo.pixels[5, 5, 1:].max() < 0.1


def test_cmyk_of_sixteen_bits(tmp_path):
    import tifffile

    samples = np.zeros((4, 4, 4), np.uint16)
    samples[..., 0] = 65535
    tifffile.imwrite(tmp_path / "a.tif", samples, photometric="separated")
    photo = read(tmp_path / "a.tif")
    assert photo.pixels[0, 0, 0] < 0.1
    assert photo.pixels[0, 0, 2] > 0.9


def test_lab(tmp_path):
    lab = Image.new("LAB", (4, 4), (128, 128, 128))
    lab.save(tmp_path / "a.tif")
    photo = read(tmp_path / "a.tif")
    assert any("Lab" in note for note in photo.notes)
    np.testing.assert_allclose(photo.pixels[0, 0], 119 / 255, atol=0.03)


@pytest.mark.parametrize("maximum", [255, 65535])
def test_rounding(maximum):
    numbers = np.arange(maximum + 1, dtype=np.float32)
    np.testing.assert_array_equal(to_integers(numbers / np.float32(maximum), maximum), numbers)
    assert to_integers(np.array([0.4999, 0.5001], np.float32) / np.float32(maximum), maximum).tolist() == [
        0,
        1,
    ]
