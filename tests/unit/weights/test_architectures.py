"""Checkpoints of the published networks: recognised by names, rebuilt from shapes, described, imported."""

from __future__ import annotations

import ast
import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from deblur_studio import weights
from deblur_studio.commands.weights import run_import
from deblur_studio.errors import UserError
from deblur_studio.networks.deepdeblur import DeepDeblurDiscriminator
from deblur_studio.weights.architectures import ARCHITECTURES, architecture, notice, recognise
from deblur_studio.weights.importing import import_weights
from deblur_studio.weights.known.others import what_else
from tests.conftest import ROOT
from tests.unit.weights import small

KEYS = (
    ROOT.parent / "shared" / "checkpoint_keys.txt"
)  # the official modules' tensors; not part of the project
GOPRO = {"enc_blocks": [1, 1, 1, 28], "middle_blocks": 1, "dec_blocks": [1, 1, 1, 1], "shuffle": 1}
SIDD = {"enc_blocks": [2, 2, 4, 8], "middle_blocks": 12, "dec_blocks": [2, 2, 2, 2], "shuffle": 1}
RESTORMER = {
    "width": 48, "blocks": [4, 6, 6, 8], "refinement": 4, "heads": [1, 2, 4, 8], "expansion": 2.66,
    "bias_free": False,
}  # fmt: skip
FLOWS = {"width": 64, "folding": 1, "norm": "batch", "residual": False, "flow": True}
KERNELS = {"width": 64, "code": 512, "blocks": 10, "trunk": 20, "code_blocks": 4}

# Section of the list of tensors -> network, arguments, tensors, numbers in them.
OFFICIAL: dict[str, tuple[str, dict[str, Any], int, int]] = {
    "MIMO": ("MIMO-UNet", {"width": 32, "blocks": 8}, 244, 6_807_171),
    "MIMO+": ("MIMO-UNet", {"width": 32, "blocks": 20, "dropout": 0.1}, 532, 16_107_651),
    "NAF32": ("NAFNet", {"width": 32, **GOPRO}, 664, 17_111_907),
    "NAF64": ("NAFNet", {"width": 64, **GOPRO}, 664, 67_888_835),
    "NAF-SIDD32": ("NAFNet", {"width": 32, **SIDD}, 664, 29_159_715),
    "NAF-SIDD64": ("NAFNet", {"width": 64, **SIDD}, 664, 115_982_915),
    "Restormer": ("Restormer", RESTORMER, 494, 26_126_644),
    "Nah": ("DeepDeblur", {"width": 64, "blocks": 19, "scales": 3}, 244, 11_721_321),
    "Flow": ("DeblurFlow", FLOWS, 134, 9_296_775),
    "KW": ("KernelWizard", {**KERNELS, "vae": False}, 159, 49_205_187),
    "KW-vae": ("KernelWizard", {**KERNELS, "vae": True}, 159, 115_265_475),
    "VGG16": ("VGG", {"depth": 16, "width": 64}, 26, 14_714_688),
    "VGG19": ("VGG", {"depth": 19, "width": 64}, 32, 20_024_384),
    "RAFT": ("RAFT-small", {"width": 32}, 106, 990_162),
}


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def on_meta(name: str, arguments: dict[str, Any]) -> dict[str, Tensor]:
    with torch.device("meta"):
        return small.BUILD[name](**arguments).state_dict()


def shapes(state: dict[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in state.items()}


def listed(section: str) -> dict[str, tuple[int, ...]]:
    """The tensors of a section of the list; none where it gives their number alone."""
    if not KEYS.is_file():
        pytest.skip(f"no list of the official tensors: {KEYS} is absent")
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for line in KEYS.read_text().splitlines():
        if line.startswith("#####"):
            current = found.setdefault(line.split()[1], {})
        elif line.strip():
            name, _, size = line.partition(" ")
            current[name] = ast.literal_eval(size)
    return found[section]


@pytest.mark.parametrize("section", OFFICIAL)
def test_official_layouts_have_the_published_size(section: str) -> None:
    name, arguments, tensors, numbers = OFFICIAL[section]
    state = on_meta(name, arguments)
    assert (len(state), sum(t.numel() for t in state.values())) == (tensors, numbers)


@pytest.mark.parametrize("section", OFFICIAL)
def test_official_layouts_are_recognised_and_rebuilt(section: str) -> None:
    name, arguments, _, _ = OFFICIAL[section]
    state = on_meta(name, arguments)
    row = recognise(state, "file")
    assert row.name == name
    read = row.arguments(state)
    assert {key: read[key] for key in arguments} == arguments
    with torch.device("meta"):
        assert shapes(row.build(**read).state_dict()) == shapes(state)


@pytest.mark.parametrize("section", ["MIMO", "NAF32", "Restormer", "Nah", "KW"])
def test_official_tensors_have_the_official_names_and_shapes(section: str) -> None:
    name, arguments, _, _ = OFFICIAL[section]
    assert shapes(on_meta(name, arguments)) == listed(section)


def test_the_discriminator_has_the_official_names_and_shapes() -> None:
    with torch.device("meta"):
        assert shapes(DeepDeblurDiscriminator().state_dict()) == listed("NahD")


def test_a_listed_network_that_nothing_uses_is_told() -> None:
    assert what_else(listed("NahD")) is not None


VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("NAFNet", {}),
    ("NAFNet", {"enc_blocks": [2], "dec_blocks": [3], "shuffle": 4}),
    ("MIMO-UNet", {}),
    ("MIMO-UNet", {"width": 12, "blocks": 4}),
    ("Restormer", {}),
    ("Restormer", {"bias_free": True, "heads": [2, 2, 2, 2]}),
    ("Restormer", {"expansion": 1.5}),
    ("Restormer", {"expansion": 2.375, "width": 16}),
    ("DeepDeblur", {}),
    ("DeepDeblur", {"width": 7, "blocks": 0, "scales": 1}),
    ("DeblurFlow", {}),
    ("DeblurFlow", {"folding": 1, "norm": "batch", "residual": False}),
    ("DeblurFlow", {"folding": 4, "flow": False}),
    ("KernelWizard", {}),
    ("KernelWizard", {"vae": True, "blocks": 0, "trunk": 0, "code_blocks": 0}),
    ("KernelWizard", {"code": 32, "width": 4, "blocks": 3, "trunk": 4, "code_blocks": 2}),
    ("VGG", {}),
    ("VGG", {"depth": 19, "width": 3}),
    ("RAFT-small", {}),
    ("RAFT-small", {"width": 12}),
]


@pytest.mark.parametrize("changes", [changes for name, changes in VARIANTS if name == "DeblurFlow"])
def test_the_whole_layout_of_deblur_flow_shows_in_its_tensors(changes: dict[str, Any]) -> None:
    given = {**small.ARGUMENTS["DeblurFlow"], "flow": True, "doubled": False, "cues": False, **changes}
    read = architecture("DeblurFlow", "test").arguments(small.state("DeblurFlow", **changes))
    assert read == {**given, "train_size": 256}


@pytest.mark.parametrize(("name", "changes"), VARIANTS)
def test_variants_of_our_own_are_rebuilt(name: str, changes: dict[str, Any]) -> None:
    state = small.state(name, **changes)
    row = recognise(state, "file")
    assert row.name == name
    assert shapes(row.build(**row.arguments(state)).state_dict()) == shapes(state)


def test_no_two_rows_recognise_the_same_checkpoint() -> None:
    for name in small.ARGUMENTS:
        assert [row.name for row in ARCHITECTURES if row.recognises(small.state(name))] == [name]
        assert what_else(small.state(name)) is None


WRAPPINGS: dict[str, Any] = {
    "bare": lambda s: s,
    "params": lambda s: {"params": s},
    "params_ema": lambda s: {"params": {}, "params_ema": s},
    "model": lambda s: {"model": s, "optimizer": {"state": {0: torch.ones(2)}}, "epoch": 7},
    "state_dict": lambda s: {"state_dict": s},
    "G": lambda s: {"G": s, "D": {"dense.weight": torch.zeros(1, 512, 1, 1)}},
    "parallel": lambda s: {"params": {f"module.{key}": value for key, value in s.items()}},
}


@pytest.mark.parametrize(
    ("name", "wrapping", "new"), list(itertools.product(small.ARGUMENTS, WRAPPINGS, [True, False]))
)
def test_every_network_is_imported_from_every_wrapping(
    tmp_path: Path, name: str, wrapping: str, new: bool
) -> None:
    state = small.state(name)
    path = tmp_path / "net.pkl"
    torch.save(WRAPPINGS[wrapping](state), path, _use_new_zipfile_serialization=new)
    card = import_weights(path)
    assert card.architecture == name
    loaded = weights.load(card.name).state_dict()
    assert set(loaded) == set(state)
    assert all(torch.equal(loaded[key], state[key]) for key in state)


def test_a_training_checkpoint_of_mimo_unet_is_taken(tmp_path: Path) -> None:
    """With an optimizer and a scheduler beside the network, as its authors save it."""
    network = small.BUILD["MIMO-UNet"](**small.ARGUMENTS["MIMO-UNet"])
    optimizer = torch.optim.Adam(network.parameters())
    network(torch.rand(1, 3, 8, 8))[-1].sum().backward()
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [500, 1000], 0.5)
    assert isinstance(scheduler.state_dict()["milestones"], Counter)
    content = {
        "model": network.state_dict(), "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(), "epoch": 100,
    }  # fmt: skip
    torch.save(content, tmp_path / "model.pkl")
    assert import_weights(tmp_path / "model.pkl").architecture == "MIMO-UNet"


DESCRIPTIONS = [
    ("MIMO", {}, "MIMO-UNet.pkl", "MIMO-UNet, GoPro or RealBlur (imported)", "motion blur"),
    ("MIMO", {}, "MIMO-UNet_GoPro.pkl", "MIMO-UNet, GoPro (imported)", "motion blur"),
    ("MIMO+", {}, "MIMO-UNetPlus-RealBlur.pkl", "MIMO-UNet+, GoPro and RealBlur (imported)", "motion blur"),
    ("MIMO", {"blocks": 4}, "x.pkl", "MIMO-UNet width 32, 4 blocks, unknown photos (imported)", "layout"),
    ("Nah", {}, "GOPRO_L1.pt", "DeepDeblur, GoPro (imported)", "motion blur"),
    ("Nah", {}, "REDS_L1.pt", "DeepDeblur, REDS (imported)", "motion blur"),
    ("Nah", {}, "model-1000.pt", "DeepDeblur, GoPro or REDS (imported)", "motion blur"),
    (
        "Nah", {"width": 8}, "x.pt",
        "DeepDeblur width 8, 19 blocks, 3 scales, unknown photos (imported)", "no published",
    ),
    ("Restormer", {}, "motion_deblurring.pth", "Restormer, motion blur (GoPro) (imported)", "motion blur"),
    (
        "Restormer", {}, "single_image_defocus_deblurring.pth",
        "Restormer, out-of-focus blur (DPDD) (imported)", "out-of-focus",
    ),
    ("Restormer", {}, "deraining.pth", "Restormer, rain (imported)", "not known to be for blur"),
    ("Restormer", {}, "x.pth", "Restormer, an unknown fault (imported)", "not known to be for blur"),
    (
        "Restormer", {"bias_free": True}, "real_denoising.pth",
        "Restormer, camera noise (SIDD) (imported)", "not known",
    ),
    (
        "Restormer", {"bias_free": True}, "gaussian_color_denoising_sigma15.pth",
        "Restormer, Gaussian noise (imported)", "not known",
    ),
    ("Restormer", {"bias_free": True}, "x.pth", "Restormer, noise (imported)", "not known to be for blur"),
    ("Restormer", {"width": 24}, "x.pth", "Restormer width 24, an unknown fault (imported)", "no published"),
    ("KW", {}, "GOPRO_woVAE.pth", "KernelWizard, GoPro (imported)", "does not deblur"),
    ("KW", {}, "mix_woVAE.pth", "KernelWizard, GoPro and REDS (imported)", "does not deblur"),
    (
        "KW-vae", {}, "REDS_wVAE.pth", "KernelWizard with a distribution of codes, REDS (imported)",
        "for trainings of Blur2Blur",
    ),
    ("KW", {"width": 16}, "x.pth", "KernelWizard, width 16, unknown photos (imported)", "no published"),
    ("VGG16", {}, "vgg16-397923af.pth", "VGG16, ImageNet (imported)", "does not deblur"),
    ("VGG19", {}, "vgg19-dcbb9e9d.pth", "VGG19, ImageNet (imported)", "compare photos by its features"),
    ("VGG19", {"width": 8}, "x.pth", "VGG19, width 8, unknown photos (imported)", "no published"),
    ("Flow", {}, "x.pth", "DeblurFlow width 64, unknown photos (imported)", "Made for motion blur"),
    (
        "RAFT", {}, "raft-small.pth", "RAFT-small, FlyingChairs and FlyingThings3D (imported)",
        "motion between two frames",
    ),
    (
        "Flow", {"folding": 2, "flow": False}, "x.pth",
        "DeblurFlow width 64, without its flow, unknown photos (imported)", "no published",
    ),
    ("NAF32", {}, "NAFNet-GoPro-width32.pth", "NAFNet width 32, GoPro (imported)", "motion blur"),
    ("NAF64", {}, "NAFNet-REDS-width64.pth", "NAFNet width 64, REDS (imported)", "motion blur"),
    ("NAF-SIDD64", {}, "NAFNet-SIDD-width64.pth", "NAFNet width 64, SIDD (imported)", "not for blur"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "changes", "file", "title", "remark"), DESCRIPTIONS)
def test_official_files_are_described(
    section: str, changes: dict[str, Any], file: str, title: str, remark: str
) -> None:
    name, arguments, _, _ = OFFICIAL[section]
    row = architecture(name, "test")
    description = row.describe(row.arguments(on_meta(name, {**arguments, **changes})), file)
    assert description.title == title
    assert remark in description.notes
    assert description.licence
    assert description.trained_on


def test_the_terms_of_restormer_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    import argparse

    torch.save({"params": small.state("Restormer")}, tmp_path / "motion_deblurring.pth")
    options = {"file": tmp_path / "motion_deblurring.pth", "name": None, "said": None, "json": False}
    run_import(argparse.Namespace(**options))
    told = capsys.readouterr().out
    assert "non-commercial purposes only" in told
    assert told.count("non-commercial") == 2  # the licence and the notice
    (entry,) = weights.installed().entries
    assert "non-commercial use only" in entry.card.licence
    assert notice(entry.card) in told


def test_other_weights_come_without_a_notice(tmp_path: Path) -> None:
    torch.save({"G": small.state("DeepDeblur")}, tmp_path / "net.pt")
    assert notice(import_weights(tmp_path / "net.pt")) == ""


def without(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in state.items() if not name.startswith(prefix)}


def renamed(state: dict[str, Tensor], old: str, new: str) -> dict[str, Tensor]:
    return {name.replace(old, new): tensor for name, tensor in state.items()}


def reshaped(state: dict[str, Tensor], name: str, *size: int) -> dict[str, Tensor]:
    assert name in state
    return {**state, name: torch.zeros(size)}


FLOW = small.state("DeblurFlow")
MIMO, DEEP, REST, NAF = (small.state(name) for name in ("MIMO-UNet", "DeepDeblur", "Restormer", "NAFNet"))
KERNEL, VGG = small.state("KernelWizard"), small.state("VGG")
INCONSISTENT = {
    "a level is missing": (without(MIMO, "Decoder.2."), "its Decoder has 2 levels instead of 3"),
    "a block is missing": (
        renamed(small.state("MIMO-UNet", blocks=2), "Encoder.1.layers.1.", "Encoder.1.layers.0.x."),
        "its levels have 2, 1, 2, 2, 2, 2 blocks",
    ),
    "a gap": (
        renamed(small.state("MIMO-UNet", blocks=2), "Encoder.1.layers.1.", "Encoder.1.layers.2."),
        r"the tensors Encoder\.1\.layers\.\* are not numbered",
    ),
    "numbers with zeros": (renamed(MIMO, "Encoder.1.", "Encoder.01."), r"Encoder\.\* are not numbered"),
    "a letter for a number": (renamed(NAF, "encoders.1.1.", "encoders.1.b."), r"encoders\.1\.\* are not num"),
    "no middle": (without(NAF, "middle_blks."), r"there are no tensors middle_blks\.\*"),
    "uneven scales": (renamed(DEEP, "body_models.1.body.2.", "body_models.1.body.1."), "scales have 1, 0, 1"),
    "a scale is missing": (without(DEEP, "body_models.1."), r"body_models\.\* are not numbered"),
    "no 4-D tensor": (reshaped(DEEP, "body_models.0.body.0.weight", 3), "there is no 4-D tensor body_models"),
    "uneven mirror": (
        renamed(REST, "decoder_level1.0.", "decoder_level1.0.x."), "does not fit Restormer",
    ),
    "a shorter decoder": (without(REST, "decoder_level2.1."), "decoder at level 2 have 2, 1 blocks"),
    "no temperature": (without(REST, "encoder_level2.0.attn.temp"), "no 3-D tensor encoder_level2.0.attn"),
    "odd hidden channels": (
        reshaped(REST, "latent.0.ffn.project_out.weight", 64, 9, 1, 1), "do not belong together",
    ),
    "dual pixels": (reshaped(REST, "patch_embed.proj.weight", 8, 6, 3, 3), "it is the dual-pixel variant"),
    "grey": (reshaped(REST, "patch_embed.proj.weight", 8, 1, 3, 3), "takes pictures of 1 channels"),
    "heads that do not divide": (
        reshaped(REST, "encoder_level1.0.attn.temperature", 3, 1, 1), "cannot be shared among heads",
    ),
    "an odd width": (reshaped(MIMO, "feat_extract.0.main.0.weight", 7, 3, 3, 3), "needs an even width"),
    "odd cells": (reshaped(FLOW, "first.0.conv.weight", 2, 9, 3, 3), "it takes 9 channels; cells of colour"),
    "half a decoder": (without(FLOW, "restoration.mix1."), "does not fit DeblurFlow"),
    "codes of two sizes": (
        reshaped(KERNEL, "kernel_extractor.model.16.weight", 5, 5, 3, 3), "5 channels and its adapter",
    ),
    "half an adapter": (without(KERNEL, "adapter.model.submodule."), "no 4-D tensor adapter"),
    "a trunk with a gap": (renamed(KERNEL, "recon_trunk.1.", "recon_trunk.9."), "does not fit KernelWizard"),
    "VGG13": (
        without(without(without(VGG, "features.14."), "features.21."), "features.28."),
        "it has 10 convolutions; VGG16 has 13",
    ),
    "a VGG without a bias": (without(VGG, "features.14.bias"), r"does not fit VGG: 1 tensors are missing"),
    "a VGG for grey pictures": (reshaped(VGG, "features.0.weight", 2, 1, 3, 3), "are of another shape"),
    "a VGG with a tail": ({**VGG, "head.weight": torch.ones(2)}, r"are unexpected \(head\.weight\)"),
    "a VGG for another scale": (
        {**VGG, "classifier.0.weight": torch.full((4, 4), torch.nan)}, "for pictures on another scale",
    ),
    "a huge VGG": (reshaped(VGG, "features.0.weight", 100_000, 3, 1, 1), "are of another shape"),
    "a huge width": (
        reshaped(DEEP, "body_models.0.body.0.weight", 100_000, 6, 1, 1), "are of another shape",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", INCONSISTENT)
def test_inconsistent_checkpoints_are_refused_with_a_reason(tmp_path: Path, case: str) -> None:
    state, reason = INCONSISTENT[case]
    torch.save({"params": state}, tmp_path / "net.pth")
    with pytest.raises(UserError, match=reason) as error:
        import_weights(tmp_path / "net.pth")
    assert "\n" not in str(error.value)
    assert weights.installed().entries == ()


NOT_DEBLURRERS = {
    "PatchGAN": [f"module.model.{i}.{kind}" for i in (0, 2, 5, 8, 11) for kind in ("weight", "bias")],
    "discriminator of DeepDeblur": [*(f"conv_layers.{i}.weight" for i in range(10)), "dense.weight"],
    "VGG with batch norm": [f"features.{i}.{k}" for i in (0, 1, 3, 4) for k in ("weight", "running_mean")],
    "RAFT": ["module.fnet.conv1.weight", "module.cnet.conv1.weight", "module.update_block.mask.0.weight"],
    "ResNet": ["conv1.weight", "bn1.weight", "layer1.0.conv1.weight", "fc.weight"],
    "DeblurGAN": ["model.1.weight", "model.4.weight", "model.10.conv_block.1.weight"],
}


@pytest.mark.parametrize("what", NOT_DEBLURRERS)
def test_networks_that_do_not_deblur_are_told_by_their_names(tmp_path: Path, what: str) -> None:
    torch.save({name: torch.ones(2) for name in NOT_DEBLURRERS[what]}, tmp_path / "net.pth")
    with pytest.raises(
        UserError, match=rf"net\.pth looks like .*{what}.*; this version cannot use it\. It imp"
    ):
        import_weights(tmp_path / "net.pth")
