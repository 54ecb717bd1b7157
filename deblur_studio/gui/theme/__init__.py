"""The look of the window: tokens of colour and measure, and how they reach every widget.

`current()` gives the tokens to those few widgets that paint for themselves. All others get theirs from the
palette and from the style sheet, which `apply` fills from the same tokens.
"""

from __future__ import annotations

from deblur_studio.gui.theme.apply_theme import (
    SCHEMES,
    SchemeWatch,
    apply,
    current,
    scheme,
    style_sheet,
    watch,
)
from deblur_studio.gui.theme.tokens import DARK, LIGHT, Tokens

__all__ = [
    "DARK",
    "LIGHT",
    "SCHEMES",
    "SchemeWatch",
    "Tokens",
    "apply",
    "current",
    "scheme",
    "style_sheet",
    "watch",
]
