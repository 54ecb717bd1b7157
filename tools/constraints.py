"""Write constraints.txt from what is installed here: the versions that were tested together.

    python -m tools.constraints

Only what the project needs, directly or through others, is listed. The project itself is not, nor are local
version labels (``torch 2.13.0+cpu`` is ``2.13.0`` with CPU-only kernels), so the file serves every machine.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# The versions that were tested together, of everything that Deblur Studio needs directly or through others.
# Written by `make constraints`; used as: pip install -c constraints.txt deblur-studio
"""
# Builds of torch for a graphics card bring packages of their own, in the versions torch itself asks for.
OF_TORCH_BUILD = re.compile(r"^(nvidia-|triton$|cuda-)")


def direct_requirements() -> list[Requirement]:
    """What pyproject.toml names: the dependencies and the extra ``dev``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    return [Requirement(line) for line in lines]


def needed(requirements: list[Requirement]) -> Iterator[tuple[str, str]]:
    """Canonical name and installed version of every distribution that ``requirements`` lead to here."""
    waiting = [(requirement.name, frozenset(requirement.extras)) for requirement in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    named: set[str] = set()
    while waiting:
        name, extras = waiting.pop()
        canonical = canonicalize_name(name)
        if (canonical, extras) in seen or OF_TORCH_BUILD.match(canonical):
            continue
        seen.add((canonical, extras))
        try:
            installed = version(canonical)
        except PackageNotFoundError:
            raise SystemExit(f"{canonical} is needed and not installed here; run make setup first.") from None
        if canonical not in named:
            named.add(canonical)
            yield canonical, installed
        for line in requires(canonical) or []:
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in (extras or {""})):
                waiting.append((requirement.name, frozenset(requirement.extras)))


def main() -> int:
    """Write the file; 0."""
    found = needed(direct_requirements())
    pins = sorted(f"{name}=={installed.partition('+')[0]}" for name, installed in found)
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    print(f"constraints.txt: {len(pins)} versions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
