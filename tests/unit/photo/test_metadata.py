"""EXIF, ICC, XMP and resolution survive, upright and honest."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
import tifffile
from PIL import ExifTags, Image, ImageCms, ImageOps

from deblur_studio.photo import Metadata, read, write
from deblur_studio.photo.colour import adobe_rgb_profile
from deblur_studio.photo.exif import ORIENTATION, checked, rebuilt
from deblur_studio.photo.ifd import IfdReader
from tests.unit.photo import makers

OUTPUTS = ["a.jpg", "a.png", "a.tif", "a.webp"]


def pillow_exif(path):
    """What another program reads: first directory, Exif directory, GPS directory."""
    with Image.open(path) as image:
        image.load()
        exif = image.getexif()
        return dict(exif), dict(exif.get_ifd(ExifTags.IFD.Exif)), dict(exif.get_ifd(ExifTags.IFD.GPSInfo))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_all_orientations_are_applied(tmp_path, orientation, kind):
    samples = makers.noise((20, 30, 3))
    picture = Image.fromarray(samples)
    options = {"WEBP": {"lossless": True}}.get(kind, {})
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    picture.save(tmp_path / "a", kind, exif=exif, **options)
    with Image.open(tmp_path / "a") as image:
        image.load()  # Pillow turns TIFFs itself
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    photo = read(tmp_path / "a")
    np.testing.assert_array_equal(np.rint(photo.pixels * 255), expected)
    for name in OUTPUTS:
        back = read(write(photo, tmp_path / name, method="None", overwrite=True).path)
        assert (back.width, back.height) == (photo.width, photo.height)
        assert pillow_exif(tmp_path / name)[0].get(ORIENTATION, 1) == 1
        with tifffile.TiffFile(tmp_path / "a.tif") if name == "a.tif" else Image.open(tmp_path / name):
            pass


def test_orientation_tag_inside_the_tiff_itself(tmp_path):
    photo = makers.photo_of(makers.noise((8, 12, 3)), metadata=Metadata(exif=makers.camera_exif(6)))
    write(photo, tmp_path / "a.tif", method="None")
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        tags = file.pages[0].tags
        assert tags["Orientation"].value == 1
        assert tags["Software"].value == "Deblur Studio, None"
        assert file.pages[0].extrasamples == ()
        assert tags["ExifTag"].value["LensModel"] == "50mm F1.8"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_rotated_jpeg_with_gps(tmp_path, order, output):
    """Show item 5: a rotated JPEG with GPS comes back upright, with everything the camera wrote."""
    exif = makers.camera_exif(6, order=order)
    (tmp_path / "in.jpg").write_bytes(
        makers.jpeg((48, 32), exif=b"Exif\0\0" + exif, xmp=makers.XMP, dpi=(300, 300))
    )
    photo = read(tmp_path / "in.jpg")
    assert photo.notes == ()
    assert (photo.width, photo.height) == (32, 48)
    written = write(photo, tmp_path / output, method="NAFNet – test")
    assert written.notes == ()
    first, camera, gps = pillow_exif(tmp_path / output)
    assert first[ExifTags.Base.Make] == "Testmaker"
    assert first[ExifTags.Base.Software] == "Deblur Studio, NAFNet ? test"
    assert first[ORIENTATION] == 1
    assert float(first[ExifTags.Base.XResolution]) == 300
    assert camera[ExifTags.Base.ISOSpeedRatings] == 800
    assert camera[ExifTags.Base.LensModel] == "50mm F1.8"
    assert (camera[ExifTags.Base.ExifImageWidth], camera[ExifTags.Base.ExifImageHeight]) == (32, 48)
    assert [float(n) for n in gps[2]] == [37, 33, 45.12]
    assert gps[3] == "E"
    back = read(tmp_path / output)
    assert back.metadata.dpi == (300, 300)
    for part in (b"NAFNet \xe2\x80\x93 test", "등대".encode(), b'xap:Rating="4"', b'Orientation="1"'):
        assert part in back.metadata.xmp
    assert back.metadata.xmp.count(b"CreatorTool") == 1


@pytest.mark.parametrize(
    "chain", [["a.jpg", "b.jpg"], ["a.tif", "b.jpg"], ["a.png", "b.tif", "c.webp", "d.jpg"]]
)
def test_maker_note_keeps_its_offset(tmp_path, chain):
    """Offsets inside a maker note count from the start of the block, so it must not move."""
    photo = makers.photo_of(makers.noise((8, 8, 3)), metadata=Metadata(exif=makers.camera_exif()))
    for name in chain:
        photo = read(write(photo, tmp_path / name, method="None").path)
        block = photo.metadata.exif
        assert block[400:408] == b"TESTNOTE"
        inner = struct.unpack(">I", block[408:412])[0]
        assert block[inner : inner + 13] == b"HIDDEN-AT-440"


def test_repeated_saving_does_not_grow(tmp_path):
    photo = makers.photo_of(
        makers.noise((8, 8, 3)), metadata=Metadata(exif=makers.camera_exif(), xmp=makers.XMP)
    )
    sizes = []
    for _ in range(5):
        photo = read(write(photo, tmp_path / "a.jpg", method="NAFNet", overwrite=True).path)
        sizes.append((len(photo.metadata.exif), len(photo.metadata.xmp)))
    assert len(set(sizes[1:])) == 1


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_stale_thumbnail_is_gone(tmp_path, output):
    exif = makers.camera_exif()
    preview = exif[1000:]
    photo = makers.photo_of(makers.noise((8, 8, 3)), metadata=Metadata(exif=exif))
    path = write(photo, tmp_path / output, method="None").path
    assert preview not in path.read_bytes()
    with Image.open(path) as image:
        assert not image.getexif().get_ifd(ExifTags.IFD.IFD1)


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_adobe_rgb_tiff(tmp_path, dtype, output):
    """Show item 5: a 16-bit TIFF with an AdobeRGB profile comes back with depth and profile."""
    samples = makers.noise((24, 36, 3), dtype)
    tifffile.imwrite(
        tmp_path / "in.tif",
        samples,
        photometric="rgb",
        compression="deflate",
        resolution=(240, 240),
        resolutionunit="INCH",
        iccprofile=adobe_rgb_profile(),
        extratags=[(700, 1, len(makers.XMP), makers.XMP, True), (271, 2, 0, "Testmaker", True)],
        software="Scanner 1",
    )
    photo = read(tmp_path / "in.tif")
    assert (photo.bits, photo.metadata.dpi, photo.metadata.xmp) == (
        samples.itemsize * 8,
        (240, 240),
        makers.XMP,
    )
    path = write(photo, tmp_path / output, method="NAFNet").path
    back = read(path)
    assert back.metadata.icc == adobe_rgb_profile()
    assert back.metadata.dpi == (240, 240)
    assert b"crs:Exposure2012" in back.metadata.xmp
    assert pillow_exif(path)[0][ExifTags.Base.Make] == "Testmaker"
    if output in ("a.png", "a.tif"):
        assert back.bits == photo.bits
        np.testing.assert_array_equal(back.pixels, photo.pixels)
    with Image.open(path) as image:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        assert "Adobe RGB" in ImageCms.getProfileDescription(profile)


@pytest.mark.parametrize("source", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_metadata_crosses_formats(tmp_path, source, output):
    """Written by Pillow, read, written in another format, read by Pillow."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "A. Photographer"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "S"
    options = {"exif": exif, "icc_profile": adobe_rgb_profile()}
    if source == "PNG":
        from PIL import PngImagePlugin

        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", makers.XMP.decode(), zip=True)
        options["pnginfo"] = info
    elif source == "TIFF":
        options["tiffinfo"] = {700: makers.XMP}
        options.pop("exif")
        options["tiffinfo"] |= {315: "A. Photographer"}
    else:
        options["xmp"] = makers.XMP
    Image.fromarray(makers.noise((9, 7, 3))).save(tmp_path / "in", source, **options)
    photo = read(tmp_path / "in")
    assert photo.notes == ()
    path = write(photo, tmp_path / output, method="None").path
    first, _, gps = pillow_exif(path)
    assert first[ExifTags.Base.Artist] == "A. Photographer"
    if source != "TIFF":
        assert gps[1] == "S"
    with Image.open(path) as image:
        assert image.info["icc_profile"] == adobe_rgb_profile()
        packet = image.info.get("xmp")
        packet = packet.encode() if isinstance(packet, str) else packet
    assert "등대".encode() in packet


def test_a_photo_without_metadata_gets_an_honest_minimum(tmp_path):
    for name in OUTPUTS:
        path = write(makers.photo_of(makers.noise((5, 4, 3))), tmp_path / name, method="LIME").path
        assert pillow_exif(path)[0][ExifTags.Base.Software] == "Deblur Studio, LIME"
        assert b"Deblur Studio, LIME" in read(path).metadata.xmp


@pytest.mark.parametrize("damage", ["cut", "far", "loop", "noise", "header"])
def test_broken_exif_is_noted_and_the_photo_opens(tmp_path, damage):
    block = bytearray(makers.camera_exif(1))
    if damage == "cut":
        block = block[:430]
    elif damage == "far":
        struct.pack_into(">I", block, 10 + 8, 0x7FFFFFFF)
    elif damage == "loop":
        struct.pack_into(">I", block, 10 + 5 * 12 + 8, 8)
    elif damage == "noise":
        block[200:400] = bytes(makers.noise((200,)))
    else:
        block[:4] = b"JUNK"
    (tmp_path / "a.jpg").write_bytes(makers.jpeg(exif=b"Exif\0\0" + bytes(block)))
    photo = read(tmp_path / "a.jpg")
    assert damage == "loop" or any("EXIF" in note for note in photo.notes)
    for name in OUTPUTS:
        path = write(photo, tmp_path / f"out{name}", method="None").path
        assert read(path).notes == ()
        assert pillow_exif(path)[0][ExifTags.Base.Software] == "Deblur Studio, None"


@pytest.mark.parametrize("xmp", [
    b"<not closed", b"\xff\xfe\x00", b"<a/>",
    b'<!DOCTYPE a [<!ENTITY b "c">]><x>&b;</x>',
    b"<x>" * 3000 + b"</x>" * 3000,
])  # fmt: skip
def test_broken_xmp_is_noted_and_the_photo_opens(tmp_path, xmp):
    (tmp_path / "a.jpg").write_bytes(makers.jpeg(xmp=xmp))
    photo = read(tmp_path / "a.jpg")
    assert any("XMP" in note for note in photo.notes)
    assert read(write(photo, tmp_path / "b.png", method="None").path).notes == ()


@pytest.mark.parametrize("icc", [b"rubbish" * 40, adobe_rgb_profile()[:200], b"\0" * 128])
def test_broken_profile_is_dropped_with_a_note(tmp_path, icc):
    (tmp_path / "a.jpg").write_bytes(makers.jpeg(icc_profile=icc))
    photo = read(tmp_path / "a.jpg")
    assert photo.metadata.icc is None
    assert any("profile" in note for note in photo.notes)


def test_profile_of_another_colour_space_is_dropped(tmp_path):
    Image.fromarray(makers.noise((8, 8))).save(tmp_path / "a.jpg", icc_profile=adobe_rgb_profile())
    photo = read(tmp_path / "a.jpg")
    assert photo.grey
    assert photo.metadata.icc is None
    assert photo.notes


def test_exif_too_large_for_a_jpeg(tmp_path):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Testmaker"
    exif.get_ifd(ExifTags.IFD.Exif)[37500] = bytes(70_000)
    photo = makers.photo_of(makers.noise((8, 8, 3)), metadata=Metadata(exif=exif.tobytes()))
    written = write(photo, tmp_path / "a.jpg", method="None")
    assert any("maker note" in note for note in written.notes)
    assert pillow_exif(tmp_path / "a.jpg")[0][ExifTags.Base.Make] == "Testmaker"
    assert write(photo, tmp_path / "a.png", method="None").notes == ()
    assert len(read(tmp_path / "a.png").metadata.exif) > 70_000


def test_camera_adobe_rgb_without_a_profile(tmp_path):
    def one(tag, kind, field):
        return struct.pack("<HHHI4sI", 1, tag, kind, 4 if kind == 2 else 1, field, 0)

    pointers = [struct.pack("<I", 100), struct.pack("<I", 200)]
    exif = struct.pack("<H", 2) + one(40961, 3, b"\xff\xff")[2:14] + one(40965, 4, pointers[1])[2:]
    block = bytearray(b"II*\0\x08\0\0\0" + bytes(230))
    for at, part in ((8, one(34665, 4, pointers[0])), (100, exif), (200, one(1, 2, b"R03\0"))):
        block[at : at + len(part)] = part
    (tmp_path / "a.jpg").write_bytes(makers.jpeg(exif=b"Exif\0\0" + bytes(block)))
    photo = read(tmp_path / "a.jpg")
    assert photo.metadata.icc == adobe_rgb_profile()
    assert any("Adobe RGB" in note for note in photo.notes)


def test_line_ends_inside_xmp_attributes_stay(tmp_path):
    xmp = makers.XMP.replace(b'xap:Rating="4"', b'xap:Label="one&#10;two&#9;three"')
    photo = makers.photo_of(makers.noise((4, 4, 3)), metadata=Metadata(xmp=xmp))
    back = read(write(photo, tmp_path / "a.png", method="None").path)
    assert b"one&#10;two&#9;three" in back.metadata.xmp


def test_rebuilding_keeps_every_value():
    block = makers.camera_exif()
    new = rebuilt(block)
    assert checked(new) == (new, None)
    with Image.open(BytesIO(makers.jpeg(exif=b"Exif\0\0" + new))) as image:
        gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert [float(n) for n in gps[4]] == [126, 58, 41.13]
    reader = IfdReader(new)
    assert reader.directory(reader.first)[1] == 0
