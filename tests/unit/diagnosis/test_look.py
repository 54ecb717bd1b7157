"""One look at a photo: its kind, camera, time, size, noise, quality; and files that are none."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio.diagnosis import Look, limits, look
from deblur_studio.diagnosis.exif_time import moment_taken
from deblur_studio.diagnosis.jpeg_quality import quality_of
from tests.unit.diagnosis.made import saved, scenery, smeared

MAKE, MODEL, ORIENTATION, CHANGED, TAKEN, FRACTION = 271, 272, 274, 306, 36867, 37521
SHARP = scenery()


def test_a_sharp_and_a_blurry_photo(tmp_path: Path) -> None:
    sharp = look(saved(tmp_path / "a.jpg", SHARP, quality=92))
    assert (sharp.kind, sharp.width, sharp.height, sharp.quality) == ("sharp", 900, 700, 92)
    assert "crisp" in sharp.reason
    blurry = look(saved(tmp_path / "b.png", smeared(SHARP, 3)))
    assert (blurry.kind, blurry.quality) == ("blurry", 0)
    assert blurry.reason == f"its sharpest edges are {blurry.blur:.1f} px wide"


def test_what_lies_between_is_left_out(tmp_path: Path) -> None:
    between = look(saved(tmp_path / "a.png", smeared(SHARP, 0.7)))
    assert between.kind == "unusable"
    assert "neither clearly sharp nor clearly blurry" in between.reason
    assert 0.8 < between.blur < 1.1


def test_full_size_photos_may_be_softer() -> None:
    assert limits(1600, 1200) == (0.80, 1.05)
    assert limits(6000, 4000) == (0.95, 1.35)
    assert limits(1600, 1200) < limits(3000, 2000) < limits(6000, 4000)


def test_camera_and_time_come_from_exif(tmp_path: Path) -> None:
    exif = {MAKE: "FUJIFILM", MODEL: "X-T30", TAKEN: "2024:05:01 18:20:05", FRACTION: "25", ORIENTATION: 6}
    told = look(saved(tmp_path / "a.jpg", SHARP, exif))
    assert told.camera == "FUJIFILM X-T30"
    assert told.taken == 1714587605.25
    assert (told.width, told.height) == (700, 900)
    assert look(saved(tmp_path / "b.png", SHARP, exif)).taken == told.taken


def test_the_date_of_saving_is_not_when_it_was_taken(tmp_path: Path) -> None:
    told = look(saved(tmp_path / "a.jpg", SHARP, {CHANGED: "2024:05:01 18:20:05", MAKE: "Canon"}))
    assert (told.taken, told.camera) == (None, "Canon")


@pytest.mark.parametrize(
    ("written", "known"),
    [("2091:01:01 00:00:00", True), ("0000:00:00 00:00:00", False), ("    ", False), ("2024:13:41 x", False)],
)
def test_strange_dates(tmp_path: Path, written: str, known: bool) -> None:
    told = look(saved(tmp_path / "a.jpg", SHARP, {TAKEN: written}))
    assert (told.taken is not None) == known
    assert told.kind == "sharp"


def test_damaged_exif_is_no_time() -> None:
    assert moment_taken(None) is None
    assert moment_taken(b"II*\0") is None
    assert moment_taken(b"II*\0\x08\0\0\0\xff\xff") is None


def test_bad_files_are_unusable_and_say_why(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("no photo at all, but some words")
    whole = saved(tmp_path / "whole.jpg", SHARP).read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "folder.jpg").mkdir()
    for name in ("empty.jpg", "text.jpg", "cut.jpg", "folder.jpg", "absent.jpg"):
        told = look(tmp_path / name)
        assert told.kind == "unusable"
        assert told.reason.startswith("it cannot be read (")
        assert name not in told.reason
        assert math.isnan(told.blur)
        assert (told.width, told.height) == (0, 0)


def test_small_plain_and_odd_pictures(tmp_path: Path) -> None:
    small = look(saved(tmp_path / "small.png", SHARP[:200, :320]))
    assert small.reason == "it is only 320 x 200 px; each side must have 256"
    assert math.isnan(small.blur)
    one = look(saved(tmp_path / "one.png", SHARP[:1, :1]))
    assert (one.kind, one.width) == ("unusable", 1)
    plain = look(saved(tmp_path / "plain.jpg", np.full((600, 800, 3), 120, np.uint8)))
    assert "too few clear edges" in plain.reason
    assert plain.fingerprint == 0


def test_grey_and_cmyk_and_sixteen_bits(tmp_path: Path) -> None:
    grey = SHARP[..., 1]
    assert look(saved(tmp_path / "grey.jpg", grey, quality=90)).kind == "sharp"
    Image.fromarray(SHARP).convert("CMYK").save(tmp_path / "cmyk.jpg", quality=90)
    assert look(tmp_path / "cmyk.jpg").kind == "sharp"
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    assert look(tmp_path / "deep.png").kind == "sharp"


def test_the_noise_is_that_of_the_photo(tmp_path: Path) -> None:
    grain = np.random.default_rng(2).normal(0, 5, SHARP.shape[:2])[..., None]
    told = look(saved(tmp_path / "a.png", np.clip(smeared(SHARP, 3) + grain, 0, 255).astype(np.uint8)))
    assert told.noise == pytest.approx(5, abs=0.7)


def test_copies_and_other_qualities_look_alike(tmp_path: Path) -> None:
    a = look(saved(tmp_path / "a.jpg", SHARP, quality=95))
    b = look(saved(tmp_path / "b.jpg", SHARP, quality=60))
    c = look(saved(tmp_path / "c.jpg", scenery(seed=9)))
    assert (a.fingerprint ^ b.fingerprint).bit_count() <= 2
    assert (a.fingerprint ^ c.fingerprint).bit_count() > 12


@pytest.mark.parametrize("quality", [1, 10, 50, 75, 90, 95, 100])
def test_jpeg_quality(tmp_path: Path, quality: int) -> None:
    path = saved(tmp_path / "a.jpg", SHARP[:64, :64], quality=quality)
    with Image.open(path) as image:
        assert quality_of(image.quantization) == quality


def test_no_tables_no_quality() -> None:
    assert quality_of(None) == quality_of({}) == quality_of({0: [1, 2]}) == 0


def test_looks_can_be_compared() -> None:
    assert Look(Path("a"), "blurry", "") != Look(Path("b"), "blurry", "")
