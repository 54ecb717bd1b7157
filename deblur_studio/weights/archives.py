"""Looking through a PyTorch checkpoint before it is read: nothing in it may do more than name plain tensors.

torch reads checkpoints without running programs in them (`weights_only`). It does, however, unpack whatever
an archive claims to hold, does not notice changed bytes, and builds any kind of object it deems harmless, at
any size. All that official checkpoints need is a short list; the rest is refused here, before torch sees it.
"""

from __future__ import annotations

import io
import pickletools
import re
import zipfile
from pathlib import Path
from typing import IO

from deblur_studio.errors import UserError
from deblur_studio.weights.formats import EXPECTED, Format

_LARGEST_PICKLE = 2**24
_MOST_SHARED_TUPLES = 20
_OLD_PICKLES = 5  # magic number, protocol, system, the content, the names of the storages

_PLAIN_TYPES = ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
_ALLOWED = frozenset({
    "collections OrderedDict",
    "collections Counter",  # milestones of a learning rate
    "torch._utils _rebuild_tensor",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_parameter",
    "torch.nn.parameter Parameter",
    "torch Size",
    "torch device",
    *(f"torch {kind}Storage" for kind in _PLAIN_TYPES),
    *(f"torch.cuda {kind}Storage" for kind in _PLAIN_TYPES),
    *(f"torch {name}" for name in ("float16", "bfloat16", "float32", "float64", "int32", "int64", "bool")),
})  # fmt: skip
_SPECIAL = re.compile(r"torch\._utils _rebuild_\w+|torch(\.cuda|\.storage)? \w+Storage|torch\.nested\S* \w+")
# Instructions that fetch or call objects in ways no checkpoint needs; torch itself takes none of them.
_CALLS = frozenset({"INST", "OBJ", "NEWOBJ_EX", "STACK_GLOBAL", "EXT1", "EXT2", "EXT4", "PERSID"})


class Refused(Exception):  # noqa: N818 - becomes a UserError as soon as the file's name is known
    """Why a file is not read, as the end of a sentence."""


DAMAGED = "it is damaged or not a PyTorch checkpoint"
SPECIAL = (
    "it holds tensors of a special kind (sparse, quantised, complex or without values); expected plain ones"
)
PROGRAM = (
    "it holds more than plain tensors, and programs inside checkpoints are never run; "
    "expected a file that holds the tensors alone (a state_dict)"
)


def require_harmless(path: Path, kind: Format) -> None:
    """Look through a checkpoint of torch.

    Raises:
        UserError: it is damaged, holds more than plain tensors, or is no checkpoint at all.
    """
    try:
        if kind is Format.ARCHIVE:
            _look_through_archive(path)
        else:
            with path.open("rb") as stream:
                # Not the whole file: an instruction may claim any length, and is cut off here.
                begin = io.BytesIO(stream.read(_LARGEST_PICKLE))
            for _ in range(_OLD_PICKLES):
                _look_through(begin)
    except Refused as refused:
        raise UserError(f"{path} cannot be imported: {refused}.") from None
    except MemoryError:
        raise UserError(f"There is not enough memory to read {path}.") from None
    except Exception:  # whatever foreign bytes do to a parser, it is the file's fault
        raise UserError(f"{path} cannot be imported: {DAMAGED}; {EXPECTED}.") from None


def _look_through_archive(path: Path) -> None:
    size = path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        records = archive.infolist()
        names = [record.filename for record in records]
        pickles = [record for record in records if record.filename.split("/")[1:] == ["data.pkl"]]
        if any(name.endswith("constants.pkl") for name in names):
            raise Refused(f"it is a program for TorchScript, and such are never run; {EXPECTED}")
        if not pickles:
            inside = [name for name in names if name.lower().endswith((".pth", ".pt", ".pkl"))]
            unpack = "; unpack it first, and import the file inside it" if inside else f"; {EXPECTED}"
            raise Refused(f"it is an archive of other files{unpack}")
        if len(pickles) > 1 or len(set(names)) < len(names) or pickles[0].file_size > _LARGEST_PICKLE:
            raise Refused(f"{DAMAGED}; {EXPECTED}")
        # torch stores; what is packed, or larger than the file, would be unpacked to any size.
        packed = any(record.compress_type != zipfile.ZIP_STORED for record in records)
        if packed or sum(max(record.file_size, record.compress_size) for record in records) > size:
            raise Refused(f"it was packed again after it was made, or claims more than it holds; {EXPECTED}")
        if archive.testzip() is not None:
            raise Refused("it is damaged: part of it has changed since it was written; download it again")
        _look_through(io.BytesIO(archive.read(pickles[0])))


def _look_through(stream: IO[bytes]) -> None:
    """Read one pickle's instructions, without following them."""
    tuples: set[object] = set()
    before, again = "", 0
    for instruction, argument, _ in pickletools.genops(stream):
        name = instruction.name
        if name == "GLOBAL" and argument not in _ALLOWED:
            raise Refused(SPECIAL if _SPECIAL.fullmatch(str(argument)) else PROGRAM)
        if name in _CALLS:
            raise Refused(PROGRAM)
        # Pairs of one and the same pair, and so on, take ages to look up once they are nested deeply.
        if before.startswith("TUPLE") and name in ("BINPUT", "LONG_BINPUT"):
            tuples.add(argument)
        again += name in ("BINGET", "LONG_BINGET") and argument in tuples
        if again > _MOST_SHARED_TUPLES:
            raise Refused(f"{DAMAGED}; {EXPECTED}")
        before = name
