"""Whether a window can be opened is known, and said, before Qt is asked, which would end the process."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deblur_studio import cli
from deblur_studio.commands import screen, window_check

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No screen at all."""
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of libraries that this machine is to lack, and with each of them Qt's plug-in."""
    lacking: set[str] = set()
    load = ctypes.CDLL

    def only_those_that_are_there(name: str, *rest: object) -> ctypes.CDLL:
        if lacking and (name in lacking or Path(name).name == "libqxcb.so"):
            raise OSError(f"{sorted(lacking)[0]}: cannot open shared object file: No such file or directory")
        return load(name)

    monkeypatch.setattr(screen.ctypes, "CDLL", only_those_that_are_there)
    return lacking


def test_without_a_screen_the_command_line_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["open"]) == 2
    assert capsys.readouterr().err == f"deblur-studio: {screen.NO_SCREEN}\n"


def test_every_library_that_is_missing_is_named_with_its_package(
    without: set[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without |= {"libxcb-cursor.so.0", "libxkbcommon-x11.so.0"}
    monkeypatch.setenv("DISPLAY", ":0")
    assert cli.main(["open"]) == 2
    told = capsys.readouterr().err
    assert "lacks libxcb-cursor.so.0, libxkbcommon-x11.so.0" in told
    assert told.endswith("apt install libxcb-cursor0 libxkbcommon-x11-0\n")
    assert told.count("\n") == 1


def test_a_plugin_that_fails_for_another_reason_is_told_as_it_is(
    without: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without.add("libsomething-else.so.7")
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libsomething-else.so.7: cannot open" in (screen.why_no_window() or "")


def test_one_window_system_that_works_is_enough(
    without: set[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without.add("libxcb-cursor.so.0")
    monkeypatch.setattr(screen, "why_not_loaded", lambda platform: "broken" if platform == "xcb" else None)
    monkeypatch.setenv("DISPLAY", ":0")
    assert screen.why_no_window() == "broken"
    (tmp_path / "wayland-0").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert screen.why_no_window() is None


def test_a_screen_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    assert screen.why_not_reached("xcb") is not None
    assert "':4711'" in (screen.why_not_reached("xcb") or "")


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "no-such-platform"])
def test_drawing_into_memory_needs_no_screen(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert screen.why_no_window() is None


def test_the_plugin_needs_no_library_that_has_no_package_here() -> None:
    """The table of packages is whole: what Qt's own files ask for is Qt's, of the C compiler, or listed."""
    program = shutil.which("readelf")
    plugin = screen._plugin("xcb")
    if program is None or plugin is None:
        pytest.skip("needs readelf and Qt's plug-in for X11")
    libraries = plugin.parents[2] / "lib"
    needed: set[str] = set()
    for file in (
        plugin,
        *(libraries / f"libQt6{part}.so.6" for part in ("XcbQpa", "Gui", "DBus", "Widgets")),
    ):
        told = subprocess.run([program, "-d", file], capture_output=True, text=True, check=True).stdout
        needed |= {line.split("[")[1].rstrip("]") for line in told.splitlines() if "(NEEDED)" in line}
    everywhere = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1"}
    assert (
        not {name for name in needed if not name.startswith("libQt6")} - everywhere - screen.PACKAGES.keys()
    )


class TestWindowCheck:
    def test_the_window_opens(self) -> None:
        assert window_check.why_not_opened() is None

    def test_the_reason_is_the_last_error(self, tmp_path: Path) -> None:
        messages = tmp_path / "messages.txt"
        messages.write_text(
            "Traceback\n  File\nImportError: libEGL.so.1: no such file.\nqt: something else\n"
        )
        assert window_check._reason(messages) == "ImportError: libEGL.so.1: no such file"
        messages.write_text("qt.qpa.plugin: could not be loaded\n\n")
        assert window_check._reason(messages) == "qt.qpa.plugin: could not be loaded"
        assert window_check._reason(tmp_path / "absent") == ""
