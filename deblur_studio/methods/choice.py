"""A method with its settings as one short text: "nafnet:strength=0.5:weights=mine". No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deblur_studio.errors import UserError
from deblur_studio.methods import registry
from deblur_studio.methods.base import MethodSpec, Parameter

#: Stands for the photo as it is.
ORIGINAL = "original"
STRENGTH = "strength"

_STRENGTH = Parameter(STRENGTH, "Strength", "how much of the result is mixed in", 1.0, 0.0, 1.0)


@dataclass(frozen=True)
class MethodChoice:
    """What is done to a photo.

    Attributes:
        method: a name from the registry, an alias, or `ORIGINAL`.
        strength: 0..1, how much of the result is mixed in.
        parameters: the method's settings that are not its defaults.
    """

    method: str
    strength: float = 1.0
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_original(self) -> bool:
        """Whether nothing is done."""
        return self.method == ORIGINAL

    @property
    def spec(self) -> MethodSpec:
        """Of the method.

        Raises:
            UserError: there is no such method.
        """
        return registry.get(self.method).spec

    def text(self) -> str:
        """As `parse` reads it."""
        settings = dict(self.parameters)
        if self.strength != 1 and not self.is_original:
            settings = {STRENGTH: f"{self.strength:g}", **settings}
        return ":".join([self.method, *(f"{name}={_written(value)}" for name, value in settings.items())])


def parse(text: str) -> MethodChoice:
    """Read "METHOD[:SETTING=VALUE]...".

    A colon belongs to the name or the value before it where no setting follows: names of trained cameras and
    paths have some.

    Raises:
        UserError: there is no such method, or a setting is unknown or out of range.
    """
    name, settings = "", list[str]()
    for place, piece in enumerate(text.strip().split(":")):
        if "=" in piece:
            settings.append(piece)
        elif settings:
            settings[-1] += f":{piece}"
        else:
            name += f":{piece}" if place else piece
    name = name.lower()
    given = {key.strip(): value for key, _, value in (setting.partition("=") for setting in settings)}
    if name == ORIGINAL:
        if given:
            raise UserError(f"The original has no settings, so {text!r} cannot be used.")
        return MethodChoice(ORIGINAL)
    try:
        strength = float(_STRENGTH.read(given.pop(STRENGTH, 1.0)))
    except ValueError as mistake:
        raise UserError(f"The settings in {text!r} cannot be used: {mistake}.") from None
    spec = registry.get(name).spec
    values = spec.values(given)
    defaults = {parameter.name: parameter.default for parameter in spec.parameters}
    return MethodChoice(
        name, strength, {key: value for key, value in values.items() if value != defaults[key]}
    )


def _written(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
