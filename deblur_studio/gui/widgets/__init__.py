"""Small widgets that pages and panels share."""

from __future__ import annotations

from deblur_studio.gui.widgets.card import Card
from deblur_studio.gui.widgets.elided_combo import ElidedComboBox
from deblur_studio.gui.widgets.segmented import SegmentedRow
from deblur_studio.gui.widgets.value_slider import ValueSlider

__all__ = ["Card", "ElidedComboBox", "SegmentedRow", "ValueSlider"]
