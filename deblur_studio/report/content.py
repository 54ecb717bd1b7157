"""What a report says: plain facts and encoded pictures. No pixels, no HTML."""

from __future__ import annotations

import base64
from dataclasses import dataclass


@dataclass(frozen=True)
class Encoded:
    """A picture file in memory: its bytes, media type, and size in px."""

    data: bytes
    kind: str
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The picture itself as an address, so that nothing must be fetched."""
        return f"data:{self.kind};base64,{base64.b64encode(self.data).decode('ascii')}"


@dataclass(frozen=True)
class Comparison:
    """A photo, or a part of it, before and after; both pictures have one size."""

    title: str
    caption: str
    before: Encoded
    after: Encoded


@dataclass(frozen=True)
class Bar:
    """A lying colour bar; marks: (place 0..1 from the left, text)."""

    picture: Encoded
    marks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Wheel:
    """A colour wheel; rings: (radius 0..1 of the rim's, text)."""

    picture: Encoded
    rings: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Map:
    """Something that was found out for each place of a photo, as colours with their legend."""

    title: str
    caption: str
    picture: Encoded
    legend: Bar | Wheel | None = None


@dataclass(frozen=True)
class Chapter:
    """One photo of a report.

    Attributes:
        name: of its file, without folders.
        problem: a sentence, if nothing could be made of it; then there is nothing else.
        summary: why it was blurry, in a few words, for the table of contents.
        diagnosis: the same in sentences.
        thumbnail: of the result.
        comparisons: before and after, the whole photo first.
        maps: of motion, focus and so on, as far as they are known.
        measures: (what, before, after) as texts.
        facts: (what, text) about the photo and how it was fixed.
        notes: sentences about what should be known.
        recipe: JSON; "" if there is none.
    """

    name: str
    problem: str = ""
    summary: str = ""
    diagnosis: tuple[str, ...] = ()
    thumbnail: Encoded | None = None
    comparisons: tuple[Comparison, ...] = ()
    maps: tuple[Map, ...] = ()
    measures: tuple[tuple[str, str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    recipe: str = ""
