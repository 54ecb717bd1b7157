"""Photos that were not changed come back as they were."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from deblur_studio.photo import Metadata, read, write
from deblur_studio.photo.colour import adobe_rgb_profile
from tests.unit.photo import makers

LOSSLESS = [
    (name, dtype, channels)
    for name, dtypes in ((".png", ("uint8", "uint16")), (".tif", ("uint8", "uint16", "float32")))
    for dtype in dtypes
    for channels in (1, 2, 3, 4)
]


def samples_of(photo):
    """(H, W, C) in the depth of the photo."""
    colours = photo.pixels[..., :1] if photo.grey else photo.pixels
    parts = [colours, *([] if photo.alpha is None else [photo.alpha[..., None]])]
    together = np.concatenate(parts, axis=2)
    if photo.bits == 32:
        return together
    dtype = {8: np.uint8, 16: np.uint16}[photo.bits]
    return np.rint(together.astype(np.float64) * np.iinfo(dtype).max).astype(dtype)


@pytest.mark.parametrize(("suffix", "dtype", "channels"), LOSSLESS)
def test_lossless_files_come_back_exactly(tmp_path, suffix, dtype, channels):
    samples = makers.noise((37, 53, channels), dtype)
    original = makers.photo_of(samples)
    path = write(original, tmp_path / f"a{suffix}", method="None").path
    back = read(path)
    assert back.bits == original.bits
    assert back.grey == original.grey
    assert (back.alpha is None) == (channels in (1, 3))
    assert back.notes == ()
    np.testing.assert_array_equal(samples_of(back), samples)
    again = read(write(back, tmp_path / f"b{suffix}", method="None").path)
    np.testing.assert_array_equal(again.pixels, back.pixels)


@pytest.mark.parametrize(("suffix", "dtype", "channels"), LOSSLESS)
def test_other_programs_read_the_same_samples(tmp_path, suffix, dtype, channels):
    samples = makers.noise((300, 411, channels), dtype)  # more than one strip and one block
    samples[:150] = np.sort(samples[:150], axis=1)
    path = write(makers.photo_of(samples), tmp_path / f"a{suffix}", method="None").path
    if suffix == ".tif" and channels == 2:
        seen = tifffile.imread(path)  # the others leave out the alpha of grey TIFFs
    elif dtype == "uint8":
        with Image.open(path) as image:
            seen = np.asarray(image)
    else:
        seen = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if seen.ndim == 3 and seen.shape[2] >= 3:
            seen = seen[..., [2, 1, 0, 3][: seen.shape[2]]]
            seen = seen[..., [0, 3]] if channels == 2 else seen
    np.testing.assert_array_equal(seen.reshape(samples.shape), samples)
    if suffix == ".tif":
        np.testing.assert_array_equal(tifffile.imread(path).reshape(samples.shape), samples)


@pytest.mark.parametrize("compression", ["zlib", "lzw", "none"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_tiffs_of_other_programs(tmp_path, compression, dtype, channels):
    """OpenCV writes with predictors; for floats that is the one of Photoshop."""
    samples = makers.noise((40, 31, channels), dtype)
    code = {"zlib": 8, "lzw": 5, "none": 1}[compression]
    turned = samples[..., [2, 1, 0, 3][:channels]] if channels >= 3 else samples
    path = tmp_path / "a.tif"
    assert cv2.imwrite(str(path), turned, [cv2.IMWRITE_TIFF_COMPRESSION, code])
    photo = read(path)
    assert photo.format == "TIFF"
    np.testing.assert_array_equal(samples_of(photo), samples)


@pytest.mark.parametrize("options", [
    {"planarconfig": "separate"}, {"tile": (16, 16)}, {"byteorder": ">"}, {"bigtiff": True},
    {"compression": "deflate"},
    {"compression": "deflate", "predictor": 2, "tile": (32, 16), "byteorder": ">"}, {"rowsperstrip": 3},
])  # fmt: skip
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_layouts_of_tiff(tmp_path, options, dtype):
    if dtype == "float32" and "predictor" in options:
        pytest.skip("tifffile writes the floating-point predictor only with imagecodecs")
    samples = makers.noise((40, 53, 3), dtype)
    stored = np.moveaxis(samples, -1, 0) if "planarconfig" in options else samples
    byteorder, big = options.pop("byteorder", "<"), options.pop("bigtiff", False)
    with tifffile.TiffWriter(tmp_path / "a.tif", byteorder=byteorder, bigtiff=big) as writer:
        writer.write(stored, photometric="rgb", **options)
    options.update(byteorder=byteorder, bigtiff=big)
    np.testing.assert_array_equal(samples_of(read(tmp_path / "a.tif")), samples)


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    channels=st.integers(1, 4),
    dtype=st.sampled_from(["uint8", "uint16"]),
    suffix=st.sampled_from([".png", ".tif"]),
    orientation=st.integers(1, 8),
    method=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20),
    seed=st.integers(0, 2**31),
)
def test_any_photo_comes_back(
    tmp_path_factory, width, height, channels, dtype, suffix, orientation, method, seed
):
    folder = tmp_path_factory.mktemp("any")
    samples = makers.noise((height, width, channels), dtype, seed)
    exif = makers.camera_exif(orientation)
    photo = makers.photo_of(samples, metadata=Metadata(exif=exif, xmp=makers.XMP, dpi=(300, 150)))
    back = read(write(photo, folder / f"a{suffix}", method=method).path)
    np.testing.assert_array_equal(samples_of(back), samples)
    assert back.metadata.dpi == (300, 150)
    assert back.notes == ()
    assert f"Deblur Studio, {method}".split() == _creator_tool(back.metadata.xmp).split()


def _creator_tool(packet: bytes) -> str:
    from xml.dom import minidom

    space = "http://ns.adobe.com/xap/1.0/"
    document = minidom.parseString(packet.strip())
    for description in document.getElementsByTagName("rdf:Description"):
        if description.hasAttributeNS(space, "CreatorTool"):
            return description.getAttributeNS(space, "CreatorTool")
    raise AssertionError("no creator tool")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.just(0.0) | st.floats(2.0**-60, 2.0**20, width=32), min_size=12, max_size=12))
def test_floats_above_white_come_back_exactly(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("float")
    samples = np.array(values, np.float32).reshape(2, 2, 3)
    tifffile.imwrite(folder / "a.tif", samples, photometric="rgb")
    photo = read(folder / "a.tif")
    assert photo.bits == 32
    assert 0 <= photo.pixels.min() <= photo.pixels.max() <= 1
    written = write(photo, folder / "b.tif", method="None")
    np.testing.assert_array_equal(tifffile.imread(written.path), samples)


def test_highlights_above_white_do_not_darken_the_photo(tmp_path):
    samples = makers.noise((20, 30, 3), "float32")
    samples[3, 4] = 800.0
    tifffile.imwrite(tmp_path / "a.tif", samples, photometric="rgb")
    photo = read(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, np.minimum(samples, 1))
    part = photo.crop(4, 3, 2, 2)
    back = tifffile.imread(write(part, tmp_path / "b.tif", method="None").path)
    np.testing.assert_array_equal(back, samples[3:5, 4:6])
    png = write(photo, tmp_path / "b.png", method="None")
    assert any("above white" in note for note in png.notes)


def test_transparent_colours_stay(tmp_path):
    """Alpha is never multiplied into the colours: what is invisible keeps its colour."""
    samples = makers.noise((16, 16, 4))
    samples[..., 3] = 0
    for name in ("a.png", "a.tif", "a.webp"):
        photo = makers.photo_of(samples)
        back = read(write(photo, tmp_path / name, method="None", quality=100).path)
        np.testing.assert_array_equal(samples_of(back), samples)
    jpeg = write(makers.photo_of(samples), tmp_path / "a.jpg", method="None")
    assert any("transparency" in note for note in jpeg.notes)


def test_associated_alpha_is_divided_out(tmp_path):
    colours, alpha = np.full((4, 4, 3), 50, np.uint8), np.full((4, 4, 1), 128, np.uint8)
    both = np.concatenate([colours, alpha], axis=2)
    tifffile.imwrite(tmp_path / "a.tif", both, photometric="rgb", extrasamples=["assocalpha"])
    photo = read(tmp_path / "a.tif")
    assert np.rint(photo.pixels[0, 0, 0] * 255) == round(50 * 255 / 128)
    assert photo.notes


@pytest.mark.parametrize("quality", [60, 95, 100])
def test_jpeg_and_webp_are_close(tmp_path, quality):
    y, x = np.mgrid[0:64, 0:96]
    samples = np.stack([x * 2, y * 3, 200 - x], axis=-1).astype(np.uint8)
    for name in ("a.jpg", "a.webp"):
        back = read(write(makers.photo_of(samples), tmp_path / name, method="None", quality=quality).path)
        assert np.abs(samples_of(back).astype(int) - samples).mean() < (3 if quality < 90 else 1.5)
    with Image.open(tmp_path / "a.jpg") as image:
        assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3  # 4:4:4


def test_sixteen_bits_become_eight_with_a_note(tmp_path):
    photo = makers.photo_of(makers.noise((8, 8, 3), "uint16"))
    for name in ("a.jpg", "a.webp"):
        written = write(photo, tmp_path / name, method="None")
        assert any("8 bits" in note for note in written.notes)
        assert read(written.path).bits == 8


def test_grey_that_drifted_apart_is_averaged(tmp_path):
    photo = makers.photo_of(makers.noise((8, 8, 1)))
    shifted = photo.pixels.copy()
    shifted[..., 0] += 0.03
    back = read(write(photo.with_pixels(shifted), tmp_path / "a.png", method="None").path)
    assert back.grey
    expected = np.clip(photo.pixels[..., 0] + 0.01, 0, 1)
    assert np.abs(back.pixels[..., 0] - expected).max() < 0.52 / 255 + 0.011


def test_bad_numbers_in_the_pixels_do_no_harm(tmp_path):
    photo = makers.photo_of(makers.noise((8, 8, 3)))
    pixels = photo.pixels.copy()
    pixels[0, 0], pixels[0, 1], pixels[0, 2], pixels[0, 3] = np.nan, np.inf, -np.inf, 1.7
    for name in ("a.png", "a.tif", "a.jpg"):
        back = read(write(photo.with_pixels(pixels), tmp_path / name, method="None").path)
        if name != "a.jpg":
            assert [back.pixels[0, i, 0] for i in range(4)] == [0, 1, 0, 1]


def test_palette_and_bilevel(tmp_path):
    colours = Image.fromarray(makers.noise((20, 20, 3)))
    colours.quantize(8).save(tmp_path / "p.png")
    palette = read(tmp_path / "p.png")
    assert not palette.grey
    assert any("palette" in note for note in palette.notes)
    np.testing.assert_array_equal(
        samples_of(palette), np.asarray(Image.open(tmp_path / "p.png").convert("RGB"))
    )
    colours.convert("1").save(tmp_path / "b.png")
    assert set(np.unique(read(tmp_path / "b.png").pixels)) == {0.0, 1.0}


def test_transparency_colour_of_png(tmp_path):
    image = Image.fromarray(makers.noise((6, 6, 3)))
    image.save(tmp_path / "a.png", transparency=image.getpixel((2, 3)))
    photo = read(tmp_path / "a.png")
    assert photo.alpha is not None
    assert photo.alpha[3, 2] == 0
    assert photo.alpha.sum() == 35


@pytest.mark.parametrize("bits", [8, 16])
def test_white_is_zero(tmp_path, bits):
    samples = makers.noise((9, 9), f"uint{bits}")
    tifffile.imwrite(tmp_path / "a.tif", samples, photometric="miniswhite")
    photo = read(tmp_path / "a.tif")
    assert photo.grey
    np.testing.assert_array_equal(samples_of(photo)[..., 0], np.iinfo(samples.dtype).max - samples)


def test_interlaced_png(tmp_path):
    samples = makers.noise((23, 29, 3), "uint16")
    with Image.new("RGB", (29, 23)) as small:
        small.save(tmp_path / "a.png")
    passes = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ]
    raw = b""
    for x, y, step_x, step_y in passes:
        part = samples[y::step_y, x::step_x].astype(">u2")
        raw += b"".join(b"\0" + row.tobytes() for row in part)
    plain = makers.png(29, 23, raw, depth=16)
    header = bytearray(plain[12:29])
    header[16] = 1
    data = plain[:8] + makers.chunk(b"IHDR", bytes(header[4:])) + plain[33:]
    (tmp_path / "a.png").write_bytes(data)
    np.testing.assert_array_equal(samples_of(read(tmp_path / "a.png")), samples)


HEIC = Path(__file__).parent / "data"


def test_heic(tmp_path):
    photo = read(HEIC / "gradient_8bit.heic")
    assert (photo.format, photo.bits, photo.width, photo.height) == ("HEIF", 8, 64, 48)
    np.testing.assert_allclose(photo.pixels[12, 12], (1, 0, 0), atol=0.02)
    np.testing.assert_allclose(photo.pixels[0, 63], (1, 0, 40 / 255), atol=0.03)
    assert b"TestCam" in photo.metadata.exif
    assert b"dc:source" in photo.metadata.xmp
    back = read(write(photo, tmp_path / "a.png", method="None").path)
    np.testing.assert_array_equal(back.pixels, photo.pixels)


def test_heic_of_ten_bits(tmp_path):
    photo = read(HEIC / "gradient_10bit.heic")
    assert photo.bits == 16
    assert photo.pixels.max() == 1
    np.testing.assert_allclose(photo.pixels[0, 63], (1, 0, 40 / 255), atol=0.03)
    back = read(write(photo, tmp_path / "a.tif", method="None").path)
    assert back.bits == 16
    np.testing.assert_allclose(back.pixels, photo.pixels, atol=0.51 / 65535)


def test_avif(tmp_path):
    samples = makers.noise((32, 32, 3)) // 8 + 100
    out = BytesIO()
    Image.fromarray(samples).save(
        out, "AVIF", quality=100, subsampling="4:4:4", icc_profile=adobe_rgb_profile()
    )
    (tmp_path / "a.avif").write_bytes(out.getvalue())
    photo = read(tmp_path / "a.avif")
    assert photo.format == "AVIF"
    assert photo.metadata.icc == adobe_rgb_profile()
    assert np.abs(photo.pixels * 255 - samples).max() < 4


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_raw(tmp_path, orientation):
    (tmp_path / "a.dng").write_bytes(makers.dng(orientation=orientation))
    photo = read(tmp_path / "a.dng")
    assert (photo.format, photo.bits) == ("RAW", 16)
    assert (photo.width, photo.height) == ((48, 64) if orientation >= 5 else (64, 48))
    assert photo.metadata.icc is not None
    assert b"Testcamera" in photo.metadata.exif
    back = read(write(photo, tmp_path / "a.tif", method="None").path)
    np.testing.assert_array_equal(back.pixels, photo.pixels)
    assert b"Testcamera" in back.metadata.exif
    assert back.format == "TIFF"
