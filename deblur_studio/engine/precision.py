"""Chooses the arithmetic for a device by measuring it: fp32, or bf16/fp16 autocast where that is faster.

Half precision is several times faster on GPUs and on processors with bf16 matrix units, and several times
slower elsewhere; no table of models tells reliably which. So a short run of a small network, made of what
deblurring networks are made of, decides. The answer is remembered per device and torch version.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from deblur_studio.engine.devices import Device
from deblur_studio.engine.remember import recall, remember

log = logging.getLogger(__name__)

TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
# fp16 before bf16: it keeps three more bits, and an overflow is noticed and the tile run again.
CANDIDATES = {"cpu": ("bf16",), "cuda": ("fp16", "bf16"), "mps": ("fp16",)}
LEAST_GAIN = 1.15  # half precision must be this much faster to be worth its rounding
SIDE = {"cpu": 192, "cuda": 768, "mps": 512}
ROUNDS = 3


class ProbeNetwork(nn.Module):
    """(N, 3, H, W) -> the same: pointwise, depthwise and dense convolutions, norm and gate in proportion."""

    def __init__(self, width: int = 32, blocks: int = 3) -> None:
        super().__init__()
        self.intro = nn.Conv2d(3, width, 3, padding=1)
        self.wide = nn.ModuleList(nn.Conv2d(width, 2 * width, 1) for _ in range(blocks))
        self.depth = nn.ModuleList(
            nn.Conv2d(2 * width, 2 * width, 3, padding=1, groups=2 * width) for _ in range(blocks)
        )
        self.narrow = nn.ModuleList(nn.Conv2d(width, width, 1) for _ in range(blocks))
        self.ending = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """One pass."""
        y = self.intro(x)
        for wide, depth, narrow in zip(self.wide, self.depth, self.narrow, strict=True):
            z = nn.functional.layer_norm(y.permute(0, 2, 3, 1), y.shape[1:2]).permute(0, 3, 1, 2)
            first, second = depth(wide(z)).chunk(2, dim=1)
            y = y + narrow(first * second)
        result: Tensor = x + self.ending(y)
        return result


def choose(device: Device, override: str = "auto") -> str:
    """The precision for a device: the override, or what was found fastest ("fp32", "bf16" or "fp16")."""
    if override != "auto":
        return override
    key = f"precision | {device.title} | {device.kind} | torch {torch.__version__}"
    if device.kind == "cpu":
        key += f" | {torch.get_num_threads()} threads"
    known = recall(key)
    if isinstance(known, dict) and known.get("best") in TYPES:
        return str(known["best"])
    best, seconds = probe(device)
    log.info("%s: %s, seconds a pass %s", key, best, seconds)
    remember(key, {"best": best, "seconds": seconds})
    return best


def probe(device: Device) -> tuple[str, dict[str, float]]:
    """Measure a device: the fastest trustworthy precision, and seconds a pass of those that were measured.

    A precision that fails, or whose result is not near that of fp32, is left out: some GPUs return
    NaN in fp16. One that is far behind in its first passes is not measured further, so that the whole
    takes well under two seconds.
    """
    generator = torch.Generator().manual_seed(0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = ProbeNetwork().eval()
    channels_last(network, device.name)
    side = SIDE[device.kind]
    x = torch.rand(1, 3, side, side, generator=generator).to(device.name, memory_format=torch.channels_last)
    seconds: dict[str, float] = {}
    with torch.inference_mode():
        expected, seconds["fp32"] = _measure(network, x, device, "fp32", float("inf"))
        for precision in CANDIDATES[device.kind]:
            try:
                found, took = _measure(network, x, device, precision, 2 * seconds["fp32"])
            except RuntimeError as error:
                log.info("%s on %s failed: %s", precision, device, error)
                continue
            if bool(((found.float() - expected).abs() < 0.05).all()):
                seconds[precision] = took
        # Once more: whatever else the machine was doing may have hit one of them alone.
        for precision, before in list(seconds.items()):
            took = _measure(network, x, device, precision, 2 * seconds["fp32"])[1]
            seconds[precision] = min(before, took)
    half = min((name for name in seconds if name != "fp32"), key=lambda name: seconds[name], default="fp32")
    # Of two equally fast half precisions the one with more bits.
    if "fp16" in seconds and seconds["fp16"] < 1.1 * seconds[half]:
        half = "fp16"
    best = half if seconds["fp32"] > LEAST_GAIN * seconds[half] else "fp32"
    return best, seconds


def _measure(
    network: nn.Module, x: Tensor, device: Device, precision: str, give_up: float
) -> tuple[Tensor, float]:
    """The network's result and its best time of a few rounds; fewer rounds once slower than `give_up`."""
    best = float("inf")
    with autocast(device, precision):
        y: Tensor = network(x)  # kernels are built in the first pass
        wait_for(device)()
        for done in range(ROUNDS):
            start = time.perf_counter()
            y = network(x)
            wait_for(device)()
            best = min(best, time.perf_counter() - start)
            if done and best > give_up:
                break
    return y, best


def channels_last(network: nn.Module, device: str) -> None:
    """Move a network, in place, to a device, its convolutions laid out for channels-last pixels."""
    to: Any = network.to  # the stubs do not know this combination of arguments
    to(device=device, memory_format=torch.channels_last)


def wait_for(device: Device) -> Callable[[], None]:
    """What waits until a device has done all it was given."""
    if device.kind == "cuda":
        return lambda: torch.cuda.synchronize(device.name)
    return torch.mps.synchronize if device.kind == "mps" else lambda: None


def autocast(device: Device, precision: str) -> contextlib.AbstractContextManager[object]:
    """The context in which a network computes in a precision; its weights stay fp32."""
    if precision == "fp32":
        return contextlib.nullcontext()
    return torch.autocast(device.kind, dtype=TYPES[precision])
