"""Say in a sentence what this machine lacks, before and after the installation.

    python tools/preflight.py before    with the system's Python: can an environment be made here at all?
    python tools/preflight.py after     with the environment's Python: does every library load?

Exit code 1 and one sentence a missing thing on stderr, else 0 and silence. What only the window lacks is said
and stops nothing: the command line works without. Before the installation nothing of the project is imported.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
SPACE_GB = 3.0

# Name to import -> name to install.
LIBRARIES = {
    "PySide6.QtWidgets": "PySide6-Essentials",
    "qtawesome": "qtawesome",
    "shiboken6": "shiboken6",
    "numpy": "numpy",
    "cv2": "opencv-python",
    "PIL": "pillow",
    "tifffile": "tifffile",
    "rawpy": "rawpy",
    "pi_heif": "pi-heif",
    "skimage": "scikit-image",
    "matplotlib": "matplotlib",
    "platformdirs": "platformdirs",
    "psutil": "psutil",
    "safetensors": "safetensors",
    "torch": "torch",
}

# Shared library that the loader names -> Debian package that brings it.
DEBIAN_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
    "libX11.so.6": "libx11-6",
    "libSM.so.6": "libsm6",
    "libXext.so.6": "libxext6",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libgomp.so.1": "libgomp1",
    "libstdc++.so.6": "libstdc++6",
}


def missing_before() -> list[str]:
    """Sentences about the interpreter and the disk; empty when an environment can be made."""
    problems = []
    if sys.version_info < OLDEST:
        wanted = ".".join(str(part) for part in OLDEST)
        problems.append(f"Python {wanted} or later is needed and this is {sys.version.split()[0]}.")
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            problems.append(
                f"Python's module {module} is missing; on Debian and Ubuntu install it with: "
                "apt install python3-venv"
            )
            break
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < SPACE_GB and not (ROOT / ".venv").exists():
        problems.append(
            f"The disk of {ROOT} has {free:.1f} GB free and the installation needs {SPACE_GB:.0f} GB."
        )
    return problems


def explain(library: str, error: BaseException) -> str:
    """One sentence for a library that does not load, naming the Debian package of what it lacks."""
    found = re.search(r"(lib[\w+.-]+\.so[.\d]*)", str(error))
    if found is None:
        return f"{library} does not load ({error}); run the set-up again after deleting the folder .venv."
    package = DEBIAN_PACKAGES.get(found[1])
    advice = f"on Debian and Ubuntu install it with: apt install {package}" if package else "install it"
    return f"{library} needs the system library {found[1]}, which this machine lacks; {advice}"


def missing_after() -> list[str]:
    """Sentences about libraries that do not load in this environment; empty when all do."""
    problems = []
    for module, library in LIBRARIES.items():
        try:
            importlib.import_module(module)
        except (ImportError, OSError) as error:
            problems.append(explain(library, error))
    return problems


def missing_for_window() -> str | None:
    """A sentence about what Qt needs to open a window on X11 and does not find; None when it finds all."""
    if sys.platform != "linux":
        return None
    # Qt loads these late, from its plug-in, and ends the whole process when it cannot.
    from deblur_studio.commands.screen import why_not_loaded

    return why_not_loaded("xcb")


def main(arguments: list[str]) -> int:
    """Print what is missing; 0 when nothing is that the program cannot do without."""
    if arguments not in (["before"], ["after"]):
        print("usage: preflight.py before|after", file=sys.stderr)
        return 2
    problems = missing_before() if arguments == ["before"] else missing_after()
    for problem in problems:
        print(f"Set-up stopped: {problem}", file=sys.stderr)
    if not problems and arguments == ["after"]:
        note = missing_for_window()
        if note is not None:
            print(f"Set-up: {note}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
