"""Names of files that what is seen in a photo is written to. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """What something can be written as.

    Attributes:
        key: its name.
        added: what is added to the photo's name.
        ending: the suffix of such files.
    """

    key: str
    added: str
    ending: str

    def suggested(self, photo: Path) -> Path:
        """Where it may be written, beside its photo."""
        return photo.with_name(f"{photo.stem}{self.added}{self.ending}")

    def completed(self, chosen: Path) -> tuple[Path, bool]:
        """The file to write, with the ending of its kind, and whether one of that name may be replaced.

        Whoever chose a name was asked about that very file; if an ending is added, it is another one.
        """
        if chosen.suffix.lower() == self.ending:
            return chosen, True
        return chosen.with_name(chosen.name + self.ending), False
