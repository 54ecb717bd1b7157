"""Networks that come along with deblurring ones, and cannot deblur by themselves."""

from __future__ import annotations

from collections.abc import Collection

# What it is -> tensor names that every checkpoint of it has; the first that fits counts.
_MARKS: dict[str, frozenset[str]] = {
    "the discriminator of DeepDeblur, which tells sharp photos from blurred ones in training": frozenset(
        {"conv_layers.0.weight", "conv_layers.9.weight", "dense.weight"}
    ),
    "the generator of DeblurGAN": frozenset({"model.1.weight", "model.10.conv_block.1.weight"}),
    "a PatchGAN critic, such as Blur2Blur's, which tells real pictures from made ones in training": frozenset(
        f"model.{layer}.weight" for layer in (0, 2, 5, 8, 11)
    ),
    "the large RAFT, where the small one of its authors, raft-small.pth, is wanted": frozenset(
        {"fnet.conv1.weight", "cnet.conv1.weight", "update_block.gru.convz1.weight"}
    ),
    "a relative of RAFT, where the small RAFT of its authors, raft-small.pth, is wanted": frozenset(
        {"fnet.conv1.weight", "cnet.conv1.weight", "update_block.mask.0.weight"}
    ),
    "RAFT in torchvision's form, where that of its authors, raft-small.pth, is wanted": frozenset(
        {"feature_encoder.convnormrelu.0.weight", "context_encoder.convnormrelu.0.weight"}
    ),
    "a VGG with batch normalisation, which names what is in a photo": frozenset(
        {"features.0.weight", "features.1.running_mean"}
    ),
    "a ResNet, which names what is in a photo": frozenset({"conv1.weight", "layer1.0.conv1.weight"}),
}


def what_else(names: Collection[str]) -> str | None:
    """What a checkpoint with tensors of these names is, if it is one of those here."""
    given = set(names)
    return next((what for what, marks in _MARKS.items() if marks <= given), None)
