"""XMP packets: check them and stamp them, keeping everything they say.

Source: XMP Specification Part 1 (ISO 16684-1).
"""

from __future__ import annotations

import re
from xml.dom import minidom
from xml.parsers.expat import ExpatError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = "http://ns.adobe.com/xap/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
NOTE = "http://ns.adobe.com/xmp/note/"
XMLNS = "http://www.w3.org/2000/xmlns/"

_BIGGEST = 32 << 20
_FRESH = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
    '<rdf:Description rdf:about=""/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
# minidom writes line ends inside attributes as they are, and the next reader would turn them into spaces.
_KEPT = {"\n": "\ufdd0", "\r": "\ufdd1", "\t": "\ufdd2"}


class XmpError(ValueError):
    """The bytes are no XMP packet."""


def checked(raw: bytes) -> tuple[bytes | None, str | None]:
    """The packet, and a note when it is broken and has to be left out."""
    try:
        _parsed(raw).unlink()
    except XmpError:
        return None, "The XMP data was damaged and has been left out."
    return raw, None


def stamped(raw: bytes | None, software: str, width: int, height: int) -> bytes:
    """The packet for a written file: CreatorTool set, orientation reset, size updated, thumbnails gone.

    Args:
        raw: a checked packet, or None for a new one.
        software: the creator tool.
        width: width of the written picture.
        height: height of the written picture.
    """
    document = _parsed(raw) if raw else minidom.parseString(_FRESH.encode())
    descriptions = document.getElementsByTagNameNS(RDF, "Description")
    _remove(document, XMP, "Thumbnails")
    _remove(document, NOTE, "HasExtendedXMP")
    sizes = {(TIFF, "ImageWidth"): width, (TIFF, "ImageLength"): height}
    sizes |= {(EXIF, "PixelXDimension"): width, (EXIF, "PixelYDimension"): height}
    for (space, name), number in sizes.items():
        _replace(document, space, name, str(number))
    _replace(document, TIFF, "Orientation", "1")
    if not _replace(document, XMP, "CreatorTool", software):
        _add(descriptions[0], "xmp", XMP, "CreatorTool", software)
    packed = _serialised(document)
    document.unlink()
    return packed


def _parsed(raw: bytes) -> minidom.Document:
    body = raw.strip(b"\0 \t\r\n")
    if len(body) > _BIGGEST or re.search(rb"<!\s*(DOCTYPE|ENTITY)", body.replace(b"\0", b"")):
        raise XmpError("too long, or with a document type")
    try:
        document = minidom.parseString(body)
        document.toxml()
        described = bool(document.getElementsByTagNameNS(RDF, "Description"))
    except (ExpatError, ValueError, RecursionError, LookupError, AttributeError) as error:
        raise XmpError("not well-formed, or nested too deeply") from error
    if not described:
        raise XmpError("no RDF description")
    return document


def _elements(document: minidom.Document) -> list[minidom.Element]:
    return list(document.getElementsByTagName("*"))


def _replace(document: minidom.Document, space: str, name: str, text: str) -> bool:
    """Set a simple property wherever it occurs; whether it occurred."""
    found = False
    for description in document.getElementsByTagNameNS(RDF, "Description"):
        node = description.getAttributeNodeNS(space, name)
        if node is not None:
            node.value = text
            found = True
    for element in document.getElementsByTagNameNS(space, name):
        for child in list(element.childNodes):
            element.removeChild(child)
        element.appendChild(document.createTextNode(text))
        found = True
    return found


def _remove(document: minidom.Document, space: str, name: str) -> None:
    for description in document.getElementsByTagNameNS(RDF, "Description"):
        if description.hasAttributeNS(space, name):
            description.removeAttributeNS(space, name)
    for element in list(document.getElementsByTagNameNS(space, name)):
        if element.parentNode is not None:
            element.parentNode.removeChild(element)


def _add(description: minidom.Element, prefix: str, space: str, name: str, text: str) -> None:
    """Add a simple property as an attribute, under a prefix that is not taken there."""
    node: object = description
    taken: dict[str, str] = {}
    while isinstance(node, minidom.Element):
        for key, value in node.attributes.items():
            if key.startswith("xmlns:"):
                taken.setdefault(key[6:], value)
        node = node.parentNode
    while taken.get(prefix, space) != space:
        prefix += "_"
    if prefix not in taken:
        description.setAttributeNS(XMLNS, f"xmlns:{prefix}", space)
    description.setAttributeNS(space, f"{prefix}:{name}", text)


def _serialised(document: minidom.Document) -> bytes:
    for element in _elements(document):
        for node in list(element.attributes.values()):
            for mark, stand_in in _KEPT.items():
                if mark in node.value:
                    node.value = node.value.replace(mark, stand_in)
    text = "".join(child.toxml() for child in document.childNodes)
    for mark, stand_in in _KEPT.items():
        text = text.replace(stand_in, f"&#{ord(mark)};")
    return text.encode("utf-8", "xmlcharrefreplace")
