"""What a user may set about how a network is run, and what a run gives back. No Qt, no torch."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from deblur_studio.engine.region import Region
from deblur_studio.errors import UserError

PRECISIONS = ("auto", "fp32", "bf16", "fp16")


@dataclass(frozen=True)
class EngineSettings:
    """How to run a network. The defaults are right for nearly everybody.

    device: "auto" (the best there is), "cpu", "cuda", "cuda:1", "mps".
    precision: "auto" (what a short measurement found fastest), "fp32", "bf16" or "fp16".
    memory_percent: the engine may use at most this share of the device's whole memory, in percent.
    tile: side of a tile in pixels instead of the one that follows from the memory; mainly for tests.
    device_memory: bytes that the device is taken to have, instead of those it has. Tiles follow from it, and
    of tiles the last bits, so what is to be done once more as it was done elsewhere or before needs it.

    Raises:
        UserError: some values are impossible; the sentence names all of them.
    """

    device: str = "auto"
    precision: str = "auto"
    memory_percent: float = 50.0
    tile: int | None = None
    device_memory: int | None = None

    def __post_init__(self) -> None:
        mistakes = []
        if self.precision not in PRECISIONS:
            mistakes.append(f"precision must be one of {', '.join(PRECISIONS)}, not {self.precision!r}")
        if not 1 <= self.memory_percent <= 100:
            mistakes.append(f"the share of memory must be 1 to 100 percent, not {self.memory_percent:g}")
        if self.tile is not None and self.tile < 1:
            mistakes.append(f"the tile must be at least 1 pixel, not {self.tile}")
        if self.device_memory is not None and self.device_memory < 1:
            mistakes.append(f"the device's memory must be at least 1 byte, not {self.device_memory}")
        if mistakes:
            raise UserError(f"These settings cannot be used: {'; '.join(mistakes)}.")


@dataclass(frozen=True)
class ReplacedTile:
    """A part of the photo that was left as it was, because the network failed there.

    region: where the original shows, in photo pixels (its rim is feathered into the neighbours).
    reason: one of the phrases of `deblur_studio.engine.guard`: what went wrong, for a reader.
    detail: how badly, in numbers.
    """

    region: Region
    reason: str
    detail: str


@dataclass(frozen=True)
class EngineResult:
    """What a run of a network gave.

    pixels: (h, w, 3) float32 in 0..1, writable and C-contiguous, of the region asked for.
    device, precision: what was used in the end ("cuda:0", "bf16").
    tile: the longer side of the tiles in pixels; tiles: how many were computed.
    replaced: the tiles that fell back to the original.
    notes: sentences for the user about what went differently from usual.
    seconds: wall time. peak_memory_mb: the most memory the run held at once, in MiB: allocated on the
    GPU, or grown by the process on a CPU (the output is in it, the input photo is not).
    """

    pixels: NDArray[np.float32] = field(repr=False)
    device: str
    precision: str
    tile: int
    tiles: int
    replaced: tuple[ReplacedTile, ...]
    notes: tuple[str, ...]
    seconds: float
    peak_memory_mb: float
