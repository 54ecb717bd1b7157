"""Where real photos are clearly sharp or clearly blurred, told without any network: masks for calibration.

The width of edges by what is left of their slopes when they are blurred again (Zhuo and Sim, Pattern
Recognition 44, 2011), mean over cells. Texture counts as somewhat sharper than it is; plain cells say
nothing, and neither do those between sharp and blurred.
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


def edge_sigma(photos: Tensor, cell: int = CELL) -> tuple[Tensor, Tensor]:
    """The blur of the edges in each cell of photos (B, 3, H, W) in 0..1.

    cell: px, dividing H and W.

    Returns:
        sigma (B, 1, H / cell, W / cell) px, 0 to 8, and the root mean square slope there, per px.
    """
    grey = photos.float().mean(dim=1, keepdim=True)
    energies = []
    for number in range(SECOND):
        grey = blurred(grey)
        if number + 1 in (FIRST, SECOND):
            products = tensor(grey, cell)
            # With the cells around: what an edge on a border spreads must not be missed.
            energy = F.avg_pool2d(products[:, :2].sum(dim=1, keepdim=True), 3, 1, 1, count_include_pad=False)
            energies.append(energy)
    # The energy of an edge falls with 1 / sqrt(its variance).
    ratio = (energies[1] / energies[0].clamp_min(1e-12)).square().clamp(0, 0.999)
    variance = (SECOND * ratio - FIRST) / (1 - ratio)
    return variance.clamp(0, FARTHEST**2).sqrt(), energies[0].sqrt()


def clear_cases(photos: Tensor, cell: int = CELL) -> tuple[Tensor, Tensor]:
    """Weak masks of photos (B, 3, H, W) in 0..1.

    Returns:
        (B, 1, H, W) each, 0 or 1: blurred, and whether that is known.
    """
    sigma, slope = edge_sigma(photos, cell)
    textured = slope >= LEAST_SLOPE
    soft = textured & (sigma > BLURRED)
    known = soft | (textured & (sigma < SHARP))
    return tuple(F.interpolate(each.float(), scale_factor=cell, mode="nearest") for each in (soft, known))  # type: ignore[return-value]


def trusted(sharp: Tensor, cell: int = CELL) -> Tensor:
    """How far pictures (B, 3, H, W) that should be sharp may be taken for it: (B, 1, H, W), 0 where they are
    soft themselves, as backgrounds of photos often are; else 1."""
    sigma, slope = edge_sigma(sharp, cell)
    soft = ((sigma > BLURRED) & (slope >= LEAST_SLOPE)).float()
    return 1 - F.interpolate(soft, scale_factor=cell, mode="nearest")
