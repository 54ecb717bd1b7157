"""RAFT as a teacher of optical flow, for a user who imported its weights; DIS of OpenCV needs none."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from deblur_studio.networks.raft import ROUNDS, RAFTSmall
from deblur_studio.weights import installed, load
from training.datasets import Picture, to_tensor

# Points of a frame that is looked at in full: 1.4 GB of memory, which grows with the square of the points.
MOST = 1280 * 720


class RaftTeacher:
    """Optical flow by RAFT-small.

    network: with its weights; device: where it computes; rounds: of refinement; source: name of the weights,
    for a card; most: points of a frame beyond which it is looked at in a smaller copy.
    """

    def __init__(
        self,
        network: RAFTSmall,
        device: torch.device | str = "cpu",
        rounds: int = ROUNDS,
        source: str = "",
        most: int = MOST,
    ) -> None:
        self.device = torch.device(device)
        self.network = network.to(self.device).eval().requires_grad_(False)
        self.rounds = rounds
        self.source = source
        self.most = most

    def __call__(self, first: Picture, second: Picture) -> NDArray[np.float32]:
        """Where the points of `first` are in `second`.

        first, second: (H, W, 3) uint8 RGB of one size.

        Returns:
            (H, W, 2) float32 px, u to the right and v down.

        Raises:
            ValueError: they are of different sizes.
        """
        if first.shape != second.shape:
            raise ValueError(f"frames of one size are needed, not {first.shape} and {second.shape}")
        height, width = first.shape[:2]
        small = [self._reduced(each) for each in (first, second)]
        # Places are told to hundredths of a px; half precision has fewer digits than that.
        with torch.inference_mode(), torch.autocast(self.device.type, enabled=False):
            before, after = (to_tensor([each], self.device) for each in small)
            flow = self.network(before, after, self.rounds)[0].permute(1, 2, 0).float().cpu().numpy()
        rows, columns = flow.shape[:2]
        if (rows, columns) != (height, width):
            flow = cv2.resize(flow, (width, height), interpolation=cv2.INTER_LINEAR)
            flow = flow * np.array([width / columns, height / rows], np.float32)
        return np.ascontiguousarray(flow, np.float32)

    def _reduced(self, frame: Picture) -> Picture:
        """The frame, or where it has too many points a smaller copy; (h, w, 3) uint8."""
        height, width = frame.shape[:2]
        scale = (self.most / (height * width)) ** 0.5
        if scale >= 1:
            return frame
        size = (max(1, int(width * scale)), max(1, int(height * scale)))
        return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def raft_teacher(device: torch.device | str = "cpu") -> RaftTeacher | None:
    """RAFT with the weights that the user imported, the first by name; None if there are none.

    Raises:
        UserError: their file is damaged or missing.
    """
    found = [entry for entry in installed().entries if entry.card.architecture == "RAFT-small"]
    if not found:
        return None
    network = load(found[0])
    assert isinstance(network, RAFTSmall)
    return RaftTeacher(network, device, source=found[0].card.name)
