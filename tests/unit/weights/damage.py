"""Damaged checkpoints, made deterministically: number n is the same file on every machine with this torch."""

from __future__ import annotations

import io
import os
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor

from deblur_studio.weights.tensors import WRAPPERS
from tests.unit.weights import small

Random = np.random.Generator
State = dict[Any, Any]

# As small as the networks can be: most of a checkpoint is then what can be damaged in interesting ways.
SMALLEST: Mapping[str, dict[str, Any]] = {
    "NAFNet": {"width": 2, "enc_blocks": [1], "dec_blocks": [1], "shuffle": 1},
    "MIMO-UNet": {"width": 4},
    "Restormer": {"width": 2, "blocks": [1, 1, 1, 1], "heads": [1, 1, 1, 1]},
    "DeepDeblur": {"width": 2, "blocks": 1, "scales": 2},
}
FORMS = ("archive", "old", "safetensors")


def pick(random: Random, items: Sequence[Any]) -> Any:
    """One of the items, as it is: numpy's own choice would make arrays of them."""
    return items[random.integers(len(items))]


@cache
def _state(name: str) -> dict[str, Tensor]:
    return small.state(name, **SMALLEST[name])


def stored(content: Any, form: str) -> bytes:
    """The bytes of a checkpoint file; safetensors where the content allows it."""
    if form == "safetensors" and all(isinstance(value, Tensor) for value in content.values()):
        return save({str(name): value.contiguous().clone() for name, value in content.items()})
    stream = io.BytesIO()
    torch.save(content, stream, _use_new_zipfile_serialization=form != "old")
    return stream.getvalue()


def _plain(random: Random, form: str) -> bytes:
    """An undamaged checkpoint, bare or wrapped."""
    name = pick(random, list(SMALLEST))
    state = dict(_state(name))
    wrapped = form != "safetensors" and random.random() < 0.5
    return stored({pick(random, WRAPPERS): state} if wrapped else state, form)


def truncated(random: Random, form: str, canary: Path) -> bytes:
    content = _plain(random, form)
    return content[: int(len(content) * random.random() ** 2)]


def flipped(random: Random, form: str, canary: Path) -> bytes:
    """A few changed bits, half the time near the beginning, where names and sizes are."""
    content = bytearray(_plain(random, form))
    end = len(content) if random.random() < 0.5 else 3000
    for _ in range(random.integers(1, 9)):
        content[random.integers(min(end, len(content)))] ^= 1 << random.integers(8)
    return bytes(content)


def flipped_inside(random: Random, form: str, canary: Path) -> bytes:
    """Changed bytes in an archive's list of tensors, with a fitting checksum."""
    with zipfile.ZipFile(io.BytesIO(_plain(random, "archive"))) as archive:
        records = [(name, bytearray(archive.read(name))) for name in archive.namelist()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, record in records:
            if name.endswith("data.pkl"):
                for _ in range(random.integers(1, 5)):
                    record[random.integers(len(record))] = random.integers(256)
            archive.writestr(name, bytes(record))
    return stream.getvalue()


def spliced(random: Random, form: str, canary: Path) -> bytes:
    """The beginning of one file and the end of another, or a piece taken out or put in."""
    first, second = _plain(random, form), _plain(random, pick(random, FORMS))
    cut, other = int(random.integers(len(first))), int(random.integers(len(second)))
    return first[:cut] + second[other:]


def rewrapped(random: Random, form: str, canary: Path) -> bytes:
    """Wrappers that are swapped, repeated, unknown or hold something else."""
    content: Any = dict(_state(pick(random, list(SMALLEST))))
    for _ in range(random.integers(1, 7)):
        key = pick(random, [*WRAPPERS, "D", "optimizer", "net"])
        rest: list[dict[Any, Any]] = [{}, {"epoch": 3}, {"D": {"weight": torch.ones(1)}}, {1: 2}, {"G": [1]}]
        content = {key: content, **pick(random, rest)}
    return stored(content, "old" if form == "old" else "archive")


def renamed(random: Random, form: str, canary: Path) -> bytes:
    """Tensors with other names, missing, doubled, or of another network."""
    state: State = dict(_state(pick(random, list(SMALLEST))))
    for _ in range(random.integers(1, 4)):
        name = pick(random, list(state))
        value = state.pop(name)
        other = [
            name.replace("0", "00"), name.replace("1", "7"), f"module.{name}", "", "하늘\n\x00", name.upper(),
            name.replace(".", ".body."), "x" * 3000,
        ]  # fmt: skip
        if random.random() < 0.8:
            state[pick(random, other)] = value
    if random.random() < 0.3:
        state |= _state(pick(random, list(SMALLEST)))
    return stored(state, form)


def reshaped(random: Random, form: str, canary: Path) -> bytes:
    """Tensors of other shapes, kinds and values."""
    state: State = dict(_state(pick(random, list(SMALLEST))))
    changes: list[Callable[[Tensor], Any]] = [
        lambda t: t[..., None], lambda t: t.flatten(), lambda t: torch.zeros(0), lambda t: torch.cat([t, t]),
        lambda t: t.long(), lambda t: t.to(torch.complex64), lambda t: t > 0, lambda t: t.double() * 1e300,
        lambda t: t * float("nan"), lambda t: t / 0, lambda t: t.half(), lambda t: t.bfloat16(),
        lambda t: torch.zeros(1).expand(10**6, 10**6), lambda t: torch.tensor(0.5),
        lambda t: torch.nn.Parameter(t), lambda t: t.transpose(0, -1), lambda t: t.to_sparse(),
        lambda t: t.to("meta"), lambda t: None, lambda t: t.tolist(), lambda t: "x", lambda t: {"weight": t},
    ]  # fmt: skip
    plain = changes[:12]
    for _ in range(random.integers(1, 4)):
        name = pick(random, list(state))
        chosen = plain if form == "safetensors" else changes
        if isinstance(state[name], Tensor):
            state[name] = pick(random, chosen)(state[name])
    return stored(state, form)


class _Program:
    """Calls something when it is unpickled."""

    def __init__(self, call: Callable[..., Any], argument: Any) -> None:
        self.call, self.argument = call, argument

    def __reduce__(self) -> Any:
        return self.call, (self.argument,)


class _Carrier(_Program):
    """A harmless dictionary that is given such a program for an attribute."""

    def __reduce__(self) -> Any:
        return OrderedDict, (), {"x": _Program(self.call, self.argument)}


def hostile(random: Random, form: str, canary: Path) -> bytes:
    """Pickles that would make the file `canary` if they were followed."""
    line = f"open({str(canary)!r}, 'w')"
    calls: list[tuple[Callable[..., Any], Any]] = [
        (os.system, f"touch {canary}"), (eval, line), (exec, line), (Path.touch, canary),
        (os.mkdir, str(canary)),
    ]  # fmt: skip
    call, argument = pick(random, calls)
    evil = (_Carrier if random.random() < 0.3 else _Program)(call, argument)
    state: State = dict(_state(pick(random, list(SMALLEST))))
    places: list[Any] = [
        evil, {**state, "more": evil}, {"params": state, "more": evil}, {"model": {**state, "more": evil}},
        {"params": {evil: torch.ones(1), **state}}, [[(evil,)]],
    ]  # fmt: skip
    return stored(pick(random, places), "old" if form == "old" else "archive")


KINDS = (truncated, flipped, flipped, flipped_inside, spliced, rewrapped, renamed, reshaped, hostile)


def damaged(number: int, canary: Path) -> tuple[str, bytes]:
    """A damaged file: what was done to it, and its content."""
    random = np.random.default_rng(number)
    kind, form = KINDS[number % len(KINDS)], FORMS[number // len(KINDS) % len(FORMS)]
    return f"{kind.__name__} {form}", kind(random, form, canary)
