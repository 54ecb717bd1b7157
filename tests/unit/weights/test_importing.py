"""Import of checkpoints: every official wrapping, every way in which a file does not fit."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from deblur_studio import places, weights
from deblur_studio.errors import UserError
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.weights.card import free_name
from deblur_studio.weights.importing import import_as_new, import_weights, name_from
from tests.unit.weights import tiny


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def saved(tmp_path: Path, content: Any, name: str = "net.pth") -> Path:
    path = tmp_path / name
    torch.save(content, path)
    return path


def parallel(state: dict[str, Any]) -> dict[str, Any]:
    return OrderedDict((f"module.{key}", value) for key, value in state.items())


@pytest.mark.parametrize(
    "wrap",
    [
        lambda s: s,
        OrderedDict,
        lambda s: {"params": s},
        lambda s: {"params_ema": s, "params": tiny.state(seed=9)},
        lambda s: {"model": s},
        lambda s: {"state_dict": s, "epoch": 3},
        lambda s: {"G": s, "D": {"weight": torch.zeros(1)}},
        lambda s: {"model": {"params": s}},
        parallel,
        lambda s: {"params": parallel(s)},
        lambda s: {"params": parallel(parallel(s))},
    ],
    ids=["bare", "ordered", "params", "ema", "model", "state_dict", "G", "nested", "module", "both", "twice"],
)
def test_every_wrapping_gives_the_same_network(tmp_path: Path, wrap: Any) -> None:
    state = tiny.state(seed=5)
    card = import_weights(saved(tmp_path, wrap(state)))
    assert card.name == "net"
    loaded = weights.load("net").state_dict()
    assert set(loaded) == set(state)
    assert all(torch.equal(loaded[key], state[key]) for key in state)


@pytest.mark.parametrize(
    ("file", "arguments", "data"),
    [
        ("NAFNet-GoPro-width32.pth", {"width": 2, "enc_blocks": (1, 1, 1, 28), "middle_blocks": 1}, "GoPro"),
        ("NAFNet-REDS-width64.pth", {"width": 2, "enc_blocks": (1, 1, 1, 28), "middle_blocks": 1}, "REDS"),
        ("downloaded.pth", {"width": 2, "enc_blocks": (1, 1, 1, 28), "middle_blocks": 1}, "GoPro or REDS"),
        (
            "NAFNet-SIDD-width32.pth",
            {"width": 2, "enc_blocks": (2, 2, 4, 8), "middle_blocks": 12, "dec_blocks": (2, 2, 2, 2)},
            "SIDD",
        ),
    ],
)
def test_published_variants_are_told_from_their_shapes(
    tmp_path: Path, file: str, arguments: dict[str, Any], data: str
) -> None:
    state = NAFNet(**arguments).state_dict()
    card = import_weights(saved(tmp_path, {"params": state}, file))
    assert card.title == f"NAFNet width 2, {data} (imported)"
    assert card.arguments["enc_blocks"] == list(arguments["enc_blocks"])
    assert card.arguments["middle_blocks"] == arguments["middle_blocks"]
    assert card.arguments["train_size"] == 256
    assert "imported by the user" in card.licence
    assert card.parameters == sum(t.numel() for t in state.values())
    weights.verify(weights.find(card.name))


def test_half_precision_checkpoints_are_taken(tmp_path: Path) -> None:
    state = {key: value.half() for key, value in tiny.state().items()}
    card = import_weights(saved(tmp_path, state))
    assert all(t.dtype == torch.float32 for t in weights.load(card.name).state_dict().values())


def test_a_file_of_the_training_keeps_its_card(tmp_path: Path) -> None:
    made = tiny.install(tmp_path / "runs", "mine", half=True, notes="from my camera", date="2026-01-02")
    card = import_weights(tmp_path / "runs" / "mine.safetensors")
    assert card == made
    assert weights.find("mine").origin == "user"


def test_a_file_of_the_training_can_get_another_name(tmp_path: Path) -> None:
    made = tiny.install(tmp_path / "runs", "mine")
    card = import_weights(tmp_path / "runs" / "mine.safetensors", "yours")
    assert (card.name, card.title, card.sha256) == ("yours", made.title, made.sha256)


def test_a_damaged_file_of_the_training_is_refused(tmp_path: Path) -> None:
    tiny.install(tmp_path, "mine")
    path = tmp_path / "mine.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UserError, match="is damaged"):
        import_weights(path)
    assert weights.installed().entries == ()


def test_safetensors_without_a_card_are_recognised(tmp_path: Path) -> None:
    save_file(tiny.state(), tmp_path / "net.safetensors")
    assert import_weights(tmp_path / "net.safetensors").arguments["enc_blocks"] == [1, 2]


def test_one_tensor_missing(tmp_path: Path) -> None:
    state = tiny.state()
    del state["middle_blks.0.beta"]
    with pytest.raises(
        UserError, match=r"does not fit NAFNet: 1 tensors are missing \(middle_blks\.0\.beta\)"
    ):
        import_weights(saved(tmp_path, state))


def test_one_tensor_too_many_and_one_of_another_shape(tmp_path: Path) -> None:
    state = tiny.state() | {"head.weight": torch.zeros(2)}
    state["ending.bias"] = torch.zeros(5)
    with pytest.raises(UserError) as error:
        import_weights(saved(tmp_path, state))
    assert "1 tensors are unexpected (head.weight)" in str(error.value)
    assert "(ending.bias is 5 instead of 3)" in str(error.value)


def test_values_that_are_no_numbers(tmp_path: Path) -> None:
    state = tiny.state()
    state["intro.bias"][1] = float("inf")
    with pytest.raises(
        UserError, match=r"is damaged: 1 tensors hold values that are not numbers, intro\.bias"
    ):
        import_weights(saved(tmp_path, state))


def test_another_network(tmp_path: Path) -> None:
    with pytest.raises(
        UserError,
        match=r"no network this version knows \(NAFNet, MIMO-UNet, .*\); its 1 tensors begin with conv",
    ):
        import_weights(saved(tmp_path, {"params": {"conv.weight": torch.zeros(1)}}))


@pytest.mark.parametrize(
    "content", [{}, {"params": {}}, {"epoch": 3}, [1, 2], torch.zeros(2), {"a": {"b": 1}}]
)
def test_what_holds_no_network(tmp_path: Path, content: Any) -> None:
    with pytest.raises(UserError, match="holds no network: expected tensors, bare or under params_ema, "):
        import_weights(saved(tmp_path, content))


class Evil:
    """Would create a file if it were unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
def test_no_program_inside_a_checkpoint_is_run(tmp_path: Path, legacy: bool) -> None:
    path, trace = tmp_path / "evil.pth", tmp_path / "trace"
    torch.save({"params": Evil(trace)}, path, _use_new_zipfile_serialization=not legacy)
    with pytest.raises(UserError, match="programs inside checkpoints are never run"):
        import_weights(path)
    assert not trace.exists()


@pytest.mark.parametrize("cut", [0, 1, 100, 0.5, 0.99])
def test_a_truncated_checkpoint(tmp_path: Path, cut: float) -> None:
    path = saved(tmp_path, tiny.state())
    content = path.read_bytes()
    path.write_bytes(content[: cut if isinstance(cut, int) else int(cut * len(content))])
    with pytest.raises(UserError, match=r"^.*net\.pth cannot be imported: it is "):
        import_weights(path)


@pytest.mark.parametrize(
    "content", [b"hello, world", b"\x89PNG\r\n\x1a\n", b"\x80\x02", pickle.dumps(3), b"PK\3\4"]
)
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_what_is_no_checkpoint(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"net{suffix}"
    path.write_bytes(content)
    with pytest.raises(UserError, match=str(path)) as error:
        import_weights(path)
    assert "\n" not in str(error.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        import_weights(tmp_path / "absent.pth")


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    path = saved(tmp_path, tiny.state())
    import_weights(path)
    with pytest.raises(
        UserError, match="Weights named net are installed already; choose another name with --name"
    ):
        import_weights(path)
    assert import_weights(path, "net2").name == "net2"


def test_a_name_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"'\.\./x' cannot name weights"):
        import_weights(saved(tmp_path, tiny.state()), "../x")


def test_a_folder_that_cannot_be_written(tmp_path: Path, home: Path) -> None:
    (home / "weights").write_text("a file where the folder should be")
    assert places.user_weights_folder() == home / "weights"
    with pytest.raises(UserError, match="The weights cannot be written to"):
        import_weights(saved(tmp_path, tiny.state()))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("NAFNet-GoPro-width32.pth", "nafnet-gopro-width32"),
        ("my net (2).pt", "my-net-2"),
        ("나.pth", "imported"),
    ],
)
def test_names_are_made_from_file_names(file: str, name: str) -> None:
    assert name_from(Path(file)) == name


def test_names_that_are_taken_get_a_number() -> None:
    assert free_name("net", ()) == "net"
    assert free_name("net", {"net", "net-2"}) == "net-3"
    assert len(free_name("n" * 64, {"n" * 64})) <= 64


def test_importing_as_new_takes_a_free_name(tmp_path: Path) -> None:
    assert import_as_new(saved(tmp_path, tiny.state(seed=1))).name == "net"
    assert import_as_new(saved(tmp_path, tiny.state(seed=2))).name == "net-2"


def test_importing_the_same_weights_as_new_leaves_the_old_ones_alone(tmp_path: Path, home: Path) -> None:
    path = saved(tmp_path, tiny.state())
    card = import_as_new(path)
    with pytest.raises(UserError, match=r"net\.pth is installed already, as NAFNet width 4.* \(net\)"):
        import_as_new(path)
    assert [entry.card for entry in weights.installed().entries] == [card]
    assert len(list((home / "weights").iterdir())) == 2
