"""A motion in one line, in the user's language; in English word for word what `Motion.words` says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from deblur_studio.diagnosis.motion import (
    NONE,
    OBJECT,
    TURN,
    UNEVEN,
    UNKNOWN,
    Motion,
    Region,
    place_name,
)

translate = QCoreApplication.translate


def words(motion: Motion) -> str:
    """One line for a photographer, without a full stop."""
    if motion.kind == UNKNOWN:
        return translate("Motion", "too little detail to tell the motion")
    if motion.kind == NONE:
        return translate("Motion", "no motion")
    if motion.kind == UNEVEN:
        text = translate("Motion", "the motion differs from place to place, {length} at the median")
        return text.format(length=px(motion.length))
    if motion.kind == OBJECT:
        return translate("Motion", "{things}, the rest did not").format(things=_things(motion.regions))
    told = [_frame(motion)]
    moving = [region for region in motion.regions if region.length]
    if moving:
        told.append(_others(moving))
    still = [region for region in motion.regions if not region.length]
    if still:
        left, top, right, bottom = still[0].box
        text = translate("Motion", "the {place} stayed still")
        told.append(text.format(place=place(place_name((left + right) / 2, (top + bottom) / 2))))
    return "; ".join(told)


def sentence(motion: Motion) -> str:
    """The same with a capital letter and a full stop."""
    line = words(motion)
    return f"{line[:1].upper()}{line[1:]}."


def px(length: float) -> str:
    """A length: "14 px", "2.4 px"."""
    return f"{length:.0f} px" if length >= 3 else f"{length:.1f} px"


def at_place(length: float, axis: float) -> str:
    """The motion at one place, short: "14 px along 32°"."""
    return translate("Motion", "{length} along {angle}°").format(length=px(length), angle=round(axis) % 180)


def place(name: str) -> str:
    """A ninth of the frame, as `place_name` names it."""
    names = {
        "upper left": translate("Motion", "upper left"),
        "upper middle": translate("Motion", "upper middle"),
        "upper right": translate("Motion", "upper right"),
        "middle left": translate("Motion", "middle left"),
        "middle": translate("Motion", "middle"),
        "middle right": translate("Motion", "middle right"),
        "lower left": translate("Motion", "lower left"),
        "lower middle": translate("Motion", "lower middle"),
        "lower right": translate("Motion", "lower right"),
    }
    return names.get(name, name)


def _frame(motion: Motion) -> str:
    """What the frame as a whole did."""
    if motion.centre is not None:
        if motion.kind == TURN:
            text = translate("Motion", "camera turned {angle} degrees about the {place}, up to {length}")
        else:
            text = translate("Motion", "zoomed {percent} % about the {place}, up to {length}")
        return text.format(
            angle=f"{motion.turn:.2g}",
            percent=f"{motion.scale:.2g}",
            place=place(place_name(*motion.centre)),
            length=px(motion.longest),
        )
    if motion.steady:
        text = translate("Motion", "camera shake, {how}, steady over the frame")
    else:
        text = translate("Motion", "camera shake, {how}, strongest in the {place}")
    return text.format(how=_how(motion.length, motion.axis), place=place(motion.strongest))


def _things(regions: Sequence[Region]) -> str:
    """What moved while the rest did not."""
    if len(regions) == 1:
        text = translate("Motion", "something moved {how}")
    else:
        text = translate("Motion", "{count} things moved, the largest {how}")
    return text.format(count=len(regions), how=_how(regions[0].length, regions[0].axis))


def _others(regions: Sequence[Region]) -> str:
    """What moved otherwise than the frame."""
    if len(regions) == 1:
        text = translate("Motion", "something else moved {how}")
    else:
        text = translate("Motion", "{count} other things moved, the largest {how}")
    return text.format(count=len(regions), how=_how(regions[0].length, regions[0].axis))


def _how(length: float, axis: float | None) -> str:
    if axis is None:
        return px(length)
    whole = round(axis) % 180
    if whole == 1:
        text = translate("Motion", "{length} along {angle} degree")
    else:
        text = translate("Motion", "{length} along {angle} degrees")
    return text.format(length=px(length), angle=whole)
