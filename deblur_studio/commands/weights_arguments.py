"""The arguments of `deblur-studio weights`; light, since every command waits for them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_weights_arguments(
    commands: argparse._SubParsersAction[Any], add_json: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Add the command `weights` with its actions."""
    weights = commands.add_parser(
        "weights",
        help="list, check, import and remove what the networks have learned",
        description="Weights are what a network has learned. Some come with the program, "
        "others can be imported.",
    )
    actions = weights.add_subparsers(
        title="actions", metavar="ACTION", parser_class=type(weights), required=True
    )
    listing = actions.add_parser("list", help="list the weights that are installed")
    listing.set_defaults(run=("weights", "run_list"))
    add_json(listing)
    verify = actions.add_parser("verify", help="check that the files are whole and fit their networks")
    verify.set_defaults(run=("weights", "run_verify"))
    verify.add_argument("names", nargs="*", metavar="NAME", help="only these (default: all)")
    add_json(verify)
    importing = actions.add_parser(
        "import",
        help="import a checkpoint file",
        description="Imports weights you have: official checkpoints of NAFNet, MIMO-UNet, Restormer, "
        "DeepDeblur, Blur2Blur (*_net_G.pth), DMENet (.npz), KernelWizard or VGG (both for training), a "
        ".safetensors file made by the training, or a trained camera (.deblurcamera). The file is read "
        "without running any program inside it.",
    )
    importing.set_defaults(run=("weights", "run_import"))
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--name", help="name for the weights (default: made from the file's name)")
    importing.add_argument(
        "--as",
        dest="said",
        metavar="NETWORK",
        help="the network it is for, where the file does not tell: a translator of Blur2Blur has the same "
        "tensors as MIMO-UNet, and is taken for one unless its name holds _net_G or this is 'blur2blur'",
    )
    add_json(importing)
    removing = actions.add_parser(
        "remove",
        help="delete imported or trained weights",
        description="Deletes weights that you imported or trained, with their card. Those that came with the "
        "program stay.",
    )
    removing.set_defaults(run=("weights", "run_remove"))
    removing.add_argument("name", metavar="NAME")
    add_json(removing)
