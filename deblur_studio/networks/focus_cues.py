"""How much of a photo's slopes is left when it is blurred again: what tells the scale of its edges.

Blurring an edge of width sigma by s more pixels leaves sigma / sqrt(sigma^2 + s^2) of its slope, whatever
its contrast ("Defocus map estimation from a single image", Zhuo and Sim, Pattern Recognition 44, 2011). Such
ratios of local energies, over several s, are what a network would have to come upon by itself first. Least
and most over all directions tell blur of motion, which leaves the slopes across it alone, from a lens's.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

# Sizes, as 1 / n of the photo, and how often it is blurred again there, by a standard deviation of 1 pixel
# of that size. The widest is as wide as what is to be told: only that takes much of slopes so soft.
SIZES = ((1, 2), (2, 2), (4, 5))
STEPS = sum(count for _, count in SIZES)
# Of each step: mean over directions, least, most, and the energy of the second derivative.
KINDS = 4
# Squared slopes (of 0..1 per pixel) below which all is noise.
FLOOR = 3e-7
# Cells over which energies are averaged for their surroundings.
AROUND = 5
# Every ratio is told twice, of the cell and of its surroundings; then how much there is at all.
CHANNELS = 2 * STEPS * KINDS + 1


def reach(cell: int) -> int:
    """How far from a cell's border the photo is seen, px."""
    # Being made smaller; 2 pixels for every blur; 1 for the derivatives.
    farthest = max(size - 1 + size * (2 * (count - 1) + 1) for size, count in SIZES)
    return farthest + AROUND // 2 * cell


def focus_cues(photo: Tensor, cell: int) -> Tensor:
    """What is left of a photo's slopes, step by step of blur, of each cell of cell x cell pixels.

    photo: (N, 3, H, W) in 0..1; cell: a multiple of 4 that divides H and W.

    Returns:
        (N, CHANNELS, H / cell, W / cell): logarithms of mean squared slopes over their mean over all steps,
        over 2, of the cell, then of the cells around it; at last that mean's own logarithm, over 4, plus 2.
    """
    kind = photo.device.type
    if not torch.amp.is_autocast_available(kind):  # tensors that have shapes alone
        return _cues(photo, cell)
    with torch.autocast(kind, enabled=False):
        return _cues(photo, cell)


def _cues(photo: Tensor, cell: int) -> Tensor:
    """See `focus_cues`, in fp32 at least."""
    exact = photo if photo.dtype == torch.float64 else photo.float()
    grey = exact.mean(dim=1, keepdim=True)
    near = torch.cat([tensor(each, cell // size) for size, each in steps(grey)], dim=1)
    wide = F.avg_pool2d(near, AROUND, 1, AROUND // 2, count_include_pad=False)
    told = []
    for products in (near, wide):
        energies = of_directions(products) + FLOOR
        mean = energies[:, ::KINDS].mean(dim=1, keepdim=True)
        told.append(torch.log(energies / mean) / 2)
    return torch.cat([*told, torch.log(mean) / 4 + 2], dim=1)


def steps(grey: Tensor) -> list[tuple[int, Tensor]]:
    """The photo (N, 1, H, W), ever more blurred, with the size, as 1 / n, that it was made."""
    found = []
    for size, count in SIZES:
        smaller = F.avg_pool2d(grey, size) if size > 1 else grey
        for number in range(count):
            if number:
                smaller = blurred(smaller)
            found.append((size, smaller))
    return found


def blurred(grey: Tensor) -> Tensor:
    """(N, 1, H, W) blurred by the binomial of five taps, of standard deviation 1."""
    taps = grey.new_tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    padded = F.pad(grey, (2, 2, 2, 2), mode="replicate")
    return F.conv2d(F.conv2d(padded, taps.view(1, 1, 1, 5)), taps.view(1, 1, 5, 1))


def tensor(grey: Tensor, cell: int) -> Tensor:
    """Means over cells of the products of slopes: (N, 4, h, w) of x x, y y, x y and the squared curvature."""
    padded = F.pad(grey, (1, 1, 1, 1), mode="replicate")
    # Between four pixels: the finest slope that is the same in all directions.
    corners = padded[..., 1:, 1:], padded[..., 1:, :-1], padded[..., :-1, 1:], padded[..., :-1, :-1]
    here, left, above, across = (each[..., :-1, :-1] for each in corners)
    x, y = (here + above - left - across) / 2, (here + left - above - across) / 2
    ring = padded[..., 1:-1, 2:] + padded[..., 1:-1, :-2] + padded[..., 2:, 1:-1] + padded[..., :-2, 1:-1]
    curvature = ring / 2 - 2 * grey
    products = torch.cat([x * x, y * y, x * y, curvature.square()], dim=1)
    return F.avg_pool2d(products, cell) if cell > 1 else products


def of_directions(products: Tensor) -> Tensor:
    """(N, 4 n, h, w) of n times `tensor` -> mean, least and most squared slope over directions, curvature."""
    xx, yy, xy, curvature = products.unflatten(1, (-1, 4)).unbind(2)
    mean = (xx + yy) / 2
    apart = ((xx - yy).square() / 4 + xy.square()).sqrt()
    return torch.stack([mean, (mean - apart).clamp_min(0), mean + apart, curvature], dim=2).flatten(1, 2)
