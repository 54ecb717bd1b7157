"""RAFT in its small size: optical flow between two frames, a teacher for trainings.

Teed, Deng: "RAFT: Recurrent All-Pairs Field Transforms for Optical Flow", ECCV 2020 (section 3; this is
its RAFT-S). Tensor names are those of the authors' checkpoints, so that these load strictly.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deblur_studio.networks.traits import NetworkTraits

# All is computed at an eighth of the frames' sides.
CELL = 8
LEVELS, RADIUS = 4, 3
# Below this side the coarsest level of correlations would have a single point, between which nothing lies.
SMALLEST = 2**LEVELS * CELL
ROUNDS = 20


class InstanceNorm(nn.Module):
    """Each channel of each picture to mean 0 and deviation 1; it has no tensors."""

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> the same shape."""
        return F.instance_norm(x)


class Bottleneck(nn.Module):
    """Convolutions 1 x 1, 3 x 3 and 1 x 1 at a quarter of the channels, added to the input.

    Unlike He's, it has a ReLU before the sum as well, as published.
    """

    def __init__(self, inputs: int, outputs: int, stride: int, *, norm: bool) -> None:
        super().__init__()
        inner = outputs // 4
        self.norm = InstanceNorm() if norm else nn.Identity()
        self.conv1 = nn.Conv2d(inputs, inner, 1)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, 1)
        self.conv3 = nn.Conv2d(inner, outputs, 1)
        self.downsample: nn.Module = nn.Identity()
        if stride > 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride), self.norm)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, H / stride, W / stride)."""
        y = x
        for layer in (self.conv1, self.conv2, self.conv3):
            y = F.relu(self.norm(layer(y)))
        return F.relu(self.downsample(x) + y)


class Encoder(nn.Module):
    """What is in a frame, at an eighth of its size."""

    def __init__(self, width: int, outputs: int, *, norm: bool) -> None:
        super().__init__()
        self.norm = InstanceNorm() if norm else nn.Identity()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3)
        self.layer1 = _pair(width, width, 1, norm=norm)
        self.layer2 = _pair(width, 2 * width, 2, norm=norm)
        self.layer3 = _pair(2 * width, 3 * width, 2, norm=norm)
        self.conv2 = nn.Conv2d(3 * width, outputs, 1)

    def forward(self, frame: Tensor) -> Tensor:
        """(N, 3, H, W) in -1..1 -> (N, outputs, H / 8, W / 8)."""
        x = F.relu(self.norm(self.conv1(frame)))
        return self.conv2(self.layer3(self.layer2(self.layer1(x))))


def _pair(inputs: int, outputs: int, stride: int, *, norm: bool) -> nn.Sequential:
    return nn.Sequential(
        Bottleneck(inputs, outputs, stride, norm=norm), Bottleneck(outputs, outputs, 1, norm=norm)
    )


class Correlations:
    """How alike every point of one frame is to every point of another, at four sizes of the other's points.

    The sizes are averages over 1, 2, 4 and 8 points of the other frame, each way.
    """

    def __init__(self, first: Tensor, second: Tensor) -> None:
        """Both: features (B, C, H, W)."""
        batch, channels, height, width = first.shape
        rows = (first / channels**0.5).flatten(2).transpose(1, 2)
        alike = (rows @ second.flatten(2)).view(batch * height * width, 1, height, width)
        self.levels = [alike]
        for _ in range(LEVELS - 1):
            self.levels.append(F.avg_pool2d(self.levels[-1], 2))

    def around(self, points: Tensor) -> Tensor:
        """The correlations of each point of the first frame with those around a place in the second.

        points: (B, 2, H, W), x and y of the places, in points of the features.

        Returns:
            (B, 4 * 49, H, W): level by level windows of 7 x 7, column by column from the left, each from its
            top: the authors' weights expect x to change last. On a coarser level a step is longer and the
            place is divided by as much, without regard to where the middles of averaged points lie, as
            published. Beyond the frame is 0.
        """
        batch, _, height, width = points.shape
        steps = torch.arange(-RADIUS, RADIUS + 1, dtype=points.dtype, device=points.device)
        window = torch.stack(torch.meshgrid(steps, steps, indexing="ij"), -1)
        centres = points.permute(0, 2, 3, 1).reshape(-1, 1, 1, 2)
        found = [at(values, centres / 2**level + window) for level, values in enumerate(self.levels)]
        return torch.cat([each.view(batch, height, width, -1) for each in found], -1).permute(0, 3, 1, 2)


def at(values: Tensor, points: Tensor) -> Tensor:
    """Values between the points of a grid, bilinear, 0 beyond it.

    values: (N, C, H, W), at least 2 x 2; points: (N, h, w, 2), x and y in points of the grid, of which the
    first is 0. Returns (N, C, h, w).
    """
    last = points.new_tensor([values.shape[-1] - 1, values.shape[-2] - 1])
    return F.grid_sample(values, 2 * points / last - 1, align_corners=True)


class MotionEncoder(nn.Module):
    """Correlations, and the flow they were looked up for -> features of both, and the flow itself."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convc1 = nn.Conv2d(LEVELS * (2 * RADIUS + 1) ** 2, 3 * width, 1)
        self.convf1 = nn.Conv2d(2, 2 * width, 7, padding=3)
        self.convf2 = nn.Conv2d(2 * width, width, 3, padding=1)
        self.conv = nn.Conv2d(4 * width, 5 * width // 2, 3, padding=1)

    def forward(self, flow: Tensor, correlations: Tensor) -> Tensor:
        """(N, 2, H, W) and (N, 196, H, W) -> (N, 2.5 width + 2, H, W)."""
        seen = F.relu(self.convc1(correlations))
        moved = F.relu(self.convf2(F.relu(self.convf1(flow))))
        return torch.cat([F.relu(self.conv(torch.cat([seen, moved], 1))), flow], 1)


class ConvGRU(nn.Module):
    """A gated recurrent unit of 3 x 3 convolutions (paper, equations 3 to 6)."""

    def __init__(self, hidden: int, inputs: int) -> None:
        super().__init__()
        self.convz = nn.Conv2d(hidden + inputs, hidden, 3, padding=1)
        self.convr = nn.Conv2d(hidden + inputs, hidden, 3, padding=1)
        self.convq = nn.Conv2d(hidden + inputs, hidden, 3, padding=1)

    def forward(self, state: Tensor, x: Tensor) -> Tensor:
        """(N, hidden, H, W) and (N, inputs, H, W) -> the next state."""
        both = torch.cat([state, x], 1)
        update, reset = torch.sigmoid(self.convz(both)), torch.sigmoid(self.convr(both))
        proposed = torch.tanh(self.convq(torch.cat([reset * state, x], 1)))
        return (1 - update) * state + update * proposed


class FlowHead(nn.Module):
    """How the flow must change."""

    def __init__(self, inputs: int, inner: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, inner, 3, padding=1)
        self.conv2 = nn.Conv2d(inner, 2, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, 2, H, W)."""
        return self.conv2(F.relu(self.conv1(x)))


class UpdateBlock(nn.Module):
    """One round: what the correlations around the present flow say of it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.encoder = MotionEncoder(width)
        self.gru = ConvGRU(3 * width, 2 * width + 5 * width // 2 + 2)
        self.flow_head = FlowHead(3 * width, 4 * width)

    def forward(
        self, state: Tensor, context: Tensor, correlations: Tensor, flow: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The next state, and the change of the flow (N, 2, H, W) in points of the features."""
        motion = self.encoder(flow, correlations)
        state = self.gru(state, torch.cat([context, motion], 1))
        return state, self.flow_head(state)


class RAFTSmall(nn.Module):
    """The small RAFT: 990,162 numbers at the published width.

    The memory it needs grows with the square of a frame's points: 1.4 GB for 1280 x 720.
    """

    def __init__(self, width: int = 32) -> None:
        """Make an untrained network.

        width: channels of the encoders' first layer, of which those of all others are multiples.

        Raises:
            ValueError: the width is no positive multiple of 4.
        """
        super().__init__()
        if width < 4 or width % 4:
            raise ValueError(f"its width must be a multiple of 4, and is {width}")
        self.width = width
        self.fnet = Encoder(width, 4 * width, norm=True)
        self.cnet = Encoder(width, 5 * width, norm=False)
        self.update_block = UpdateBlock(width)

    @property
    def traits(self) -> NetworkTraits:
        """Its margin is how far one round looks on the coarsest level; the rounds together look anywhere."""
        reach = (RADIUS + 1) * 2 ** (LEVELS - 1) * CELL
        return NetworkTraits(multiple=CELL, margin=reach, global_statistics=True, train_size=368)

    def forward(self, first: Tensor, second: Tensor, rounds: int = ROUNDS) -> Tensor:
        """The flow from one frame to another.

        first, second: (B, 3, H, W) in 0..1, of any size; their edges are repeated to multiples of 8, and to
            128 px at least, half of it on either side, as published. rounds: 12 in the authors' trainings,
            20 in their demonstration.

        Returns:
            (B, 2, H, W) px, u to the right and v down: what is at p in the first frame is at p + flow(p) in
            the second.

        Raises:
            ValueError: the frames differ in size, or there are no rounds.
        """
        if first.shape != second.shape or rounds < 1:
            raise ValueError(
                f"frames of one size and a round at least are needed, not {tuple(first.shape)}, "
                f"{tuple(second.shape)} and {rounds} rounds"
            )
        height, width = first.shape[-2:]
        left, right = _around(width)
        above, below = _around(height)
        frames = F.pad(2 * torch.cat([first, second]) - 1, (left, right, above, below), "replicate")
        flow = self._coarse(frames, len(first), rounds)
        size = (frames.shape[-2], frames.shape[-1])
        whole = CELL * F.interpolate(flow, size, mode="bilinear", align_corners=True)
        return whole[..., above : above + height, left : left + width]

    def _coarse(self, frames: Tensor, batch: int, rounds: int) -> Tensor:
        """Padded frames (2 B, 3, H, W) in -1..1 -> flow (B, 2, H / 8, W / 8) in points of that size."""
        features = self.fnet(frames)
        correlations = Correlations(features[:batch], features[batch:])
        state, context = self.cnet(frames[:batch]).split([3 * self.width, 2 * self.width], 1)
        state, context = torch.tanh(state), torch.relu(context)
        grid = _grid(features[:batch])
        flow = torch.zeros_like(grid)
        for _ in range(rounds):
            # Trained as published: a round is not judged by where the rounds before it looked.
            flow = flow.detach()
            state, change = self.update_block(state, context, correlations.around(grid + flow), flow)
            flow = flow + change
        return flow


def _around(side: int) -> tuple[int, int]:
    """How many points a side needs before and behind it."""
    missing = max(SMALLEST, -(-side // CELL) * CELL) - side
    return missing // 2, missing - missing // 2


def _grid(like: Tensor) -> Tensor:
    """x and y of every point: (B, 2, H, W)."""
    batch, _, height, width = like.shape
    y = torch.arange(height, dtype=like.dtype, device=like.device)
    x = torch.arange(width, dtype=like.dtype, device=like.device)
    return torch.stack(torch.meshgrid(x, y, indexing="xy")).expand(batch, -1, -1, -1)
