"""How far a method can be believed on a photo: it is asked again about the same place, turned over and moved.

See `deblur_studio.diagnosis.consistency` for what that tells, and what it does not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.consistency import Consistency, consistency
from deblur_studio.engine.context import JobContext
from deblur_studio.engine.region import Region
from deblur_studio.methods.base import FixSettings, Restoration
from deblur_studio.methods.pipeline import fix

if TYPE_CHECKING:
    from deblur_studio.photo import Photo

#: Pixels around the region that the method is given, too.
AROUND = 24
#: The layers in which methods tell how the light was smeared.
FLOW, KERNEL = "flow", "kernel"


def self_check(
    photo: Photo, method: str, settings: FixSettings, region: Region, context: JobContext
) -> Consistency:
    """Tell how far a method can be believed in a region of a photo; it takes four or five fixes of it.

    The region is cut out with a little around it and fixed as a photo of its own, so a method that looks at
    the whole photo first answers for the part alone.

    Args:
        photo: as `photo.read` gives it.
        method, settings: as for `pipeline.fix`; the strength does not matter, and no bokeh is kept.
        region: `diagnosis.measures.SIDE` px each way is a good size.
        context: may cancel; is told nothing.

    Returns:
        The map has the size of the region.

    Raises:
        UserError: as `pipeline.fix`, or the region is not inside the photo.
        Cancelled: the context said so.
    """
    region.require_inside(photo.height, photo.width)
    given = _with_rim(region, photo)
    part = photo.crop(given.x, given.y, given.width, given.height)
    part = replace(part, alpha=None, headroom=None)
    settings = replace(settings, strength=1.0, region=None, keep_bokeh=None)
    silent = _Silent(context)

    def restored(pixels: NDArray[np.float32]) -> Restoration:
        return fix(replace(part, pixels=pixels), method, settings, silent)

    first = restored(part.pixels)
    kernel = first.layers.get(KERNEL)
    found = consistency(
        part.pixels,
        lambda pixels: restored(pixels).pixels,
        result=first.pixels,
        flow=first.layers.get(FLOW),
        kernel=kernel,
        turns=kernel is None
        or not _fixed(kernel, restored(np.ascontiguousarray(part.pixels[:, ::-1])).layers.get(KERNEL)),
    )
    return replace(found, map=np.ascontiguousarray(found.map[region.within(given)]))


def _fixed(kernel: NDArray[Any], mirrored: NDArray[Any] | None) -> bool:
    """Whether a kernel with a direction is the same for the mirrored photo: somebody gave it for this one."""
    return (
        mirrored is not None and np.array_equal(kernel, mirrored) and not np.allclose(kernel, kernel[:, ::-1])
    )


def _with_rim(region: Region, photo: Photo) -> Region:
    x, y = max(region.x - AROUND, 0), max(region.y - AROUND, 0)
    right, bottom = min(region.right + AROUND, photo.width), min(region.bottom + AROUND, photo.height)
    return Region(x, y, right - x, bottom - y)


class _Silent(JobContext):
    """Lets the check be cancelled; nobody wants to hear of its tiles, nor does it look at a part first."""

    def __init__(self, context: JobContext) -> None:
        self._context = context

    def checkpoint(self) -> None:
        """See `JobContext.checkpoint`."""
        self._context.checkpoint()
