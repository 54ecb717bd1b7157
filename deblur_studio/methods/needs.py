"""Whether the weights that a method needs are there, and what to do where they are not. No torch."""

from __future__ import annotations

from collections.abc import Mapping

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.methods.base import MethodSpec


def usable(spec: MethodSpec) -> list[weights.Entry]:
    """The installed weights that a method can use, in the order of the library."""
    return [entry for entry in weights.installed().entries if suits(spec, entry.card)]


def suits(spec: MethodSpec, card: weights.WeightsCard) -> bool:
    """Whether a method can use weights."""
    return card.architecture in spec.needs and spec.weights in ("", card.name)


def missing(spec: MethodSpec) -> list[str]:
    """The networks a method needs of which no weights are installed, by their names on cards."""
    there = {entry.card.architecture for entry in usable(spec)}
    return [name for name in spec.needs if name not in there]


def require(spec: MethodSpec, parameters: Mapping[str, object]) -> None:
    """Make sure that a method has the weights these settings ask for, before anything slow begins.

    Raises:
        UserError: they are missing; the sentence says where they can be had.
    """
    name = spec.weights or str(spec.values(parameters).get("weights", weights.AUTO))
    for architecture in spec.needs:
        try:
            weights.choose(architecture, name)
        except UserError as error:
            source = f" {spec.weights_from}" if architecture in missing(spec) else ""
            raise UserError(f"{error}{source}") from None
