"""The sheet of photos and the maps of their defocus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio.visuals import heat_map
from tests.unit.diagnosis import focusing, moving
from tests.unit.diagnosis.made import scenery, smeared
from tests.unit.tools.test_focus_figures import saying
from tools import focus_sheet

GREY = np.full((200, 300, 3), 160, np.uint8)
RAMP = np.tile(np.linspace(0, 6, 600), (400, 1))


class TestOverlay:
    def test_colours_are_those_of_the_bar(self) -> None:
        seen = saying(RAMP)
        found = focus_sheet.coloured(seen, (300, 200), 6.0)
        bar = heat_map.bar(300, 1, 6.0, upright=False).picture[0]
        assert np.abs(found[100].astype(int) - bar).max() <= 3

    def test_what_is_not_trusted_is_the_grey_photo(self) -> None:
        trusted = np.zeros(RAMP.shape, bool)
        trusted[:, 300:] = True
        seen = replace(saying(RAMP), trusted=trusted)
        found = focus_sheet.laid_over(GREY, seen, 6.0)
        assert (found[:, :148] == 160).all()
        assert np.ptp(found[:, 152:], axis=2).min() > 10

    def test_the_last_colour_is_that_of_the_softest(self) -> None:
        assert focus_sheet.highest_of([saying(RAMP)]) == pytest.approx(6, abs=0.2)
        assert focus_sheet.highest_of([saying(RAMP), saying(2 * RAMP)]) == pytest.approx(12, abs=0.4)
        assert focus_sheet.highest_of([saying(0.01 * RAMP)]) == focus_sheet.LEAST_HIGHEST
        assert focus_sheet.highest_of([saying(np.full((9, 9), np.nan))]) == focus_sheet.LEAST_HIGHEST

    def test_the_bar_stands_at_the_right_soft_end_up(self) -> None:
        found = focus_sheet.with_bar(GREY, 6.0)
        column = found[:, 300 - focus_sheet.MARGIN - focus_sheet.BAR // 2].astype(int)
        lit = np.flatnonzero(np.ptp(column, axis=1) > 20)
        assert len(lit) == pytest.approx(140, abs=2)
        shades = heat_map.table()
        assert np.abs(column[lit[0]] - shades[-1]).max() <= 6
        assert np.abs(column[lit[-1]] - shades[0]).max() <= 6
        assert (found[:, :200] == 160).all()
        small = GREY[:30, :40]
        assert focus_sheet.with_bar(small, 6.0) is small


class TestCommand:
    @pytest.fixture
    def photos(self, tmp_path: Path) -> Path:
        folder = tmp_path / "photos"
        folder.mkdir()
        scene = scenery(160, 120)
        scene[:, 80:] = smeared(scene, 3)[:, 80:]
        Image.fromarray(scene).save(folder / "one.png")
        (folder / "two.png").write_bytes(b"no photo")
        return folder

    @pytest.mark.parametrize(("given", "columns"), [("edges", 3), ("auto", 3), ("tiny", 4)])
    def test_a_row_for_each_photo(
        self,
        photos: Path,
        tmp_path: Path,
        given: str,
        columns: int,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        moving.hide_bundled(tmp_path, monkeypatch)
        if given == "tiny":
            given = str(focusing.written(tmp_path, 1.0, "tiny"))
        out = tmp_path / "sheet.png"
        options = ["--cell", "160", "120", "--weights", given, "--device", "cpu"]
        assert focus_sheet.main([str(photos), "-o", str(out), *options]) == 0
        with Image.open(out) as sheet:
            width, height = focus_sheet.cell_size((160, 120))
            assert sheet.width == pytest.approx(columns * width, abs=40)
            assert sheet.height == pytest.approx(height, abs=60)
        assert "left out: " in capsys.readouterr().err

    def test_mistakes_are_told_in_a_sentence(
        self, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "sheet.png"
        assert focus_sheet.main([str(photos), "-o", str(out), "--weights", "nobody"]) == 2
        assert "nobody" in capsys.readouterr().err
        (tmp_path / "empty").mkdir()
        assert focus_sheet.main([str(tmp_path / "empty"), "-o", str(out), "--weights", "edges"]) == 2
        assert "nothing to show" in capsys.readouterr().err
        assert not out.exists()
