"""What the wizard does in the background."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image

from deblur_studio.gui.wizard import chores


def test_pictures_that_are_damaged_or_gone_are_left_out(tmp_path: Path) -> None:
    right = tmp_path / "right.png"
    Image.fromarray(np.full((8, 9, 3), (200, 100, 50), np.uint8)).save(right)
    damaged = {"empty": b"", "cut": right.read_bytes()[:40], "text": b"not a picture"}
    files = {"right": str(right), "gone": str(tmp_path / "gone.png")}
    for name, data in damaged.items():
        path = tmp_path / f"{name}.png"
        path.write_bytes(data)
        files[name] = str(path)
    found = cast(chores.Pictures, chores.read_pictures("key", files)(None))  # type: ignore[arg-type]
    assert set(found.pictures) == {"right"}
    assert chores.decoded(right)[0, 0].tolist() == [200, 100, 50]
