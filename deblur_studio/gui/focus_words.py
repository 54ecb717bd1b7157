"""A focus in one line, in the user's language; in English word for word what `Focus.words` says, and
`diagnosis.parts.SHAKEN`.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from deblur_studio.diagnosis.focus import ALL, NOTHING, UNKNOWN, Focus
from deblur_studio.gui.motion_words import place, px

translate = QCoreApplication.translate


def words(focus: Focus) -> str:
    """One line for a photographer, without a full stop."""
    if focus.kind == UNKNOWN:
        return translate("Focus", "too little detail to tell the focus")
    if focus.kind == ALL:
        return translate("Focus", "all of it is in focus")
    if focus.kind == NOTHING:
        text = translate("Focus", "nothing is in focus, the {place} least soft with {sigma}")
        return text.format(place=place(focus.place), sigma=px(focus.sharpest))
    if focus.stands_out:
        text = translate("Focus", "focus lies on the {place}, the background is {sigma} soft")
    else:
        text = translate("Focus", "focus lies on the {place}, the rest is {sigma} soft")
    return text.format(place=place(focus.place), sigma=px(focus.background))


def sentence(focus: Focus, shaken: bool = False) -> str:
    """The same with a capital letter and a full stop; of a shaken photo, that it may be motion."""
    if shaken:
        return translate("Focus", "This photo is shaken; what looks soft here may be motion, see Motion.")
    line = words(focus)
    return f"{line[:1].upper()}{line[1:]}."


def at_place(sigma: float) -> str:
    """The focus at one place, short: "sigma 3.2 px"."""
    return translate("Focus", "sigma {sigma} px").format(sigma=f"{sigma:.1f}")
