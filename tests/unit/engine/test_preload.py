"""Loading torch's libraries ahead of the import."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys
from deblur_studio.engine.preload import preload_torch
loaded = preload_torch()
assert "torch" not in sys.modules
import torch
assert torch.ones(3).sum().item() == 3
assert preload_torch() == 0, "once torch is there nothing is left to do"
print(loaded)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="does nothing there")
def test_the_libraries_are_loaded_and_the_import_takes_them() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3


def test_without_torch_it_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from deblur_studio.engine import preload

    monkeypatch.setattr(preload.importlib.util, "find_spec", lambda name: None)
    assert preload.preload_torch() == 0
