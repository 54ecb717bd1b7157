"""Losses and measures of the motion that one blurry picture tells of.

An exposure played backwards leaves the same picture, so which end of a path was the first cannot be learned:
a plain regression learns the mean of both, which is no motion at all. Here flow forward and backward may
change places. They do so for whole regions, by the mean of the errors over a window about each point:
neighbours agree on one order, and an object larger than the window may have another than what is behind it.
Or the network tells what does not change with the order: the sum of both ends, and their difference with its
angle doubled.

Flow is (B, 4, H, W) px, u right and v down: from each point's place in the sharp picture to its place at the
end of the exposure, then to that at its start.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from deblur_studio.networks.deblur_flow import doubled_ends

WINDOW = 33
UNIT = 20.0  # px that count as an error of 1
SOFT = 0.1  # px; errors below it are held against little
USUAL = 15.0  # px
GAMMA = 2.2
DARKEST = 1e-5  # light; the slope of the gamma curve has no bound at black
# What counts as textured: how far, in pixels, is looked for edges, and how steep they must be, 0..1 a pixel.
TEXTURE_SIDE = 33
TEXTURE_SLOPE = 0.01
# Nothing can be told of the direction of motions below the first; the second is the longest that is drawn.
MEASURED = (4.0, 40.0)


def flow_loss(
    predicted: Tensor, true: Tensor, weight: Tensor | None = None, window: int | None = WINDOW
) -> Tensor:
    """Error of both ends, over 20 px, where either may be forward: L_flow of Jung et al., made robust.

    predicted, true: (B, 4, H, W) px; weight: (B, 1, H, W), how much each point counts, at least 0; window:
    side of the regions that choose together, odd, or None for whole pictures. An error d counts as
    sqrt(d^2 + SOFT^2) - SOFT.

    Raises:
        ValueError: the window has no middle.
    """
    predicted = predicted.float()
    straight, swapped = (both_ends(predicted, each, SOFT) for each in (true, exchanged(true)))
    weight = torch.ones_like(straight) if weight is None else weight
    error = torch.where(plays_backwards(straight, swapped, weight, window), swapped, straight)
    return (weight * error).sum() / weight.sum().clamp_min(1e-6) / UNIT


def doubled_loss(told: Tensor, true: Tensor, weight: Tensor | None = None) -> Tensor:
    """Error of what is the same forward and backward (`doubled_ends`), over 20 px, counted as by `flow_loss`.

    No region needs to choose, since nothing is left to be chosen.

    told: (B, 4, H, W) px, doubled ends; true: (B, 4, H, W) px of flow; weight: (B, 1, H, W), at least 0.
    """
    error = both_ends(told.float(), doubled_ends(true), SOFT)
    weight = torch.ones_like(error) if weight is None else weight
    return (weight * error).sum() / weight.sum().clamp_min(1e-6) / UNIT


def length_loss(told: Tensor, true: Tensor, weight: Tensor | None = None) -> Tensor:
    """By how much lengths are wrong, as the mean difference of the logarithms of lengths plus 1 px.

    Where an axis is not sure, the vector that is least wrong is too short; its length alone need not be.

    told: (B, 4, H, W) px, doubled ends; true: (B, 4, H, W) px of flow; weight: (B, 1, H, W), at least 0.
    """
    found = (told[:, 2:].float().square().sum(dim=1, keepdim=True) + SOFT**2).sqrt()
    error = (torch.log1p(found) - torch.log1p(length(true))).abs()
    weight = torch.ones_like(error) if weight is None else weight
    return (weight * error).sum() / weight.sum().clamp_min(1e-6)


def end_point_error(predicted: Tensor, true: Tensor, window: int | None = WINDOW) -> Tensor:
    """(B, 1, H, W) px: mean distance of both ends from the true ones, exchanged where `flow_loss` would."""
    predicted = predicted.float()
    straight, swapped = (both_ends(predicted, each) for each in (true, exchanged(true)))
    backwards = plays_backwards(straight, swapped, torch.ones_like(straight), window)
    return torch.where(backwards, swapped, straight) / 2


def exchanged(flow: Tensor) -> Tensor:
    """Flow (B, 4, H, W) of the same exposure played backwards."""
    return torch.cat([flow[:, 2:], flow[:, :2]], dim=1)


def both_ends(predicted: Tensor, true: Tensor, soft: float = 0.0) -> Tensor:
    """(B, 1, H, W): the sum of the distances of both ends, each rounded off below `soft`, px."""
    squares = (predicted - true).square().unflatten(1, (2, 2)).sum(dim=2)
    return ((squares + soft**2).sqrt() - soft).sum(dim=1, keepdim=True)


@torch.no_grad()
def plays_backwards(straight: Tensor, swapped: Tensor, weight: Tensor, window: int | None) -> Tensor:
    """Where the exchanged ends fit better over a window about each point; (B, 1, H, W) bool.

    Both errors (B, 1, H, W); the mean over the window decides, not the point's own error: else every point
    would take what suits it, and a mixture of directions would cost nothing. It is a mean of relative errors:
    at the edge of an object neither side overrules the other by being faster.
    """
    gain = weight * (straight - swapped) / (straight + swapped + SOFT)
    if window is None:
        return (gain.mean(dim=(1, 2, 3), keepdim=True) > 0).expand_as(gain)
    return box(gain, window) > 0


def box(x: Tensor, side: int) -> Tensor:
    """Means (B, C, H, W) over windows of that odd side, over less of them at the edges.

    Raises:
        ValueError: the side is even or below 1.
    """
    if side < 1 or side % 2 == 0:
        raise ValueError(f"a window needs an odd side of at least 1, not {side}")
    # Rows, then columns: a fiftieth of the work for the widest windows.
    half = side // 2
    x = F.avg_pool2d(x, (side, 1), 1, (half, 0), count_include_pad=False)
    return F.avg_pool2d(x, (1, side), 1, (0, half), count_include_pad=False)


def way(flow: Tensor) -> Tensor:
    """The straight way (B, 2, H, W) px from start to end of flow (B, 4, H, W)."""
    return flow[:, :2] - flow[:, 2:]


def axis_error(predicted: Tensor, true: Tensor) -> Tensor:
    """(B, 1, H, W) degrees 0..90 between the axes of two flows: of their ways, either way round."""
    (x, y), (u, v) = way(predicted.float()).unbind(1), way(true.float()).unbind(1)
    return torch.rad2deg(torch.atan2((x * v - y * u).abs(), (x * u + y * v).abs()))[:, None]


def length(flow: Tensor) -> Tensor:
    """(B, 1, H, W) px from start to end, straight."""
    return way(flow.float()).norm(dim=1, keepdim=True)


def relative_weight(true: Tensor, least: float) -> Tensor:
    """(B, 1, H, W): what makes errors count by the true length plus `least` px, and 1 for 15 px of both."""
    return USUAL / (length(true) + least)


def length_error(predicted: Tensor, true: Tensor) -> Tensor:
    """(B, 1, H, W): by what share of the true length that of the predicted flow is wrong."""
    truth = length(true)
    return (length(predicted) - truth).abs() / truth.clamp_min(1e-6)


def measurable(true: Tensor, textured: Tensor) -> Tensor:
    """(B, 1, H, W) bool: textured points that moved by 4 to 40 px, whose axis and length can be asked for."""
    truth = length(true)
    return textured & (truth >= MEASURED[0]) & (truth <= MEASURED[1])


def textured(pictures: Tensor, side: int = TEXTURE_SIDE, slope: float = TEXTURE_SLOPE) -> Tensor:
    """Where sharp pictures (B, 3, H, W) in 0..1 have edges in more than one direction; (B, 1, H, W) bool.

    Along an edge motion leaves no trace. The smaller eigenvalue of the structure tensor over a window, the
    mean square slope into the direction that has least of it, must be that of `slope` (Shi and Tomasi, "Good
    Features to Track", CVPR 1994).
    """
    grey = F.pad(pictures.float().mean(dim=1, keepdim=True), (1, 1, 1, 1), mode="replicate")
    x = (grey[..., 1:-1, 2:] - grey[..., 1:-1, :-2]) / 2
    y = (grey[..., 2:, 1:-1] - grey[..., :-2, 1:-1]) / 2
    xx, yy, xy = box(torch.cat([x * x, y * y, x * y], dim=1), side).split(1, dim=1)
    least = (xx + yy - ((xx - yy).square() + 4 * xy.square()).sqrt()) / 2
    return least >= slope**2


def reblur(sharp: Tensor, flow: Tensor, samples: int = 24) -> tuple[Tensor, Tensor]:
    """Blur a sharp picture along a flow, as the exposure did.

    From start over middle to end in two straight pieces of equal time, averaged in linear light (gamma 2.2).
    The flow is taken where light arrives, not where it comes from: exact where neighbours move alike.
    Exchanged ends give the same.

    sharp: (B, 3, H, W) in 0..1; flow: (B, 4, H, W) px; samples: moments.

    Returns:
        The blurry picture (B, 3, H, W), and (B, 1, H, W) bool: all of the way lies within the picture.
    """
    flow = flow.float()
    light = sharp.float().clamp(0, 1) ** GAMMA
    total = torch.zeros_like(light)
    for number in range(samples):
        when = (2 * number + 1) / samples - 1
        moved = when * flow[:, :2] if when > 0 else -when * flow[:, 2:]
        total = total + sampled(light, -moved)
    inside = within(-flow[:, :2]) & within(-flow[:, 2:])
    return (total / samples).clamp_min(DARKEST) ** (1 / GAMMA), inside


def reblur_loss(restored: Tensor, flow: Tensor, blurry: Tensor, samples: int = 24) -> Tensor:
    """Mean absolute difference of the photo (B, 3, H, W) and its restoration blurred along the flow.

    The re-blurring loss of Jung et al. (TIP 2021). Points whose way leaves the picture do not count.
    """
    again, inside = reblur(restored, flow, samples)
    error = (again - blurry).abs().mean(dim=1, keepdim=True)
    return (inside * error).sum() / inside.sum().clamp_min(1)


def sampled(x: Tensor, offset: Tensor) -> Tensor:
    """x (B, C, H, W) at each pixel's place plus an offset (B, 2, H, W) px, bilinear; edges go on."""
    height, width = x.shape[-2:]
    scale = offset.new_tensor([2 / width, 2 / height])
    grid = (places(offset) + offset).movedim(1, -1) * scale + (scale / 2 - 1)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)


def within(offset: Tensor) -> Tensor:
    """(B, 1, H, W) bool: whether each pixel's place plus an offset (B, 2, H, W) px lies in the picture."""
    last = offset.new_tensor([offset.shape[-1] - 1, offset.shape[-2] - 1])[:, None, None]
    there = places(offset) + offset
    return ((there >= 0) & (there <= last)).all(dim=1, keepdim=True)


def places(like: Tensor) -> Tensor:
    """(2, H, W): column and row of every pixel of (..., H, W)."""
    height, width = like.shape[-2:]
    rows = torch.arange(height, device=like.device, dtype=like.dtype)
    columns = torch.arange(width, device=like.device, dtype=like.dtype)
    return torch.stack(torch.meshgrid(columns, rows, indexing="xy"))
