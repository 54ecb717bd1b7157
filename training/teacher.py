"""Where the points of a frame of video are in other frames: truth for flow, as far as it can be told.

A teacher matches two frames; frames further apart are reached over those in between, whose short ways are
followed one after the other. What does not lead back to where it began, or has no texture to hold on to, is
marked as unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from training.datasets import Picture, to_tensor
from training.flow_loss import textured

#: (H, W, 2) px, u right and v down.
Flow = NDArray[np.float32]
Mask = NDArray[np.bool_]

# A way there and back may miss its start by a hundredth of the squared lengths and half a px, squared
# (Sundaram, Brox and Keutzer, "Dense Point Trajectories by GPU-Accelerated Large Displacement Optical Flow",
# ECCV 2010).
MISS_SHARE, MISS = 0.01, 0.5
# The window, px, that must show edges in two directions, and how steep, 0..1 a px. Of photos moved by known
# ways over three frames with noise, 90 of 100 such points are right within 0.4 px, even in soft ones; with
# slopes of 0.003, within 0.65.
TEXTURE_SIDE, TEXTURE_SLOPE = 17, 0.005
# Share of a frame's textured points that are found again in the next; fewer are so across a cut.
FOUND = 0.2
# With less of a frame textured, nothing is known of its motion.
LEAST_TEXTURE = 0.01
LEAST_SIDE = 32


class Teacher(Protocol):
    """Tells optical flow."""

    def __call__(self, first: Picture, second: Picture) -> Flow:
        """Where the points of `first` are in `second`.

        first, second: (H, W, 3) uint8 RGB, at least 32 px wide and high.

        Returns:
            (H, W, 2) float32 px: the way of each point of `first`.
        """
        ...


class DIS:
    """Dense inverse search with variational refinement (Kroeger et al., ECCV 2016), as OpenCV has it.

    The preset for quality, but down to the finest scale and with twice its iterations: what is made once and
    trained on for days may take its time. A pair of 1280 x 720 takes half a second.
    """

    def __init__(self, iterations: int = 50, refinements: int = 10) -> None:
        self.matcher = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        self.matcher.setFinestScale(0)
        self.matcher.setGradientDescentIterations(iterations)
        self.matcher.setVariationalRefinementIterations(refinements)

    def __call__(self, first: Picture, second: Picture) -> Flow:
        """See `Teacher`."""
        grey = [cv2.cvtColor(each, cv2.COLOR_RGB2GRAY) for each in (first, second)]
        # An array of its own, not None: what an earlier pair left must not be begun from.
        start = np.zeros((*first.shape[:2], 2), np.float32)
        return np.asarray(self.matcher.calc(grey[0], grey[1], start), np.float32)


@dataclass(frozen=True)
class Followed:
    """The ways of a frame's points to another frame.

    there: (H, W, 2) px; back: the ways of the other frame's points to this one; reliable: (H, W), where both
    agree in every frame in between.
    """

    there: Flow
    back: Flow
    reliable: Mask


@dataclass(frozen=True)
class Exposure:
    """The motion in a window of frames, from the one in its middle.

    forward, backward: (H, W, 2) px to the last frame and to the first; reliable: (H, W), where both can be
    relied on.
    """

    forward: Flow
    backward: Flow
    reliable: Mask


class LostError(Exception):
    """Hardly a point of a frame is found again in the next: a cut, or motion that cannot be followed."""


def exposure(teacher: Teacher, frames: Sequence[Picture]) -> Exposure:
    """Follow the points of the frame in the middle to both ends of a window.

    frames: an odd number of them, at least 3, of one size.

    Raises:
        LostError: two of them have hardly a point in common.
    """
    middle = len(frames) // 2
    seen = texture(frames[middle])
    forward = follow(teacher, frames[middle:])
    backward = follow(teacher, frames[middle::-1])
    return Exposure(forward.there, backward.there, forward.reliable & backward.reliable & seen)


def follow(teacher: Teacher, frames: Sequence[Picture]) -> Followed:
    """Follow the points of the first of at least 2 frames to the last, from each frame to the next.

    Raises:
        LostError: two neighbours have hardly a point in common.
    """
    height, width = frames[0].shape[:2]
    still = np.zeros((height, width, 2), np.float32)
    found = Followed(still, still, np.ones((height, width), np.bool_))
    for here, following in pairwise(frames):
        step = match(teacher, here, following)
        seen = texture(here)
        if seen.mean() >= LEAST_TEXTURE and step.reliable[seen].mean() < FOUND:
            raise LostError
        found = chained(found, step)
    return Followed(found.there, found.back, found.reliable & returns(found.there, found.back))


def match(teacher: Teacher, first: Picture, second: Picture) -> Followed:
    """The ways between two frames, and where they agree."""
    there, back = teacher(first, second), teacher(second, first)
    return Followed(there, back, returns(there, back))


def chained(first: Followed, second: Followed) -> Followed:
    """The ways from the first frame over the second to the third."""
    reliable = at(second.reliable.astype(np.float32), first.there) > 0.99
    return Followed(
        first.there + at(second.there, first.there),
        second.back + at(first.back, second.back),
        first.reliable & reliable,
    )


def returns(there: Flow, back: Flow) -> Mask:
    """Where the way there and the way back from its end, both (H, W, 2) px, lead within the frame to nearly
    where they began; (H, W)."""
    height, width = there.shape[:2]
    x, y = places(there)
    within = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    home = at(back, there)
    miss = np.square(there + home).sum(axis=2)
    allowed = MISS_SHARE * (np.square(there).sum(axis=2) + np.square(home).sum(axis=2)) + MISS
    return np.asarray(within & (miss < allowed), np.bool_)


def texture(frame: Picture) -> Mask:
    """Where a frame shows edges in two directions, so that its motion can be told; (H, W)."""
    found = textured(to_tensor([frame], torch.device("cpu")), TEXTURE_SIDE, TEXTURE_SLOPE)
    return np.asarray(found[0, 0].numpy(), np.bool_)


def at(values: NDArray[np.float32], flow: Flow) -> NDArray[np.float32]:
    """Values (H, W) or (H, W, 2) where a flow leads, bilinear; beyond the edge those of the edge."""
    x, y = places(flow)
    found = cv2.remap(values, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def places(flow: Flow) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The columns and rows (H, W) where a flow leads."""
    height, width = flow.shape[:2]
    x = flow[..., 0] + np.arange(width)
    y = flow[..., 1] + np.arange(height)[:, None]
    return x.astype(np.float32), y.astype(np.float32)
