"""By how much motion is longer than a network tells."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio import places, weights
from deblur_studio.diagnosis.see_motion import ARCHITECTURE, length_factor
from deblur_studio.errors import UserError
from tests.unit.diagnosis import made, moving
from tools import motion_lengths


def test_the_factor_has_the_least_median_of_errors() -> None:
    rng = np.random.default_rng(1)
    true = rng.uniform(4, 40, 200)
    told = true / 1.4 * np.exp(0.1 * rng.standard_normal(200))
    told[:40] = 1.0  # seen wrongly altogether
    assert motion_lengths.fit(told, true) == pytest.approx(1.4, abs=0.06)


def test_too_few_pictures_are_said_to_be() -> None:
    with pytest.raises(UserError, match="3 pictures with a shake are too few"):
        motion_lengths.fit(np.ones(3), np.ones(3))


def test_a_card_can_hold_any_text_and_only_sound_factors_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving.hide_bundled(tmp_path, monkeypatch)
    moving.install((8, -6), (-8, 6))
    card = places.user_weights_folder() / "moving.json"
    found = []
    for factor in (1.5, 0.0, 1e9, "long", None):
        told = json.loads(card.read_text("utf-8"))
        told["settings"]["length_factor"] = factor
        card.write_text(json.dumps(told), "utf-8")
        found.append(length_factor(weights.choose(ARCHITECTURE, "moving")))
    assert found == [1.5, 1.0, 1.0, 1.0, 1.0]


def test_it_is_measured_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A network that tells 20 px of everything, asked about shakes of 4 to 40 px."""
    moving.hide_bundled(tmp_path, monkeypatch)
    moving.install((8, -6), (-8, 6))
    monkeypatch.setattr(motion_lengths, "LEAST_PICTURES", 2)
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(2):
        Image.fromarray(made.scenery(330, 320, number)).save(folder / f"{number}.png")
    asked = ["--photos", str(folder), "--weights", "moving", "--side", "128", "--most", "1", "--write"]
    assert motion_lengths.main(asked) == 0
    entry = weights.choose(ARCHITECTURE, "moving")
    assert 0.5 <= length_factor(entry) <= 2.5
    assert f"{length_factor(entry):g} times as long" in capsys.readouterr().out
    # What is in the card then is taken out again before measuring.
    first = length_factor(entry)
    assert motion_lengths.main(asked) == 0
    assert length_factor(weights.choose(ARCHITECTURE, "moving")) == pytest.approx(first, abs=0.02)
