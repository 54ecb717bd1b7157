"""Deconvolution by hand: the user says what the blur was, and it is undone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from deblur_studio.errors import UserError
from deblur_studio.methods.base import FixSettings, MethodSpec, Parameter, Restoration, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from deblur_studio.engine.context import JobContext
    from deblur_studio.methods.classical.psf import Plane

#: The layer with the kernel that was undone: (K, K) float32, sum 1.
KERNEL = "kernel"
MOTION, DISC, GAUSSIAN, GIVEN = "motion", "disc", "gaussian", "kernel"

SOLVER = Parameter(
    name="solver",
    title="Solver",
    help="how it is undone, from quick to thorough: 'wiener', 'hyper-laplacian', 'richardson-lucy' or "
    "'total-variation'",
    default="hyper-laplacian",
    choices=("wiener", "hyper-laplacian", "richardson-lucy", "total-variation"),
)
SMOOTH = Parameter(
    name="smoothness",
    title="Smoothness",
    help="0 restores most and shows all noise and rings; 100 restores least and is clean",
    default=50.0,
    low=0.0,
    high=100.0,
)
LIGHT = Parameter(
    name="light",
    title="In light",
    help="undo the blur in light, as a camera made it; off: in the values of the file",
    default=True,
)


class ByHand:
    """Undoes one kernel everywhere, made from a few numbers or given as it is."""

    @property
    def spec(self) -> MethodSpec:
        """What it is."""
        return _SPEC

    def apply(self, pixels: NDArray[np.float32], settings: FixSettings, context: JobContext) -> Restoration:
        """See `Method.apply`. The layer `KERNEL` holds the kernel."""
        values = self.spec.values(settings.parameters)
        started = time.perf_counter()
        kernel = kernel_of(values)
        told = time.perf_counter() - started
        return undone(pixels, kernel, values, settings, context, {KERNEL: told})


def kernel_of(values: Mapping[str, Value]) -> Plane:
    """The kernel that settings of `by-hand` describe.

    Raises:
        UserError: they ask for a kernel that is not there, or damaged.
    """
    from deblur_studio.methods.classical import psf
    from deblur_studio.methods.classical.kernel_text import kernel_from_text

    def given() -> Plane:
        text = str(values[GIVEN])
        if not text.strip():
            raise UserError(
                "The shape is 'kernel', but no kernel is given; give a picture of one or its text, or choose "
                "another shape."
            )
        return kernel_from_text(text)

    shapes: dict[str, Callable[[], Plane]] = {
        MOTION: lambda: psf.motion(float(values["length"]), float(values["angle"])),
        DISC: lambda: psf.disc(float(values["radius"])),
        GAUSSIAN: lambda: psf.gaussian(float(values["sigma"])),
        GIVEN: given,
    }
    return shapes[str(values["shape"])]()


def undone(
    pixels: NDArray[np.float32],
    kernel: Plane,
    values: Mapping[str, Value],
    settings: FixSettings,
    context: JobContext,
    timings: Mapping[str, float],
    notes: tuple[str, ...] = (),
) -> Restoration:
    """A photo, or the region in the settings, with a kernel undone as values of `SOLVER` to `LIGHT` say.

    Raises:
        Cancelled: the context said so.
    """
    from deblur_studio.engine import devices, memory
    from deblur_studio.methods.classical.light import GAMMA
    from deblur_studio.methods.classical.tiled import How, deconvolve

    started = time.perf_counter()
    how = How(str(values["solver"]), float(values["smoothness"]), GAMMA if values["light"] else 1.0)
    with memory.measured(devices.cpu()) as peak:
        found = deconvolve(pixels, kernel, how, region=settings.region, context=context)
    return Restoration(
        pixels=found,
        device="cpu",
        precision="fp32",
        peak_memory_mb=peak.mebibytes,
        timings={**timings, "deconvolution": time.perf_counter() - started},
        layers={KERNEL: kernel},
        notes=notes,
        region=settings.region,
    )


_SPEC = MethodSpec(
    name="by-hand",
    title="Deconvolution by hand",
    purpose="Undoes one blur, the same everywhere, that you describe: a straight shake, a lens out of focus, "
    "or a kernel. Invents nothing.",
    parameters=(
        Parameter(
            name="shape",
            title="Shape",
            help="what a point became: 'motion' (a line), 'disc' (a lens out of focus), 'gaussian' (a soft "
            "lens) or 'kernel' (as given)",
            default=MOTION,
            choices=(MOTION, DISC, GAUSSIAN, GIVEN),
        ),
        Parameter("length", "Length", "of the motion, in pixels", 10.0, 0.0, 150.0),
        Parameter(
            "angle", "Angle", "of the motion, in degrees counter-clockwise from the right", 0.0, 0.0, 180.0
        ),
        Parameter("radius", "Radius", "of the disc, in pixels", 3.0, 0.5, 50.0),
        Parameter("sigma", "Sigma", "of the Gaussian, in pixels", 1.5, 0.3, 25.0),
        Parameter(
            GIVEN, "Kernel", "a picture of a kernel, bright on dark, or the text of one ('kernel:...')", ""
        ),
        SMOOTH,
        SOLVER,
        LIGHT,
    ),
    reference="Krishnan, Fergus: Fast Image Deconvolution using Hyper-Laplacian Priors, NIPS 2009; Almeida, "
    "Figueiredo: Deconvolving Images with Unknown Boundaries, IEEE Transactions on Image Processing 22, 2013",
    licence="Apache-2.0",
)
BY_HAND = ByHand()
