"""What photos say about themselves before anything is done to them: how sharp, which camera, which scene.

No torch, no Qt. One look at a file is `look`; what to do with many of them is in `scenes` and `preflight`.
"""

from deblur_studio.diagnosis.look import BLURRY, LEAST_SIDE, SHARP, UNUSABLE, Look, limits, look
from deblur_studio.diagnosis.preflight import Needs, advice, cameras, lacking
from deblur_studio.diagnosis.scenes import hold_out, scenes
from deblur_studio.diagnosis.sharpness import EdgeBlur, edge_blur

__all__ = [
    "BLURRY",
    "LEAST_SIDE",
    "SHARP",
    "UNUSABLE",
    "EdgeBlur",
    "Look",
    "Needs",
    "advice",
    "cameras",
    "edge_blur",
    "hold_out",
    "lacking",
    "limits",
    "look",
    "scenes",
]
