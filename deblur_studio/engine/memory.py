"""How much memory a network needs, how large a tile may be, and how much a run really took."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import math
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import psutil
import torch
from torch import nn
from torch.func import functional_call
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from deblur_studio.engine.devices import Device
from deblur_studio.engine.network import traits_of
from deblur_studio.engine.remember import recall, remember
from deblur_studio.engine.tiles import round_down, round_up

log = logging.getLogger(__name__)

MEBIBYTE = 2**20
LEAST_TILE = 256
LARGEST_TILE = 2048
# On a processor larger tiles are not faster, only hungrier: these keep a photo of 12 megapixels below a third
# of what one pass over all of it takes. Much smaller ones lose more to their overlaps.
CPU_BYTES = 384 * MEBIBYTE
CPU_TILES = (768, 1408)
# Convolution libraries take work space that no tensor shows.
WORK_SPACE = 1.3
UNKNOWN = 2000.0  # bytes a pixel of a network that cannot be tried; large ones need about that

_bytes_per_pixel: weakref.WeakKeyDictionary[nn.Module, float] = weakref.WeakKeyDictionary()


class _Tally(TorchDispatchMode):
    """Adds up the bytes of all tensors alive that were made inside, and keeps the peak."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.now = 0
        self.peak = 0
        self._alive: dict[int, weakref.ref[Any]] = {}

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run one operation and count what it made."""
        result = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, torch.Tensor):
                self._count(leaf)
        return result

    def _count(self, tensor: torch.Tensor) -> None:
        storage = tensor.untyped_storage()
        key, size = storage._cdata, storage.nbytes()
        if key in self._alive:
            return

        def gone(_: object) -> None:
            self.now -= size
            self._alive.pop(key, None)

        self._alive[key] = weakref.ref(storage, gone)
        self.now += size
        self.peak = max(self.peak, self.now)


def bytes_per_pixel(network: nn.Module) -> float:
    """Bytes a network needs for each pixel of a tile while it computes, input and output included.

    Found by running it on tensors that have shapes but no data, which takes no memory and next to no
    time, depends on nothing but the network, and so always gives the same tiles. It is the figure
    for fp32: half precision needs less. A network that looks at its data cannot be run so and is run
    on a small real tile instead. Remembered by what the network is made of: the first such run loads parts
    of torch that nothing else needs, which takes a second.
    """
    if network not in _bytes_per_pixel:
        key = f"bytes a pixel | {fingerprint(network)} | torch {torch.__version__}"
        known = recall(key)
        if isinstance(known, float) and known > 0:
            _bytes_per_pixel[network] = known
            return known
        traits = traits_of(network)
        attempts = {"meta": max(512, 4 * traits.margin), "cpu": 256}
        for device, least in attempts.items():
            side = round_up(least, traits.multiple)
            try:
                _bytes_per_pixel[network] = _dry_run(network, side, device) / side**2
                if device == "meta":
                    remember(key, _bytes_per_pixel[network])
                break
            except Exception as error:  # whatever it is, the run proper will meet it and tell
                log.info("no estimate of memory on %s: %s", device, error)
        else:
            _bytes_per_pixel[network] = UNKNOWN
    return _bytes_per_pixel[network]


def fingerprint(network: nn.Module) -> str:
    """A hash of what decides how much a network takes: its modules, their plain settings, the shapes."""
    plain = (bool, int, float, str, tuple, type(None))
    told = [
        (name, type(module).__qualname__, sorted((k, v) for k, v in vars(module).items() if type(v) in plain))
        for name, module in network.named_modules()
    ]
    shapes = [(name, tuple(tensor.shape)) for name, tensor in network.state_dict().items()]
    return hashlib.sha256(repr((told, shapes, traits_of(network))).encode()).hexdigest()[:16]


def _dry_run(network: nn.Module, side: int, device: str) -> int:
    """Peak bytes of tensors in one pass over a square, on "meta" (shapes only) or another device."""
    weights = {
        name: tensor.detach().to(device)
        for name, tensor in [*network.named_parameters(), *network.named_buffers()]
    }
    x = torch.zeros(1, 3, side, side, device=device)
    with torch.inference_mode(False), torch.no_grad(), _Tally() as tally:
        functional_call(network, weights, (x,))
    return int(tally.peak) + int(x.untyped_storage().nbytes())


def tile_side(network: nn.Module, device: Device, memory_percent: float, photo_pixels: int) -> int:
    """Side of the largest square tile to use: by the memory allowed, between a least and a largest size.

    The device's whole memory counts, never what is free at the moment: the tiles, and with them the
    last bits of the result, must not depend on what else the computer is doing.
    """
    allowed = device.memory * memory_percent / 100
    if device.kind != "cuda":
        allowed -= 2 * 12 * photo_pixels  # the photo and the result are in the same memory
    side = math.isqrt(int(max(0.0, allowed) / (WORK_SPACE * bytes_per_pixel(network))))
    if device.kind == "cpu":
        least, largest = CPU_TILES
        side = min(side, largest, max(least, math.isqrt(int(CPU_BYTES / bytes_per_pixel(network)))))
    side = min(max(side, LEAST_TILE), LARGEST_TILE)
    multiple = int(traits_of(network).multiple)
    return max(round_down(side, multiple), multiple)


class Peak:
    """The most memory taken between its start and its stop. Use as `with measured(device) as peak`."""

    def __init__(self) -> None:
        self.bytes = 0

    @property
    def mebibytes(self) -> float:
        """The peak in MiB."""
        return self.bytes / MEBIBYTE


@contextlib.contextmanager
def measured(device: Device) -> Iterator[Peak]:
    """Measure the peak of a run: what torch allocated on a CUDA device, or how far the process grew.

    The process is sampled every few milliseconds while it runs. The system's own high-water mark would
    miss nothing, but it never falls, and would say 0 for every run after the hungriest.
    """
    peak = Peak()
    if device.kind == "cuda":
        torch.cuda.reset_peak_memory_stats(device.name)
        try:
            yield peak
        finally:
            peak.bytes = int(torch.cuda.max_memory_allocated(device.name))
        return
    process, stop = psutil.Process(), threading.Event()
    before = _taken(process, device)

    def watch() -> None:
        while not stop.wait(0.005):
            peak.bytes = max(peak.bytes, _taken(process, device) - before)

    watcher = threading.Thread(target=watch, name="engine-memory", daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        stop.set()
        watcher.join()
        peak.bytes = max(peak.bytes, _taken(process, device) - before)


def _taken(process: psutil.Process, device: Device) -> int:
    """Bytes the process holds now."""
    taken = int(process.memory_info().rss)
    if device.kind == "mps":
        taken += int(torch.mps.driver_allocated_memory())
    return taken
