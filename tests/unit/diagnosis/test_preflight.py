"""What keeps a training from starting is said in words a photographer understands."""

from __future__ import annotations

from deblur_studio.diagnosis import Needs, advice, cameras, lacking
from tests.unit.diagnosis.made import seen


def photos(count: int, prefix: str, **facts: object) -> list:  # type: ignore[type-arg]
    return [seen(f"{prefix}{i}", taken=1000.0 * i, **facts) for i in range(count)]


def test_enough_is_enough() -> None:
    assert lacking(photos(20, "b"), photos(20, "s")) == []
    assert advice(photos(20, "b"), photos(20, "s")) == []


def test_too_few_photos() -> None:
    blurry, sharp = lacking(photos(1, "b"), photos(18, "s"))
    assert blurry.startswith("1 blurry photo; 20 are needed: add")
    assert sharp.startswith("18 sharp photos; 20 are needed: add")
    assert lacking([], photos(20, "s"))[0].startswith("No blurry photos; 20 are needed")
    assert lacking(photos(4, "b"), photos(2, "s"), Needs(blurry=4, sharp=2, held_out=1)) == []


def test_small_photos_do_not_count() -> None:
    missing = lacking(photos(20, "b", width=200), photos(20, "s"))
    assert missing[0].startswith("No blurry photos")
    assert "20 photos are smaller than 256 px: add the full-size files" in missing[1]
    assert lacking([*photos(20, "b"), seen("x", width=90)], photos(20, "s")) == []


def test_all_from_one_burst() -> None:
    burst = [seen(f"b{i}", taken=float(i)) for i in range(25)]
    (missing,) = lacking(burst, photos(20, "s"))
    assert missing.startswith("All blurry photos are from one burst")
    two = [seen(f"b{i}", taken=i + 1000.0 * (i >= 2)) for i in range(25)]
    (missing,) = lacking(two, photos(20, "s"))
    assert missing.startswith("The blurry photos show only 2 scenes")


def test_blurry_and_sharp_of_different_cameras() -> None:
    (missing,) = lacking(photos(20, "b"), photos(20, "s", camera="Canon EOS R5"))
    assert "FUJIFILM X-T30" in missing
    assert "Canon EOS R5" in missing
    assert lacking(photos(20, "b"), photos(20, "s", camera="")) == []


def test_a_photo_on_both_sides() -> None:
    (missing,) = lacking(photos(20, "b"), [*photos(20, "s"), seen("b3", taken=3000.0)])
    assert missing.startswith("b3 is among the blurry and the sharp photos")


def test_mixed_cameras_and_few_scenes_are_advice() -> None:
    mixed = [*photos(20, "b"), *photos(10, "c", camera="Apple iPhone 15")]
    assert lacking(mixed, photos(20, "s")) == []
    (told,) = advice(mixed, photos(20, "s"))
    assert "2 cameras (FUJIFILM X-T30, Apple iPhone 15)" in told
    stray = [*photos(20, "b"), seen("c", camera="Apple iPhone 15")]
    assert advice(stray, photos(20, "s")) == []
    burst = [seen(f"s{i}", taken=float(i)) for i in range(20)]
    (told,) = advice(photos(20, "b"), burst)
    assert told.startswith("The 20 sharp photos show only one scene")


def test_cameras_are_counted_most_first() -> None:
    looks = [*photos(2, "a", camera=""), *photos(3, "b"), seen("c", camera="Canon EOS R5")]
    assert list(cameras(looks).items()) == [("FUJIFILM X-T30", 3), ("", 2), ("Canon EOS R5", 1)]
