"""Reading the arrays of a NumPy archive (.npz) that somebody else made, as TensorLayer writes networks.

Such a file may hold Python objects, which are programs: arrays that do are never read.
"""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from deblur_studio.errors import UserError
from deblur_studio.weights.archives import Refused
from deblur_studio.weights.formats import EXPECTED

if TYPE_CHECKING:
    from torch import Tensor

_END = ".npy"
_MOST = 2000
_DAMAGED = "it is a damaged archive of NumPy"
_OBJECTS = (
    "it holds Python objects, and programs inside files are never run; expected arrays of numbers alone"
)


def is_npz(path: Path) -> bool:
    """Whether an archive is one of arrays; what cannot be opened as an archive is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False
    return bool(names) and all(name.endswith(_END) for name in names)


def read_npz(path: Path) -> dict[str, Tensor]:
    """The arrays of an archive by their names, as tensors.

    Raises:
        UserError: it is damaged, packed, or holds something else than plain arrays of numbers.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_plain(archive, path.stat().st_size)
            return {
                record.filename.removesuffix(_END): _tensor(archive.read(record))
                for record in archive.infolist()
            }
    except Refused as refused:
        raise UserError(f"{path} cannot be imported: {refused}.") from None
    except MemoryError:
        raise UserError(f"There is not enough memory to read {path}.") from None
    except Exception:  # whatever foreign bytes do to a parser, it is the file's fault
        raise UserError(f"{path} cannot be imported: {_DAMAGED}; {EXPECTED}.") from None


def _require_plain(archive: zipfile.ZipFile, size: int) -> None:
    """Check an archive before anything in it is read.

    Raises:
        Refused: why not.
    """
    records = archive.infolist()
    names = {record.filename for record in records}
    if len(records) > _MOST:
        raise Refused(f"it holds {len(records)} arrays, more than any network this version knows")
    packed = any(record.compress_type != zipfile.ZIP_STORED for record in records)
    if packed or sum(max(record.file_size, record.compress_size) for record in records) > size:
        raise Refused(f"it was packed again after it was made, or claims more than it holds; {EXPECTED}")
    if len(names) < len(records) or archive.testzip() is not None:
        raise Refused("it is damaged: part of it has changed since it was written; download it again")


def _tensor(record: bytes) -> Tensor:
    """One array.

    Raises:
        Refused: it is none of numbers. ValueError: it is damaged.
    """
    import numpy as np
    import torch

    stream = io.BytesIO(record)
    version = np.lib.format.read_magic(stream)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    shape, _, kind = read[version](stream)
    if kind.hasobject:
        raise Refused(_OBJECTS)
    # Before room for it is made: a header may claim anything.
    if math.prod(shape) * kind.itemsize != len(record) - stream.tell():
        raise ValueError("the array is not as large as it claims")
    array = np.load(io.BytesIO(record), allow_pickle=False)
    # In the order of bytes of this machine, which alone torch knows.
    return torch.from_numpy(np.ascontiguousarray(array.astype(array.dtype.newbyteorder("="))))
