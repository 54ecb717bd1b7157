"""Reading a network's layout off the names and shapes of its tensors, and the data set off a file's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def shape(state: Mapping[str, Tensor], name: str, dimensions: int = 4) -> tuple[int, ...]:
    """The shape of a tensor that must be there.

    Raises:
        ValueError: it is not there, or has another number of dimensions.
    """
    tensor = state.get(name)
    if tensor is None or tensor.dim() != dimensions:
        raise ValueError(f"there is no {dimensions}-D tensor {name}")
    return tuple(tensor.shape)


def count(names: Collection[str], prefix: str) -> int:
    """How many layers are numbered 0, 1, 2, ... behind a prefix that ends with a dot.

    Raises:
        ValueError: there are none, or the numbers have gaps, or are none.
    """
    found = {name[len(prefix) :].partition(".")[0] for name in names if name.startswith(prefix)}
    if not found:
        raise ValueError(f"there are no tensors {prefix}*")
    if found != {str(number) for number in range(len(found))}:
        raise ValueError(f"the tensors {prefix}* are not numbered 0, 1, 2, ... without gaps")
    return len(found)


def same(what: str, counts: Iterable[int]) -> int:
    """The one number that all of these are.

    Raises:
        ValueError: they differ.
    """
    numbers = list(counts)
    if len(set(numbers)) != 1:
        told = ", ".join(str(number) for number in numbers)
        raise ValueError(f"its {what} have {told} blocks, and all must have equally many")
    return numbers[0]


def data_set(file: str, candidates: Mapping[str, str], unknown: str) -> str:
    """The data set that a file's name tells of.

    Args:
        file: name of the file.
        candidates: word in the name, in lower case without punctuation -> data set; the first that fits.
        unknown: the answer where none fits.
    """
    plain = re.sub(r"[^a-z0-9]", "", file.lower())
    return next((name for word, name in candidates.items() if word in plain), unknown)
