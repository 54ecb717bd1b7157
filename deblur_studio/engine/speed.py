"""How long photos take on this machine: measured once, kept between runs, corrected by every run. No Qt.

What was measured can be read without torch. Seconds depend on the device, the precision, the torch version
and, on a processor, the threads; all of these are part of the key under which they are kept.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from deblur_studio.engine.remember import recall, recall_all, remember

if TYPE_CHECKING:
    from torch import nn

    from deblur_studio.engine.devices import Device
    from deblur_studio.engine.settings import EngineSettings

# Megapixels at which seconds are kept. Between them is interpolated: a small photo is one tile, a large one
# many, whose overlaps are computed twice and more.
SIZES = (0.25, 1.0, 4.0, 12.0, 24.0, 50.0)
TYPICAL = 12.0
# How much of the difference to what earlier runs have taught a new one is believed: much, since it is how
# things are now (a laptop on its battery), but not all, since something else may have run beside it.
BELIEF = 0.7
# One run in which the machine slept must not spoil what is known.
LARGEST_STEP = 4.0


@dataclass(frozen=True)
class Speed:
    """Seconds for photos of `SIZES`.

    Attributes:
        subject: what was run, without its settings ("nafnet").
        device: the device's title; precision: "fp32", "bf16" or "fp16".
        seconds: one for each of `SIZES`, above 0.
        runs: how many whole photos have corrected them; 0 if only a short measurement stands behind them.
    """

    subject: str
    device: str
    precision: str
    seconds: tuple[float, ...]
    runs: int = 0

    def expected(self, pixels: int) -> float:
        """Seconds for a photo of so many pixels; proportional beyond the smallest and the largest size."""
        wanted = max(pixels, 1) / 1e6
        if wanted <= SIZES[0]:
            return self.seconds[0] * wanted / SIZES[0]
        for (low, before), (high, after) in pairwise(zip(SIZES, self.seconds, strict=True)):
            if wanted <= high:
                share = math.log(wanted / low) / math.log(high / low)
                return before * math.pow(after / before, share)
        return self.seconds[-1] * wanted / SIZES[-1]

    @property
    def per_megapixel(self) -> float:
        """Seconds per megapixel of a photo of a usual size."""
        return self.expected(round(TYPICAL * 1e6)) / TYPICAL

    def corrected(self, pixels: int, seconds: float) -> Speed:
        """What is known after a photo of so many pixels has taken so many seconds.

        The first photo says more than the short measurement before it, and is believed altogether.
        """
        factor = seconds / self.expected(pixels)
        if self.runs:
            factor = math.pow(min(max(factor, 1 / LARGEST_STEP), LARGEST_STEP), BELIEF)
        times = tuple(each * factor for each in self.seconds)
        return Speed(self.subject, self.device, self.precision, times, self.runs + 1)


def recall_speed(subject: str, key: str, device: Device, precision: str) -> Speed | None:
    """What is known about a subject (its key is the hash of its weights, say) on a device; None: nothing."""
    return _speed(recall(f"{_place(subject, key, device)} | {precision}"))


def known_on(subject: str, key: str, device: Device) -> bool:
    """Whether anything is known about a subject on a device, in any precision."""
    return bool(recall_all(f"{_place(subject, key, device)} |"))


def remember_speed(speed: Speed, key: str, device: Device) -> None:
    """Keep what was found out about a subject, in the place of what was known."""
    fact = {
        "subject": speed.subject,
        "device": speed.device,
        "precision": speed.precision,
        "seconds": list(speed.seconds),
        "runs": speed.runs,
        "when": time.time(),
    }
    remember(f"{_place(speed.subject, key, device)} | {speed.precision}", fact)


def known_speeds(subject: str, key: str) -> list[Speed]:
    """What is known about a subject on the devices of this machine, the newest of each. Needs no torch."""
    facts = [fact for fact in recall_all(_start(subject, key)).values() if isinstance(fact, dict)]
    facts.sort(key=_when)
    speeds = [speed for fact in facts if (speed := _speed(fact)) is not None]
    return list({(speed.device, speed.precision): speed for speed in speeds}.values())


def times_over(network: nn.Module, pixels: int, settings: EngineSettings) -> float:
    """How many pixels the engine gives to a network for each one of a photo of so many; its shape is 3:2.

    Raises:
        UserError: there is no such device.
    """
    from deblur_studio.engine import devices, memory, runner
    from deblur_studio.engine.network import traits_of

    height = max(1, round(math.sqrt(pixels * 2 / 3)))
    width = max(1, round(pixels / height))
    device = devices.resolve(settings.device, settings.device_memory)
    side = settings.tile or memory.tile_side(network, device, settings.memory_percent, height * width)
    return runner.plan(height, width, side, traits_of(network)).cost / (height * width)


def _start(subject: str, key: str) -> str:
    return f"speed | {subject} | {key[:16]} |"


def _place(subject: str, key: str, device: Device) -> str:
    import torch

    threads = f" | {torch.get_num_threads()} threads" if device.kind == "cpu" else ""
    return f"{_start(subject, key)} {device.title} | {device.kind} | torch {torch.__version__}{threads}"


def _when(fact: dict[str, Any]) -> float:
    when = fact.get("when")
    return float(when) if isinstance(when, int | float) else 0.0


def _speed(fact: object) -> Speed | None:
    """A remembered fact as a speed; None if it is none, or one that makes no sense."""
    if not isinstance(fact, dict):
        return None
    seconds, runs = fact.get("seconds"), fact.get("runs", 0)
    texts = [fact.get(name) for name in ("subject", "device", "precision")]
    if not isinstance(seconds, list) or len(seconds) != len(SIZES) or not isinstance(runs, int):
        return None
    sane = all(isinstance(each, int | float) and math.isfinite(each) and each > 0 for each in seconds)
    if not sane or not all(isinstance(text, str) for text in texts):
        return None
    subject, device, precision = map(str, texts)
    return Speed(subject, device, precision, tuple(map(float, seconds)), runs)
