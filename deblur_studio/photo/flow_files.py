"""Files of motion: .flo (Middlebury), 16-bit PNG (KITTI) and .npz (NumPy): `read_flow` and `write_flow`.

Sources: Baker et al., "A Database and Evaluation Methodology for Optical Flow" (IJCV 2011), its file format;
Menze and Geiger, "Object Scene Flow for Autonomous Vehicles" (CVPR 2015), the format of its benchmark.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from deblur_studio.atomic import replacing
from deblur_studio.photo import png_write
from deblur_studio.photo.decoded import RefusedError, check_size
from deblur_studio.photo.photo import Metadata, shown
from deblur_studio.photo.png import SIGNATURE as PNG_SIGNATURE
from deblur_studio.photo.reading import contents, decoded_as, explained
from deblur_studio.photo.writing import told_as_photo_error

Flow = NDArray[np.float32]

#: How many channels the files hold: forward u and v, and, in .npz alone, backward u and v.
CHANNELS = {".flo": 2, ".png": 2, ".npz": 4}
SUFFIXES = tuple(CHANNELS)

_FLO_MAGIC = b"PIEH"  # 202021.25 as a little-endian float
_ZIP_MAGIC = b"PK\3\4"
#: What unknown flow is written as, and from where on a value means that.
_FLO_UNKNOWN, _UNKNOWN_FROM = np.float32(1e10), 1e9
_KITTI_SCALE, _KITTI_ZERO = 64.0, 32768.0
_NAMES = ("forward", "backward")
_AGAIN = "copy it again from where it came"
_CHOICES = ".flo, .png or .npz"


def read_flow(path: str | PathLike[str]) -> Flow:
    """Read motion from a file; its format is decided by its content.

    Args:
        path: a .flo, a 16-bit PNG as KITTI has them, or a .npz with "forward" and, perhaps, "backward".

    Returns:
        (H, W, 2), or (H, W, 4) if the file holds both directions; px, u right and v down, forward first; NaN
        where it is unknown.

    Raises:
        PhotoError: the file is missing, damaged or of another kind; one sentence says which.
    """
    place = Path(path)
    with explained(place):
        data = contents(place)
        if data.startswith(_FLO_MAGIC):
            return _known(_from_flo(data))
        if data.startswith(PNG_SIGNATURE):
            return _from_png(data)
        if data.startswith(_ZIP_MAGIC):
            return _known(_from_npz(data))
        raise RefusedError(f"it holds no motion; choose a {_CHOICES} file of optical flow")


def write_flow(path: str | PathLike[str], flow: NDArray[Any], *, overwrite: bool = False) -> None:
    """Write motion so that at any moment there is the old file or the new one, whole.

    Args:
        path: the new file; its suffix names the format (`CHANNELS`). .flo and .npz keep the values as they
            are; PNG rounds them to 1/64 px. Its folder must exist.
        flow: (H, W, 2) px, for .npz (H, W, 4), too; not finite, or beyond 1e9, where it is unknown.
        overwrite: whether an existing file may be replaced.

    Raises:
        PhotoError: it cannot be written; nothing was changed and no partial file is left.
        ValueError: the flow has a shape that the format cannot hold (a programming mistake).
    """
    target = Path(path)
    with told_as_photo_error(target):
        suffix = target.suffix.lower()
        if suffix not in _ENCODERS:
            raise RefusedError(f"motion is kept in other files; choose a name ending in {_CHOICES}")
        _check_shape(flow, suffix)
        check_target(target, overwrite)
        with np.errstate(over="ignore"):  # beyond what 32 bits hold it is unknown
            values = _known(np.array(flow, np.float32))
        with replacing(target, overwrite) as file:
            _ENCODERS[suffix](values, file)


def _known(flow: Flow) -> Flow:
    """Unknown vectors become NaN in both their components; the array is changed."""
    for first in range(0, flow.shape[2], 2):
        pair = flow[..., first : first + 2]
        pair[~(np.abs(pair) <= _UNKNOWN_FROM).all(axis=2)] = np.nan
    return flow


def _from_flo(data: bytes) -> Flow:
    if len(data) < 12:
        raise RefusedError(f"it is cut short; {_AGAIN}")
    width, height = struct.unpack_from("<ii", data, 4)
    check_size(width, height)
    expected = 12 + 8 * width * height
    if len(data) < expected:
        raise RefusedError(f"it is cut short; {_AGAIN}")
    if len(data) > expected:
        raise RefusedError(f"it is longer than its {width} x {height} vectors; {_AGAIN}")
    values = np.frombuffer(data, "<f4", offset=12).reshape(height, width, 2)
    return values.astype(np.float32)


def _to_flo(flow: Flow, file: BinaryIO) -> None:
    file.write(_FLO_MAGIC + struct.pack("<ii", flow.shape[1], flow.shape[0]))
    file.write(np.where(np.isnan(flow), _FLO_UNKNOWN, flow).astype("<f4").tobytes())


def _from_png(data: bytes) -> Flow:
    picture = decoded_as("PNG", data)
    if picture.colour.dtype != np.uint16 or picture.colour.ndim != 3:
        raise RefusedError("it is a picture and holds no motion; choose a 16-bit colour PNG of optical flow")
    values = picture.colour.astype(np.float32)
    flow: Flow = (values[..., :2] - np.float32(_KITTI_ZERO)) / np.float32(_KITTI_SCALE)
    flow[picture.colour[..., 2] == 0] = np.nan
    return flow


def _to_png(flow: Flow, file: BinaryIO) -> None:
    unknown = np.isnan(flow[..., 0])
    # In 64 bits: beside 32768, 32 bits lose what decides on the rounding.
    known = np.where(unknown[..., None], 0, flow).astype(np.float64)
    levels = np.rint(known * _KITTI_SCALE + _KITTI_ZERO)
    if not (levels.min() >= 0 and levels.max() <= 65535):
        raise RefusedError("PNG holds no motion beyond 511.98 px; choose a name ending in .flo or .npz")
    samples = np.ones((*unknown.shape, 3), np.uint16)
    samples[..., :2] = levels
    samples[unknown] = 0
    png_write.encode(samples, Metadata(), file)


def _from_npz(data: bytes) -> Flow:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if f"{_NAMES[0]}.npy" not in names:
                raise RefusedError(f'it holds no array "{_NAMES[0]}"; choose a .npz file of optical flow')
            flows = [_array(archive, name) for name in _NAMES if f"{name}.npy" in names]
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # zipfile, zlib and the parser of headers raise nearly everything
        raise RefusedError(f"its data is damaged; {_AGAIN}") from error
    if len({each.shape for each in flows}) > 1:
        raise RefusedError(f"its two directions differ in size; {_AGAIN}")
    return np.concatenate(flows, axis=2)


def _array(archive: zipfile.ZipFile, name: str) -> Flow:
    """One array of a .npz; its size is checked before it is unpacked, and nothing in it is ever run."""
    entry = archive.getinfo(f"{name}.npy")
    with archive.open(entry) as file:
        readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        shape, fortran, kind = readers[npy.read_magic(file)](file)
        if len(shape) != 3 or shape[2] != 2 or kind.kind != "f":
            raise RefusedError(f'its array "{name}" is no flow (height, width, 2) of floats; choose another')
        height, width = shape[:2]
        check_size(width, height)
        size = width * height * 2 * kind.itemsize
        if entry.file_size != file.tell() + size:
            raise RefusedError(f'its array "{name}" is cut short; {_AGAIN}')
        values = np.frombuffer(file.read(size + 1), kind)  # past the end, so that the checksum is looked at
    with np.errstate(over="ignore"):  # beyond what 32 bits hold it is unknown
        return values.reshape(shape, order="F" if fortran else "C").astype(np.float32, order="C")


def _to_npz(flow: Flow, file: BinaryIO) -> None:
    parts: dict[str, Any] = {
        name: flow[..., 2 * n : 2 * n + 2] for n, name in enumerate(_NAMES) if flow.shape[2] > 2 * n
    }
    np.savez_compressed(file, **parts)


_ENCODERS: dict[str, Callable[[Flow, BinaryIO], None]] = {
    ".flo": _to_flo,
    ".png": _to_png,
    ".npz": _to_npz,
}


def _check_shape(flow: NDArray[Any], suffix: str) -> None:
    allowed = (2, 4) if CHANNELS[suffix] == 4 else (2,)
    if flow.ndim != 3 or flow.shape[2] not in allowed or 0 in flow.shape or flow.dtype.kind != "f":
        raise ValueError(f"{suffix} holds (H, W, 2) floats, not {flow.shape} {flow.dtype}")


def check_target(target: Path, overwrite: bool) -> None:
    """Raise RefusedError if a file cannot or must not be written there."""
    if "\0" in str(target):
        raise RefusedError("its name contains a zero byte; choose another name")
    if target.is_dir():
        raise RefusedError("it is a folder; add a file name")
    if not target.parent.is_dir():
        raise RefusedError(f"there is no folder {shown(target.parent)}; create it first")
    if target.exists() and not (overwrite and target.is_file()):
        raise RefusedError("there is such a file already; choose another name or allow overwriting")
