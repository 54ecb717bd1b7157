"""The command that measures the focus: every part on a little material, with weights that say one thing."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from deblur_studio.diagnosis.focus import Focus
from deblur_studio.diagnosis.see_focus import EDGES, SeenFocus, see_focus
from deblur_studio.engine import Region
from tests.unit.diagnosis import focusing
from tests.unit.diagnosis.made import dragged, scenery, smeared
from tools import focus_exact, focus_figures
from training.blur.defocus import Defocused
from training.blur.lens import Lens


def saying(sigma: np.ndarray) -> SeenFocus:
    """As if the program had told this map."""
    height, width = sigma.shape
    return SeenFocus(
        sigma=sigma.astype(np.float32),
        trusted=np.ones(sigma.shape, bool),
        region=Region.whole(height, width),
        size=(width, height),
        scale=1.0,
        focus=Focus("unknown"),
        weights="none",
        weights_sha256="",
        device="cpu",
        precision="fp32",
        seconds=0.0,
    )


def even(sigma: float, pixels: np.ndarray) -> SeenFocus:
    return saying(np.full(pixels.shape[:2], sigma))


def halving(sigma: float, pixels: np.ndarray) -> SeenFocus:
    """Knows that the sigma of photos less than 100 px wide is half as much."""
    return even(sigma if pixels.shape[1] >= 100 else sigma / 2, pixels)


def picture_of(sigma: float) -> Defocused:
    """A scene that is out of focus by this much everywhere, (1, 3, 128, 160)."""
    photo, sharp = (tensor(each) for each in (smeared(scenery(160, 128), sigma), scenery(160, 128)))
    true = torch.full((1, 1, 128, 160), sigma)
    one = torch.ones(1)
    return Defocused(photo, true, sharp, Lens(one, one, one, one), torch.zeros(1))


def tensor(picture: np.ndarray) -> Tensor:
    return torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255


class TestMeasures:
    def test_a_right_map_has_no_error(self) -> None:
        row = focus_exact.measured(picture_of(3.0), partial(halving, 3.0))
        assert (row["mse"], row["mae"], row["half"]) == (0, 0, 0)
        assert row["bins"] == [None, None, None, pytest.approx(3.0), None]

    def test_errors_are_of_sigma_over_seven_pixels(self) -> None:
        row = focus_exact.measured(picture_of(3.0), partial(even, 4.4))
        assert row["mae"] == pytest.approx(0.2, abs=1e-5)
        assert row["mse"] == pytest.approx(0.04, abs=1e-5)
        assert row["half"] == pytest.approx(1.0), "told of half the size as of the whole"
        assert focus_exact.measured(picture_of(3.0), partial(even, 40.0))["mae"] == pytest.approx(4 / 7)

    def test_what_could_not_be_told_is_told_wrong(self) -> None:
        row = focus_exact.measured(picture_of(3.5), lambda pixels: saying(np.full(pixels.shape[:2], np.nan)))
        assert row["mae"] == pytest.approx(0.5)

    def test_figures_are_those_of_all_pictures(self) -> None:
        rows = [focus_exact.measured(picture_of(s), partial(halving, 2.1)) for s in (1.4, 2.8)]
        found = focus_exact.figures(rows)
        assert found["pictures"] == 2
        assert found["mae"] == pytest.approx(0.1, abs=1e-5)
        assert found["bins"]["1-2"] == found["bins"]["2-4"] == pytest.approx(2.1)
        assert focus_exact.figures([]) == {"pictures": 0}

    def test_medians_and_the_share_called_soft(self) -> None:
        pictures = [tensor(scenery(160, 128, seed=n)) for n in range(3)]
        found = focus_exact.medians(pictures, partial(even, 2.0))
        assert found == {"pictures": 3, "median": 2.0, "detailed": 2.0, "soft": 1.0}
        assert focus_exact.medians(pictures, partial(even, 0.3))["soft"] == 0
        assert focus_exact.medians([], partial(even, 0.3)) == {"pictures": 0}

    def test_agreement_counts_both_kinds_of_clear_cases(self) -> None:
        sharp, soft = scenery(320, 320), smeared(scenery(320, 320, seed=2), 4.0)
        photos = [("sharp", sharp), ("soft", soft)]
        found = focus_exact.agreement(photos, partial(see_focus, chosen=EDGES))
        assert found["photos"] == 2
        assert found["blurred"] > 0.9
        assert found["sharp"] > 0.9
        lazy = focus_exact.agreement(photos, partial(even, 0.0))
        assert (lazy["blurred"], lazy["sharp"], lazy["balanced"]) == (0, 1, 0.5)
        assert focus_exact.agreement([], partial(even, 0.0))["balanced"] is None

    def test_shaken_photos_say_nothing_of_defocus(self) -> None:
        photos = [("shaken", dragged(scenery(320, 320), 20, 30))]
        assert focus_exact.agreement(photos, partial(even, 0.0))["blurred"] is None


class TestCommand:
    @pytest.fixture
    def photos(self, tmp_path: Path) -> Path:
        """17 photos, of which the first and the last are held out."""
        folder = tmp_path / "sharp"
        folder.mkdir()
        for number in range(17):
            side = 230 if number % 16 == 0 else 40
            Image.fromarray(scenery(side, side, seed=number)).save(folder / f"photo{number:02}.png")
        return folder

    def run(self, *given: object) -> int:
        return focus_figures.main([str(each) for each in (*given, "--device", "cpu")])

    def test_edges_and_weights_stand_side_by_side(
        self, tmp_path: Path, photos: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file, out = focusing.written(tmp_path, 0.4, "tiny"), tmp_path / "figures.json"
        given = ["--photos", photos, "--real", photos / "photo00.png", "--weights", EDGES, file]
        assert self.run(*given, "--side", 128, "--times", 1, "-o", out) == 0
        found: dict[str, Any] = json.loads(out.read_text())
        assert found["held_out"] == ["photo00", "photo16"]
        assert list(found["told"]) == [EDGES, "tiny"]
        tiny = found["told"]["tiny"]
        assert tiny["defocus"]["pictures"] == 2
        for part in ("sharp", "photos"):
            assert tiny[part]["median"] == pytest.approx(0.4, abs=0.01)
        assert tiny["real"]["sharp"] == 1
        told = capsys.readouterr().out
        assert "FOCUS" in told.splitlines()[0]
        assert "at most 0.0130" in told

    def test_without_weights_the_edges_are_measured(self, photos: Path, tmp_path: Path) -> None:
        out = tmp_path / "figures.json"
        assert self.run("--real", photos, "--weights", EDGES, "-o", out) == 0
        assert list(json.loads(out.read_text())["told"]) == [EDGES]
        focusing.install(1.0)
        assert focus_figures.chosen_weights(None) == [EDGES, "auto"]

    def test_mistakes_are_told_in_a_sentence(
        self, tmp_path: Path, photos: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run("--real", photos, "--weights", "nobody") == 2
        assert "nobody" in capsys.readouterr().err
        (tmp_path / "empty").mkdir()
        assert self.run("--photos", tmp_path / "empty") == 2
        assert "hold some out" in capsys.readouterr().err
        assert self.run("--real", tmp_path / "empty") == 2
        assert "no photos" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "given", [[], ["--photos", "x", "--side", "5000"], ["--real", "x", "--times", "0"]]
    )
    def test_wrong_options_are_refused(self, given: list[str]) -> None:
        with pytest.raises(SystemExit):
            focus_figures.arguments(given)
