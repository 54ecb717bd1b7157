"""The sheet of photos and their motion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

from tests.unit.diagnosis.made import scenery
from tests.unit.tools.made import along, seen, tiny_weights
from tests.unit.weights.tiny import install
from tools import motion_sheet

GREY = np.full((200, 300, 3), 160, np.uint8)


def moved(
    picture: np.ndarray, degrees: float, length: float, trusted: np.ndarray | None = None
) -> np.ndarray:
    """The picture's motion, of a photo twice its size."""
    height, width = picture.shape[:2]
    each = seen(along(degrees, length, (2 * height, 2 * width)), trusted)
    return motion_sheet.moved(picture, each, motion_sheet.longest_of(each)).astype(float)


class TestMoved:
    def test_the_colour_tells_the_axis_and_not_the_way(self) -> None:
        right, left, up = moved(GREY, 0, 20), moved(GREY, 0, -20), moved(GREY, 90, 20)
        assert np.abs(right - left).mean() < 0.5, "but for the rims of strokes"
        assert np.abs(right - up).mean() > 20

    def test_what_does_not_move_is_the_dimmed_photo(self) -> None:
        still = moved(GREY, 0, 0)
        corner = still[:80, :80]
        assert np.allclose(corner, 160 * motion_sheet.DIMMED, atol=1)

    def test_what_is_not_trusted_is_the_dimmed_photo_without_strokes(self) -> None:
        trusted = np.zeros((400, 600), bool)
        trusted[:, 300:] = True
        half = moved(GREY, 40, 20, trusted)
        assert np.allclose(half[:, :145], 160 * motion_sheet.DIMMED, atol=1)
        assert np.ptp(half[:, 150:], axis=2).max() > 30

    def test_strokes_lie_along_the_motion_at_the_size_of_the_sheet(self) -> None:
        # A stroke of 40 px of the photo is 20 px here, and as wide as it is everywhere.
        bright = (moved(GREY, 0, 40)[:80] > 100).all(axis=2)
        rows, columns = np.nonzero(bright)
        row = bright[np.bincount(rows).argmax()]
        runs = np.diff(np.flatnonzero(np.diff(np.pad(row.astype(int), 1))))[::2]
        assert 17 <= np.median(runs) <= 22
        assert len(set(rows)) < len(set(columns))

    def test_the_wheel_lies_in_the_corner(self) -> None:
        still = moved(GREY, 0, 0)
        side = round(motion_sheet.WHEEL_PART * 200)
        corner = still[-side - motion_sheet.MARGIN :, -side - motion_sheet.MARGIN :]
        assert np.ptp(corner, axis=2).max() > 200

    def test_nothing_known_is_no_mistake(self) -> None:
        nothing = moved(GREY, 0, 20, np.zeros((400, 600), bool))
        assert np.allclose(nothing[:80], 160 * motion_sheet.DIMMED, atol=1)


class TestWords:
    def test_words_that_fit_stand_in_one_line(self) -> None:
        assert motion_sheet.lines_of("no motion", 300, ImageFont.load_default(12)) == ["no motion"]

    def test_long_words_are_broken_and_then_cut(self) -> None:
        font = ImageFont.load_default(12)
        lines = motion_sheet.lines_of("camera shake, 14 px along 32 degrees, " * 5, 200, font)
        assert len(lines) == motion_sheet.LINES
        assert lines[-1].endswith("\u2026")
        assert all(font.getlength(line.rstrip("\u2026")) <= 200 for line in lines)

    def test_a_cell_keeps_its_size_and_the_picture_its_middle(self) -> None:
        cell = motion_sheet.below(GREY[:50, :60], "words", (100, 80))
        assert cell.shape[:2] == motion_sheet.cell_size((100, 80))[::-1]
        assert (cell[15:65, 20:80] == 160).all()
        assert (cell[15:65, 18] != 160).any()


class TestCommand:
    @pytest.fixture
    def photo(self, tmp_path: Path) -> Path:
        path = tmp_path / "photos" / "one.png"
        path.parent.mkdir()
        Image.fromarray(scenery(160, 120)).save(path)
        (path.parent / "two.png").write_bytes(b"no photo")
        return path

    @pytest.mark.parametrize(("restored", "columns"), [("none", 2), ("nafnet", 3)])
    def test_a_row_for_each_photo_of_a_folder(
        self,
        photo: Path,
        tmp_path: Path,
        home: Path,
        restored: str,
        columns: int,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        install(home / "weights")
        out, file = tmp_path / "sheet.png", tiny_weights(tmp_path)
        given = [str(photo.parent), "-o", str(out), "--restored", restored, "--cell", "100", "80"]
        assert motion_sheet.main([*given, "--weights", str(file), "--device", "cpu"]) == 0
        with Image.open(out) as sheet:
            width, height = motion_sheet.cell_size((100, 80))
            assert sheet.width == pytest.approx(columns * width, abs=40)
            assert sheet.height == pytest.approx(height, abs=60)
        assert "left out: " in capsys.readouterr().err

    def test_nothing_to_show_is_said(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "empty").mkdir()
        assert motion_sheet.main([str(tmp_path / "empty"), "-o", str(tmp_path / "sheet.png")]) == 2
        assert "nothing to show" in capsys.readouterr().err
        assert not (tmp_path / "sheet.png").exists()
