"""Weights whose card does not tell the truth about their network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from deblur_studio.errors import UserError
from deblur_studio.weights import write_weights
from deblur_studio.weights.importing import import_weights
from tests.unit.weights import tiny

CARDS: dict[str, tuple[dict[str, Any], str]] = {
    "a billion blocks": ({"enc_blocks": [10**9, 1]}, "layers and only"),
    "a billion more": ({"middle_blocks": 10**9}, "layers and only"),
    "a billion channels": ({"width": 10**9}, "cannot be used|can be built|of another shape"),
    "no channels": ({"width": 0}, "can be built|of another shape"),
    "text": ({"width": "4"}, "describes no NAFNet that can be built"),
    "a folding by nothing": ({"shuffle": 0}, "can be built|of another shape"),
    "a crop of text": ({"train_size": "x"}, "its sizes are no whole numbers"),
    "a crop of nothing": ({"train_size": 0}, "its sizes are no whole numbers"),
    "windows of text": ({"local_size": "x"}, "describes no NAFNet that can be built"),
}


@pytest.mark.parametrize("case", CARDS)
def test_cards_that_lie_about_the_network(tmp_path: Path, case: str) -> None:
    changes, reason = CARDS[case]
    tiny.install(tmp_path / "theirs", "net", arguments={**tiny.ARGUMENTS, **changes})
    with pytest.raises(UserError, match=reason) as error:
        import_weights(tmp_path / "theirs" / "net.safetensors")
    assert "\n" not in str(error.value)


def test_whole_numbers_behind_a_card(tmp_path: Path) -> None:
    state = {**tiny.state(), "intro.bias": torch.ones(4, dtype=torch.int64)}
    write_weights(tmp_path, "net", state, **tiny.FIELDS)
    with pytest.raises(UserError, match=r"1 tensors hold no numbers with a fraction \(intro\.bias\)"):
        import_weights(tmp_path / "net.safetensors")
