"""The photos of a training in three groups, as sorted by their looks and by hand. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deblur_studio.diagnosis.look import Look

# Photos whose sides are shorter cannot be cut into training crops, whatever the user would like.
LEAST_SIDE = 256


class Group(Enum):
    """Where a photo belongs; the values are those of `Look.kind`."""

    BLURRY = "blurry"
    SHARP = "sharp"
    OUT = "unusable"


class PhotoSet:
    """Photos in the order in which they were found.

    Attributes:
        camera: only photos of this camera count; None for all.
    """

    def __init__(self) -> None:
        self.camera: str | None = None
        self._order: dict[Path, int] = {}
        self._looks: dict[Path, Look] = {}
        self._moved: dict[Path, Group] = {}

    # Filling.

    def found(self, paths: Iterable[Path]) -> list[Path]:
        """Note photos that are to be looked at; those that are new."""
        fresh = [path for path in paths if path not in self._order]
        for path in fresh:
            self._order[path] = len(self._order)
        return fresh

    def take(self, looks: Iterable[Look]) -> None:
        """What looks at some of them have told."""
        for look in looks:
            self._order.setdefault(look.path, len(self._order))
            self._looks[look.path] = look

    def forget(self, paths: Iterable[Path]) -> None:
        """Photos that are gone, or not wanted any more."""
        for path in paths:
            for table in (self._order, self._looks, self._moved):
                table.pop(path, None)

    def forget_unseen(self) -> None:
        """Drop what was found and not looked at: looking was cancelled."""
        self.forget([path for path in self._order if path not in self._looks])

    @property
    def total(self) -> int:
        """Photos found."""
        return len(self._order)

    @property
    def done(self) -> int:
        """Photos looked at."""
        return len(self._looks)

    # Sorting.

    def group(self, path: Path) -> Group:
        """Where a photo is now."""
        return self._moved.get(path) or Group(self._looks[path].kind)

    def was_moved(self, path: Path) -> bool:
        """Whether it is where the user put it."""
        return path in self._moved

    def can_be_used(self, path: Path) -> bool:
        """Whether it may be trained on at all: it can be read, and is large enough."""
        look = self._looks[path]
        return min(look.width, look.height) >= LEAST_SIDE

    def move(self, paths: Iterable[Path], group: Group) -> list[Path]:
        """Put photos into a group by hand; those that cannot be used stay where they are and are returned."""
        refused = []
        for path in paths:
            if path not in self._looks:
                continue
            if group is not Group.OUT and not self.can_be_used(path):
                refused.append(path)
            elif Group(self._looks[path].kind) is group:
                self._moved.pop(path, None)
            else:
                self._moved[path] = group
        return refused

    def reason(self, path: Path) -> str:
        """Why a photo is where its look put it, a phrase."""
        return self._looks[path].reason

    def look(self, path: Path) -> Look:
        """What a look at it told."""
        return self._looks[path]

    # What counts.

    def listed(self, group: Group) -> list[Path]:
        """The photos of a group that count, in their order."""
        return [look.path for look in self.looks(group)]

    def looks(self, group: Group) -> list[Look]:
        """Their looks."""
        of_group = [look for path, look in self._looks.items() if self.group(path) is group]
        here = [look for look in of_group if self._counts(look)]
        return sorted(here, key=lambda look: self._order[look.path])

    def cameras(self) -> dict[str, int]:
        """Cameras of all photos that can be used, with how many, most first; "" for unknown."""
        counted = Counter(
            look.camera for path, look in self._looks.items() if self.group(path) is not Group.OUT
        )
        return dict(counted.most_common())

    def main_camera(self) -> str | None:
        """The camera to train for unless the user says: that of most photos; None if there is only one."""
        found = self.cameras()
        return next(iter(found)) if len(found) > 1 else None

    def title(self) -> str:
        """The camera in words; "" when it is not known, or not one."""
        if self.camera is not None:
            return self.camera
        names = [name for name in self.cameras() if name]
        return names[0] if len(names) == 1 else ""

    def _counts(self, look: Look) -> bool:
        if self.camera is None or look.camera == self.camera:
            return True
        # What could not be read has no camera; it is shown as left out whichever is chosen.
        return not look.camera and self.group(look.path) is Group.OUT


def missing(paths: Sequence[Path]) -> list[Path]:
    """Those that are no files (any more)."""
    return [path for path in paths if not path.is_file()]
