"""Pictures and small networks for the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from deblur_studio.engine import EngineSettings, JobContext, Progress, Region
from deblur_studio.networks.traits import NetworkTraits

Pixels = NDArray[np.float32]

FP32 = EngineSettings(device="cpu", precision="fp32")


def scene(height: int, width: int, seed: int = 0) -> Pixels:
    """A picture with what photographs have: 1/f texture, hard edges, a fence, writing, lights, grain."""
    random = np.random.default_rng(seed)
    fy = np.fft.fftfreq(height)[:, None, None]
    fx = np.fft.rfftfreq(width)[None, :, None]
    spectrum = np.fft.rfft2(random.standard_normal((height, width, 3)), axes=(0, 1))
    spectrum = 0.7 * spectrum.mean(axis=2, keepdims=True) + 0.3 * spectrum  # mostly grey
    texture = np.fft.irfft2(spectrum / np.maximum(np.hypot(fy, fx), 2e-3), s=(height, width), axes=(0, 1))
    picture = np.ascontiguousarray(0.45 + 0.15 * texture / texture.std(), np.float32)
    side = min(height, width)
    for _ in range(12):
        centre = tuple(int(v) for v in random.uniform(0, (width, height)))
        colour = tuple(float(v) for v in random.uniform(0, 1, 3))
        cv2.circle(picture, centre, int(random.uniform(2, side / 6)), colour, -1, cv2.LINE_AA)
        writing = np.zeros((height, width), np.uint8)
        cv2.putText(writing, "Deblur 1879", centre, cv2.FONT_HERSHEY_SIMPLEX, side / 700, 255, 1, cv2.LINE_AA)
        picture[writing > 128] = 1 - np.array(colour, np.float32)
    picture[height // 3 : height // 2, : width // 3 : 7] *= 0.3
    picture += random.standard_normal(picture.shape).astype(np.float32) * 0.01
    return np.clip(picture, 0, 1)


def shaken(picture: Pixels, length: int = 31) -> Pixels:
    """The picture with the camera moved along a slant of `length` pixels during the exposure."""
    kernel = np.zeros((length, length), np.float32)
    cv2.line(kernel, (0, length // 4), (length - 1, length - 1 - length // 4), 1.0, 1)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)


class Sharpen(nn.Module):
    """A convolutional network with random weights, strided by 4, that changes a picture visibly but modestly.

    Its receptive field ends within `traits.margin`.
    """

    def __init__(self, width: int = 12) -> None:
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(1)
            self.into = nn.Conv2d(3, width, 3, padding=1)
            self.down = nn.Conv2d(width, width, 4, stride=4)
            self.deep = nn.Conv2d(width, width, 3, padding=1)
            self.up = nn.Conv2d(width, 16 * width, 1)
            self.out = nn.Conv2d(width, 3, 3, padding=1)
        self.traits = NetworkTraits(multiple=4, margin=16, global_statistics=False, train_size=128)
        self.shapes: list[tuple[int, ...]] = []

    def forward(self, x: Tensor) -> Tensor:
        self.shapes.append(tuple(x.shape))
        first = self.into(x).relu()
        deep = self.deep(self.down(first).relu()).relu()
        y = first + nn.functional.pixel_shuffle(self.up(deep), 4)
        change: Tensor = self.out(y)
        return x + 0.5 * (change - self.out.bias[:, None, None]).mul(8).tanh() * x * (1 - x)


class Same(nn.Module):
    """Returns its input; tests override `spoil` to break chosen tiles."""

    def __init__(self, margin: int = 8) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.traits = NetworkTraits(multiple=8, margin=margin, global_statistics=False, train_size=128)
        self.calls = 0

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return self.spoil(x * self.weight)

    def spoil(self, y: Tensor) -> Tensor:
        return y


class Recorder(JobContext):
    """A context that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[Progress] = []
        self.asked = 0

    def report(self, progress: Progress) -> None:
        self.told.append(progress)

    def checkpoint(self) -> None:
        self.asked += 1


class Watcher(Recorder):
    """Looks at `looks` one after the other, the last of them to the end, and paints what it is shown."""

    shows = True

    def __init__(self, photo: Pixels, looks: Iterable[Region | None] = (None,)) -> None:
        super().__init__()
        self.canvas = photo.copy()
        self.shown: list[Region] = []
        self._looks = iter(looks)
        self._look: Region | None = None

    def wanted(self) -> Region | None:
        self._look = next(self._looks, self._look)
        return self._look

    def show(self, region: Region, pixels: Pixels) -> None:
        self.shown.append(region)
        self.canvas[region.y : region.bottom, region.x : region.right] = pixels
