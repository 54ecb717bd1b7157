"""Rotation of a hand-held camera about all three axes, as an average of warped pictures.

Yaw and pitch move the picture almost evenly, roll turns it about the optical axis, so that the blur
differs from place to place (Whyte, Sivic, Zisserman, Ponce: "Non-uniform Deblurring for Shaken
Images", IJCV 2012: pixels move by the homography K R K^-1).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def rotation_homographies(shift: Tensor, roll: Tensor, focal: Tensor) -> Tensor:
    """Homographies (B, T, 3, 3) that move pixel positions relative to the principal point.

    shift: (B, T, 2) pixels that the picture's centre moves (x right, y down); roll: (B, T) radians,
    clockwise as seen; focal: (B,) focal length in pixels.
    """
    yaw = torch.atan(shift[..., 0] / focal[:, None])
    pitch = torch.atan(shift[..., 1] / focal[:, None])
    one, zero = torch.ones_like(roll), torch.zeros_like(roll)

    def matrix(*entries: Tensor) -> Tensor:
        return torch.stack(entries, dim=-1).unflatten(-1, (3, 3))

    about_y = matrix(yaw.cos(), zero, yaw.sin(), zero, one, zero, -yaw.sin(), zero, yaw.cos())
    about_x = matrix(one, zero, zero, zero, pitch.cos(), pitch.sin(), zero, -pitch.sin(), pitch.cos())
    about_z = matrix(roll.cos(), -roll.sin(), zero, roll.sin(), roll.cos(), zero, zero, zero, one)
    inner = torch.zeros(focal.shape[0], 1, 3, 3, device=focal.device)
    inner[:, 0, 0, 0] = inner[:, 0, 1, 1] = focal
    inner[:, 0, 2, 2] = 1
    return inner @ about_y @ about_x @ about_z @ torch.linalg.inv(inner)


def move(points: Tensor, homographies: Tensor) -> Tensor:
    """Apply (B, T, 3, 3) to points (B, P, 2) -> (B, T, P, 2)."""
    lifted = torch.cat([points, torch.ones_like(points[..., :1])], dim=-1)
    moved = torch.einsum("btij,bpj->btpi", homographies, lifted)
    return moved[..., :2] / moved[..., 2:]


def average_of_warps(pictures: Tensor, homographies: Tensor, centre: Tensor, margin: int) -> Tensor:
    """Mean over the moments of `pictures` seen by the moving camera, without its outer `margin`.

    pictures: (B, C, H, W) in linear light; homographies: (B, T, 3, 3) about the principal point, which
    lies at `centre` (B, 2) (x, y) in pixels of these pictures, usually outside of them.
    """
    height, width = pictures.shape[-2:]
    device = pictures.device
    rows = torch.arange(margin, height - margin, device=device, dtype=torch.float32)
    columns = torch.arange(margin, width - margin, device=device, dtype=torch.float32)
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    seen = torch.stack([x, y], dim=-1).flatten(0, 1)[None] - centre[:, None]
    # Light now at p was, in the sharp picture, where the inverse motion leads.
    back = torch.linalg.inv(homographies)
    size = torch.tensor([width, height], device=device)
    total = torch.zeros_like(pictures[..., margin : height - margin, margin : width - margin])
    for moment in range(homographies.shape[1]):
        source = move(seen, back[:, moment : moment + 1])[:, 0] + centre[:, None]
        grid = ((2 * source + 1) / size - 1).unflatten(1, (len(rows), len(columns)))
        total += F.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return total / homographies.shape[1]
