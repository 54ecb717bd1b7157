"""What the program knows of one network whose weights it can use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor, nn


@dataclass(frozen=True)
class Description:
    """What a checkpoint from elsewhere turned out to be."""

    title: str
    trained_on: str
    licence: str
    notes: str


@dataclass(frozen=True)
class Architecture:
    """How one network is built, recognised and described.

    Attributes:
        name: as in weights cards.
        build: arguments -> network.
        marks: tensor names that every checkpoint of this network has.
        arguments: tensors -> arguments; raises ValueError with a reason.
        describe: (arguments, file name) -> what to write on the card of an imported checkpoint.
        counts: arguments that say how many layers there are, alone or in lists.
        files: pieces, in lower case, of the names of its files, where another network has the very same
            tensors; empty where the tensors tell.
        notice: what a user must be told who imports a checkpoint of this network; a sentence, or empty.
        unused: how names of tensors begin that checkpoints have and the network here does not need; they are
            left out at import.
        convert: tensors as another framework names and lays them out -> those of the network here; None where
            they are that already.
    """

    name: str
    build: Callable[..., nn.Module]
    marks: frozenset[str]
    arguments: Callable[[Mapping[str, Tensor]], dict[str, Any]]
    describe: Callable[[Mapping[str, Any], str], Description]
    counts: frozenset[str]
    notice: str = ""
    files: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    convert: Callable[[Mapping[str, Tensor]], dict[str, Tensor]] | None = None

    def recognises(self, names: Collection[str], file: str = "") -> bool:
        """Whether a checkpoint with tensors of these names is of this network; the file's name helps."""
        told = not self.files or any(piece in file.lower() for piece in self.files)
        return told and self.fits(names)

    def fits(self, names: Collection[str]) -> bool:
        """Whether tensors of these names can be of this network, whatever else they may be."""
        return self.marks <= set(names)

    def layers(self, arguments: Mapping[str, Any]) -> int:
        """How many layers the arguments ask for, at least; what is no number counts nothing."""
        total = 0
        for name in self.counts & set(arguments):
            value = arguments[name]
            for item in value if isinstance(value, list | tuple) else [value]:
                total += item if isinstance(item, int) else 0
        return total
