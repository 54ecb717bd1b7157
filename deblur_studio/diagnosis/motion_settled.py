"""A field of motion with the noise taken out: `settled`.

A network tells the length of the motion less exactly from place to place (a third off, at half of all points)
than over the whole frame. So where a point agrees with the one motion of the frame, it gets that; what moved
otherwise keeps its own. And what moves is made longer by as much as the network was found to tell too little.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from deblur_studio.diagnosis.motion_field import Complexes, Mask, cells_of, frame_of

#: A vector is taken for the frame's when it is off its axis by no more degrees than this, and so many times
#: as long.
_AXIS, _SHORTEST, _LONGEST = 30.0, 0.4, 2.2


def settled(
    flow: NDArray[np.float32],
    trusted: Mask,
    size: tuple[int, int],
    factor: float = 1.0,
) -> NDArray[np.float32]:
    """The field with the frame's motion wherever it agrees with that, and with lengths as calibrated.

    Args:
        flow: (H, W, 4) px of the photo: forward u, v and backward u, v, as for `motion_of`.
        trusted: (H, W), where there is detail to tell motion by; the frame's motion is found there.
        size: (width, height) of the photo that the field covers, px.
        factor: by which motion is longer than the network tells.

    Returns:
        (H, W, 4) float32. Where the frame is still, or has no one motion, the field stays as it is: what is
        seen there may be nothing at all, and must not become more.
    """
    known: Mask = np.asarray(np.isfinite(flow).all(axis=2))
    cells = cells_of(flow, trusted & known, size)
    if cells.known.sum() < 1:
        return flow
    frame = frame_of(cells)
    of_frame = None if frame is None else frame.at(_places(flow.shape[:2], size))
    if of_frame is None or float(np.median(np.abs(of_frame))) < cells.least:
        return flow
    clean = np.where(known[..., None], flow, 0).astype(np.float64)
    way: Complexes = (clean[..., 0] - clean[..., 2]) + 1j * (clean[..., 1] - clean[..., 3])
    moves: Mask = np.abs(way) >= cells.least
    alike = _alike(way, of_frame)
    wanted: Complexes = np.asarray(factor * way, np.complex128)
    wanted[alike] = _signed(factor * of_frame, way)[alike]
    turn = np.where(moves, wanted / np.where(moves, way, 1), 1)
    ahead, back = (clean[..., 0] + 1j * clean[..., 1]) * turn, (clean[..., 2] + 1j * clean[..., 3]) * turn
    told = np.stack([ahead.real, ahead.imag, back.real, back.imag], axis=2)
    return np.where(known[..., None], told, flow).astype(np.float32)


def _places(shape: tuple[int, ...], size: tuple[int, int]) -> Complexes:
    """(H, W) where each point is, as `Cells.place`."""
    rows, columns = shape
    across = ((np.arange(columns) + 0.5) / columns - 0.5) * size[0]
    down = ((np.arange(rows) + 0.5) / rows - 0.5) * size[1]
    place = np.empty(shape, np.complex128)
    place.real, place.imag = across[None], down[:, None]
    place /= math.hypot(*size) / 2
    return place


def _alike(way: Complexes, frame: Complexes) -> Mask:
    """Where a vector may well be the frame's, only told inexactly."""
    ratio = np.abs(way) / np.maximum(np.abs(frame), 1e-9)
    turned = np.abs(np.angle((way * np.conj(frame)) ** 2, deg=True)) / 2
    alike: Mask = (turned <= _AXIS) & (ratio >= _SHORTEST) & (ratio <= _LONGEST)
    return alike


def _signed(frame: Complexes, way: Complexes) -> Complexes:
    """The frame's motion, of the sign that each vector has."""
    signed: Complexes = np.where((frame * np.conj(way)).real >= 0, frame, -frame).astype(np.complex128)
    return signed
