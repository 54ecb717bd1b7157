"""How much memory a tile needs, and how much a run took."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import psutil
import pytest
import torch
from torch import nn

from deblur_studio.engine import Device, devices, heap, memory
from deblur_studio.networks.nafnet import NAFNet
from deblur_studio.networks.traits import NetworkTraits
from tests.unit.engine.makers import Sharpen


class Known(nn.Module):
    """Holds, at its hungriest, its input, 64 channels and 32 more."""

    def __init__(self, looks: bool = False) -> None:
        super().__init__()
        self.many = nn.Conv2d(3, 64, 1)
        self.fewer = nn.Conv2d(64, 32, 1)
        self.three = nn.Conv2d(32, 3, 1)
        self.looks = looks
        self.traits = NetworkTraits(4, 8, False, 128)

    def forward(self, x):
        if self.looks and x.mean().item() > 2:
            return x
        return self.three(self.fewer(self.many(x)))


@pytest.mark.parametrize("looks", [False, True])
def test_the_bytes_a_network_needs_are_those_of_its_hungriest_moment(looks):
    assert memory.bytes_per_pixel(Known(looks)) == pytest.approx(4 * (3 + 64 + 32), rel=0.03)


def test_a_network_is_left_as_it_was_by_the_estimate():
    network = NAFNet(width=8, enc_blocks=(1,), dec_blocks=(1,), local_size=64)
    before = {name: (tensor.device, tensor.data_ptr()) for name, tensor in network.state_dict().items()}
    memory.bytes_per_pixel(network)
    assert before == {
        name: (tensor.device, tensor.data_ptr()) for name, tensor in network.state_dict().items()
    }


def test_a_network_that_cannot_be_tried_is_taken_for_a_large_one():
    class Broken(Known):
        def forward(self, x):
            raise MemoryError

    assert memory.bytes_per_pixel(Broken()) == memory.UNKNOWN


def test_the_tile_follows_from_the_share_of_the_whole_memory():
    card = Device("cuda:0", "Card", 2 << 30)
    sides = [memory.tile_side(Known(), card, percent, 12_000_000) for percent in (5, 20, 50)]
    assert sides[0] < sides[1] < sides[2]
    for side, percent in zip(sides, (5, 20, 50), strict=True):
        assert side % 4 == 0
        assert side**2 * 396 < card.memory * percent / 100


def test_the_tile_stays_within_bounds():
    network = Known()
    assert memory.tile_side(network, Device("cuda:0", "Huge", 1 << 40), 100, 1) == memory.LARGEST_TILE
    assert memory.tile_side(network, Device("cpu", "Tiny", 1 << 24), 1, 100_000_000) == memory.LEAST_TILE
    assert memory.tile_side(network, Device("cpu", "Large", 1 << 38), 50, 1) in range(
        memory.CPU_TILES[0], memory.CPU_TILES[1] + 1
    )


def test_the_tile_does_not_depend_on_what_is_free():
    network, cpu = Sharpen(), devices.cpu()
    before = memory.tile_side(network, cpu, 20, 1_000_000)
    hoard = np.ones(30_000_000)
    assert memory.tile_side(network, cpu, 20, 1_000_000) == before
    assert hoard.sum()


def test_the_peak_of_a_run_is_seen_every_time():
    for _ in range(2):
        with memory.measured(devices.cpu()) as peak:
            torch.ones(60, 2**20).sum()  # 240 MiB, gone at the end
        assert 180 < peak.mebibytes < 400
    with memory.measured(devices.cpu()) as peak:
        pass
    assert peak.mebibytes < 50


def test_memory_kept_between_layers_is_given_back_at_the_end():
    process = psutil.Process()
    before = process.memory_info().rss
    with heap.kept(), heap.kept():
        for _ in range(3):
            torch.ones(40, 2**20).sum()  # 160 MiB
    assert process.memory_info().rss - before < 60 * 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc needs it")
def test_memory_is_kept_between_layers():
    program = """
import resource, torch
from deblur_studio.engine import heap
def pages():
    start = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    torch.ones(40, 2**20).sum()  # 40960 pages
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - start
with heap.kept():
    print(min(pages() for _ in range(16)))  # the first few may still find no block that fits
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2000


def test_a_network_made_alike_is_not_run_again_and_another_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = {"width": 4, "enc_blocks": (1,), "middle_blocks": 1, "dec_blocks": (1,), "train_size": 64}
    first = memory.bytes_per_pixel(NAFNet(**shape, local_size=64))
    runs: list[str] = []
    dry_run = memory._dry_run

    def counted(network: nn.Module, side: int, device: str) -> int:
        runs.append(device)
        return dry_run(network, side, device)

    monkeypatch.setattr(memory, "_dry_run", counted)
    assert memory.bytes_per_pixel(NAFNet(**shape, local_size=64)) == first
    assert not runs
    memory.bytes_per_pixel(NAFNet(**shape, local_size=96))
    memory.bytes_per_pixel(NAFNet(**{**shape, "width": 8}, local_size=64))
    assert runs == ["meta", "meta"]
