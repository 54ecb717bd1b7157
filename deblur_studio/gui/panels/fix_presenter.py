"""What the Fix panel shows and knows: methods, their settings, which controls these get. No Qt."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from deblur_studio.methods import MethodSpec, Parameter, needs, registry
from deblur_studio.methods.base import Value
from deblur_studio.weights import Entry, choose

WEIGHTS = "weights"
_STEPS = 100


class Kind(Enum):
    """The controls a parameter can get."""

    SWITCH = "switch"
    SLIDER = "slider"
    NUMBER = "number"
    CHOICE = "choice"
    WEIGHTS = "weights"
    TEXT = "text"


@dataclass(frozen=True)
class Offer:
    """An entry of the method chooser.

    name: as the registry knows it, an alias or a method; spec: of the method it leads to.
    """

    name: str
    spec: MethodSpec

    @property
    def is_alias(self) -> bool:
        """Whether it stands for another method."""
        return self.name != self.spec.name


@dataclass(frozen=True)
class Scale:
    """The steps of a number between two bounds, and how many digits after the point they need."""

    low: float
    high: float
    step: float
    decimals: int


def offers(specs: Sequence[MethodSpec], aliases: Mapping[str, str]) -> tuple[Offer, ...]:
    """What the list shows: aliases of methods first, then the methods."""
    by_name = {spec.name: spec for spec in specs}
    return (
        *(Offer(alias, by_name[name]) for alias, name in aliases.items() if name in by_name),
        *(Offer(spec.name, spec) for spec in specs),
    )


class FixPresenter:
    """The methods on offer, the one that is chosen, and what the user has set for each of them."""

    def __init__(
        self, specs: Sequence[MethodSpec] | None = None, aliases: Mapping[str, str] | None = None
    ) -> None:
        """Those of the registry, unless others are given."""
        self._own = specs is None
        if specs is None:
            specs = [method.spec for method in registry.methods()]
            aliases = registry.ALIASES
        self.offers = offers(specs, aliases or {})
        if not self.offers:
            raise ValueError("there is no method to choose")
        self._chosen = self.offers[0]
        self._values: dict[str, dict[str, Value]] = {}

    def refresh(self) -> bool:
        """Look which methods there are now; True if they changed. One that has gone is no longer chosen."""
        if not self._own:
            return False
        now = offers([method.spec for method in registry.methods()], registry.ALIASES)
        if now == self.offers:
            return False
        self.offers = now
        if not self.choose(self._chosen.name):
            self._chosen = now[0]
        return True

    @property
    def method(self) -> str:
        """The name that is chosen; an alias stays one."""
        return self._chosen.name

    @property
    def spec(self) -> MethodSpec:
        """Of the method that will run."""
        return self._chosen.spec

    def choose(self, name: str) -> bool:
        """Choose a method or alias; False, and nothing changes, if there is none of that name."""
        for offer in self.offers:
            if offer.name == name:
                self._chosen = offer
                return True
        return False

    def value(self, parameter: Parameter) -> Value:
        """What the chosen method's parameter is set to."""
        return self._values.get(self.spec.name, {}).get(parameter.name, parameter.default)

    def set_value(self, parameter: Parameter, given: object) -> None:
        """Set a parameter of the chosen method.

        Raises:
            ValueError: it is no value for this parameter.
        """
        self._values.setdefault(self.spec.name, {})[parameter.name] = parameter.read(given)

    def parameters(self) -> dict[str, object]:
        """What is set differently from the method's defaults."""
        return {
            parameter.name: self.value(parameter)
            for parameter in self.spec.parameters
            if self.value(parameter) != parameter.default
        }

    def kind(self, parameter: Parameter) -> Kind:
        """The control for a parameter of the chosen method, by its type and bounds."""
        default = parameter.default
        if isinstance(default, bool):
            return Kind.SWITCH
        if isinstance(default, int | float):
            low, high = parameter.low, parameter.high
            return Kind.SLIDER if low is not None and high is not None and high > low else Kind.NUMBER
        if parameter.choices:
            return Kind.CHOICE
        return Kind.WEIGHTS if parameter.name == WEIGHTS and self.spec.needs else Kind.TEXT

    def weights(self) -> list[Entry]:
        """The installed weights of the networks that the chosen method needs."""
        return needs.usable(self.spec)

    def automatic(self) -> Entry | None:
        """Which of them the chosen method takes by itself; None if there are none."""
        there = self.weights()
        return choose(there[0].card.architecture) if there else None

    def missing(self) -> list[str]:
        """The networks the chosen method needs of which no weights are installed."""
        return needs.missing(self.spec)


def scale(parameter: Parameter) -> Scale:
    """Steps for a bounded number: whole ones, or about a hundred round ones (0.1, 0.25, 0.02, ...).

    Raises:
        ValueError: the parameter has not two bounds.
    """
    low, high = parameter.low, parameter.high
    if low is None or high is None:
        raise ValueError(f"{parameter.name} has not two bounds")
    if isinstance(parameter.default, int):
        return Scale(low, high, 1.0, 0)
    wanted = (high - low) / _STEPS
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(round_ for round_ in (power, 2 * power, 5 * power, 10 * power) if round_ >= wanted * 0.999)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Scale(low, high, round(step, decimals), decimals)
