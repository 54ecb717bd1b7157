"""What is meant when files and folders are named together. (The module imports Qt's type of drags only.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from deblur_studio.gui.opening import opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.jpg", "b.NEF", "text.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "sub").mkdir()
    return tmp_path


def test_one_photo_brings_its_folder_along(folder: Path) -> None:
    wish = opened([folder / "a.jpg"])
    assert (wish.folder, wish.first, wish.photos) == (folder, folder / "a.jpg", ())


def test_several_photos_stand_alone(folder: Path) -> None:
    wish = opened([folder / "b.NEF", folder / "a.jpg"])
    assert wish.photos == (folder / "b.NEF", folder / "a.jpg")
    assert wish.first == folder / "b.NEF"
    assert wish.folder is None


def test_a_folder_is_listed_and_leaves_the_choice_to_its_listing(folder: Path) -> None:
    wish = opened([folder])
    assert (wish.folder, wish.first) == (folder, None)


def test_a_file_that_is_not_named_like_a_photo_is_tried_alone(folder: Path) -> None:
    wish = opened([folder / "text.txt"])
    assert wish.first == folder / "text.txt"
    assert wish.folder is None


def test_what_is_missing_or_left_out_is_said(folder: Path) -> None:
    wish = opened([folder / "gone.jpg", folder / "a.jpg", folder / "sub"])
    assert wish.first == folder / "a.jpg"
    assert len(wish.problems) == 2
    assert "gone.jpg" in wish.problems[0]
    assert "sub" in wish.problems[1]
    assert opened([folder / "gone.jpg"]).first is None
