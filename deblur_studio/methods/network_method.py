"""A method that is one network: finds its weights, loads them once, has the engine run it over the photo."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from deblur_studio import weights
from deblur_studio.methods.base import FixSettings, MethodSpec, Parameter, Restoration
from deblur_studio.methods.needs import require

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from deblur_studio.engine import JobContext

# What every such method can be told.
WEIGHTS = Parameter(
    name="weights",
    title="Weights",
    help="what the network has learned from: 'auto', a name from 'deblur-studio weights list', "
    "or a .safetensors file",
    default=weights.AUTO,
)
LICENCE = "Apache-2.0; the licence of the weights is on their card"

Arguments = Mapping[str, Any]
Overrides = Callable[[Arguments], dict[str, Any]]

# The network that was used last, of whichever method, by its weights and arguments: a batch loads it once,
# and trying one method after the other does not fill the memory with networks.
_last: dict[tuple[str, str], nn.Module] = {}


def _as_on_card(_: Arguments) -> dict[str, Any]:
    return {}


def _as_built(network: nn.Module) -> nn.Module:
    return network


class NetworkMethod:
    """One network with weights of its own, over the whole photo in one pass.

    Args:
        spec: what it is. `spec.needs` is the one architecture, by its name on weights cards.
        overrides: the card's arguments -> arguments that take their place when the network is built.
        part: the network -> the part of it that restores, or the network itself.
    """

    def __init__(
        self,
        spec: MethodSpec,
        overrides: Overrides = _as_on_card,
        part: Callable[[nn.Module], nn.Module] = _as_built,
    ) -> None:
        (self._architecture,) = spec.needs
        self._spec = spec
        self._overrides = overrides
        self._part = part

    @property
    def spec(self) -> MethodSpec:
        """What it is."""
        return self._spec

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """See `Method.apply`. The network sees the pixels as they are encoded.

        Such networks are trained on sRGB; the common photo profiles (Adobe RGB, Display P3) have nearly the
        same tone curve, and blur does not depend on the primaries, so no conversion that could shift colours
        is made.
        """
        from deblur_studio import engine

        start = time.perf_counter()
        entry = self._entry(settings)
        network = self._network(entry)
        loaded = time.perf_counter()
        result = engine.run(
            network,
            pixels,
            settings=settings.engine or engine.EngineSettings(),
            context=context,
            region=settings.region,
        )
        return Restoration(
            pixels=result.pixels,
            device=result.device,
            precision=result.precision,
            peak_memory_mb=result.peak_memory_mb,
            timings={"load": loaded - start, "network": result.seconds},
            weights=entry.card.name,
            weights_sha256=entry.card.sha256,
            notes=result.notes,
            replaced=result.replaced,
            region=settings.region,
        )

    def subject(self, settings: FixSettings) -> str:
        """See `TimedMethod.subject`."""
        return self._entry(settings).card.sha256

    def network(self, settings: FixSettings) -> nn.Module:
        """The network that would run, with its weights, on whichever device it was used last.

        Raises:
            UserError: weights are missing or damaged.
        """
        return self._network(self._entry(settings))

    def times_over(self, pixels: int, settings: FixSettings) -> float:
        """See `TimedMethod.times_over`."""
        from deblur_studio.engine import EngineSettings
        from deblur_studio.engine.speed import times_over

        return times_over(self.network(settings), pixels, settings.engine or EngineSettings())

    def _entry(self, settings: FixSettings) -> weights.Entry:
        require(self.spec, settings.parameters)
        return weights.choose(self._architecture, str(self.spec.values(settings.parameters)["weights"]))

    def _network(self, entry: weights.Entry) -> nn.Module:
        """The network with these weights, after a look whether their file is still whole."""
        weights.verify(entry)
        overrides = self._overrides(entry.card.arguments)
        key = (entry.card.sha256, repr(sorted({**entry.card.arguments, **overrides}.items())))
        network = _last.get(key)
        if network is None:
            _last.clear()  # first, so that there are never two
            network = self._part(weights.load(entry, **overrides))
            _last[key] = network
        return network
