"""Words that come from below the window, where nothing knows of languages: methods, parameters, notes."""

from __future__ import annotations

import functools
import re

from PySide6.QtCore import QCoreApplication

# The context under which `tools/translations.py` files these texts.
CONTEXT = "Below"

# Notes with something filled in, as they are before that. A test compares them with the code that makes them.
TEMPLATES = (
    "Auto leaves it as it is: {}.",
    "Auto leaves it as it is: {}; that is more than the {} px that any method here can undo, so it cannot be "
    "rescued at this size.",
    "Auto leaves it as it is: {}; that is too soft to be rescued.",
    "Auto takes {}: nothing here can see motion.",
    "Auto takes {}: {}.",
    "Auto takes {}, and leaves what is over {} px out of focus alone: {}.",
    "Only {} of the {} channels are used.",
    "The file is animated ({} frames); only the first frame is used.",
    "The file is named {} but holds {}; it was read as that.",
    "The weights {} have changed since this camera was trained; training it again may bring more.",
    "The {}-bit floating-point numbers were read as 32-bit ones.",
    "Values above white cannot be kept in {}-bit {}.",
    "{} could not run this ({}), so the CPU was used, which is slower.",
    "{} has no transparency; it was left out and the colours are as they were.",
    "{} keeps {} bits per channel; the photo had {}.",
    "{} of {} tiles were computed again in full precision, because {} was not enough for them.",
    "{} of {} tiles were left as they were: {}.",
)


def from_below(text: str) -> str:
    """The text in the user's language; as it is where there is no translation for it."""
    if not text:
        return ""
    known = QCoreApplication.translate(CONTEXT, text)
    if known != text:
        return known
    for pattern, template in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return QCoreApplication.translate(CONTEXT, template).format(*map(_part, found.groups()))
    return text


def _part(text: str) -> str:
    """What was filled in: a number, or phrases that may have translations of their own."""
    return ", ".join(QCoreApplication.translate(CONTEXT, phrase) for phrase in text.split(", "))


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile("(.+?)".join(map(re.escape, t.split("{}"))), re.DOTALL), t) for t in TEMPLATES)
