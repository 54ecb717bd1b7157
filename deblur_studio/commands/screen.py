"""Whether a window can be opened here at all, asked before Qt is: where it cannot, Qt ends the whole process.

Imports nothing but the standard library, and costs a few milliseconds: what is loaded here, Qt loads anyway.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

NO_SCREEN = "There is no screen to open a window on; without one, 'deblur-studio fix' works on photos."

# Shared library that Qt's window needs -> Debian package that brings it.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Only for screens without X11.
WAYLAND_PACKAGES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def why_no_window() -> str | None:
    """A sentence about why no window can be opened here, and what to do; None if one can."""
    if sys.platform != "linux":
        return None
    platforms = wanted_platforms()
    if not platforms:
        return NO_SCREEN
    problems = []
    for platform in platforms:
        problem = why_not_loaded(platform) or why_not_reached(platform)
        if problem is None:
            return None
        problems.append(problem)
    return problems[0]


def wanted_platforms() -> list[str]:
    """Names of the window systems that Qt will try here, the likeliest first; empty without a screen."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return [name.partition(":")[0] for name in chosen.split(";") if name]
    found = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
    return [platform for platform, variable in found.items() if os.environ.get(variable)]


def why_not_loaded(platform: str) -> str | None:
    """A sentence about what Qt's plug-in for a window system lacks; None if it loads, or there is none."""
    plugin = _plugin(platform)
    if plugin is None:
        return None  # another build of Qt, with its own places: it will say itself what is wrong
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        packages = PACKAGES if platform != "wayland" else {**PACKAGES, **WAYLAND_PACKAGES}
        lacking = [name for name in packages if not _loads(name)]
        if not lacking:
            return f"The window cannot be opened, because a part of Qt does not load ({error})."
        install = " ".join(dict.fromkeys(packages[name] for name in lacking))
        return (
            f"The window cannot be opened, because this machine lacks {', '.join(lacking)}; "
            f"on Debian and Ubuntu install it with: apt install {install}"
        )
    return None


def why_not_reached(platform: str) -> str | None:
    """A sentence about a screen that is named but does not answer; None if it does, or cannot be asked."""
    if platform == "xcb":
        name = os.environ.get("DISPLAY", "")
        reached = _x11_answers()
    elif platform == "wayland":
        name = os.environ.get("WAYLAND_DISPLAY", "")
        reached = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name).exists()
    else:
        return None
    if reached:
        return None
    return f"The screen {name!r} does not answer, so no window can be opened; 'deblur-studio fix' needs none."


def _x11_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # not to be asked; the plug-in has been loaded, so this cannot well be
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return int(xcb.xcb_connection_has_error(connection)) == 0
    finally:
        xcb.xcb_disconnect(connection)


def _plugin(platform: str) -> Path | None:
    """The file of Qt's plug-in for a window system inside PySide6."""
    return next((path for path in _plugins() if path.name == f"libq{platform}.so"), None)


def _plugins() -> Iterator[Path]:
    spec = importlib.util.find_spec("PySide6")
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        yield from Path(folder, "Qt", "plugins", "platforms").glob("libq*.so")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
