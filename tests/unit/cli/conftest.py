"""What tests of commands share: this process's hooks stay, tiny weights are installed, photos are made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio import cli, places
from tests.unit.weights import tiny


@pytest.fixture(autouse=True)
def unprepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave this process's streams, warnings and hooks alone."""
    monkeypatch.setattr(cli, "prepare", lambda: None)


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare every test with its empty home the measurement of the fastest precision."""
    monkeypatch.setattr("deblur_studio.engine.precision.choose", lambda device, override="auto": "fp32")


@pytest.fixture
def tiny_weights(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tiny weights as the only ones that are installed, in the user's folder."""
    nowhere = tmp_path_factory.mktemp("bundled")
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: nowhere)
    tiny.install(places.user_weights_folder())
    return places.user_weights_folder()


@pytest.fixture
def picture() -> Callable[..., Path]:
    """Makes a small picture file of smooth colours."""

    def make(path: Path, width: int = 48, height: int = 40, seed: int = 0) -> Path:
        y, x = np.mgrid[0:height, 0:width]
        waves = [127 + 90 * np.sin((c + 1) * x / 9 + (c + 2) * y / 13 + seed) for c in range(3)]
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.stack(waves, axis=-1).astype(np.uint8)).save(path)
        return path

    return make
