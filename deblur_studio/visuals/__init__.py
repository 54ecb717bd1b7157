"""Numbers to pictures: what a panel or a sheet shows of measured values. NumPy in, NumPy out."""

from deblur_studio.visuals.histogram import Clipping, clipping, heights, histogram, peak_of

__all__ = ["Clipping", "clipping", "heights", "histogram", "peak_of"]
