"""Import of torchvision's VGG: recognised, its classifier left out, its terms told, bad files refused."""

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
from deblur_studio.networks.vgg import VGG
from deblur_studio.weights.architectures import notice
from deblur_studio.weights.importing import import_as_new, import_weights
from tests.unit.weights import small


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def published(depth: int = 16, width: int = 2) -> dict[str, Tensor]:
    """The tensors of a file of torchvision, small."""
    classifier = {
        f"classifier.{number}.{kind}": torch.ones((4, 3) if kind == "weight" else 4)
        for number in (0, 3, 6)
        for kind in ("weight", "bias")
    }
    return {**small.state("VGG", depth=depth, width=width), **classifier}


def saved(path: Path, content: Any, *, new: bool = True) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=new)
    return path


@pytest.mark.parametrize("depth", [16, 19])
@pytest.mark.parametrize("new", [True, False], ids=["archive", "old"])
def test_the_classifier_is_left_out_and_that_is_said(tmp_path: Path, depth: int, new: bool) -> None:
    state = published(depth)
    card = import_weights(saved(tmp_path / f"vgg{depth}-dcbb9e9d.pth", state, new=new))
    assert (card.name, card.architecture) == (f"vgg{depth}-dcbb9e9d", "VGG")
    assert card.arguments == {"depth": depth, "width": 2}
    assert "Its classifier (48 numbers) was left out" in card.notes
    kept = {name: tensor for name, tensor in state.items() if name.startswith("features.")}
    assert card.parameters == sum(tensor.numel() for tensor in kept.values())
    network = weights.load(card.name)
    assert isinstance(network, VGG)
    loaded = network.state_dict()
    assert loaded.keys() == kept.keys()
    assert all(torch.equal(loaded[name], kept[name]) for name in kept)
    assert len(network(torch.rand(1, 3, 32, 32))) == 3


def test_the_published_size_is_taken(tmp_path: Path) -> None:
    card = import_weights(saved(tmp_path / "vgg16-397923af.pth", published(16, 64)))
    assert card.title == "VGG16, ImageNet (imported)"
    assert card.parameters == 14_714_688
    assert card.bytes < 60_000_000


def test_a_file_without_a_classifier_needs_no_such_words(tmp_path: Path) -> None:
    save_file(small.state("VGG"), tmp_path / "vgg.safetensors")
    assert "left out" not in import_weights(tmp_path / "vgg.safetensors").notes


def test_the_same_convolutions_are_the_same_weights(tmp_path: Path) -> None:
    import_as_new(saved(tmp_path / "vgg16.pth", published()))
    with pytest.raises(UserError, match="is installed already"):
        import_as_new(saved(tmp_path / "features.pth", small.state("VGG")))


def test_where_it_comes_from_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(tmp_path / "vgg16-397923af.pth", published())
    assert cli.main(["weights", "import", str(path)]) == 0
    told = capsys.readouterr().out
    assert "Its classifier (48 numbers) was left out" in told
    assert "Please note: It was trained on the photos of ImageNet" in told
    assert "Use it with" not in told
    (entry,) = weights.installed().entries
    assert notice(entry.card)
    assert "ImageNet" in entry.card.licence
    assert cli.main(["weights", "list"]) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line.split()[:3] == ["vgg16-397923af", "imported", "whole"]
    assert cli.main(["weights", "verify"]) == 0


def test_the_models_page_lists_it_without_a_method(tmp_path: Path) -> None:
    import_weights(saved(tmp_path / "vgg16.pth", published()))
    (row,) = presenter.rows(weights.installed())
    assert (row.architecture, row.methods, row.own) == ("VGG", (), True)
    (entry,) = weights.installed().entries
    assert presenter.restricted(entry.card)
    assert presenter.verify("vgg16") is None


def refused(path: Path) -> str:
    with pytest.raises(UserError) as error:
        import_weights(path)
    assert "\n" not in str(error.value)
    assert weights.installed().entries == ()
    return str(error.value)


@pytest.mark.parametrize("new", [True, False], ids=["archive", "old"])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, new: bool) -> None:
    stream = io.BytesIO()
    torch.save(published(), stream, _use_new_zipfile_serialization=new)
    content = stream.getvalue()
    path = tmp_path / "vgg16.pth"
    for cut in range(1, len(content), len(content) // 30):
        path.write_bytes(content[:cut])
        assert "cannot be imported: it is" in refused(path)


class Evil:
    """Would create a file if it were unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("new", [True, False], ids=["archive", "old"])
def test_a_program_in_the_classifier_is_not_run(tmp_path: Path, new: bool) -> None:
    trace = tmp_path / "trace"
    path = saved(tmp_path / "vgg16.pth", {**published(), "classifier.0.weight": Evil(trace)}, new=new)
    assert "programs inside checkpoints are never run" in refused(path)
    assert not trace.exists()


def test_what_is_left_out_is_checked_all_the_same(tmp_path: Path) -> None:
    wide = torch.ones(1).expand(10**9)
    path = saved(tmp_path / "vgg16.pth", {**published(), "classifier.0.weight": wide})
    assert "is damaged: its tensors claim" in refused(path)
    path = saved(
        tmp_path / "vgg16.pth", {**published(), "classifier.0.bias": torch.ones(3, dtype=torch.int8)}
    )
    assert "of a special kind" in refused(path)


def test_a_card_that_asks_for_an_absurd_size_is_refused(tmp_path: Path) -> None:
    state = small.state("VGG")
    for arguments in ({"depth": 10**9, "width": 2}, {"depth": 16, "width": 10**15}, {"depth": "16"}):
        folder = tmp_path / str(len(str(arguments)))
        weights.write_weights(
            folder, "vgg", state, title="VGG", architecture="VGG", arguments=arguments, trained_on="x",
            recipe="imported", command="", minutes=0, machine="", results={}, licence="x",
        )  # fmt: skip
        assert "VGG" in refused(folder / "vgg.safetensors")
