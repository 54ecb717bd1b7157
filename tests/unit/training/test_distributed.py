"""Two processes train as one: averaged gradients, the same weights, one writer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from training import distributed

CHILD = """
import sys
from pathlib import Path
import torch
from training import distributed
from training.loop import LoopOptions, Trainer

class Line:
    parts = 1
    def __init__(self):
        torch.manual_seed(0)
        self.network = torch.nn.Linear(1, 1)
    def loss(self, step, part):
        x = torch.tensor([[1.0 + distributed.rank()]])
        return (self.network(x) - 3 * x).square().mean()
    def finish(self, step): pass
    def validate(self, network): return {"weight": float(network.weight)}
    def state(self): return {}
    def restore(self, state): pass

with distributed.group(torch.device("cpu")):
    assert distributed.together()
    values = [torch.tensor([1.0 + distributed.rank(), 4.0]), torch.tensor([[distributed.rank() * 2.0]])]
    distributed.average(values)
    assert values[0].tolist() == [1.5, 4.0], values
    assert values[1].tolist() == [[1.0]], values
    assert distributed.same(5.0 + distributed.rank()) == 5.0
    folder = Path(sys.argv[1]) / str(distributed.rank())
    line = Line()
    Trainer(line, LoopOptions(folder, steps=20, rate=0.1, check_steps=5)).run()
    (Path(sys.argv[1]) / f"weight{distributed.rank()}").write_text(repr(float(line.network.weight)))
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch has no distributed training")
def test_two_processes_are_one_training(tmp_path: Path) -> None:
    common = {
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(free_port()),
        "OMP_NUM_THREADS": "1",
    }
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path)],
            env={**os.environ, **common, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    for child in children:
        _, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors
    one, two = (float((tmp_path / f"weight{rank}").read_text()) for rank in range(2))
    assert one == two
    assert (tmp_path / "0" / "state.pt").exists()
    assert not (tmp_path / "1" / "state.pt").exists()


def test_one_process_needs_none_of_it() -> None:
    value = torch.tensor([2.0])
    distributed.average([value])
    assert value.item() == 2
    assert distributed.rank() == 0
    assert distributed.same(3.0) == 3
    with distributed.group(torch.device("cpu")) as device:
        assert device.type == "cpu"
        assert not distributed.together()
