"""Several GPUs: every process works on its own share of the batch, and gradients are averaged.

`torchrun --nproc_per_node N -m training ...` starts the processes. The recipes take gradients themselves,
part by part, so the averaging is done here in the open instead of by DistributedDataParallel's hooks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch import Tensor


def together() -> bool:
    """Whether there are several processes."""
    return dist.is_available() and dist.is_initialized()


def rank() -> int:
    """The number of this process: 0, which alone writes files, for one on its own."""
    return dist.get_rank() if together() else 0


def average(tensors: Sequence[Tensor]) -> None:
    """Replace tensors by their mean over all processes, in place; every process gives the same ones."""
    if not together():
        return
    flat = torch.cat([tensor.flatten() for tensor in tensors])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    place = 0
    for tensor in tensors:
        tensor.copy_(flat[place : place + tensor.numel()].view_as(tensor))
        place += tensor.numel()


def same(value: float) -> float:
    """The value of process 0, in every process: clocks differ, and all must stop after the same step."""
    if not together():
        return value
    device = f"cuda:{torch.cuda.current_device()}" if dist.get_backend() == "nccl" else "cpu"
    told = torch.tensor([value], dtype=torch.float64, device=device)
    dist.broadcast(told, 0)
    return float(told)


@contextmanager
def group(device: torch.device) -> Iterator[torch.device]:
    """Join the processes that `torchrun` started, if it did; gives the device that this one uses."""
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        yield device
        return
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield device
    finally:
        dist.destroy_process_group()
