"""Where real photos are clearly sharp or clearly blurred, told without any network: masks for calibration.

The width of edges by what is left of their slopes when they are blurred again (Zhuo and Sim, Pattern
Recognition 44, 2011), mean over cells. Texture counts as somewhat sharper than it is; plain cells say
nothing, and neither do those between sharp and blurred. Motion leaves the slopes across it alone and takes
those along it: what is not about as soft in all directions is no clear case, be it in a cell's surroundings
or in all that is soft of a photo.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from deblur_studio.networks.focus_cues import blurred, tensor

# Side of the cells, px.
CELL = 16
# Root mean square slope, 0..1 per px, from which a cell says something: below, it is noise and JPEG.
LEAST_SLOPE = 0.004
# Standard deviations, px, below and above which a cell is clear.
SHARP, BLURRED = 0.8, 2.2
# Variances, px^2, of the two blurs that are compared; the first keeps noise away.
FIRST, SECOND = 1, 4
# Further than this, px, edges are not told apart from plain areas.
FARTHEST = 8.0
# Cells, across, over which directions are compared: one cell seldom holds edges in several.
AROUND = 5
# Out of focus, the sharpest direction of a cell's surroundings is at least so soft, px, and the softest at
# most so many times as soft; over all soft cells of a photo, which shake would smear alike, so many times.
LEAST_SHARPEST, MOST_APART, MOST_APART_OF_ALL = 1.8, 1.8, 1.3
# Squared slopes (of 0..1 per px) that count in every direction: those of noise are sharp.
FLOOR = 1e-7


def edge_sigma(photos: Tensor, cell: int = CELL) -> tuple[Tensor, Tensor]:
    """The blur of the edges in each cell of photos (B, 3, H, W) in 0..1.

    cell: px, dividing H and W.

    Returns:
        sigma (B, 1, H / cell, W / cell) px, 0 to 8, and the root mean square slope there, per px.
    """
    energies = []
    for products in _slopes(photos, cell):
        # With the cells around: what an edge on a border spreads must not be missed.
        energy = products[:, :2].sum(dim=1, keepdim=True)
        energies.append(F.avg_pool2d(energy, 3, 1, 1, count_include_pad=False))
    # The energy of an edge falls with 1 / sqrt(its variance).
    left = energies[1] / energies[0].clamp_min(1e-12)
    return _sigma(left), energies[0].sqrt()


def _slopes(photos: Tensor, cell: int) -> list[Tensor]:
    """Mean products of slopes x x, y y, x y (B, 3, h, w) of cells, after the first blur and the second."""
    grey, found = photos.float().mean(dim=1, keepdim=True), []
    for number in range(1, SECOND + 1):
        grey = blurred(grey)
        if number in (FIRST, SECOND):
            found.append(tensor(grey, cell)[:, :3])
    return found


def _sigma(left: Tensor) -> Tensor:
    """Blur, px, of edges of whose energy the second blur left this part."""
    ratio = left.square().clamp(0, 0.999)
    variance = (SECOND * ratio - FIRST) / (1 - ratio)
    return variance.clamp(0, FARTHEST**2).sqrt()


def _ends(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """The blur, px, in the sharpest and in the softest of all directions, (B, 1, h, w) each.

    first, second: products of slopes (B, 3, h, w). What is left in a direction u is u S u / u F u, of which
    the least and most are the eigenvalues of S relative to F.
    """
    xx, yy, xy = first.split(1, dim=1)
    xx, yy = xx + FLOOR, yy + FLOOR
    x2, y2, both = second.split(1, dim=1)
    area = (xx * yy - xy.square()).clamp_min(FLOOR**2)
    middle = (x2 * yy + y2 * xx - 2 * both * xy) / (2 * area)
    apart = (middle.square() - (x2 * y2 - both.square()) / area).clamp_min(0).sqrt()
    return _sigma(middle - apart), _sigma(middle + apart)


def alike(photos: Tensor, soft: Tensor, cell: int = CELL) -> Tensor:
    """Which soft cells of photos (B, 3, H, W) in 0..1 are about as soft in all directions: not by motion.

    soft: (B, 1, H / cell, W / cell) bool.

    Returns:
        (B, 1, H / cell, W / cell) bool. Where all edges have one direction it cannot be told, and is not so.
    """
    near, whole = [], []
    for products in _slopes(photos, cell):
        near.append(F.avg_pool2d(products, AROUND, 1, AROUND // 2, count_include_pad=False))
        counted = (products * soft).sum(dim=(2, 3), keepdim=True)
        whole.append(counted / soft.sum(dim=(2, 3), keepdim=True).clamp_min(1))
    sharpest, softest = _ends(*near)
    fine = soft & (sharpest > LEAST_SHARPEST) & (softest < MOST_APART * sharpest)
    sharpest, softest = _ends(*whole)
    return fine & (softest < MOST_APART_OF_ALL * sharpest)


def clear_cases(photos: Tensor, cell: int = CELL) -> tuple[Tensor, Tensor]:
    """Weak masks of photos (B, 3, H, W) in 0..1.

    Returns:
        (B, 1, H, W) each, 0 or 1: out of focus, and whether that is known.
    """
    sigma, slope = edge_sigma(photos, cell)
    textured = slope >= LEAST_SLOPE
    soft = alike(photos, textured & (sigma > BLURRED), cell)
    known = soft | (textured & (sigma < SHARP))
    return tuple(F.interpolate(each.float(), scale_factor=cell, mode="nearest") for each in (soft, known))  # type: ignore[return-value]


def trusted(sharp: Tensor, cell: int = CELL) -> Tensor:
    """How far pictures (B, 3, H, W) that should be sharp may be taken for it: (B, 1, H, W), 0 where they are
    soft themselves, as backgrounds of photos often are; else 1."""
    sigma, slope = edge_sigma(sharp, cell)
    soft = ((sigma > BLURRED) & (slope >= LEAST_SLOPE)).float()
    return 1 - F.interpolate(soft, scale_factor=cell, mode="nearest")
