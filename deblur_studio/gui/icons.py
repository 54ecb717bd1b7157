"""The icons, by what they mean. One style: Font Awesome solid, in the colours of the theme."""

from __future__ import annotations

import os
from functools import lru_cache

from PySide6.QtGui import QIcon

from deblur_studio.gui import theme

NAMES = {
    "about": "circle-info",
    "adjust": "sliders",
    "actual": "magnifying-glass",
    "arrows": "arrow-right-long",
    "after": "image",
    "back": "arrow-left",
    "before": "clock-rotate-left",
    "blind": "eye-slash",
    "blurry": "droplet",
    "cancel": "ban",
    "chevron-down": "chevron-down",
    "chevron-right": "chevron-right",
    "clear": "eraser",
    "close": "xmark",
    "compare": "table-cells-large",
    "copy": "copy",
    "delete": "trash-can",
    "device": "microchip",
    "done": "check",
    "drop": "file-arrow-down",
    "error": "circle-exclamation",
    "export": "file-export",
    "eye": "eye",
    "fit": "expand",
    "flip": "right-left",
    "fix": "wand-magic-sparkles",
    "focus": "crosshairs",
    "folder": "folder",
    "forward": "arrow-right",
    "help": "circle-question",
    "histogram": "chart-column",
    "import": "file-import",
    "info": "circle-info",
    "keyboard": "keyboard",
    "layers": "layer-group",
    "leave-out": "xmark",
    "lock": "lock",
    "log": "file-lines",
    "messages": "message",
    "models": "cube",
    "menu": "bars",
    "more": "ellipsis",
    "motion": "wind",
    "next": "chevron-right",
    "ok": "circle-check",
    "open": "folder-open",
    "paste": "paste",
    "pause": "pause",
    "peaking": "highlighter",
    "photo": "image",
    "photos": "images",
    "previous": "chevron-left",
    "queue": "layer-group",
    "redo": "rotate-right",
    "reset": "arrow-rotate-left",
    "resume": "play",
    "save": "floppy-disk",
    "save-as": "floppy-disk",
    "settings": "gear",
    "sharp": "bullseye",
    "side-by-side": "table-columns",
    "sort": "arrow-down-wide-short",
    "split": "circle-half-stroke",
    "stop": "stop",
    "train": "camera",
    "undo": "rotate-left",
    "verify": "shield-halved",
    "warning": "triangle-exclamation",
    "zoom-in": "magnifying-glass-plus",
    "zoom-out": "magnifying-glass-minus",
}


def icon(name: str, *, colour: str = "text") -> QIcon:
    """The icon of that meaning.

    Args:
        name: one of `NAMES`.
        colour: name of the token it is drawn in; greyed where its widget is disabled.

    Raises:
        KeyError: there is no such icon.
        AttributeError: there is no such token.
    """
    tokens = theme.current()
    return _drawn(NAMES[name], str(getattr(tokens, colour)), tokens.faint)


@lru_cache(maxsize=512)
def _drawn(shape: str, colour: str, disabled: str) -> QIcon:
    os.environ.setdefault("QT_API", "pyside6")
    # Imported here: it reads its tables of letters while being imported.
    import qtawesome  # type: ignore[import-untyped, unused-ignore]

    drawn: QIcon = qtawesome.icon(
        f"fa6s.{shape}",
        color=colour,
        color_active=colour,
        color_selected=colour,
        color_disabled=disabled,
    )
    return drawn
