"""The networks whose weights can be loaded and imported: one row each. torch is imported on first use."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.errors import UserError
from deblur_studio.weights.known.blur2blur import BLUR2BLUR
from deblur_studio.weights.known.deblur_flow import DEBLUR_FLOW
from deblur_studio.weights.known.deepdeblur import DEEPDEBLUR
from deblur_studio.weights.known.dmenet import DMENET
from deblur_studio.weights.known.dmenet_tensorlayer import DMENET_TENSORLAYER
from deblur_studio.weights.known.kernel_wizard import KERNEL_WIZARD
from deblur_studio.weights.known.mimo_unet import MIMO_UNET
from deblur_studio.weights.known.nafnet import NAFNET
from deblur_studio.weights.known.others import what_else
from deblur_studio.weights.known.raft import RAFT_SMALL
from deblur_studio.weights.known.restormer import RESTORMER
from deblur_studio.weights.known.row import Architecture, Description
from deblur_studio.weights.known.vgg import VGG
from deblur_studio.weights.wording import shown, some

if TYPE_CHECKING:
    from deblur_studio.weights.card import WeightsCard

__all__ = ["ARCHITECTURES", "Architecture", "Description", "architecture", "notice", "recognise"]

ARCHITECTURES: tuple[Architecture, ...] = (
    NAFNET,
    MIMO_UNET,
    RESTORMER,
    DEEPDEBLUR,
    BLUR2BLUR,
    DEBLUR_FLOW,
    DMENET,
    KERNEL_WIZARD,
    VGG,
    RAFT_SMALL,
)
#: The same networks in files of other frameworks, which are converted at import.
_FOREIGN = (DMENET_TENSORLAYER,)


def known() -> str:
    """The names of all networks, as in a sentence."""
    return ", ".join(row.name for row in ARCHITECTURES)


def architecture(name: str, source: str) -> Architecture:
    """The row of that name.

    Raises:
        UserError: there is none; `source` is the file that asked for it.
    """
    for row in ARCHITECTURES:
        if row.name == name:
            return row
    raise UserError(f"{source} is for a network named {name!r}; this version knows {known()}.")


def notice(card: WeightsCard) -> str:
    """A sentence on the terms of imported weights that must be told; empty for most, and for one's own."""
    if card.recipe != "imported":
        return ""
    return next((row.notice for row in ARCHITECTURES if row.name == card.architecture), "")


def recognise(names: Collection[str], source: str, said: str | None = None) -> Architecture:
    """The network that tensors of these names belong to.

    Args:
        names: of the tensors.
        source: the file, whose name tells where tensors do not.
        said: what the user says it is: the name of a network, in any case of letters.

    Raises:
        UserError: none fits, or the one that is said does not.
    """
    if said is not None:
        return _as_said(names, source, said)
    # Where two networks have the same tensors, the file's name goes before.
    for row in sorted((*ARCHITECTURES, *_FOREIGN), key=lambda row: not row.files):
        if row.recognises(names, Path(source).name):
            return row
    other = what_else(names)
    if other is not None:
        raise UserError(
            f"{source} looks like {other}; this version cannot use it. It imports checkpoints of {known()}."
        )
    raise UserError(
        f"{source} belongs to no network this version knows ({known()}); "
        f"its {len(names)} tensors begin with {some(names)}."
    )


def _as_said(names: Collection[str], source: str, said: str) -> Architecture:
    """The network of that name, if tensors of these names can be its."""
    rows = [row for row in (*ARCHITECTURES, *_FOREIGN) if row.name.lower() == said.lower()]
    if not rows:
        raise UserError(f"There is no network named {shown(said)!r}; this version knows {known()}.")
    row = next((row for row in rows if row.fits(names)), None)
    if row is None:
        raise UserError(
            f"{source} is no {rows[0].name}: its {len(names)} tensors begin with {some(names)}. Leave out "
            "what it is said to be, and it is recognised if this version knows it."
        )
    return row
