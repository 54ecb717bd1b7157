"""How a moving camera moves the picture of a plane, as homographies of pixel positions.

A rotation moves pixels by K R K^-1 wherever they lie in depth (Whyte, Sivic, Zisserman, Ponce: "Non-uniform
Deblurring for Shaken Images", IJCV 2012); a translation t past a plane n . X = d adds K t n^T / d K^-1
(Hartley and Zisserman, "Multiple View Geometry", equation 13.2). Yaw and pitch move the picture almost
evenly, roll turns it about the optical axis, coming closer widens it, and a slanted plane moves more where it
is near.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from training.blur import trajectory
from training.blur.draws import happens, normal, uniform

# Size in pixels of the frame that training crops are taken to come from; it sets where the optical axis lies.
FRAME = (1280.0, 720.0)


@dataclass(frozen=True)
class Movement:
    """A camera's movement at T moments before a plane, for each of B pictures.

    path: (B, T, 2) pixels that the frame's middle moves; roll: (B, T) radians, clockwise as seen; approach:
    (B, T) share of the distance that is gone; focal: (B,) focal length, px; place: (B, 2) where the picture's
    middle lies in the frame, px from its middle; passing: (B,) share of the path that is due to translation
    instead of rotation; slant: (B, 2) change of inverse depth from the frame's middle to its right edge, and
    as far downwards, relative.
    """

    path: Tensor
    roll: Tensor
    approach: Tensor
    focal: Tensor
    place: Tensor
    passing: Tensor
    slant: Tensor

    def scaled(self, factor: Tensor) -> Movement:
        """The same kind of movement, (B,) times as far."""
        f = factor[:, None]
        moved = self.path * f[..., None], self.roll * f, self.approach * f
        return Movement(*moved, self.focal, self.place, self.passing, self.slant)


def draw_movement(path: Tensor, shaky_chance: float, generator: Generator) -> Movement:
    """Turn paths (B, T, 2), px, into movements of cameras with lenses of 24 to 100 mm (36 mm wide film)."""
    batch, device = len(path), path.device
    length = trajectory.travelled(path)
    along = trajectory.draw_paths(length, shaky_chance, generator) * (2 / FRAME[0])
    roll, approach = (normal((2, batch, 1), generator) * along.movedim(-1, 0)).unbind(0)
    focal = uniform(24, 100, (batch,), generator) / 36 * FRAME[0]
    place = uniform(-0.5, 0.5, (batch, 2), generator) * torch.tensor(FRAME, device=device)
    passing = uniform(0, 1, (batch,), generator) * happens(0.5, (batch,), generator)
    slant = uniform(-0.9, 0.9, (batch, 2), generator)
    return Movement(path, 0.8 * roll, 0.4 * approach, focal, place, passing, slant)


def matrix(*entries: Tensor) -> Tensor:
    """3x3 matrices (..., 3, 3) of nine tensors, row by row."""
    return torch.stack(entries, dim=-1).unflatten(-1, (3, 3))


def homographies(movement: Movement) -> Tensor:
    """(B, T, 3, 3), which move positions relative to the picture's middle; the last entry is 1."""
    focal = movement.focal[:, None]
    turned = movement.path * ((1 - movement.passing) / movement.focal)[:, None, None]
    yaw, pitch = turned.unbind(-1)
    one, zero = torch.ones_like(yaw), torch.zeros_like(yaw)
    roll = movement.roll
    about_y = matrix(yaw.cos(), zero, yaw.sin(), zero, one, zero, -yaw.sin(), zero, yaw.cos())
    about_x = matrix(one, zero, zero, zero, pitch.cos(), pitch.sin(), zero, -pitch.sin(), pitch.cos())
    about_z = matrix(roll.cos(), -roll.sin(), zero, roll.sin(), roll.cos(), zero, zero, zero, one)
    passed = movement.path * (movement.passing / movement.focal)[:, None, None]
    translation = torch.cat([passed, -movement.approach[..., None]], dim=-1)
    normal_of_plane = torch.cat([movement.slant * focal * (2 / FRAME[0]), torch.ones_like(focal)], dim=1)
    motion = about_y @ about_x @ about_z + translation[..., None] * normal_of_plane[:, None, None]
    ones, zeros = torch.ones_like(movement.focal), torch.zeros_like(movement.focal)
    right, down = movement.place.unbind(-1)
    # From positions about the picture's middle to directions before the camera, and back.
    inner = matrix(movement.focal, zeros, -right, zeros, movement.focal, -down, zeros, zeros, ones)
    result = inner[:, None] @ motion @ inverse(inner)[:, None]
    return result / result[..., 2:, 2:]


def inverse(matrices: Tensor) -> Tensor:
    """Inverses of (..., 3, 3) up to their scale's rounding, without a library call per matrix."""
    a, b, c = matrices.unbind(-2)
    rows = torch.stack([torch.cross(b, c, dim=-1), torch.cross(c, a, dim=-1), torch.cross(a, b, dim=-1)], -1)
    return rows / (a * torch.cross(b, c, dim=-1)).sum(-1)[..., None, None]


def translations(path: Tensor) -> Tensor:
    """(..., 2) -> (..., 3, 3) that move all positions by these pixels."""
    x, y = path.unbind(-1)
    one, zero = torch.ones_like(x), torch.zeros_like(x)
    return matrix(one, zero, x, zero, one, y, zero, zero, one)


def move(points: Tensor, matrices: Tensor) -> Tensor:
    """Apply (..., 3, 3) to points (P, 2), or (..., P, 2) of each, -> (..., P, 2)."""
    moved = points @ matrices[..., :2].transpose(-1, -2) + matrices[..., None, :, 2]
    return moved[..., :2] / moved[..., 2:]


def outline(height: int, width: int, device: torch.device) -> Tensor:
    """(5, 2): the middle and the corners of a picture, relative to its middle."""
    x, y = (width - 1) / 2, (height - 1) / 2
    return torch.tensor([[0.0, 0.0], [-x, -y], [x, -y], [-x, y], [x, y]], device=device)


def farthest(matrices: Tensor, points: Tensor, reference: str) -> tuple[Tensor, Tensor]:
    """The longest way of points during the exposure, and their widest reach, under (..., T, 3, 3).

    points: (P, 2), or (..., 1, P, 2) for each. The reach is counted along x or y from the reference (see
    `trajectory.from_reference`).
    """
    positions = move(points, matrices).movedim(-2, -3)
    exposed = trajectory.from_reference(positions, reference)[..., trajectory.EXPOSED, :]
    return trajectory.travelled(positions).amax(dim=-1), exposed.abs().amax(dim=(-1, -2, -3))


def scaled_homographies(
    movement: Movement, length: Tensor, points: Tensor, reference: str, limit: float
) -> Tensor:
    """Homographies (B, T, 3, 3) of a movement scaled so that the longest way of `points` is `length` (B,) px.

    It is less where a point would else leave `limit` px about the reference.
    """
    made = homographies(movement)
    for _ in range(2):
        way, reach = farthest(made, points, reference)
        factor = torch.minimum(length / way.clamp_min(1e-9), limit / reach.clamp_min(1e-9))
        movement = movement.scaled(factor)
        made = homographies(movement)
    return made
