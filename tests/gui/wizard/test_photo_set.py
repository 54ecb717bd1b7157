"""Sorting photos, without Qt."""

from __future__ import annotations

from pathlib import Path

import pytest

from deblur_studio.diagnosis.look import LEAST_SIDE as LOOKS_LEAST_SIDE
from deblur_studio.diagnosis.look import Look
from deblur_studio.gui.wizard import photo_set
from deblur_studio.gui.wizard.photo_set import Group, PhotoSet, missing
from deblur_studio.gui.wizard.tab import SUFFIX
from deblur_studio.weights import camera_file


def look(name: str, kind: str, camera: str = "X-T30", side: int = 600) -> Look:
    return Look(Path(name), kind, "because", camera, None, side, side)


@pytest.fixture
def photos() -> PhotoSet:
    made = PhotoSet()
    made.found([Path(name) for name in ("a", "b", "c", "d", "e")])
    made.take([look("b", "sharp"), look("a", "blurry"), look("c", "blurry"), look("d", "unusable", "", 90)])
    return made


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_photos_are_listed_in_the_order_in_which_they_were_found(photos: PhotoSet) -> None:
    assert names(photos.listed(Group.BLURRY)) == ["a", "c"]
    assert (photos.done, photos.total) == (4, 5)
    photos.forget_unseen()
    assert photos.total == 4


def test_a_photo_found_twice_is_one(photos: PhotoSet) -> None:
    assert photos.found([Path("a"), Path("f")]) == [Path("f")]


def test_moving_by_hand_and_back(photos: PhotoSet) -> None:
    assert photos.move([Path("a")], Group.SHARP) == []
    assert names(photos.listed(Group.SHARP)) == ["a", "b"]
    assert photos.was_moved(Path("a"))
    photos.move([Path("a")], Group.BLURRY)
    assert not photos.was_moved(Path("a"))


def test_what_cannot_be_used_stays_left_out(photos: PhotoSet) -> None:
    assert photos.move([Path("d"), Path("b")], Group.BLURRY) == [Path("d")]
    assert names(photos.listed(Group.BLURRY)) == ["a", "b", "c"]
    assert photo_set.LEAST_SIDE == LOOKS_LEAST_SIDE


def test_of_several_cameras_one_counts(photos: PhotoSet) -> None:
    assert photos.main_camera() is None
    assert photos.title() == "X-T30"
    photos.take([look("x", "sharp", "D90"), look("y", "sharp", "")])
    assert photos.cameras() == {"X-T30": 3, "D90": 1, "": 1}
    assert photos.title() == ""
    photos.camera = photos.main_camera()
    assert photos.camera == "X-T30"
    assert names(photos.listed(Group.SHARP)) == ["b"]
    assert names(photos.listed(Group.OUT)) == ["d"], "what could not be read is shown all the same"
    photos.camera = None
    assert names(photos.listed(Group.SHARP)) == ["b", "x", "y"]


def test_missing_files(tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    assert missing([tmp_path / "there", tmp_path / "gone"]) == [tmp_path / "gone"]


def test_the_tab_knows_exported_cameras_by_their_name() -> None:
    assert SUFFIX == camera_file.SUFFIX
