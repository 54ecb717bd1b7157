"""A report tells no names of folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from deblur_studio.report.private import without_folders


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("Cannot open /home/jane/Pictures/a.jpg: it is damaged.", "Cannot open a.jpg: it is damaged."),
        (r"Cannot open C:\Users\Jane\a.jpg: it is damaged.", "Cannot open a.jpg: it is damaged."),
        ("Weights ~/private/nets/x.safetensors were used.", "Weights x.safetensors were used."),
        ("There is no folder '/mnt/disk/secret/sub/'.", "There is no folder ''."),
        ("It took 1/15 s at f/2.8, and/or nothing.", "It took 1/15 s at f/2.8, and/or nothing."),
    ],
)
def test_absolute_paths_become_names(told: str, left: str) -> None:
    assert without_folders(told) == left


def test_folders_with_spaces_are_known_from_the_photo(tmp_path: Path) -> None:
    folder = tmp_path / "Jane Doe (private)" / "Ünïcode 사진"
    photo = folder / "a b.jpg"
    told = f"Cannot open {photo}: there is no such file. The folder {folder} is empty."
    left = without_folders(told, [photo])
    assert left == "Cannot open a b.jpg: there is no such file. The folder Ünïcode 사진 is empty."


def test_relative_folders_go_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    photo = Path("Jane Doe") / "a.jpg"
    assert without_folders(f"Cannot open {photo}.", [photo]) == "Cannot open a.jpg."
