"""Depthwise convolutions in float64 that do not take half a minute."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn


@pytest.fixture(autouse=True)
def quick_depthwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """torch convolves float64 channel by channel; the same sums over whole maps are fifty times faster."""
    convolve = nn.Conv2d._conv_forward

    def forward(self: nn.Conv2d, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        if x.element_size() < 8 or not (1 < self.groups == self.in_channels == self.out_channels):
            result: Tensor = convolve(self, x, weight, bias)
            return result
        rows, columns = weight.shape[2:]
        assert self.stride == (1, 1)
        assert self.padding == (rows // 2, columns // 2)
        padded = F.pad(x, (columns // 2, columns // 2, rows // 2, rows // 2))
        height, width = x.shape[2:]
        taps = [(row, column) for row in range(rows) for column in range(columns)]
        total = torch.zeros_like(x)
        for r, c in taps:
            total += weight[:, 0, r, c, None, None] * padded[..., r : r + height, c : c + width]
        return total if bias is None else total + bias[:, None, None]

    monkeypatch.setattr(nn.Conv2d, "_conv_forward", forward)
