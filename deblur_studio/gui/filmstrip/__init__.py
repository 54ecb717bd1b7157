"""The column of photos: names at once, thumbnails in the background."""

from deblur_studio.gui.filmstrip.filmstrip import Filmstrip

__all__ = ["Filmstrip"]
