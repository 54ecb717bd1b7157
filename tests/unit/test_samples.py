"""The samples of `make samples`: made anew on every machine, so they must come out right and alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio import metrics
from tools import samples


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    samples.make(list(samples.SAMPLES), folder)
    return folder


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


@pytest.mark.parametrize(
    "sample", [each for each in samples.SAMPLES if each.rendered], ids=lambda each: each.name
)
def test_a_rendered_sample_is_blurry_and_fits_its_partner(made: Path, sample: samples.Sample) -> None:
    before, sharp = (pixels(made / kind / f"{sample.name}.png") for kind in ("before", "sharp"))
    assert before.shape == sharp.shape
    assert 15 < metrics.psnr(before, sharp) < 36
    assert metrics.blurriness(before / 255) > metrics.blurriness(sharp / 255) + 0.03
    # Blur moves light about; it neither adds nor takes much.
    assert abs(before.mean() - sharp.mean()) < 4


def test_the_clock_is_the_photo_itself(made: Path) -> None:
    (clock,) = [each for each in samples.SAMPLES if not each.rendered]
    assert np.array_equal(pixels(made / "before" / "clock.png"), pixels(samples.picture(clock)))
    assert not (made / "sharp" / "clock.png").exists()


def test_the_same_samples_come_out_again(made: Path, tmp_path: Path) -> None:
    chelsea = [each for each in samples.SAMPLES if each.name == "chelsea"]
    samples.make(chelsea, tmp_path)
    assert (tmp_path / "before" / "chelsea.png").read_bytes() == (
        made / "before" / "chelsea.png"
    ).read_bytes()


def test_a_grey_sample_stays_grey(made: Path) -> None:
    with Image.open(made / "before" / "camera.png") as photo:
        assert photo.mode == "L"
