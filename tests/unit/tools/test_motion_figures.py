"""The command that measures the motion: every part on a little material, with random weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from tests.unit.diagnosis.made import scenery
from tests.unit.tools.made import tiny_weights
from tools import motion_figures


@pytest.fixture
def weights_file(tmp_path: Path) -> Path:
    return tiny_weights(tmp_path)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """17 photos, of which the first and the last are held out."""
    folder = tmp_path / "sharp"
    folder.mkdir()
    for number in range(17):
        side = 210 if number % 16 == 0 else 40
        Image.fromarray(scenery(side, side, seed=number)).save(folder / f"photo{number:02}.png")
    return folder


def test_everything_is_measured_and_written(
    tmp_path: Path, photos: Path, weights_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    levin, real, out = tmp_path / "levin", photos / "photo00.png", tmp_path / "figures.json"
    levin.mkdir()
    kernel = np.zeros((9, 9))
    kernel[4, 1:8] = 1 / 7
    blurry = scenery(64, 64).mean(axis=2) / 255
    savemat(levin / "im01_ker01.mat", {"x": blurry, "y": blurry, "f": kernel})
    given = ["--photos", str(photos), "--levin", str(levin), "--real", str(real), str(tmp_path / "no.jpg")]
    options = ["--weights", str(weights_file), "--side", "128", "--sets", "steady", "-o", str(out)]
    assert motion_figures.main([*given, *options, "--device", "cpu"]) == 0
    found = json.loads(out.read_text())
    assert found["weights"] == "tiny-flow"
    assert found["exact"]["held_out"] == ["photo00", "photo16"]
    assert found["exact"]["steady"]["pictures"] > 0
    assert found["exact"]["still"]["photos"] == 2
    assert found["levin2009"]["rows"][0]["ratio"] is None, "a line has no width, and JSON no infinity"
    assert [row["photo"] for row in found["real"]] == ["photo00"]
    assert found["real"][0]["size"] == [210, 210]
    told = capsys.readouterr()
    assert "left out: " in told.err
    for title in ("STEADY", "2 sharp photos", "LEVIN2009", "MEDIANS", "CONFIDENCE"):
        assert title in told.out


def test_what_is_not_asked_for_is_left_out(photos: Path, weights_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    given = ["--real", str(photos / "photo00.png"), "--weights", str(weights_file), "-o", str(out)]
    assert motion_figures.main(given) == 0
    assert not {"exact", "levin2009"} & set(json.loads(out.read_text()))


def test_mistakes_are_told_in_a_sentence(
    tmp_path: Path, weights_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert motion_figures.main(["--levin", str(tmp_path), "--weights", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
    assert motion_figures.main(["--photos", str(tmp_path / "empty"), "--weights", str(weights_file)]) == 2
    assert "hold some out" in capsys.readouterr().err


@pytest.mark.parametrize("given", [[], ["--photos", "x", "--side", "5000"], ["--levin", "x", "--side", "9"]])
def test_wrong_options_are_refused(given: list[str]) -> None:
    with pytest.raises(SystemExit):
        motion_figures.arguments(given)
