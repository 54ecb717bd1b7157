"""Two hundred damaged checkpoints: each is refused in a sentence, or was not damaged where it matters."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.weights.importing import import_weights
from tests.unit.weights.damage import KINDS, damaged

FILES = 207
BUNCH = 23


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def outcome(path: Path) -> str:
    """What becomes of a file: "refused", or "taken" if its network can be used."""
    try:
        card = import_weights(path, "net")
    except UserError as error:
        text = str(error)
        assert path.name in text
        assert "\n" not in text
        assert text.endswith(".")
        assert weights.installed().entries == ()
        return "refused"
    tensors = weights.load(card.name).state_dict().values()
    assert all(bool(torch.isfinite(tensor).all()) for tensor in tensors)
    weights.remove(weights.find(card.name))
    return "taken"


@pytest.mark.parametrize("first", range(0, FILES, BUNCH))
def test_damaged_files(tmp_path: Path, first: int) -> None:
    canary = tmp_path / "canary"
    outcomes = {}
    for number in range(first, first + BUNCH):
        what, content = damaged(number, canary)
        path = tmp_path / f"file{number}{('.pth', '.safetensors')[number % 2]}"
        path.write_bytes(content)
        outcomes[number, what] = outcome(path)
        assert not canary.exists(), f"file {number} ({what}) was run"
    hostile = {found for (_, what), found in outcomes.items() if what.startswith("hostile")}
    assert hostile <= {"refused"}
    assert "refused" in outcomes.values()


def test_every_kind_of_damage_comes_up() -> None:
    assert {KINDS[number % len(KINDS)] for number in range(FILES)} == set(KINDS)


def test_the_files_are_the_same_every_time(tmp_path: Path) -> None:
    for number in range(len(KINDS)):
        assert damaged(number, tmp_path)[1] == damaged(number, tmp_path)[1]
