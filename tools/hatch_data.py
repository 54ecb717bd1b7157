"""Build hook: the weights, icons and translations travel inside the wheel, beside the code that reads them.

Not in an editable installation: there the program reads the folders of the checkout, and a copy made while
installing would grow old.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = {"weights": "deblur_studio/_data/weights", "resources": "deblur_studio/_data/resources"}


class DataHook(BuildHookInterface):  # type: ignore[type-arg]  # generic over a builder configuration
    """Called by hatchling for the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders to a wheel that is to stand alone."""
        if version != "editable":
            build_data["force_include"].update(FOLDERS)
