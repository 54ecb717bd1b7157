"""One network on one device: placed there once, evaluated tile by tile."""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from deblur_studio.engine.devices import Device
from deblur_studio.engine.guard import NOT_A_NUMBER, Finding, Guard
from deblur_studio.engine.precision import autocast, channels_last
from deblur_studio.networks.traits import NetworkTraits

# Where each network was last put, so that it is neither moved nor laid out anew for every region.
_placed: weakref.WeakKeyDictionary[nn.Module, str] = weakref.WeakKeyDictionary()


def traits_of(network: nn.Module) -> NetworkTraits:
    """What the network says about itself.

    Raises:
        TypeError: it has no `traits`.
    """
    traits = getattr(network, "traits", None)
    if not isinstance(traits, NetworkTraits):
        raise TypeError(f"{type(network).__name__} has no attribute traits with its NetworkTraits")
    return traits


def place(network: nn.Module, device: Device) -> None:
    """Move a network to a device, channels last, unless it is there."""
    on = {tensor.device for tensor in network.parameters()} | {tensor.device for tensor in network.buffers()}
    if _placed.get(network) != device.name or on - {torch.device(device.name)}:
        channels_last(network, device.name)
        _placed[network] = device.name


@contextlib.contextmanager
def evaluating(network: nn.Module) -> Iterator[None]:
    """Take a network out of training; its mode of before comes back at the end."""
    training = network.training
    network.eval()
    try:
        yield
    finally:
        network.train(training)


@contextlib.contextmanager
def reproducible(device: Device) -> Iterator[None]:
    """Keep cuDNN from choosing its algorithms by the stop-watch: a region must get the whole photo's bits."""
    if device.kind != "cuda":
        yield
        return
    before = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = False
    try:
        yield
    finally:
        torch.backends.cudnn.benchmark = before


class Interrupted(Exception):  # noqa: N818 - a message to the runner, never seen outside
    """What `checking` called raised `error` in the middle of a pass."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


@contextlib.contextmanager
def checking(network: nn.Module, checkpoint: Callable[[], None]) -> Iterator[None]:
    """Call `checkpoint` before every layer the network runs, in this thread, until the end of the block.

    A tile takes seconds on a CPU; asked between layers, a job stops at once. Whatever `checkpoint` raises
    comes out of the network as `Interrupted`, so that it is never taken for a failure of the network.
    """
    thread = threading.get_ident()

    def ask(*_: object) -> None:
        if threading.get_ident() != thread:  # somebody else runs the same network: not our business
            return
        try:
            checkpoint()
        except Exception as error:
            raise Interrupted(error) from error

    with contextlib.ExitStack() as hooks:
        for module in network.modules():
            if next(module.children(), None) is None:
                hooks.callback(module.register_forward_pre_hook(ask).remove)
        yield


def evaluate(network: nn.Module, x: Tensor, device: Device, precision: str) -> Tensor:
    """One pass: (1, 3, H, W) -> the same shape in float32, the full-size result of a multi-scale network.

    Raises:
        ValueError: the network's result has another shape.
    """
    with autocast(device, precision):
        y = network(x)
    if isinstance(y, list | tuple):
        y = y[-1]
    if y.shape != x.shape:
        raise ValueError(f"{type(network).__name__} turned {tuple(x.shape)} into {tuple(y.shape)}")
    result: Tensor = y.float()
    return result


@torch.inference_mode()
def restore_tile(
    network: nn.Module,
    tile: NDArray[np.float32],
    inside: tuple[int, int],
    device: Device,
    precision: str,
    guard: Guard | None,
) -> tuple[NDArray[np.float32], Finding | None, bool]:
    """Run a network over one tile and check what came out.

    Args:
        network: placed on the device already.
        tile: (H, W, 3) float32 in 0..1, H and W multiples of the network's.
        inside: (rows, columns) of the tile that are photo; the rest is padding, which is not checked.
        device, precision: where and how.
        guard: the checks, or None for none but finiteness.

    Returns:
        The result, (H, W, 3) float32 in 0..1, which is the tile itself if the network failed on it; what
        failed, if anything; and whether it was run again in fp32 because half precision was not enough.
    """
    x = torch.from_numpy(tile).permute(2, 0, 1).unsqueeze(0).to(device.name)
    y = evaluate(network, x, device, precision)
    again = precision != "fp32" and not bool(torch.isfinite(y).all())
    if again:
        y = evaluate(network, x, device, "fp32")
    finding: Finding | None = None
    if not bool(torch.isfinite(y).all()):
        share = float((~torch.isfinite(y)).float().mean())
        finding = Finding(NOT_A_NUMBER, f"{share:.1%} of the values")
    else:
        y = y.clamp(0, 1)
        if guard is not None:
            rows, columns = inside
            finding = guard.check(x[0, :, :rows, :columns], y[0, :, :rows, :columns])
    if finding is not None:
        return tile, finding, again
    return np.ascontiguousarray(y[0].permute(1, 2, 0).cpu().numpy()), None, again
