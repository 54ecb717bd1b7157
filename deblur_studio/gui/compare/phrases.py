"""What a cell says of its method, in the user's language."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from deblur_studio.diagnosis.measures import Measures
from deblur_studio.gui.compare.entry import Entry
from deblur_studio.gui.compare.presenter import Kind
from deblur_studio.gui.words import from_below
from deblur_studio.methods.choice import ORIGINAL, MethodChoice

translate = QCoreApplication.translate

#: In place of what is not known.
NOTHING = "–"


@dataclass(frozen=True)
class Fact:
    """Something measured: in a few words, in fewer, and what it is and is not."""

    whole: str
    short: str
    tip: str


def title(choice: MethodChoice) -> str:
    """What is done, with what is set about it: "NAFNet · 50 %"."""
    if choice.is_original:
        return translate("Compare", "Original")
    return " · ".join(each for each in (from_below(choice.spec.title), settings(choice)) if each)


def settings(choice: MethodChoice) -> str:
    """What is set differently from the defaults: "50 % · Radius 3"; "" for nothing."""
    if choice.is_original:
        return ""
    told = [f"{100 * choice.strength:.0f} %"] if choice.strength != 1 else []
    titles = {each.name: each.title for each in choice.spec.parameters}
    for name, value in choice.parameters.items():
        told.append(f"{from_below(titles.get(name, name))} {_value(value)}")
    return " · ".join(told)


def facts(choice: MethodChoice, entry: Entry, original: Measures | None) -> list[Fact]:
    """Time, sharpness, noise and consistency; of the original the noise alone."""
    measured = entry.measured.get(choice.strength)
    noise = _noise(math.nan if measured is None else measured.noise)
    if choice.is_original:
        return [noise]
    gain = math.nan
    if measured is not None and original is not None:
        gain = measured.sharpness - original.sharpness
    return [_time(entry.seconds), _sharpness(gain), noise, _consistency(entry.figure)]


def status(entry: Entry, kind: Kind | None, shows_visible: bool) -> list[str]:
    """What goes on in a cell, the longest words first; nothing once all is done."""
    if kind in (Kind.VISIBLE, Kind.REST):
        progress = entry.progress
        stage = (
            translate("Compare", "visible part") if not shows_visible else translate("Compare", "the rest")
        )
        if progress is None or progress.total <= 0:
            return [stage, ""]
        count = f"{progress.done}/{progress.total}"
        if progress.seconds_left is None:
            return [f"{stage} · {count}", count]
        left = _left(progress.seconds_left)
        return [f"{stage} · {count} · {left}", left]
    if kind in (Kind.FIGURE, Kind.DOUBTS):
        return [translate("Compare", "checking consistency"), translate("Compare", "checking")]
    if kind is Kind.MEASURE:
        return [translate("Compare", "measuring"), ""]
    if entry.result is not None or entry.method == ORIGINAL or entry.error or entry.lacking:
        return [""]
    if shows_visible:
        return [translate("Compare", "visible part ready"), ""]
    return [translate("Compare", "waiting"), ""]


def _left(seconds: float) -> str:
    if seconds < 100:
        return translate("Compare", "{seconds} s left").format(seconds=math.ceil(seconds))
    return translate("Compare", "about {minutes} min left").format(minutes=math.ceil(seconds / 60))


def _time(seconds: float | None) -> Fact:
    tip = translate("Compare", "How long the whole photo took here")
    if seconds is None:
        return Fact(NOTHING, NOTHING, tip)
    text = f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    return Fact(text, text, tip)


def _sharpness(gain: float) -> Fact:
    tip = translate(
        "Compare",
        "Sharpness: how much steeper edges are than in the original, in decibels. Ringing and noise make "
        "edges steep, too.",
    )
    figure = f"{gain:+.1f} dB" if math.isfinite(gain) else NOTHING
    return Fact(translate("Compare", "Sharpness {figure}").format(figure=figure), figure, tip)


def _noise(level: float) -> Fact:
    tip = translate(
        "Compare",
        "Noise: the grain of quiet parts, in levels of 255. Smoothing takes it away along with fine detail.",
    )
    figure = f"{level:.1f}" if math.isfinite(level) else NOTHING
    return Fact(translate("Compare", "Noise {figure}").format(figure=figure), figure, tip)


def _consistency(figure: float | None) -> Fact:
    tip = translate(
        "Compare",
        "Consistency: the share of the change that stays when the photo is turned over or moved first, where "
        "it has most detail. Where it is low, what is shown may be invented. A high one is no proof.",
    )
    text = NOTHING if figure is None or math.isnan(figure) else f"{100 * figure:.0f} %"
    return Fact(translate("Compare", "Consistency {figure}").format(figure=text), text, tip)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return translate("Compare", "on") if value else translate("Compare", "off")
    return f"{value:g}" if isinstance(value, float) else from_below(str(value))
