"""Import of the authors' RAFT-small: recognised, its terms told, others of its kind refused."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from deblur_studio import cli, weights
from deblur_studio.errors import UserError
from deblur_studio.gui.models import presenter
from deblur_studio.networks.raft import RAFTSmall
from deblur_studio.weights.architectures import notice
from deblur_studio.weights.importing import import_weights
from tests.unit.weights import small


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def published(width: int = 4) -> dict[str, Tensor]:
    """The tensors of the authors' file, under the names that training on several cards gave them."""
    return {f"module.{name}": tensor for name, tensor in small.state("RAFT-small", width=width).items()}


def saved(path: Path, content: Any, *, new: bool = True) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=new)
    return path


@pytest.mark.parametrize("new", [True, False], ids=["archive", "old"])
def test_the_published_file_is_taken(tmp_path: Path, new: bool) -> None:
    state = published(32)
    card = import_weights(saved(tmp_path / "raft-small.pth", state, new=new))
    assert (card.name, card.architecture, card.arguments) == ("raft-small", "RAFT-small", {"width": 32})
    assert (card.parameters, card.title) == (
        990_162, "RAFT-small, FlyingChairs and FlyingThings3D (imported)",
    )  # fmt: skip
    network = weights.load("raft-small")
    assert isinstance(network, RAFTSmall)
    loaded = network.state_dict()
    assert {f"module.{name}" for name in loaded} == state.keys()
    assert all(torch.equal(loaded[name], state[f"module.{name}"]) for name in loaded)
    frames = torch.rand(2, 1, 3, 64, 80)
    assert network(frames[0], frames[1], 1).shape == (1, 2, 64, 80)


def test_another_width_is_of_no_published_model(tmp_path: Path) -> None:
    save_file(small.state("RAFT-small", width=8), tmp_path / "mine.safetensors")
    card = import_weights(tmp_path / "mine.safetensors")
    assert card.title == "RAFT-small, width 8, unknown frames (imported)"
    assert "no published model" in card.notes


def test_its_terms_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(tmp_path / "raft-small.pth", published())
    assert cli.main(["weights", "import", str(path)]) == 0
    told = capsys.readouterr().out
    assert "Please note: Its authors give it away under the BSD licence with three clauses" in told
    assert "FlyingChairs and FlyingThings3D, which are given away for research only" in told
    assert "it does not deblur" in told
    assert "Use it with" not in told
    (entry,) = weights.installed().entries
    assert notice(entry.card)
    assert "BSD" in entry.card.licence
    assert cli.main(["weights", "verify"]) == 0


def test_the_models_page_lists_it_without_a_method(tmp_path: Path) -> None:
    import_weights(saved(tmp_path / "raft-small.pth", published()))
    (row,) = presenter.rows(weights.installed())
    assert (row.architecture, row.methods, row.own) == ("RAFT-small", (), True)
    assert presenter.verify("raft-small") is None


def refused(path: Path) -> str:
    with pytest.raises(UserError) as error:
        import_weights(path)
    assert "\n" not in str(error.value)
    assert weights.installed().entries == ()
    return str(error.value)


BOTH = ["fnet.conv1.weight", "cnet.conv1.weight", "fnet.layer1.0.conv1.weight", "fnet.conv2.bias"]
RELATIVES = {
    "the large one": (
        [*BOTH, "cnet.norm1.running_mean", "update_block.gru.convz1.weight", "update_block.mask.0.weight"],
        "looks like the large RAFT, where the small one of its authors, raft-small.pth, is wanted",
    ),
    "for stereo": (
        [*BOTH, "update_block.gru08.convz.weight", "update_block.mask.0.weight"],
        "looks like a relative of RAFT, where the small RAFT of its authors, raft-small.pth, is wanted",
    ),
    "torchvision's": (
        ["feature_encoder.convnormrelu.0.weight", "context_encoder.convnormrelu.0.weight"],
        "looks like RAFT in torchvision's form, where that of its authors, raft-small.pth, is wanted",
    ),
}


@pytest.mark.parametrize("which", RELATIVES)
@pytest.mark.parametrize("prefix", ["", "module."])
def test_relatives_are_refused_and_the_right_one_named(tmp_path: Path, which: str, prefix: str) -> None:
    names, reason = RELATIVES[which]
    told = refused(saved(tmp_path / "raft-things.pth", {prefix + name: torch.ones(2) for name in names}))
    assert reason in told
    assert "raft-things.pth" in told


def damage(name: str, tensor: Tensor | None) -> dict[str, Tensor]:
    state = small.state("RAFT-small")
    assert name in state
    del state[name]
    return state if tensor is None else {**state, name: tensor}


DAMAGED = {
    "a tensor is missing": (damage("cnet.conv2.bias", None), "1 tensors are missing (cnet.conv2.bias)"),
    "a tensor is new": ({**small.state("RAFT-small"), "extra": torch.ones(1)}, "are unexpected (extra)"),
    "events for pictures": (damage("fnet.conv1.weight", torch.ones(4, 15, 7, 7)), "pictures of 15 channels"),
    "no width": (damage("fnet.conv1.weight", torch.ones(4)), "there is no 4-D tensor fnet.conv1.weight"),
    "an odd width": (damage("fnet.conv1.weight", torch.ones(6, 3, 7, 7)), "must be a multiple of 4"),
    "another width": (damage("fnet.conv1.weight", torch.ones(8, 3, 7, 7)), "are of another shape"),
    "a wider window": (
        damage("update_block.encoder.convc1.weight", torch.ones(12, 324, 1, 1)), "12x324x1x1 instead of",
    ),
    "not a number": (damage("fnet.conv1.bias", torch.full((4,), torch.nan)), "values that are not numbers"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED)
def test_what_does_not_fit_is_refused(tmp_path: Path, case: str) -> None:
    state, reason = DAMAGED[case]
    assert reason in refused(saved(tmp_path / "raft-small.pth", state))


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    torch.save(published(), stream)
    content, path = stream.getvalue(), tmp_path / "raft-small.pth"
    for cut in range(1, len(content), len(content) // 20):
        path.write_bytes(content[:cut])
        assert "cannot be imported: it is" in refused(path)


def test_a_card_that_asks_for_an_absurd_size_is_refused(tmp_path: Path) -> None:
    state = small.state("RAFT-small")
    for arguments in ({"width": 4 * 10**15}, {"width": -4}, {"width": "4"}, {"width": 4, "depth": 1}):
        folder = tmp_path / str(len(str(arguments)))
        weights.write_weights(
            folder, "raft", state, title="RAFT", architecture="RAFT-small", arguments=arguments,
            trained_on="x", recipe="imported", command="", minutes=0, machine="", results={}, licence="x",
        )  # fmt: skip
        assert "RAFT-small" in refused(folder / "raft.safetensors")
