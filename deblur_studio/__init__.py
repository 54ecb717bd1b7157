"""Deblur Studio: open and fix blurry photos, compare methods, train a correction for one's own camera."""

__version__ = "0.1.0"
