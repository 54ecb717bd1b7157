"""The words of a method: its specification, its settings, its result. No torch at import."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from deblur_studio.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.engine import EngineSettings, JobContext, Region, ReplacedTile

Value = bool | int | float | str


@dataclass(frozen=True)
class Parameter:
    """One thing a user can set about a method. The type of `default` is the type of its values.

    low and high bound numbers, both inclusive; choices bounds texts (empty: any text).
    """

    name: str
    title: str
    help: str
    default: Value
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def read(self, given: object) -> Value:
        """Turn what a user gave (a value or its text) into a value.

        Raises:
            ValueError: it is none; the text says what is wanted.
        """
        if isinstance(self.default, bool):
            return self._switch(given)
        if isinstance(self.default, int | float):
            return self._number(given)
        if not isinstance(given, str) or (self.choices and given not in self.choices):
            raise ValueError(f"{self.name} must be {self.wanted}, not {given!r}")
        return given

    @property
    def wanted(self) -> str:
        """The values that are allowed, in words."""
        if isinstance(self.default, bool):
            return "on or off"
        if isinstance(self.default, int | float):
            kind = "a whole number" if isinstance(self.default, int) else "a number"
            low = "" if self.low is None else f" from {self.low:g}"
            high = "" if self.high is None else f" up to {self.high:g}"
            return kind + low + high
        return f"one of {', '.join(self.choices)}" if self.choices else "a text"

    def _switch(self, given: object) -> bool:
        words = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
        value = words.get(given.lower()) if isinstance(given, str) else given
        if not isinstance(value, bool):
            raise ValueError(f"{self.name} must be {self.wanted}, not {given!r}")
        return value

    def _number(self, given: object) -> int | float:
        kind = int if isinstance(self.default, int) else float
        try:
            if isinstance(given, bool) or not isinstance(given, str | int | float):
                raise ValueError
            value = kind(given)
            if not math.isfinite(value) or (isinstance(given, float) and value != given):
                raise ValueError
            if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
                raise ValueError
        except (ValueError, OverflowError):
            raise ValueError(f"{self.name} must be {self.wanted}, not {given!r}") from None
        return value


@dataclass(frozen=True)
class MethodSpec:
    """What a method is, for lists, help texts and panels.

    Attributes:
        name: as in `--method NAME`.
        title: what people read.
        purpose: what it is for, in a sentence.
        parameters: what can be set.
        reference: the paper or source.
        licence: of the method and what it ships.
        needs: architectures of which weights must be installed.
        weights_from: where weights can be had and on which terms, in a sentence; empty where none are needed.
        weights: name of the only weights it runs with; empty: any of `needs`.
    """

    name: str
    title: str
    purpose: str
    parameters: tuple[Parameter, ...]
    reference: str
    licence: str
    needs: tuple[str, ...] = ()
    weights_from: str = ""
    weights: str = ""

    def values(self, given: Mapping[str, object]) -> dict[str, Value]:
        """All parameters with their values: those given, the defaults for the rest.

        Raises:
            UserError: some are unknown or out of range; all mistakes are named at once.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        values = {name: parameter.default for name, parameter in known.items()}
        mistakes = []
        for name, value in given.items():
            try:
                if name not in known:
                    raise ValueError(f"there is no setting {name!r} (known: {', '.join(known) or 'none'})")
                values[name] = known[name].read(value)
            except ValueError as mistake:
                mistakes.append(str(mistake))
        if mistakes:
            raise UserError(f"The settings for {self.title} cannot be used: {'; '.join(mistakes)}.")
        return values


@dataclass(frozen=True)
class FixSettings:
    """How a photo is to be fixed. The same for preview, single photo, batch and command line.

    Attributes:
        strength: 0 (the original, exactly) .. 1 (the method's full result).
        region: only this part, in pixels of the upright photo; None for all of it.
        parameters: the method's own settings by name; those left out have their defaults.
        engine: device, precision and memory; None for the defaults.
        keep_bokeh: what is further out of focus than this (sigma, px) is left as it is (`bokeh_guard`); None
            fixes everything.
    """

    strength: float = 1.0
    region: Region | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    engine: EngineSettings | None = None
    keep_bokeh: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.strength <= 1.0:
            raise UserError(f"The strength must be from 0 to 1, not {self.strength:g}.")
        if self.keep_bokeh is not None and not (math.isfinite(self.keep_bokeh) and self.keep_bokeh >= 0):
            raise UserError(f"Bokeh is kept from a sigma of 0 px or more on, not {self.keep_bokeh:g}.")


@dataclass(frozen=True)
class Restoration:
    """What a method made of a photo.

    Attributes:
        pixels: (H, W, 3) float32 in the encoding of the photo; of the region's size if one was asked for.
        layers: named pictures on the side (flow, defocus map, kernel, ...), (H, W) or (H, W, C).
        timings: seconds by step.
        device, precision: where and how the network ran ("cpu", "bf16").
        peak_memory_mb: highest memory of the run in MB, as the engine measured it.
        weights, weights_sha256: which weights were used; empty for methods without.
        more_weights: those of other networks that the method asked, name -> SHA-256.
        notes: what the user should know, in sentences.
        why: that of them by which Auto says what it chose; "" where nothing was to choose.
        replaced: tiles that had gone wrong and were replaced by the original, with the reason.
        region: the part that was fixed; None for the whole photo.
        method: the one that ran, also where "auto" was asked for; "" where nothing had to.
        settings: with which it ran, those that Auto chose among them; None before the pipeline is done.
    """

    pixels: NDArray[np.float32]
    device: str
    precision: str
    peak_memory_mb: float
    timings: Mapping[str, float] = field(default_factory=dict)
    layers: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    weights: str = ""
    weights_sha256: str = ""
    more_weights: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    why: str = ""
    replaced: tuple[ReplacedTile, ...] = ()
    region: Region | None = None
    method: str = ""
    settings: FixSettings | None = None


class Method(Protocol):
    """A way of fixing a photo. Small, without state of its own; listed in `methods/registry.py`."""

    @property
    def spec(self) -> MethodSpec:
        """What it is."""

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """Fix pixels (H, W, 3), RGB, 0..1, fully; strength and grey are the pipeline's business.

        Reports tiles to the context, shows it what is done of the result, and stops with `Cancelled` when it
        says so. What is shown must be what is returned: a method of several passes gives all but its last
        `deblur_studio.engine.quiet(context)`.

        Raises:
            UserError: weights are missing or settings wrong.
            Cancelled: the user asked to stop.
        """


@runtime_checkable
class TimedMethod(Method, Protocol):
    """A method of which can be told how long it will take (`deblur_studio.methods.expected_time`)."""

    def subject(self, settings: FixSettings) -> str:
        """What decides about its speed besides machine and size: the SHA-256 of its weights, say.

        Raises:
            UserError: weights are missing.
        """

    def times_over(self, pixels: int, settings: FixSettings) -> float:
        """How many pixels it computes for each one of a photo of so many, overlaps counted: 1 or more.

        May load what the method needs: not for the window's thread.

        Raises:
            UserError: weights are missing or damaged, or there is no such device.
        """
