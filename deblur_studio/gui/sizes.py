"""Sizes of files for people. No Qt."""

from __future__ import annotations


def readable(size: int) -> str:
    """Bytes as a person would say it: "340 kB", "1.4 MB", "48 MB"; never 0."""
    if size < 995_000:
        return f"{max(1, round(size / 1e3))} kB"
    return f"{size / 1e6:.1f} MB" if size < 9.95e6 else f"{size / 1e6:.0f} MB"
