"""About the project itself: its doors, its dependencies, what its wheel carries, its set-up."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image

from tools import constraints, make_icons, preflight

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FIRST_PARTY = {"deblur_studio", "training", "tools", "tests"}


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def imported_names(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every module named by an absolute import anywhere in the files of a folder, functions included."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield path, node.module


def third_party(*folders: str) -> dict[str, Path]:
    """Top-level name of every library imported in these folders -> one file that imports it."""
    return {
        name.partition(".")[0]: path
        for folder in folders
        for path, name in imported_names(ROOT / folder)
        if name.partition(".")[0] not in FIRST_PARTY | sys.stdlib_module_names
    }


def declared(lines: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines}


def distributions_of(module: str) -> set[str]:
    return {canonicalize_name(name) for name in packages_distributions().get(module, [module])}


RUNTIME = declared(PROJECT["project"]["dependencies"])
DEVELOPMENT = declared(PROJECT["project"]["optional-dependencies"]["dev"])


class TestDependencies:
    def test_whatever_the_program_imports_is_declared(self) -> None:
        for module, path in third_party("deblur_studio", "training").items():
            assert distributions_of(module) & RUNTIME, f"{path} imports {module}, which pyproject.toml lacks"

    def test_whatever_is_declared_is_imported(self) -> None:
        used = {
            name for module in third_party("deblur_studio", "training") for name in distributions_of(module)
        }
        assert used >= RUNTIME, f"nothing imports {sorted(RUNTIME - used)}"

    def test_tests_and_tools_import_only_what_is_declared(self) -> None:
        for module, path in third_party("tests", "tools").items():
            assert distributions_of(module) & (RUNTIME | DEVELOPMENT), f"{path} imports {module}"

    def test_every_dependency_is_pinned_once_to_a_version_that_is_allowed(self) -> None:
        lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
        assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in pins)
        versions = {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in pins}
        assert len(versions) == len(pins)
        for requirement in constraints.direct_requirements():
            assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])
        missing = {name for name, _ in constraints.needed(constraints.direct_requirements())} - set(versions)
        assert not missing, f"constraints.txt lacks {sorted(missing)}: make constraints"

    def test_constraints_serve_every_machine(self) -> None:
        text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
        assert "+" not in text
        assert "://" not in text
        assert " @ " not in text

    def test_the_readme_names_every_runtime_dependency(self) -> None:
        table = (ROOT / "README.md").read_text(encoding="utf-8")
        for name in RUNTIME:
            assert re.search(rf"^\| *\[?{re.escape(name)}\b", table, re.MULTILINE | re.IGNORECASE), name


class TestDoors:
    def lint(self, folder: Path) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).with_name("lint-imports")
        return run(program, "--no-cache", cwd=folder, PYTHONPATH=str(folder))

    @pytest.fixture
    def copy(self, tmp_path: Path) -> Path:
        for package in ("deblur_studio", "training"):
            shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        return tmp_path

    def test_the_doors_hold(self) -> None:
        result = self.lint(ROOT)
        assert result.returncode == 0, result.stdout

    @pytest.mark.parametrize(
        ("room", "line", "contract"),
        [
            ("photo/__init__.py", "import torch", "torch"),
            ("metrics.py", "import deblur_studio.engine", "torch"),
            ("engine/__init__.py", "import deblur_studio.methods", "door"),
            ("engine/__init__.py", "import training", "door"),
            ("methods/__init__.py", "import PySide6.QtCore", "Qt"),
            ("networks/__init__.py", "import numpy", "Networks"),
            ("gui/studio.py", "import torch", "window"),
            ("commands/open.py", "import deblur_studio.gui.app", "door"),
        ],
    )
    def test_a_forbidden_import_is_caught(self, copy: Path, room: str, line: str, contract: str) -> None:
        file = copy / "deblur_studio" / room
        file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
        result = self.lint(copy)
        assert result.returncode == 1
        broken = [text for text in result.stdout.splitlines() if " BROKEN" in text]
        assert any(contract in text for text in broken), result.stdout

    def test_networks_import_torch_alone(self) -> None:
        allowed = {"torch"} | set(sys.stdlib_module_names)
        for path, name in imported_names(ROOT / "deblur_studio" / "networks"):
            inside = name.startswith("deblur_studio.networks")
            assert inside or name.partition(".")[0] in allowed, f"{path} imports {name}"

    @pytest.mark.parametrize(
        "room", ["deblur_studio", "deblur_studio.photo", "deblur_studio.metrics", "deblur_studio.errors"]
    )
    def test_reading_a_photo_does_not_wait_for_torch(self, room: str) -> None:
        code = f"import sys, {room}; sys.exit(any(name in sys.modules for name in ('torch', 'PySide6')))"
        result = run(sys.executable, "-c", code)
        assert result.returncode == 0, result.stderr or f"{room} loads torch"

    def test_no_module_is_an_accident_of_the_folder(self) -> None:
        for package in ("deblur_studio", "training"):
            for folder in {path.parent for path in (ROOT / package).rglob("*.py")}:
                assert (folder / "__init__.py").exists(), f"{folder} has modules but is no package"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    result = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    assert result.returncode == 0, result.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


class TestBuilds:
    def test_the_wheel_carries_weights_and_resources(self, wheel: zipfile.ZipFile) -> None:
        names = set(wheel.namelist())
        for kind in ("weights", "resources"):
            files = [path for path in (ROOT / kind).rglob("*") if path.is_file()]
            assert files
            for path in files:
                assert f"deblur_studio/_data/{path.relative_to(ROOT).as_posix()}" in names

    def test_the_wheel_carries_the_code_and_nothing_else(self, wheel: zipfile.ZipFile) -> None:
        names = set(wheel.namelist())
        for package in ("deblur_studio", "training"):
            for path in (ROOT / package).rglob("*.py"):
                assert path.relative_to(ROOT).as_posix() in names
        tops = {name.partition("/")[0] for name in names}
        assert {top for top in tops if not top.endswith(".dist-info")} == {"deblur_studio", "training"}

    def test_the_wheel_says_what_it_is(self, wheel: zipfile.ZipFile) -> None:
        def text(name: str) -> str:
            (entry,) = [full for full in wheel.namelist() if full.endswith(f".dist-info/{name}")]
            return wheel.read(entry).decode()

        namespace: dict[str, str] = {}
        exec((ROOT / "deblur_studio" / "__init__.py").read_text(encoding="utf-8"), namespace)
        assert f"\nVersion: {namespace['__version__']}\n" in text("METADATA")
        assert "License-Expression: Apache-2.0\n" in text("METADATA")
        assert "deblur-studio = deblur_studio.cli:main" in text("entry_points.txt")
        assert "Apache License" in text("licenses/LICENSE")

    def test_weights_come_with_their_cards(self) -> None:
        weights = {path.stem for path in (ROOT / "weights").glob("*.safetensors")}
        assert weights
        assert {path.stem for path in (ROOT / "weights").glob("*.json")} == weights


class TestIcon:
    def test_the_drawing_is_the_one_that_is_committed(self) -> None:
        assert make_icons.as_svg() == (make_icons.FOLDER / "deblur-studio.svg").read_text(encoding="utf-8")

    def test_every_form_opens(self) -> None:
        root = ElementTree.parse(make_icons.FOLDER / "deblur-studio.svg").getroot()
        assert root.tag.endswith("svg")
        with Image.open(make_icons.FOLDER / "deblur-studio.png") as picture:
            assert (picture.size, picture.mode) == ((512, 512), "RGBA")
            assert picture.getpixel((0, 0))[3] == 0, "the corners are clear"
        with Image.open(make_icons.FOLDER / "deblur-studio.ico") as picture:
            assert {(16, 16), (32, 32), (256, 256)} <= picture.info["sizes"]


class TestSetUp:
    @pytest.mark.skipif(os.name == "nt", reason="a shell script")
    @pytest.mark.parametrize("version", ["Python 3.9.18", ""])
    def test_an_interpreter_that_will_not_do_is_named(self, tmp_path: Path, version: str) -> None:
        python = tmp_path / "python"
        python.write_text(f"#!/bin/sh\necho '{version}'\nexit 1\n")
        python.chmod(0o755)
        result = run("sh", ROOT / "tools" / "setup.sh", tmp_path / "venv", PYTHON=str(python))
        assert result.returncode == 1
        assert f"PYTHON={python} is not a Python 3.11 or later" in result.stderr
        assert not (tmp_path / "venv").exists()

    def test_a_missing_system_library_is_named_with_its_package(self) -> None:
        error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
        sentence = preflight.explain("opencv-python", error)
        assert "opencv-python needs the system library libGL.so.1" in sentence
        assert "apt install libgl1" in sentence

    def test_a_library_that_does_not_load_is_said(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(preflight, "LIBRARIES", {"no_such_library_here": "some-library"})
        assert preflight.main(["after"]) == 1
        assert "Set-up stopped: some-library does not load" in capsys.readouterr().err

    def test_what_only_the_window_lacks_is_said_and_stops_nothing(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(preflight, "LIBRARIES", {})
        monkeypatch.setattr(preflight.sys, "platform", "linux")
        monkeypatch.setattr(
            "deblur_studio.commands.screen.why_not_loaded", lambda platform: f"No {platform}."
        )
        assert preflight.main(["after"]) == 0
        assert capsys.readouterr().err == "Set-up: No xcb.\n"

    def test_a_full_disk_is_said_before_anything_is_downloaded(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(preflight, "ROOT", tmp_path)
        monkeypatch.setattr(preflight.shutil, "disk_usage", lambda _: SimpleNamespace(free=1e9))
        assert any("has 1.0 GB free" in sentence for sentence in preflight.missing_before())

    def test_every_runtime_dependency_is_tried(self) -> None:
        assert {canonicalize_name(name) for name in preflight.LIBRARIES.values()} == RUNTIME
