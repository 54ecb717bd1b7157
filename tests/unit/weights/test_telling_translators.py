"""Files whose tensors fit two networks: told by the file's name, or by what the user says."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from deblur_studio import cli, weights
from deblur_studio.errors import UserError
from deblur_studio.networks.patchgan import PatchGAN
from deblur_studio.weights.importing import import_as_new, import_weights
from tests.unit.weights import small, tiny

MIMO, DEEP, KERNEL = (small.state(name) for name in ("MIMO-UNet", "DeepDeblur", "KernelWizard"))


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


TRANSLATOR = {"width": 6, "blocks": 1, "train_size": 256}


@pytest.mark.parametrize("file", ["latest_net_G.pth", "200_net_G (1).pth", "LATEST_NET_G.PTH"])
@pytest.mark.parametrize("new", [False, True])
def test_a_translator_is_told_by_its_files_name(tmp_path: Path, file: str, new: bool) -> None:
    torch.save(MIMO, tmp_path / file)
    card = import_as_new(tmp_path / file) if new else import_weights(tmp_path / file)
    assert (card.architecture, card.arguments) == ("Blur2Blur", TRANSLATOR)
    assert "does not deblur by itself" in card.notes
    loaded = weights.load(card.name).state_dict()
    assert all(torch.equal(loaded[key], MIMO[key]) for key in MIMO)


@pytest.mark.parametrize(
    ("file", "said", "network"),
    [
        ("mine.pth", "blur2blur", "Blur2Blur"),
        ("mine.pth", "Blur2Blur", "Blur2Blur"),
        ("latest_net_G.pth", "mimo-unet", "MIMO-UNet"),
        ("mine.pth", None, "MIMO-UNet"),
    ],
)
def test_what_a_user_says_of_a_file_goes_before_its_name(
    tmp_path: Path, file: str, said: str | None, network: str
) -> None:
    torch.save(MIMO, tmp_path / file)
    assert import_weights(tmp_path / file, said=said).architecture == network


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("blur2blur", r"is no Blur2Blur: its \d+ tensors begin with body_models.*Leave out what it is said"),
        ("cyclegan", r"There is no network named 'cyclegan'; this version knows NAFNet, .*, RAFT-small\."),
    ],
)
def test_what_a_user_says_must_be_possible(tmp_path: Path, said: str, reason: str) -> None:
    torch.save(DEEP, tmp_path / "net.pth")
    with pytest.raises(UserError, match=reason):
        import_weights(tmp_path / "net.pth", said=said)


def test_what_a_user_says_must_agree_with_the_card(tmp_path: Path) -> None:
    tiny.install(tmp_path / "theirs", "net")
    with pytest.raises(UserError, match=r"is for NAFNet, as its card says, and not for blur2blur\."):
        import_weights(tmp_path / "theirs" / "net.safetensors", said="blur2blur")
    assert import_weights(tmp_path / "theirs" / "net.safetensors", said="nafnet").name == "net"


def test_a_translator_is_chosen_for_translating_alone(tmp_path: Path) -> None:
    torch.save(MIMO, tmp_path / "latest_net_G.pth")
    import_weights(tmp_path / "latest_net_G.pth")
    assert weights.choose("Blur2Blur").card.name == "latest_net_g"
    with pytest.raises(UserError, match="There are no weights for MIMO-UNet"):
        weights.choose("MIMO-UNet")
    with pytest.raises(UserError, match="are for Blur2Blur, and this method needs MIMO-UNet"):
        weights.choose("MIMO-UNet", "latest_net_g")


def test_importing_tells_how_to_use_only_what_a_method_can_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(KERNEL, tmp_path / "kernels.pth")
    assert cli.main(["weights", "import", str(tmp_path / "kernels.pth")]) == 0
    told = capsys.readouterr().out
    assert "Imported" in told
    assert "Use it with" not in told
    torch.save(MIMO, tmp_path / "net.pth")
    assert cli.main(["weights", "import", str(tmp_path / "net.pth"), "--as", "blur2blur"]) == 0
    told = capsys.readouterr().out
    assert "does not deblur by itself" in told
    assert "Use it with: deblur-studio fix IN --method blur2blur:net\n" in told
    assert cli.main(["weights", "list"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()[1:]}
    assert {"kernels", "net"} == set(lines)
    assert all("whole" in line for line in lines.values())


def test_a_critic_stays_out(tmp_path: Path) -> None:
    state = {f"module.{name}": tensor for name, tensor in PatchGAN(2).state_dict().items()}
    torch.save(state, tmp_path / "latest_net_D.pth")
    with pytest.raises(UserError, match="looks like a PatchGAN critic, such as Blur2Blur's"):
        import_weights(tmp_path / "latest_net_D.pth")
