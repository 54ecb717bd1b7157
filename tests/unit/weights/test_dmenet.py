"""Files of DMENet: recognised, rebuilt from their tensors, described, imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.networks.dmenet import DMENet
from deblur_studio.weights.architectures import architecture, recognise
from deblur_studio.weights.importing import import_weights
from tests.unit.weights import small

NAME = "DMENet"
PUBLISHED: dict[str, Any] = {"width": 64, "folding": 1, "norm": "batch", "units": 7, "cues": False}


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"folding": 1, "norm": "batch", "cues": False, "units": 3},
        {"folding": 3, "units": 0, "auxiliary": True},
    ],
)
def test_the_whole_layout_shows_in_its_tensors(changes: dict[str, Any]) -> None:
    given = {**small.ARGUMENTS[NAME], "auxiliary": False, "circles": False, **changes}
    row = architecture(NAME, "test")
    state = small.state(NAME, **changes)
    assert recognise(state, "file") is row
    assert row.arguments(state) == {**given, "train_size": 240}


def test_the_published_layout_is_known() -> None:
    with torch.device("meta"):
        state = DMENet(**PUBLISHED).state_dict()
    row = recognise(state, "file")
    read = row.arguments(state)
    assert {key: read[key] for key in PUBLISHED} == PUBLISHED
    assert "no published" not in row.describe(read, "x.pth").notes
    assert "no published" in row.describe({**read, "units": 3}, "x.pth").notes


def test_a_file_is_imported_and_used(tmp_path: Path) -> None:
    state = small.state(NAME)
    torch.save({"params": state}, tmp_path / "focus.pth")
    card = import_weights(tmp_path / "focus.pth")
    assert card.architecture == NAME
    assert "does not deblur" in card.notes
    network = weights.load(card.name)
    assert isinstance(network, DMENet)
    told = network.sigma(torch.rand(1, 3, 32, 32))
    assert 0 <= told.min() <= told.max() <= 7


def test_a_file_that_lacks_a_part_is_refused(tmp_path: Path) -> None:
    state = {name: value for name, value in small.state(NAME).items() if not name.startswith("ups.1.")}
    torch.save(state, tmp_path / "focus.pth")
    with pytest.raises(UserError, match="does not fit DMENet: 6 tensors are missing"):
        import_weights(tmp_path / "focus.pth")
    state = small.state(NAME)
    state["encoder.0.0.conv.weight"] = torch.zeros(2, 7, 3, 3)
    torch.save(state, tmp_path / "other.pth")
    with pytest.raises(UserError, match="takes 7 channels"):
        import_weights(tmp_path / "other.pth")
