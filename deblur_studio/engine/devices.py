"""The devices a network can run on: which there are, which is best, how much memory they have."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import torch

from deblur_studio.errors import UserError

# Where Linux tells how much memory a container may have (control groups, version 2 and version 1).
LIMIT_FILES = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


@dataclass(frozen=True)
class Device:
    """One device. `name` is torch's ("cuda:0", "mps", "cpu"), `title` the maker's, `memory` its bytes."""

    name: str
    title: str
    memory: int

    @property
    def kind(self) -> str:
        """ "cuda", "mps" or "cpu"."""
        return self.name.partition(":")[0]

    def __str__(self) -> str:
        return f"{self.name} ({self.title}, {self.memory / 2**30:.0f} GB)"


@functools.cache
def available() -> tuple[Device, ...]:
    """Every device that works here, best first: CUDA (most memory first), MPS, then the CPU."""
    found = []
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            properties = torch.cuda.get_device_properties(index)
            found.append(Device(f"cuda:{index}", properties.name, int(properties.total_memory)))
    found.sort(key=lambda device: -device.memory)
    if torch.backends.mps.is_available():
        # Apple's GPUs share the machine's memory; this much of it the system recommends to use.
        found.append(Device("mps", f"{cpu_title()} GPU", int(torch.mps.recommended_max_memory())))
    return (*(device for device in found if _works(device)), cpu())


def cpu() -> Device:
    """The processor, which is always there."""
    return Device("cpu", cpu_title(), _memory())


def resolve(name: str, memory: int | None = None) -> Device:
    """The device of that name; "auto" is the best there is, "cuda" the best CUDA device.

    memory: bytes that it is taken to have; None for those it has.

    Raises:
        UserError: there is no such device here; the sentence names those there are.
    """
    devices = available()
    if name == "auto":
        return _taken_to_have(devices[0], memory)
    for device in devices:
        if name in (device.name, device.kind):
            return _taken_to_have(device, memory)
    there = ", ".join(str(device) for device in devices)
    raise UserError(f"This machine has no device {name!r}; choose auto or one of: {there}.")


def _taken_to_have(device: Device, memory: int | None) -> Device:
    return device if memory is None else replace(device, memory=memory)


def _works(device: Device) -> bool:
    """True if the device computes: a driver may list a card for which this torch has no kernels."""
    try:
        return bool((torch.ones(8, device=device.name) * 2).sum().item() == 16)
    except (RuntimeError, AssertionError):  # the latter where torch was built without CUDA
        return False


def _memory() -> int:
    """Bytes of memory this process may have: the machine's, or less inside a container."""
    memory = int(psutil.virtual_memory().total)
    for limit in LIMIT_FILES:
        try:
            memory = min(memory, int(limit.read_text()))
        except (OSError, ValueError):
            continue  # not Linux, not in a container, or "max"
    return memory


@functools.cache
def cpu_title() -> str:
    """The processor's name as its maker writes it, or at least its architecture."""
    try:
        if platform.system() == "Linux":
            lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
            title = names[0] if names else ""
        elif platform.system() == "Darwin":
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            title = subprocess.run(command, capture_output=True, text=True, timeout=5).stdout.strip()
        else:
            title = os.environ.get("PROCESSOR_IDENTIFIER", "") or platform.processor()
    except (OSError, subprocess.SubprocessError):
        title = ""
    return title or platform.machine() or "processor"
