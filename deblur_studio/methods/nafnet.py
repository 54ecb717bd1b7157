"""NAFNet: removes motion blur in one pass of a network."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from deblur_studio import weights
from deblur_studio.methods.base import FixSettings, MethodSpec, Parameter, Restoration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

    from deblur_studio.engine import JobContext

ARCHITECTURE = "NAFNet"
TRAIN_SIZE = 256  # of the published models; cards of our own state theirs

# The network used last, by the hash of its weights and its window: a batch loads it once.
_last: dict[tuple[str, int], nn.Module] = {}


class NAFNetMethod:
    """The network of Chen et al.; its attention looks at windows, so that large photos suit its training."""

    spec = MethodSpec(
        name="nafnet",
        title="NAFNet",
        purpose="Removes the blur of a shaken camera and of moving things in one pass; a good first choice.",
        parameters=(
            Parameter(
                name="weights",
                title="Weights",
                help="what the network has learned from: 'auto', a name from 'deblur-studio weights list', "
                "or a .safetensors file",
                default=weights.AUTO,
            ),
        ),
        reference="Chen, Chu, Zhang, Sun: Simple Baselines for Image Restoration, ECCV 2022; "
        "Chu et al.: Improving Image Restoration by Revisiting Global Information Aggregation, ECCV 2022",
        licence="Apache-2.0; the licence of the weights is on their card",
        needs=(ARCHITECTURE,),
    )

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """See `Method.apply`. The network sees the pixels as they are encoded.

        It was trained on sRGB; the common photo profiles (Adobe RGB, Display P3) have nearly the same tone
        curve, and blur does not depend on the primaries, so no conversion that could shift colours is made.
        """
        from deblur_studio import engine

        start = time.perf_counter()
        entry = weights.choose(ARCHITECTURE, str(self.spec.values(settings.parameters)["weights"]))
        weights.verify(entry)
        network = _network(entry)
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


def _network(entry: weights.Entry) -> nn.Module:
    """The network with local statistics: windows as the card says, else 1.5 training crops, as published."""
    arguments = entry.card.arguments
    local_size = int(arguments.get("local_size") or arguments.get("train_size", TRAIN_SIZE) * 3 // 2)
    key = (entry.card.sha256, local_size)
    network = _last.get(key)
    if network is None:
        network = weights.load(entry, local_size=local_size)
        _last.clear()
        _last[key] = network
    return network
