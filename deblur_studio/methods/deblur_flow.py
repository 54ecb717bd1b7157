"""Deblur + flow: one network restores the photo and tells how everything in it moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from deblur_studio.diagnosis.see_motion import ARCHITECTURE, see_motion
from deblur_studio.engine.context import JobContext, quiet
from deblur_studio.methods.base import FixSettings, MethodSpec, Restoration
from deblur_studio.methods.network_method import LICENCE, WEIGHTS, NetworkMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import nn

# The layer with the motion: (h, w, 4) px as `see_motion` tells it, coarser than large photos.
FLOW = "flow"


def _restoring(network: nn.Module) -> nn.Module:
    from deblur_studio.networks.deblur_flow import DeblurFlow, Restoring

    assert isinstance(network, DeblurFlow)
    return Restoring(network)


class DeblurFlowMethod(NetworkMethod):
    """Restores by tiles, then looks at the whole once more for the motion, which is smooth."""

    def __init__(self, spec: MethodSpec) -> None:
        super().__init__(spec, part=_restoring)

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """See `Method.apply`. The layer `FLOW` holds the motion in the region."""
        restoration = super().apply(pixels, settings, context)
        seen = see_motion(
            pixels,
            region=settings.region,
            chosen=str(self.spec.values(settings.parameters)["weights"]),
            engine=settings.engine,
            context=quiet(context),
        )
        timings = {**restoration.timings, "flow": seen.seconds}
        return replace(restoration, layers={FLOW: seen.flow}, timings=timings)


DEBLUR_FLOW = DeblurFlowMethod(
    MethodSpec(
        name="deblur-flow",
        title="Deblur + flow",
        purpose="Removes the blur of a shaken camera and of moving things, and tells how they moved during "
        "the exposure. Quick.",
        parameters=(WEIGHTS,),
        reference="Jung et al.: Multi-Task Learning Framework for Motion Estimation and Dynamic Scene "
        "Deblurring, IEEE Transactions on Image Processing 30, 2021",
        licence=LICENCE,
        needs=(ARCHITECTURE,),
        weights_from="Its authors offer none; the program brings its own.",
    )
)
