"""Photos and pairs as training sees them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.datasets import SharpPhotos, detail, find_photos, hold_out, read_pairs


def write(path: Path, height: int, width: int, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    cv2.imwrite(str(path), cv2.resize(pixels, (width, height)))
    return path


def test_crops_depend_on_the_seed_alone(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.png", 96, 128, number)
    photos = SharpPhotos(find_photos([tmp_path]), 64)
    first, again, other = photos.crops(4, (1, 7)), photos.crops(4, (1, 7)), photos.crops(4, (1, 8))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))
    assert {crop.shape for crop in first} == {(64, 64, 3)}


def test_small_and_broken_photos_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path / "good.png", 96, 96)
    write(tmp_path / "small.png", 32, 96)
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    photos = SharpPhotos(find_photos([tmp_path]), 64)
    assert len(photos.pictures) == 1
    assert "broken.jpg" in caplog.text
    with pytest.raises(ValueError, match="at least 128 pixels"):
        SharpPhotos(find_photos([tmp_path]), 128)


def test_crops_prefer_detail(tmp_path: Path) -> None:
    pixels = np.full((128, 512, 3), 128, np.uint8)
    pixels[:, 448:] = np.random.default_rng(0).integers(0, 256, (128, 64, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "half.png"), pixels)
    photos = SharpPhotos([tmp_path / "half.png"], 64, smallest_scale=1.0)
    lively = np.mean([detail(crop) > 1 for crop in photos.crops(200, (0,))])
    by_chance = 1 - (448 - 64) / (512 - 64)
    assert lively > 1.5 * by_chance


def test_pairs_need_both_partners_of_one_size(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path / "a_blur.png", 32, 32)
    write(tmp_path / "a_sharp.jpg", 32, 32)
    write(tmp_path / "b_blur.png", 32, 32)
    write(tmp_path / "c_blur.png", 32, 32)
    write(tmp_path / "c_sharp.png", 32, 40)
    assert [pair.name for pair in read_pairs(tmp_path)] == ["a"]
    assert "the pair b" in caplog.text
    assert "the pair c" in caplog.text


def test_held_out_photos_are_never_trained_on() -> None:
    paths = [Path(f"{number:03}.jpg") for number in range(100)]
    train, held = hold_out(paths)
    assert len(held) == 7
    assert not set(train) & set(held)
    assert len(train) + len(held) == 100
    assert hold_out(paths[:1]) == (paths[:1], [])
