"""Small pictures of photos: right way up, right colours, from previews where there are any."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from deblur_studio.photo import PhotoError, read, thumbnail, to_display
from deblur_studio.photo.colour import adobe_rgb_profile
from tests.unit.photo import makers
from tests.unit.photo.test_round_trips import HEIC


def quarters(width: int = 480, height: int = 320) -> Image.Image:
    """Red, green, blue and white corners: it shows how it was turned."""
    corners = np.array([[[220, 30, 30], [30, 200, 30]], [[30, 30, 220], [240, 240, 240]]], np.uint8)
    return Image.fromarray(corners).resize((width, height), Image.Resampling.NEAREST)


def saved(image: Image.Image, name: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def with_preview(preview: Image.Image, orientation: int = 1) -> bytes:
    """An EXIF block with this preview."""
    thumb = saved(preview, quality=95)
    first = struct.pack("<HHHIHHI", 1, 274, 3, 1, orientation, 0, 26)
    second = struct.pack("<HHHIIHHIII", 2, 513, 4, 1, 56, 514, 4, 1, len(thumb), 0)
    return b"Exif\0\0II*\0\x08\0\0\0" + first + second + thumb


def expected(path, side: int) -> np.ndarray:
    """The same through the full decoder."""
    whole = Image.fromarray(to_display(read(path)))
    scale = min(1.0, side / max(whole.size))
    size = (round(whole.width * scale), round(whole.height * scale))
    return np.asarray(whole.resize(size, Image.Resampling.BICUBIC))


def check_alike(path, side: int = 120, within: float = 6.0) -> np.ndarray:
    small, right = thumbnail(path, side), expected(path, side)
    assert small.dtype == np.uint8
    assert small.shape == right.shape
    assert np.abs(small.astype(int) - right).mean() < within
    return small


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright_and_in_the_right_colours(tmp_path, orientation):
    exif = Image.Exif()
    exif[274] = orientation
    path = tmp_path / "a.jpg"
    path.write_bytes(saved(quarters(), exif=exif, quality=95))
    assert max(check_alike(path).shape) == 120


@pytest.mark.parametrize("name", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_other_formats(tmp_path, name):
    path = tmp_path / f"a.{name.lower()}"
    path.write_bytes(saved(quarters(), name))
    check_alike(path)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_kinds_of_jpeg(tmp_path, mode):
    path = tmp_path / "a.jpg"
    path.write_bytes(saved(quarters().convert(mode), quality=95))
    check_alike(path)


def test_sixteen_bits_and_floats(tmp_path):
    ramp = np.linspace(0, 1, 400, dtype=np.float32)[None, :, None] * np.ones((300, 1, 3), np.float32)
    tifffile.imwrite(tmp_path / "a.tif", (ramp * 65535).astype(np.uint16), photometric="rgb")
    tifffile.imwrite(tmp_path / "b.tif", ramp * 7, photometric="rgb")
    check_alike(tmp_path / "a.tif")
    check_alike(tmp_path / "b.tif")


def test_colours_go_through_the_profile(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(saved(quarters(), icc_profile=adobe_rgb_profile(), quality=95))
    small = check_alike(path)
    assert small[20, 100, 0] < 10, "green of Adobe RGB has no red in sRGB"


@pytest.mark.parametrize("file", sorted(HEIC.glob("*.heic")), ids=lambda path: path.stem)
def test_heic(file):
    check_alike(file, 48)


@pytest.mark.parametrize("orientation", [1, 6])
def test_raw_without_a_preview_is_developed(tmp_path, orientation):
    path = tmp_path / "a.dng"
    path.write_bytes(makers.dng(128, 96, orientation))
    small = thumbnail(path, 40)
    assert small.shape[:2] == ((30, 40) if orientation == 1 else (40, 30))


class TestPreviewInside:
    def test_it_is_taken_and_turned_without_reading_the_photo(self, tmp_path):
        path = tmp_path / "a.jpg"
        whole = saved(quarters(960, 640), exif=with_preview(quarters(160, 107), 6), quality=95)
        path.write_bytes(whole[: len(whole) - 2000])  # the pixels are cut short
        small = thumbnail(path, 160)
        assert small.shape == (160, 107, 3)
        assert small[20, 80].argmax() == 0, "red comes to the right when turned clockwise"

    def test_black_bars_of_the_camera_are_cut_off(self, tmp_path):
        barred = Image.new("RGB", (160, 120))
        barred.paste(quarters(160, 107), (0, 6))
        path = tmp_path / "a.jpg"
        path.write_bytes(saved(quarters(960, 640), exif=with_preview(barred), quality=95))
        small = thumbnail(path, 160)
        assert small.shape[1] == 160
        assert 105 <= small.shape[0] <= 107
        assert small[0, 40, 0] > 150, "no black line at the top"

    def test_one_of_another_shape_is_of_another_picture(self, tmp_path):
        path = tmp_path / "a.jpg"
        stale = Image.new("RGB", (160, 120), (250, 0, 250))
        path.write_bytes(saved(quarters(960, 640), exif=with_preview(stale), quality=95))
        check_alike(path, 160)

    def test_one_that_is_too_small_is_not_blown_up(self, tmp_path):
        path = tmp_path / "a.jpg"
        tiny = Image.new("RGB", (60, 40), (250, 0, 250))
        path.write_bytes(saved(quarters(960, 640), exif=with_preview(tiny), quality=95))
        check_alike(path, 160)


def test_a_small_photo_is_not_enlarged(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(saved(quarters(20, 10), "PNG"))
    assert thumbnail(path, 100).shape == (10, 20, 3)


def test_a_long_strip_keeps_a_pixel(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(saved(quarters(2000, 2), "PNG"))
    assert thumbnail(path, 50).shape == (1, 50, 3)


def _broken(kind: str) -> bytes:
    jpeg = saved(quarters(), quality=95)
    return {"empty": b"", "text": b"Not a photo at all.\n" * 9, "cut": jpeg[: len(jpeg) // 2]}[kind]


@pytest.mark.parametrize("kind", ["empty", "text", "cut"])
def test_errors_are_those_of_read(tmp_path, kind):
    path = tmp_path / "a.jpg"
    path.write_bytes(_broken(kind))
    with pytest.raises(PhotoError) as of_read:
        read(path)
    with pytest.raises(PhotoError) as of_thumbnail:
        thumbnail(path, 100)
    assert str(of_thumbnail.value) == str(of_read.value)


def test_a_missing_file_and_a_folder_are_said(tmp_path):
    with pytest.raises(PhotoError, match="no such file"):
        thumbnail(tmp_path / "gone.jpg", 100)
    with pytest.raises(PhotoError, match="it is a folder"):
        thumbnail(tmp_path, 100)


SOUND = saved(quarters(64, 48), exif=with_preview(quarters(40, 30)), quality=80)


@given(st.lists(st.tuples(st.integers(2, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_damage_is_a_picture_or_a_sentence(tmp_path_factory, damage):
    data = bytearray(SOUND)
    for place, value in damage:
        data[place] = value
    path = tmp_path_factory.mktemp("damaged") / "a.jpg"
    path.write_bytes(data)
    try:
        small = thumbnail(path, 48)
    except PhotoError:
        return
    assert small.ndim == 3
    assert small.dtype == np.uint8
    assert 1 <= max(small.shape[:2]) <= 48
