"""One source of pairs, divided: scenes of the blurry and of the sharp photos differ."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import pytest

from deblur_studio.errors import UserError
from tests.unit.training.cameras.camera_helpers import shapes
from training.cameras.paired import Split, by_scene, checked_scenes, clip, find_pairs, split


def make_pairs(folder: Path, names: dict[str, int]) -> Path:
    """Pairs whose pictures are made of the numbers: equal numbers, equal pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, number in names.items():
        picture = shapes(number, 128)
        cv2.imwrite(str(folder / f"{name}_sharp.png"), picture)
        cv2.imwrite(str(folder / f"{name}_blur.png"), cv2.blur(picture, (9, 1)))
    return folder


def clips(folder: Path, count: int, frames: int = 3) -> Path:
    """Clips of frames that nobody needs to look at: the files are empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        for frame in range(frames):
            for kind in ("blur", "sharp"):
                (folder / f"{number:03}_{frame:08}_{kind}.png").touch()
    return folder


def scenes_of(paths: tuple[Path, ...]) -> set[str]:
    return {path.name[:3] for path in paths}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000_00000009", "000"),
        ("reds_001_004", "reds_001"),
        ("GOPR0372_07_00_000047", "GOPR0372_07_00"),
        ("IMG_0001", None),
        ("gopro_flower", None),
        ("20240131_120000", None),
        ("IMG_20240131_120000", None),
        ("0042", None),
    ],
)
def test_the_clip_of_a_frame(name: str, expected: str | None) -> None:
    assert clip(name) == expected


def test_sixty_percent_of_the_scenes_are_blurry_and_none_is_on_two_sides(tmp_path: Path) -> None:
    found = split(clips(tmp_path / "pairs", 20), seed=1, every=8, least=2)
    sides = [scenes_of(part) for part in (found.blurry, found.held_out, found.sharp)]
    assert len(sides[0] | sides[1]) == 12
    assert len(sides[2]) == 8
    for one, other in (*pairwise(sides), (sides[0], sides[2])):
        assert not one & other
    assert set.union(*sides) == {f"{number:03}" for number in range(20)}
    assert all(path.stem.endswith("_blur") for path in (*found.blurry, *found.held_out))
    assert all(path.stem.endswith("_sharp") for path in found.sharp)
    # About one in eight of the 36 blurry photos is held out, in whole scenes.
    assert len(found.held_out) == 6
    assert len(found.blurry) == 30


def test_the_seed_alone_decides(tmp_path: Path) -> None:
    one, two = clips(tmp_path / "a", 12), clips(tmp_path / "b", 12)

    def names(found: Split) -> list[list[str]]:
        return [[path.name for path in part] for part in (found.blurry, found.held_out, found.sharp)]

    first = names(split(one, 3, 8, 2))
    assert first == names(split(two, 3, 8, 2))
    assert len({str(names(split(one, seed, 8, 2))) for seed in range(6)}) > 3


def test_pictures_that_look_alike_are_one_scene(tmp_path: Path) -> None:
    folder = make_pairs(tmp_path, {"gopro_05": 1, "gopro_06": 2, "copy": 1, "000_001": 7, "000_002": 8})
    found = [[pair.name for pair in group] for group in by_scene(find_pairs(folder))]
    assert found == [["000_001", "000_002"], ["copy", "gopro_05"], ["gopro_06"]]


def test_files_without_partners_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = clips(tmp_path, 2, 1)
    (folder / "001_00000000_sharp.png").unlink()
    (folder / "002_00000000_sharp.txt").touch()
    assert [pair.name for pair in find_pairs(folder)] == ["000_00000000"]
    assert "001_00000000" in caplog.text


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is no folder"):
        split(tmp_path / "none", 1, 8, 2)
    with pytest.raises(UserError, match="holds no pairs: photos named NAME_blur and NAME_sharp"):
        split(tmp_path, 1, 8, 2)
    with pytest.raises(UserError, match=r"The 12 pairs in .* show only 4 scenes; 5 are needed"):
        split(clips(tmp_path / "four", 4), 1, 8, 2)
    with pytest.raises(UserError, match=r"The 3 pairs in .* show one scene; 5 are needed"):
        split(clips(tmp_path / "one", 1), 1, 8, 2)


def test_one_scene_always_stays_to_train_on(tmp_path: Path) -> None:
    groups = by_scene(find_pairs(clips(tmp_path, 3)))
    assert len(checked_scenes(groups, every=1, least=2)) == 2
    found = split(clips(tmp_path / "five", 5), 1, 8, 2)
    assert [len(part) for part in (found.blurry, found.held_out, found.sharp)] == [6, 3, 6]


def test_small_scenes_are_held_out_first(tmp_path: Path) -> None:
    clips(tmp_path, 2, 6)
    groups = by_scene(find_pairs(make_pairs(tmp_path, {"one": 1, "two": 2})))
    assert [group[0].name for group in checked_scenes(groups, 8, 2)] == ["one", "two"]


def test_real_pairs(check_data: Path) -> None:
    found = split(check_data / "pairs", 1, 8, 2)
    names = [path.name for path in (*found.blurry, *found.held_out, *found.sharp)]
    assert len(names) == 18
    for scene in ("reds_000", "reds_001", "reds_003"):
        kinds = {name.rpartition("_")[2] for name in names if name.startswith(scene)}
        assert len(kinds) == 1
