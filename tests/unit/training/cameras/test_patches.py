"""Crops on disk: cut once, the same for the same numbers, whatever happens to the photos."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from deblur_studio.errors import UserError
from tests.unit.training.cameras.camera_helpers import make_photos, shapes
from training.cameras import patches
from training.cameras.patches import Patches, Request, crops, prepare, shrunk


def request(paths: tuple[Path, ...], **changes: object) -> Request:
    given: dict[str, object] = {"paths": paths, "side": 96, "most": 12, "seed": 1}
    return Request(**{**given, **changes})  # type: ignore[arg-type]


def test_every_photo_gives_crops_and_they_are_its_own(tmp_path: Path) -> None:
    paths = make_photos(tmp_path / "photos", range(4))
    done: list[tuple[int, int]] = []
    cut = prepare(request(paths), tmp_path / "c.npy", lambda *told: done.append(told))
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert cut.pictures.shape == (12, 96, 96, 3)
    assert cut.left_out == ()
    picture = shapes(0)
    first = np.asarray(cut.pictures[0], float)
    # JPEG changes values, not places: somewhere in the picture the crop lies.
    differences = [
        np.abs(picture[y : y + 96, x : x + 96, ::-1] - first).mean() for y in range(97) for x in range(97)
    ]
    assert min(differences) < 6


def test_what_was_cut_is_used_again_even_without_the_photos(tmp_path: Path) -> None:
    paths = make_photos(tmp_path / "photos", range(3))
    one = np.array(prepare(request(paths), tmp_path / "c.npy").pictures)
    for path in paths:
        path.unlink()
    np.testing.assert_array_equal(prepare(request(paths), tmp_path / "c.npy").pictures, one)
    with pytest.raises(UserError, match="No photo can be used of 3"):
        prepare(request(paths, seed=2), tmp_path / "c.npy")


def test_photos_that_do_not_do_are_left_out_and_named(tmp_path: Path) -> None:
    good = make_photos(tmp_path / "photos", range(2))
    small = make_photos(tmp_path / "small", [7], side=60)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 no photo")
    cut = prepare(request((*good, *small, broken, tmp_path / "gone.jpg")), tmp_path / "c.npy")
    assert len(cut) > 0
    told = " ".join(cut.left_out)
    assert all(name in told for name in ("007.jpg", "60 x 60", "broken.jpg", "gone.jpg"))


def test_thousands_of_photos_give_no_more_than_was_asked_for(tmp_path: Path) -> None:
    one = make_photos(tmp_path / "photos", [1])[0]
    paths = []
    for number in range(300):
        paths.append(tmp_path / f"link{number}.jpg")
        os.symlink(one, paths[-1])
    cut = prepare(request(tuple(paths), most=20), tmp_path / "c.npy")
    assert len(cut) == 20
    assert (tmp_path / "c.npy").stat().st_size == 20 * 96 * 96 * 3


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    paths = make_photos(tmp_path / "photos", range(2))
    monkeypatch.setattr(patches.os, "fsync", full)
    with pytest.raises(UserError, match=r"No space left.*Make room"):
        prepare(request(paths), tmp_path / "out" / "c.npy")
    assert list((tmp_path / "out").iterdir()) == []


def test_draws_depend_on_their_numbers_alone() -> None:
    pictures = np.stack([shapes(number, 96) for number in range(5)])
    stock = Patches(pictures)
    one, again, other = (stock.draw(6, 64, (3, step)) for step in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert {piece.shape for piece in one} == {(64, 64, 3)}


def test_large_sharp_photos_are_brought_to_the_usual_size() -> None:
    assert shrunk(shapes(1, 160), 80).shape == (80, 80, 3)
    assert shrunk(shapes(1, 160), 0).shape == (160, 160, 3)
    assert shrunk(shapes(1, 160), 200).shape == (160, 160, 3)


def test_few_crops_come_of_a_small_photo() -> None:
    rng = np.random.default_rng(1)
    assert len(crops(shapes(1, 100), 96, 40, rng)) == 2
    assert len(crops(shapes(1, 160), 32, 10, rng)) == 10
    with pytest.raises(patches.TooSmall, match="100 x 100"):
        crops(shapes(1, 100), 101, 1, rng)
