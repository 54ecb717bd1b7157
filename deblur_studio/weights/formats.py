"""What kind of file a user gave, told by its content, never by its name."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from deblur_studio.errors import UserError

EXPECTED = "expected a PyTorch checkpoint (.pth, .pt, .pkl, .ckpt), a .safetensors or an .npz file"
LARGEST = 4 * 2**30

# How files of torch.save begin: since torch 1.6 an archive; before, a pickle whose first item is this number.
_ARCHIVE = b"PK\x03\x04"
_MAGIC = b"\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_PROTOCOLS = range(1, 6)

# Beginnings of files that people take for weights -> what they are.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs", "a placeholder of Git LFS in place of the file; fetch the file itself"),
    (b"\x89HDF", "an HDF5 file, as Keras writes them"),
    (b"\x93NUMPY", "an array of NumPy"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a packed archive; unpack it first"),
    (b"7z\xbc\xaf", "a packed archive; unpack it first"),
    (b"Rar!", "a packed archive; unpack it first"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml")


class Format(Enum):
    """The formats that are read."""

    ARCHIVE = "archive"
    OLD = "old"
    SAFETENSORS = "safetensors"


def format_of(path: Path) -> Format:
    """What a file is, by its first bytes.

    Raises:
        UserError: there is no such file, it cannot be read, or it is something else; says what.
    """
    begin, size = _beginning(path)
    if size == 0:
        raise UserError(f"{path} cannot be imported: it is empty; {EXPECTED}.")
    if size > LARGEST:
        raise UserError(f"{path} is larger than any network this version knows (over 4 GB).")
    if begin.startswith(_ARCHIVE):
        return Format.ARCHIVE
    if _is_pickle(begin) and begin[2:].startswith(_MAGIC):
        return Format.OLD
    # The length of a header, which is a JSON object, comes first.
    if begin[8:9] == b"{" and int.from_bytes(begin[:8], "little") < size:
        return Format.SAFETENSORS
    raise UserError(f"{path} cannot be imported: it is {_what(begin)}; {EXPECTED}.")


def _beginning(path: Path) -> tuple[bytes, int]:
    """The first bytes of a file, and how many it has in all."""
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder; choose the file of weights inside it.")
        if not path.exists():
            lost = " (it is a link that leads nowhere)" if path.is_symlink() else ""
            raise UserError(f"There is no file {path}{lost}.")
        if not path.is_file():
            raise UserError(f"{path} is no ordinary file; {EXPECTED}.")
        with path.open("rb") as stream:
            return stream.read(512), path.stat().st_size
    except PermissionError:
        raise UserError(f"{path} cannot be imported: reading it is not permitted.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).") from None


def _is_pickle(begin: bytes) -> bool:
    return len(begin) > 1 and begin[0] == 0x80 and begin[1] in _PROTOCOLS


def _what(begin: bytes) -> str:
    """What a file that is none of ours seems to be."""
    for mark, what in _OTHERS:
        if begin.startswith(mark):
            return what
    if begin.lstrip().lower().startswith(_PAGES):
        return "a web page, saved in place of the file; download it again"
    if _is_pickle(begin):
        return "a Python pickle that PyTorch did not write, or damaged"
    return "damaged or not a PyTorch checkpoint"
