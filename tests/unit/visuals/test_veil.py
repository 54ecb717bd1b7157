"""The veil over what stays as it is."""

from __future__ import annotations

import numpy as np
import pytest

from deblur_studio.visuals.veil import PAINT, veil


def test_what_is_changed_is_clear_and_what_stays_is_tinted() -> None:
    share = np.array([[0, 0.25, 1]], np.float32)
    made = veil(share, opacity=0.8)
    assert made.shape == (1, 3, 4)
    assert made.dtype == np.uint8
    assert made[0, :, 3].tolist() == [204, 153, 0]
    assert (made[..., :3] == PAINT).all()


def test_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="mask"):
        veil(np.ones((2, 2, 1), np.float32))
