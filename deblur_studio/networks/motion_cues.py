"""How alike a photo is to itself moved a little, for many ways to move it: what blur leaves behind of motion.

Along the way of a moving camera neighbouring pixels saw nearly the same light, and grow unlike only beyond
its length; across it they are as unlike as ever. Differences of a photo and itself moved therefore tell axis
and length directly, as in Yitzhaky and Kopeika's "Identification of Blur Parameters from Motion Blurred
Images" (Graphical Models and Image Processing 59, 1997). Networks hardly come upon them by themselves: they
are ratios of squares.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

# Sizes, as 1 / n of the photo, with the lengths of the moves there, px. Longer ones need less resolution.
SIZES = ((1, (1, 2)), (2, (2, 4)), (4, (4, 8)))
DIRECTIONS = 8
# Squared differences (of 0..1) below which all is noise.
FLOOR = 1e-5
# Cells over which differences are averaged for their surroundings.
AROUND = 5


def ways_of(lengths: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Ways (x, y) px of about these lengths, in directions over half a turn, each once."""
    angles = [math.pi * k / DIRECTIONS for k in range(DIRECTIONS)]
    found: list[tuple[int, int]] = []
    for length in lengths:
        for x, y in ((round(length * math.cos(a)), round(length * math.sin(a))) for a in angles):
            if (x, y) not in found and (-x, -y) not in found:
                found.append((x, y))
    return tuple(found)


MOVES = tuple((size, ways_of(lengths)) for size, lengths in SIZES)
# Every way is told twice, of the cell and of its surroundings; then how much there is at all.
CHANNELS = 2 * sum(len(ways) for _, ways in MOVES) + 1


def reach(cell: int) -> int:
    """How far from a cell's border the photo is seen, px."""
    longest = max(size * (max(lengths) + 1) for size, lengths in SIZES)
    return longest + AROUND // 2 * cell


def motion_cues(photo: Tensor, cell: int) -> Tensor:
    """Differences of a photo and itself moved, of each cell of cell x cell pixels.

    photo: (N, 3, H, W) in 0..1; cell: a multiple of 4 that divides H and W.

    Returns:
        (N, CHANNELS, H / cell, W / cell): logarithms of the mean squared difference by way, over the mean of
        all ways, of the cell, then of the cells around it; at last that mean's own logarithm, over 4, plus 1.
    """
    kind = photo.device.type
    if not torch.amp.is_autocast_available(kind):  # tensors that have shapes alone
        return _cues(photo, cell)
    with torch.autocast(kind, enabled=False):
        return _cues(photo, cell)


def _cues(photo: Tensor, cell: int) -> Tensor:
    """See `motion_cues`, in fp32 at least: differences of half precision would be noise."""
    exact = photo if photo.dtype == torch.float64 else photo.float()
    grey = exact.mean(dim=1, keepdim=True)
    found = []
    for size, ways in MOVES:
        smaller = F.avg_pool2d(grey, size) if size > 1 else grey
        found += [F.avg_pool2d(difference(smaller, way), cell // size) for way in ways]
    near = torch.cat(found, dim=1)
    wide = F.avg_pool2d(near, AROUND, 1, AROUND // 2, count_include_pad=False)
    told = []
    for energy in (near, wide):
        energy = energy + FLOOR
        mean = energy.mean(dim=1, keepdim=True)
        told.append(torch.log(energy / mean))
    return torch.cat([*told, torch.log(mean) / 4 + 1], dim=1)


def difference(grey: Tensor, way: tuple[int, int]) -> Tensor:
    """(N, 1, H, W): squared difference of both ends of a way (x, y) px that has its middle on each pixel."""
    height, width = grey.shape[-2:]
    far = max(map(abs, way)) // 2 + 1
    padded = F.pad(grey, (far, far, far, far), mode="replicate")
    back = [-(n // 2) for n in way]
    ahead = [n + b for n, b in zip(way, back, strict=True)]
    ends = [padded[..., far + y : far + y + height, far + x : far + x + width] for x, y in (back, ahead)]
    return (ends[0] - ends[1]).square()
