"""Writing never loses a photo: the old file or the new one, whole, at any moment."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from deblur_studio import atomic as atomic_module
from deblur_studio.photo import PhotoError, default_format, is_photo_file, output_formats, read, write
from tests.unit.photo import makers

NAMES = ["a.jpg", "a.png", "a.tif", "a.webp"]


@pytest.fixture
def photo():
    return makers.photo_of(makers.noise((40, 50, 3)))


def test_never_over_the_source_unless_told(tmp_path):
    (tmp_path / "a.jpg").write_bytes(makers.jpeg())
    before = (tmp_path / "a.jpg").read_bytes()
    photo = read(tmp_path / "a.jpg")
    os.link(tmp_path / "a.jpg", tmp_path / "same.jpg")
    (tmp_path / "link.jpg").symlink_to("a.jpg")
    for name in ("a.jpg", "same.jpg", "link.jpg"):
        with pytest.raises(PhotoError, match="the photo itself"):
            write(photo, tmp_path / name, method="None")
    assert (tmp_path / "a.jpg").read_bytes() == before
    write(photo, tmp_path / "link.jpg", method="None", overwrite=True)
    assert (tmp_path / "link.jpg").is_symlink()
    assert b"Deblur Studio" in (tmp_path / "a.jpg").read_bytes()
    assert (tmp_path / "same.jpg").read_bytes() == before


def test_another_existing_file_stays_unless_told(tmp_path, photo):
    (tmp_path / "b.png").write_bytes(b"precious")
    with pytest.raises(PhotoError, match="already"):
        write(photo, tmp_path / "b.png", method="None")
    assert (tmp_path / "b.png").read_bytes() == b"precious"
    write(photo, tmp_path / "b.png", method="None", overwrite=True)
    assert read(tmp_path / "b.png").width == 50


def test_a_file_that_appears_meanwhile_stays(tmp_path, photo, monkeypatch):
    target = tmp_path / "b.png"
    real = os.fsync

    def somebody_else_writes(handle):
        target.write_bytes(b"precious")
        real(handle)

    monkeypatch.setattr(os, "fsync", somebody_else_writes)
    with pytest.raises(PhotoError, match="already"):
        write(photo, target, method="None")
    assert target.read_bytes() == b"precious"
    assert os.listdir(tmp_path) == ["b.png"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("number", "word"), [
    (errno.ENOSPC, "full"), (errno.EACCES, "permitted"), (errno.EROFS, "read-only"), (errno.EIO, "error"),
])  # fmt: skip
def test_disk_errors_leave_nothing_behind(tmp_path, photo, monkeypatch, name, number, word):
    (tmp_path / name).write_bytes(b"old")

    def fail(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PhotoError, match=word) as caught:
        write(photo, tmp_path / name, method="None", overwrite=True)
    assert name in str(caught.value)
    assert os.listdir(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")
@pytest.mark.parametrize("name", NAMES)
def test_a_real_write_error_in_the_middle(tmp_path, name):
    """The kernel refuses to let the file grow: what a full disk looks like from inside."""
    script = (
        "import resource, sys\n"
        "from deblur_studio.photo import PhotoError, write\n"
        "from tests.unit.photo import makers\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))\n"
        "try:\n"
        "    write(makers.photo_of(makers.noise((300, 300, 3))), sys.argv[1], method='None')\n"
        "except PhotoError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / name)], capture_output=True, text=True, check=True
    )
    assert "larger than this disk allows" in done.stdout
    assert os.listdir(tmp_path) == []


def test_too_little_space(tmp_path, photo, monkeypatch):
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(PhotoError, match="nearly full"):
        write(photo, tmp_path / "a.png", method="None")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of Unix")
def test_read_only_folder(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    script = (
        "import os, sys\n"
        "from deblur_studio.photo import PhotoError, write\n"
        "from tests.unit.photo import makers\n"
        "photo = makers.photo_of(makers.noise((9, 9, 3)))\n"
        "write(photo, sys.argv[1] + '/first.png', method='None')\n"
        "os.chmod(sys.argv[1], 0o555); os.chmod(os.path.dirname(sys.argv[1]), 0o755)\n"
        "if os.geteuid() == 0: os.seteuid(65534)\n"
        "try:\n"
        "    write(photo, sys.argv[1] + '/a.png', method='None')\n"
        "except PhotoError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True
    )
    folder.chmod(0o755)
    assert "not permitted" in done.stdout or "no folder" in done.stdout
    assert os.listdir(folder) == ["first.png"]


@pytest.mark.parametrize(("name", "options", "word"), [
    ("missing/a.png", {}, "no folder"),
    ("a.heic", {}, "opened but not written"),
    ("a.dng", {}, "opened but not written"),
    ("a.xyz", {}, "names no format"),
    ("a", {}, "no suffix"),
    ("a.png", {"format": "HEIF"}, "cannot be written"),
    ("a.png", {"format": "JPEG"}, "cannot be named"),
    ("", {"format": "PNG"}, "folder"),
    ("z\0.png", {}, "zero byte"),
    ("n" * 300 + ".png", {}, "too long"),
])  # fmt: skip
def test_impossible_targets(tmp_path, photo, name, options, word):
    with pytest.raises(PhotoError, match=word) as caught:
        write(photo, tmp_path / name, method="None", **options)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert os.listdir(tmp_path) == []


def test_sides_too_long_for_the_format(tmp_path):
    wide = makers.photo_of(makers.noise((1, 17000, 3)))
    with pytest.raises(PhotoError, match="16383"):
        write(wide, tmp_path / "a.webp", method="None")
    assert read(write(wide, tmp_path / "a.jpg", method="None").path).width == 17000


def test_format_without_suffix(tmp_path, photo):
    for format in ("jpeg", "JPG", "tif", "PNG", "WebP"):
        write(photo, tmp_path / "plain", method="None", format=format, overwrite=True)
        assert read(tmp_path / "plain").format == {"JPG": "JPEG", "TIF": "TIFF"}.get(
            format.upper(), format.upper()
        )


@pytest.mark.skipif(sys.platform == "win32", reason="modes of Unix")
def test_permissions_are_those_of_the_old_file_or_the_usual_ones(tmp_path, photo):
    mask = os.umask(0o027)
    try:
        write(photo, tmp_path / "a.png", method="None")
    finally:
        os.umask(mask)
    assert (tmp_path / "a.png").stat().st_mode & 0o777 == 0o640
    (tmp_path / "a.png").chmod(0o604)
    write(photo, tmp_path / "a.png", method="None", overwrite=True)
    assert (tmp_path / "a.png").stat().st_mode & 0o777 == 0o604


def test_what_a_killed_program_left_is_swept(tmp_path, photo):
    old, young = tmp_path / ".a.png.0123456789ab.part", tmp_path / ".a.png.ba9876543210.part"
    other = tmp_path / ".a.png.notours.part"
    for path in (old, young, other):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)
    os.utime(other, (time.time() - 7200,) * 2)
    write(photo, tmp_path / "a.png", method="None")
    assert not old.exists()
    assert young.exists()
    assert other.exists()


@pytest.mark.skipif(not hasattr(os, "link"), reason="no hard links")
def test_file_systems_without_links(tmp_path, photo, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr(atomic_module.os, "link", refuse)
    write(photo, tmp_path / "a.png", method="None")
    assert read(tmp_path / "a.png").width == 50
    assert os.listdir(tmp_path) == ["a.png"]


WRITER = """
import sys
from deblur_studio.photo import write
from tests.unit.photo import makers
photos = [makers.photo_of(makers.noise((260, 300, 3), seed=seed)) for seed in (1, 2)]
print("ready", flush=True)
while True:
    for photo in photos:
        write(photo, sys.argv[1], method="None", overwrite=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of Unix")
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg"])
def test_killed_while_writing(tmp_path, name):
    """After a kill at any moment there is one of the two photos, whole."""
    target = tmp_path / name
    whole = []
    for seed in (1, 2):
        one = makers.photo_of(makers.noise((260, 300, 3), seed=seed))
        whole.append(read(write(one, target, method="None", overwrite=True).path).pixels)
    chance = random.Random(5)
    root = Path(__file__).parents[3]
    for _ in range(8):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE, cwd=root
        )
        with child:
            assert child.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.0, 0.12))
            os.kill(child.pid, signal.SIGKILL)
        found = read(target).pixels
        assert any(np.array_equal(found, pixels) for pixels in whole)
    others = [entry for entry in os.listdir(tmp_path) if entry != name]
    assert all(entry.startswith(f".{name}.") and entry.endswith(".part") for entry in others)
    assert not any(is_photo_file(tmp_path / entry) for entry in others)


def test_formats_are_told():
    assert {known.name for known in output_formats()} == {"JPEG", "PNG", "TIFF", "WEBP"}
    assert is_photo_file("A.JPG")
    assert is_photo_file(Path("x/IMG_1.Cr3"))
    assert not is_photo_file("notes.txt")
    assert not is_photo_file(".hidden.jpg")
    sixteen = makers.photo_of(makers.noise((2, 2, 3), "uint16"), format="RAW")
    assert default_format(sixteen).suffixes[0] == ".tif"
    assert default_format(makers.photo_of(makers.noise((2, 2, 3)), format="HEIF")).name == "JPEG"
    assert default_format(makers.photo_of(makers.noise((2, 2, 3)), format="WEBP")).name == "WEBP"


def test_a_photo_guards_its_shapes(photo):
    with pytest.raises(ValueError, match="pixels"):
        photo.with_pixels(photo.pixels[:5])
    with pytest.raises(ValueError, match="inside"):
        photo.crop(0, 0, 51, 10)
    with pytest.raises(ValueError, match="float32"):
        makers.photo_of(makers.noise((4, 4, 3)), pixels=np.zeros((4, 4, 3)))
    part = makers.photo_of(makers.noise((8, 9, 4))).crop(2, 3, 4, 5)
    assert part.pixels.shape == (5, 4, 3)
    assert part.alpha.shape == (5, 4)
