"""Loads torch's shared libraries without holding up other threads of the program. No Qt, no torch."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from contextlib import suppress
from pathlib import Path

LIBRARIES = ("c10", "torch_cpu", "torch_cuda", "torch", "torch_python")


def preload_torch() -> int:
    """Load the libraries that `import torch` will need, from a thread that should not disturb the others.

    Python holds its lock while it loads a library, and torch's take a fifth of a second, in which no window
    can be painted. Called as a foreign function, the loader runs without the lock; the import then
    finds the libraries there. Where this is not possible it does nothing.

    Returns:
        How many libraries were loaded.
    """
    loaded = 0
    with suppress(ImportError, OSError, AttributeError, ValueError):
        spec = importlib.util.find_spec("torch")
        folders = [] if spec is None else list(spec.submodule_search_locations or [])
        if not folders or sys.platform == "win32" or "torch" in sys.modules:
            return 0
        suffix = "dylib" if sys.platform == "darwin" else "so"
        loader = ctypes.CDLL(None).dlopen
        loader.restype, loader.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int]
        for name in LIBRARIES:
            path = Path(folders[0]) / "lib" / f"lib{name}.{suffix}"
            if path.is_file() and loader(os.fsencode(path), os.RTLD_NOW):
                loaded += 1
    return loaded
