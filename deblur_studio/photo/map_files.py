"""Files of defocus maps: 16-bit grey PNG, .npy and .npz (NumPy): `read_map` and `write_map`.

In a PNG a level is 1/256 px of sigma, always, and the highest level means unknown; a text in the file says so
to people. (The benchmark KITTI scales its 16-bit PNGs of disparity in the same way.)
"""

from __future__ import annotations

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
from deblur_studio.photo.flow_files import check_target
from deblur_studio.photo.photo import Metadata
from deblur_studio.photo.png import SIGNATURE as PNG_SIGNATURE
from deblur_studio.photo.png import chunk
from deblur_studio.photo.reading import contents, decoded_as, explained
from deblur_studio.photo.writing import told_as_photo_error

Map = NDArray[np.float32]

#: Levels of a PNG for each px of sigma, and the level that means unknown.
PNG_SCALE, PNG_UNKNOWN = 256.0, 65535
#: What is larger (px) is unknown, or no sigma at all.
_UNKNOWN_FROM = 1e6
_NPY_MAGIC, _ZIP_MAGIC = b"\x93NUMPY", b"PK\3\4"
_NAME = "sigma"
#: Where the chunks after the header start: the signature, and a header chunk of 25 bytes.
_AFTER_HEADER = len(PNG_SIGNATURE) + 25
_TOLD = b"Description\0Defocus: sigma in pixels of the photo = level / 256; level 65535 = unknown"
_AGAIN = "copy it again from where it came"
_CHOICES = ".png, .npy or .npz"


def read_map(path: str | PathLike[str]) -> Map:
    """Read a defocus map from a file; its format is decided by its content.

    Args:
        path: a 16-bit grey PNG as `write_map` makes it, a .npy, or a .npz with "sigma".

    Returns:
        (H, W) float32: sigma, px of the photo, 0 or more; NaN where it is unknown.

    Raises:
        PhotoError: the file is missing, damaged or of another kind; one sentence says which.
    """
    place = Path(path)
    with explained(place):
        data = contents(place)
        if data.startswith(PNG_SIGNATURE):
            return _from_png(data)
        if data.startswith(_NPY_MAGIC):
            return _known(_packed(_from_npy, data))
        if data.startswith(_ZIP_MAGIC):
            return _known(_packed(_from_npz, data))
        raise RefusedError(f"it holds no defocus map; choose a {_CHOICES} file of one")


def write_map(path: str | PathLike[str], sigma: NDArray[Any], *, overwrite: bool = False) -> None:
    """Write a defocus map so that at any moment there is the old file or the new one, whole.

    Args:
        path: the new file; its suffix names the format. .npy and .npz keep the values as they are; PNG rounds
            them to 1/256 px. Its folder must exist.
        sigma: (H, W) floats, px of the photo; negative, not finite, or beyond a million where it is unknown.
        overwrite: whether an existing file may be replaced.

    Raises:
        PhotoError: it cannot be written; nothing was changed and no partial file is left.
        ValueError: it is no map of floats (a programming mistake).
    """
    target = Path(path)
    with told_as_photo_error(target):
        suffix = target.suffix.lower()
        if suffix not in _ENCODERS:
            raise RefusedError(f"defocus maps are kept in other files; choose a name ending in {_CHOICES}")
        if sigma.ndim != 2 or 0 in sigma.shape or sigma.dtype.kind != "f":
            raise ValueError(f"a map must be (H, W) floats, not {sigma.shape} {sigma.dtype}")
        check_target(target, overwrite)
        with np.errstate(over="ignore"):  # beyond what 32 bits hold it is unknown
            values = _known(np.array(sigma, np.float32))
        with replacing(target, overwrite) as file:
            _ENCODERS[suffix](values, file)


def _known(sigma: Map) -> Map:
    """What is no sigma becomes NaN; the array is changed."""
    sigma[~((sigma >= 0) & (sigma <= _UNKNOWN_FROM))] = np.nan
    return sigma


def _from_png(data: bytes) -> Map:
    picture = decoded_as("PNG", data)
    if picture.colour.dtype != np.uint16 or picture.colour.ndim != 2:
        raise RefusedError("it is a picture and holds no defocus map; choose a 16-bit grey PNG of one")
    sigma: Map = picture.colour.astype(np.float32) / np.float32(PNG_SCALE)
    sigma[picture.colour == PNG_UNKNOWN] = np.nan
    return sigma


def _to_png(sigma: Map, file: BinaryIO) -> None:
    # In 64 bits: in 32, a large level times its scale may round twice.
    levels = np.rint(np.nan_to_num(sigma, nan=0.0).astype(np.float64) * PNG_SCALE)
    if levels.max() >= PNG_UNKNOWN:
        raise RefusedError("PNG holds no sigma beyond 255.99 px; choose a name ending in .npy or .npz")
    samples = levels.astype(np.uint16)
    samples[np.isnan(sigma)] = PNG_UNKNOWN
    whole = BytesIO()
    png_write.encode(samples[..., None], Metadata(), whole)
    data = whole.getvalue()
    file.write(data[:_AFTER_HEADER] + chunk(b"tEXt", _TOLD) + data[_AFTER_HEADER:])


def _packed(decode: Callable[[bytes], Map], data: bytes) -> Map:
    try:
        return decode(data)
    except (RefusedError, MemoryError):
        raise
    except Exception as error:  # zipfile, zlib and the parser of headers raise nearly everything
        raise RefusedError(f"its data is damaged; {_AGAIN}") from error


def _from_npy(data: bytes) -> Map:
    return _array(BytesIO(data), len(data))


def _from_npz(data: bytes) -> Map:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if f"{_NAME}.npy" not in archive.namelist():
            raise RefusedError(f'it holds no array "{_NAME}"; choose a .npz file of a defocus map')
        entry = archive.getinfo(f"{_NAME}.npy")
        with archive.open(entry) as file:
            return _array(file, entry.file_size)


def _array(file: Any, whole: int) -> Map:
    """An array of NumPy's own format; its size is checked first, and nothing in it is ever run."""
    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    shape, fortran, kind = readers[npy.read_magic(file)](file)
    if len(shape) != 2 or kind.kind != "f":
        raise RefusedError("its array is no map (height, width) of floats; choose another")
    height, width = shape
    check_size(width, height)
    size = width * height * kind.itemsize
    if whole != file.tell() + size:
        raise RefusedError(f"its array is cut short, or too long; {_AGAIN}")
    values = np.frombuffer(file.read(size + 1), kind)  # past the end, so that a checksum is looked at
    with np.errstate(over="ignore"):  # beyond what 32 bits hold it is unknown
        return values.reshape(shape, order="F" if fortran else "C").astype(np.float32, order="C")


def _to_npy(sigma: Map, file: BinaryIO) -> None:
    npy.write_array(file, sigma, allow_pickle=False)


def _to_npz(sigma: Map, file: BinaryIO) -> None:
    np.savez_compressed(file, **{_NAME: sigma})  # type: ignore[arg-type]


_ENCODERS: dict[str, Callable[[Map, BinaryIO], None]] = {".png": _to_png, ".npy": _to_npy, ".npz": _to_npz}
#: The endings of such files.
SUFFIXES = tuple(_ENCODERS)
