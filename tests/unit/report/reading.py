"""Reads a report as a strict browser would: every element that begins must end, in order."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "img", "input"}


class Reader(HTMLParser):
    """Collects what is in a page; `mistakes` tells what is not well-formed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str]] = []
        self.mistakes: list[str] = []
        self.feed(text)
        self.close()
        self.mistakes += [f"{name} does not end" for name in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"{tag} has an attribute twice")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.mistakes.append(f"{tag} ends itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"{tag} ends what it did not begin")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self.open[-1] if self.open else "", data))

    def text(self, tag: str = "") -> str:
        """All words, or those of one kind of element."""
        return "\n".join(words for inside, words in self.words if tag in ("", inside))

    def attributes(self, tag: str) -> list[dict[str, str]]:
        """Of each element of that kind."""
        return [attributes for name, attributes in self.elements if name == tag]
