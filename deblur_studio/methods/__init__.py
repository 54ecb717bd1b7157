"""What a photographer can choose: one small class a method, one registry, one path from photo to restoration.

`registry` lists the methods, `pipeline.fix` runs one. Importing this package and the registry needs no torch.
"""

from deblur_studio.methods.base import FixSettings, Method, MethodSpec, Parameter, Restoration

__all__ = ["FixSettings", "Method", "MethodSpec", "Parameter", "Restoration"]
