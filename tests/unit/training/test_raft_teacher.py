"""RAFT as a teacher: found where the user imported it, frames in, flow of their size out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.networks.raft import RAFTSmall
from deblur_studio.weights.importing import import_weights
from tests.unit.weights import small
from training.frames_command import teacher_named
from training.raft_teacher import RaftTeacher, raft_teacher
from training.teacher import DIS, Teacher


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def imported(tmp_path: Path, name: str = "raft-small.pth") -> str:
    state = {f"module.{key}": tensor for key, tensor in small.state("RAFT-small").items()}
    torch.save(state, tmp_path / name)
    return import_weights(tmp_path / name).name


def frames(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    first, second = random.integers(0, 256, (2, height, width, 3), dtype=np.uint8)
    return first, second


class Told(RAFTSmall):
    """Answers with the column and the row of each point; keeps what it was given."""

    def forward(self, first: Tensor, second: Tensor, rounds: int = 20) -> Tensor:
        self.given = (first, second, rounds)
        height, width = first.shape[-2:]
        x, y = torch.meshgrid(torch.arange(width), torch.arange(height), indexing="xy")
        return torch.stack([x, y])[None].float()


def test_without_weights_there_is_none(tmp_path: Path) -> None:
    assert raft_teacher() is None
    torch.save(small.state("VGG"), tmp_path / "vgg16.pth")
    import_weights(tmp_path / "vgg16.pth")
    assert raft_teacher() is None


def test_the_imported_one_teaches(tmp_path: Path) -> None:
    name = imported(tmp_path)
    teacher = raft_teacher()
    assert teacher is not None
    assert teacher.source == name
    as_asked: Teacher = teacher
    first, second = frames(90, 131)
    flow = as_asked(first, second)
    assert flow.shape == (90, 131, 2)
    assert flow.dtype == np.dtype(np.float32)
    network = weights.load(name)
    tensors = (torch.from_numpy(each).permute(2, 0, 1)[None] / 255 for each in (first, second))
    with torch.inference_mode():
        expected = network(*tensors, 20)[0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(flow, expected, atol=1e-4)
    assert np.ptp(flow) > 0


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    name = imported(tmp_path)
    path = weights.find(name).path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UserError, match="is damaged"):
        raft_teacher()


def test_frames_are_given_as_they_are_and_flow_is_taken_point_by_point() -> None:
    network = Told(4)
    first, second = frames(40, 60)
    flow = RaftTeacher(network, rounds=7)(first, second)
    assert network.given[2] == 7
    assert torch.equal((network.given[0][0] * 255).round().byte().permute(1, 2, 0), torch.from_numpy(first))
    assert torch.equal((network.given[1][0] * 255).round().byte().permute(1, 2, 0), torch.from_numpy(second))
    rows, columns = np.mgrid[:40, :60]
    assert np.array_equal(flow, np.stack([columns, rows], -1))


def test_large_frames_are_looked_at_in_smaller_copies() -> None:
    network = Told(4)
    first, second = frames(80, 120)
    flow = RaftTeacher(network, most=40 * 60)(first, second)
    assert network.given[0].shape == (1, 3, 40, 60)
    expected = cv2.resize(first, (60, 40), interpolation=cv2.INTER_AREA)
    assert torch.equal(
        (network.given[0][0] * 255).round().byte().permute(1, 2, 0), torch.from_numpy(expected)
    )
    assert flow.shape == (80, 120, 2)
    # Column 20 of the copy is what columns 40 and 41 of the frame were, and 20 of its points are 40 px.
    np.testing.assert_allclose(flow[30, 40:42, 0].mean(), 40, atol=1e-3)
    np.testing.assert_allclose(flow[40:42, 30, 1].mean(), 40, atol=1e-3)


def test_uneven_reductions_keep_both_directions_right() -> None:
    network = Told(4)
    flow = RaftTeacher(network, most=3000)(*frames(50, 131))
    rows, columns = network.given[0].shape[-2:]
    assert rows * columns <= 3000
    assert flow[25, 130, 0] == pytest.approx((columns - 1) * 131 / columns, abs=0.01)
    assert flow[49, 60, 1] == pytest.approx((rows - 1) * 50 / rows, abs=0.01)


def test_precision_is_full_whatever_is_around(tmp_path: Path) -> None:
    imported(tmp_path)
    teacher = raft_teacher()
    assert teacher is not None
    plain = teacher(*frames(64, 64))
    with torch.autocast("cpu", torch.bfloat16):
        assert np.array_equal(teacher(*frames(64, 64)), plain)


def test_frames_of_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        RaftTeacher(RAFTSmall(4))(frames(40, 60)[0], frames(60, 40)[0])


def test_the_command_asks_for_weights_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no weights of RAFT-small: import raft-small\.pth"):
        teacher_named("raft")
    imported(tmp_path)
    assert isinstance(teacher_named("raft"), RaftTeacher)
    assert isinstance(teacher_named("dis"), DIS)
