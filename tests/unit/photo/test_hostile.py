"""Broken and hostile files: one clear sentence each, never a library's traceback, print or hang."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from deblur_studio.photo import Photo, PhotoError, read
from tests.unit.photo import makers
from tests.unit.photo.makers import chunk, dng, jpeg, png, rgb_tags, tiff
from tests.unit.photo.test_round_trips import HEIC

_PNG = b"\x89PNG\r\n\x1a\n"


def _webp(**options):
    out = BytesIO()
    Image.fromarray(makers.noise((40, 40, 3))).save(out, "WEBP", **options)
    return out.getvalue()


def _gif():
    out = BytesIO()
    frames = [Image.new("P", (8, 8), i) for i in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def _jpeg_of_size(size: bytes) -> bytes:
    start = b"\xff\xc0\x00\x11\x08"
    return jpeg((48, 32)).replace(start + b"\0\x20\0\x30", start + size)


def _png_with(damage: str) -> bytes:
    sound = png(20, 20, (b"\0" + makers.noise((60,)).tobytes()) * 20)
    if damage == "checksum":
        at = sound.index(b"IDAT") + 20
        return sound[:at] + bytes([sound[at] ^ 255]) + sound[at + 1 :]
    if damage == "stream":
        head = sound[:33]
        return head + chunk(b"IDAT", b"\x78\x9cnot a deflate stream") + chunk(b"IEND", b"")
    return sound[:33] + chunk(b"IEND", b"")


def _lzw(dtype: str, damage: bool = True) -> bytes:
    import cv2

    samples = makers.noise((60, 60, 3), dtype)
    data = bytearray(cv2.imencode(".tif", samples, [cv2.IMWRITE_TIFF_COMPRESSION, 5])[1].tobytes())
    for place in range(300, 3000, 7):
        data[place] ^= 0x5A if damage else 0
    return bytes(data)


def _tiff_bomb() -> bytes:
    packed = zlib.compress(bytes(200 << 20), 9)
    return tiff({**rgb_tags(64, 64), 259: (3, (8,))}, packed)


def _loop() -> bytes:
    data = bytearray(tiff(rgb_tags(8, 8), bytes(192)))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    struct.pack_into("<I", data, at + 2 + 12 * count, at)
    return bytes(data)


HEIC_DATA = (HEIC / "gradient_8bit.heic").read_bytes()
_STRIP = rgb_tags(40, 40)
_SENSOR = rgb_tags(64, 48, 16, 1) | {262: (3, (32803,))}
AVIF_HEAD = struct.pack(">I", 24) + b"ftypavif" + bytes(4) + b"avifmif1"

# name -> content, and a word that the sentence must contain
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty.jpg": (b"", "empty"),
    "text.jpg": (b"Dear Sir,\nthis is no photo at all.\n", "text"),
    "html.jpg": (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
    "script.png": (b"#!/bin/sh\necho boo\n", "text"),
    "zeros.jpg": (bytes(5000), "no photo"),
    "noise.tif": (makers.noise((5000,)).tobytes(), "no photo"),
    "gif.gif": (_gif(), "GIF"),
    "gif.jpg": (_gif(), "GIF"),
    "bmp.png": (b"BM" + bytes(60), "BMP"),
    "pdf.tif": (b"%PDF-1.7\n" + bytes(60), "PDF"),
    "zip.webp": (b"PK\x03\x04" + bytes(60), "ZIP"),
    "psd.tif": (b"8BPS" + bytes(60), "Photoshop"),
    "magic_only.jpg": (b"\xff\xd8\xff", "damaged"),
    "half.jpg": (jpeg((200, 200))[:9000], "cut short"),
    "header_only.jpg": (jpeg()[:200], "cut short"),
    "zero_size.jpg": (_jpeg_of_size(b"\0\0\0\0"), ""),
    "bomb.jpg": (_jpeg_of_size(b"\xff\xdc\xff\xdc"), "limit"),
    "signature_only.png": (_PNG, "cut short"),
    "half.png": (png(50, 50, makers.noise((151 * 50,)).tobytes())[:2000], "cut short"),
    "zero_size.png": (png(0, 10, b""), "no pixels"),
    "bomb.png": (png(100_000, 100_000, b"\0" * 1000), "limit"),
    "huge.png": (png(2**31 - 1, 2**31 - 1, b""), "limit"),
    "short_rows.png": (png(100, 100, b"\0" * 100), "cut short"),
    "too_many_rows.png": (png(4, 4, b"\0" * (1 << 20)), "damaged"),
    "short_rows_16.png": (png(100, 100, b"\0" * 100, depth=16), "cut short"),
    "checksum.png": (_png_with("checksum"), "damaged"),
    "stream.png": (_png_with("stream"), "damaged"),
    "no_picture.png": (_png_with("none"), "cut short"),
    "strange_kind.png": (png(4, 4, bytes(100), kind=5), "header"),
    "palette_missing.png": (png(4, 4, bytes(20), kind=3), "damaged"),
    "header.tif": (b"II*\0\x08\0\0\0", "directory"),
    "far.tif": (b"II*\0\xff\xff\xff\x7f" + bytes(50), "directory"),
    "half.tif": (tiff(rgb_tags(40, 40), bytes(4800))[:3000], "directory"),
    "strip_outside.tif": (tiff({**rgb_tags(40, 40), 273: (4, (999_999,))}, bytes(4800)), "damaged"),
    "strip_short.tif": (tiff(_STRIP | {279: (4, (100,)), 273: (4, (4000,))}, bytes(4800)), "damaged"),
    "zero_size.tif": (tiff(rgb_tags(0, 0), b""), "no pixels"),
    "bomb.tif": (tiff(rgb_tags(90_000, 90_000), bytes(100)), "limit"),
    "deflate_bomb.tif": (_tiff_bomb(), "damaged"),
    "channels.tif": (tiff(rgb_tags(4, 4, 16, 1) | {262: (3, (2,))}, bytes(32)), "channels"),
    "twelve_bits.tif": (tiff(rgb_tags(4, 4, 12, 3), bytes(72)), "not supported"),
    "strange_compression.tif": (tiff(rgb_tags(4, 4, 16) | {259: (3, (34712,))}, bytes(96)), ""),
    "lzw8.tif": (_lzw("uint8"), "damaged"),
    "lzw16.tif": (_lzw("uint16"), "damaged"),
    "lzw32.tif": (_lzw("float32"), "damaged"),
    "header.webp": (b"RIFF\x20\0\0\0WEBPVP8 ", "cut short"),
    "half.webp": (_webp(lossless=True)[:1500], "cut short"),
    "noise.webp": (_webp()[:30] + makers.noise((len(_webp()) - 30,)).tobytes(), ""),
    "half.heic": (HEIC_DATA[:900], ""),
    "header.heic": (HEIC_DATA[:40], ""),
    "noise.avif": (AVIF_HEAD + makers.noise((500,)).tobytes(), ""),
    "movie.heic": (struct.pack(">I", 24) + b"ftypisom" + bytes(4) + b"mp42isom" + bytes(90), "no photo"),
    "half.dng": (dng()[:3000], ""),
    "no_samples.dng": (tiff(_SENSOR | {50706: (1, (1, 4))}, b"\0\0"), "RAW"),
    "bigtiff.tif": (b"II+\0\x08\0\0\0" + b"\xff" * 60, "directory"),
    "label.heic": (HEIC_DATA.replace(b"mime", b"mim\x80"), "damaged"),
    "noise.cr2": (b"II*\0\x10\0\0\0CR\x02\0" + makers.noise((4000,)).tobytes(), "RAW"),
    "noise.cr3": (struct.pack(">I", 24) + b"ftypcrx " + bytes(4) + b"crx isom" + bytes(900), "RAW"),
    "noise.raf": (b"FUJIFILMCCD-RAW 0201" + makers.noise((4000,)).tobytes(), "RAW"),
    "noise.orf": (b"IIRO\x08\0\0\0" + makers.noise((4000,)).tobytes(), "RAW"),
    "noise.rw2": (b"IIU\0\x08\0\0\0" + makers.noise((4000,)).tobytes(), "RAW"),
    "text.nef": (b"not a raw file\n", "text"),
}  # fmt: skip


def is_one_sentence(message: str, name: str) -> bool:
    """Begins with what could not be done, names the file, has one full stop at the end, no library talk."""
    plain = message.startswith("Cannot open ") and name in message and message.endswith(".")
    rest = message.split(name, 1)[1]
    talk = ("Error", "Traceback", "0x", "object at", "errno", "\n", "<_io", "LibRaw", "PIL", "tifffile")
    return plain and ". " not in rest and not any(word in message for word in talk) and len(message) < 400


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file(tmp_path, capfd, name):
    data, word = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PhotoError) as caught:
        read(tmp_path / name)
    message = str(caught.value)
    assert is_one_sentence(message, name), message
    assert word in message
    assert capfd.readouterr() == ("", "")


def test_there_are_at_least_thirty_of_them():
    assert len(HOSTILE) >= 30


def test_missing_folder_and_strange_names(tmp_path):
    (tmp_path / "folder.jpg").mkdir()
    for name, word in (
        ("missing.jpg", "no such file"),
        ("folder.jpg", "folder"),
        ("zero\0byte.jpg", "no such file"),
        ("n" * 300 + ".jpg", "name"),
    ):
        with pytest.raises(PhotoError, match=word) as caught:
            read(tmp_path / name)
        assert str(caught.value).endswith(".")
    with pytest.raises(PhotoError, match="missing"):
        read(str(tmp_path / "missing.jpg"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a matter of Unix")
def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(PhotoError, match="not a file"):
        read(tmp_path / "pipe.jpg")


def test_permission_denied(tmp_path, monkeypatch):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        (tmp_path / "a.jpg").chmod(0)
    else:  # the superuser may read everything

        def refuse(*_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("deblur_studio.photo.reading.without_waiting", refuse)
    with pytest.raises(PhotoError, match="permitted"):
        read(tmp_path / "a.jpg")


def test_a_wrong_name_is_only_a_note(tmp_path):
    for name, data, real in (
        ("a.png", jpeg(), "JPEG"),
        ("a.jpg", png(2, 2, bytes(14)), "PNG"),
        ("a.heic", _webp(), "WEBP"),
        ("a.tif", HEIC_DATA, "HEIF"),
        ("a.jpg", dng(), "RAW"),
        ("a.nef", tiff(rgb_tags(8, 8), bytes(192)), "TIFF"),
    ):
        (tmp_path / name).write_bytes(data)
        photo = read(tmp_path / name)
        assert photo.format == real
        assert any("named" in note for note in photo.notes)
    (tmp_path / "no_suffix").write_bytes(jpeg())
    assert read(tmp_path / "no_suffix").notes == ()


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "TIFF"])
def test_of_several_pictures_the_first_is_used(tmp_path, kind):
    frames = [Image.fromarray(makers.noise((8, 8, 3), seed=i)) for i in range(3)]
    options = {"WEBP": {"lossless": True}}.get(kind, {})
    frames[0].save(tmp_path / "a", kind, save_all=True, append_images=frames[1:], **options)
    photo = read(tmp_path / "a")
    assert any("first" in note for note in photo.notes)
    np.testing.assert_array_equal(np.rint(photo.pixels * 255), np.asarray(frames[0]))


def test_a_directory_that_points_at_itself(tmp_path):
    (tmp_path / "a.tif").write_bytes(_loop())
    assert read(tmp_path / "a.tif").width == 8


def test_numbers_that_are_none(tmp_path):
    samples = np.array([[np.nan, np.inf, -np.inf], [-0.5, 0.25, 7.0]], np.float32)
    tifffile.imwrite(tmp_path / "a.tif", samples, photometric="minisblack")
    photo = read(tmp_path / "a.tif")
    assert np.isfinite(photo.pixels).all()
    assert photo.pixels.min() == 0
    assert len(photo.notes) == 2
    assert photo.pixels[1, 1, 0] == 0.25


def test_five_channels(tmp_path):
    tifffile.imwrite(
        tmp_path / "a.tif", makers.noise((8, 8, 5), "uint16"), photometric="rgb", planarconfig="contig"
    )
    photo = read(tmp_path / "a.tif")
    assert any("channels" in note for note in photo.notes)
    assert photo.alpha is not None


SEEDS = {
    "a.jpg": jpeg(exif=b"Exif\0\0" + makers.camera_exif(), xmp=makers.XMP),
    "a.png": png(12, 12, bytes(73 * 12), depth=16, extra=chunk(b"eXIf", makers.camera_exif())),
    "a.tif": tiff(rgb_tags(12, 12), makers.noise((432,)).tobytes()),
    "lzw.tif": _lzw("uint16", damage=False),
    "a.webp": _webp(exif=makers.camera_exif()),
    "a.heic": HEIC_DATA,
    "a.dng": dng(40, 30),
}  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(SEEDS)),
    hits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=12),
    end=st.floats(0.1, 1) | st.just(1.0),
)
def test_any_damage_gives_a_photo_or_a_sentence(tmp_path, name, hits, end):
    data = bytearray(SEEDS[name])
    for place, value in hits:
        data[int(place * len(data))] = value
    (tmp_path / name).write_bytes(data[: max(1, int(end * len(data)))])
    outcome: Photo | str
    try:
        outcome = read(tmp_path / name)
    except PhotoError as error:
        outcome = str(error)
    if isinstance(outcome, str):
        assert is_one_sentence(outcome, name), outcome
    else:
        assert np.isfinite(outcome.pixels).all()


def test_nothing_is_printed_and_no_heavy_library_is_loaded(tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    script = (
        "import sys; from deblur_studio.photo import read; read(sys.argv[1]);"
        "print(sorted({'torch', 'PySide6', 'cv2', 'rawpy', 'tifffile', 'pi_heif'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.jpg")], capture_output=True, text=True, check=True
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
