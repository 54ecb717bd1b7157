"""Kernels as text, for settings and recipes, and from files."""

from __future__ import annotations

import base64
import binascii
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deblur_studio.errors import UserError
from deblur_studio.methods.classical.psf import LARGEST, Plane, from_array, sound

_PREFIX = "kernel"
_SUM_TOLERANCE = 1e-4


def kernel_text(kernel: NDArray[np.float32]) -> str:
    """A kernel (K, K) as one word, "kernel:K:...", from which it comes back bit for bit."""
    packed = zlib.compress(kernel.astype("<f4").tobytes(), 9)
    return f"{_PREFIX}:{len(kernel)}:{base64.b64encode(packed).decode('ascii')}"


def kernel_from_text(text: str) -> Plane:
    """The kernel of a text that `kernel_text` made, or of a picture of one: the name of its file.

    Raises:
        UserError: it is neither, or damaged; the sentence says what to do.
    """
    text = text.strip()
    if not text.startswith(f"{_PREFIX}:"):
        return kernel_from_file(Path(text))
    try:
        _, side, packed = text.split(":")
        size = int(side)
        if not (size % 2 and 1 <= size <= LARGEST):
            raise ValueError(f"a side of {side}")
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(packed, validate=True), 4 * size * size)
        kernel = np.frombuffer(data, "<f4").reshape(size, size).astype(np.float32)
        if not np.isfinite(kernel).all() or kernel.min() < 0:
            raise ValueError("values that none can have")
        # Only what is wrong is put right, so that a kernel of this program keeps its bits.
        return kernel if abs(float(kernel.sum()) - 1) < _SUM_TOLERANCE else sound(kernel)
    except (ValueError, zlib.error, binascii.Error) as error:
        raise UserError(
            f"The text of the kernel is damaged ({error}); copy all of it, from 'kernel:' on."
        ) from None


def kernel_from_file(path: Path) -> Plane:
    """The kernel of which a file is a picture, bright on dark.

    Raises:
        UserError: there is no such picture, or it shows no kernel.
    """
    from deblur_studio.photo import read

    if not path.is_file():
        raise UserError(
            f"There is no kernel {str(path)[:80]!r}: give the name of a picture of one, or a text that "
            "begins with 'kernel:'."
        )
    try:
        return from_array(read(path).pixels)
    except ValueError as error:
        raise UserError(f"{path} cannot be used as a kernel: {error}.") from None
